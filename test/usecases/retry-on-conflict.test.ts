import { describe, expect, it } from 'vitest';
import { DomainError, type ErrorCode } from '../../src/domain/domain-error.ts';
import { retryOnConflict } from '../../src/usecases/retry-on-conflict.ts';

/** Fails as often as is said before it succeeds, and counts. */
function failing(times: number, error: unknown) {
  const counted = { runs: 0 };
  const run = async () => {
    counted.runs += 1;
    if (counted.runs <= times) throw error;
    return 'saved';
  };
  return { counted, run };
}

const refused = (code: ErrorCode) => new DomainError(code, 'No.');

describe('retryOnConflict', () => {
  it('reads and saves once where nobody is in the way', async () => {
    const { counted, run } = failing(0, undefined);
    expect(await retryOnConflict(run)).toBe('saved');
    expect(counted.runs).toBe(1);
  });

  it('reads again after a conflict, five times at most', async () => {
    const lucky = failing(5, refused('conflict'));
    expect(await retryOnConflict(lucky.run)).toBe('saved');
    const unlucky = failing(6, refused('conflict'));
    await expect(retryOnConflict(unlucky.run)).rejects.toMatchObject({ code: 'conflict' });
    expect([lucky.counted.runs, unlucky.counted.runs]).toEqual([6, 6]);
  });

  it.each([refused('submission-not-editable'), refused('precondition-failed'), new Error('conflict')])(
    'does not repeat what fails for another reason: %o',
    async (error) => {
      const { counted, run } = failing(1, error);
      await expect(retryOnConflict(run)).rejects.toBe(error);
      expect(counted.runs).toBe(1);
    },
  );
});
