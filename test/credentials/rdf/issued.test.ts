import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare } from './compare.ts';
import { type IssuedKind, issued } from './issued-documents.ts';

describe('what is issued here', () => {
  it('takes the direct path, and the JSON-LD processor says the same', async () => {
    const seen = new Map<IssuedKind, number>();
    await fc.assert(
      fc.asyncProperty(issued, fc.constantFrom('sha256', 'sha384'), async ({ kind, document }, hash) => {
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        expect(await compare(document, hash)).toBe('same');
      }),
      { numRuns: 40 },
    );
    expect(seen.size).toBeGreaterThan(3);
  });
});
