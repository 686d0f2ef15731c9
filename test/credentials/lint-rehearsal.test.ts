import { expect, it, vi } from 'vitest';
import { verifyProof } from '../../src/credentials/eddsa-rdfc-2022.ts';
import { LintError, lintForSigning } from '../../src/credentials/lint.ts';
import { exampleAward, issuerKey, now, publicUrl } from './example-award.ts';

vi.mock('../../src/credentials/eddsa-rdfc-2022.ts', async (original) => {
  const real = await original<typeof import('../../src/credentials/eddsa-rdfc-2022.ts')>();
  return { ...real, verifyProof: vi.fn(real.verifyProof) };
});

const options = { verificationMethod: issuerKey.method, created: '2026-03-02T09:30:00Z', now, publicUrl };

it('the rehearsal signs with a new key each time, and has the whole document verified', async () => {
  await lintForSigning(exampleAward(), options);
  await lintForSigning(exampleAward(), options);
  const [first, second] = vi.mocked(verifyProof).mock.calls;
  expect(first?.[0]).toMatchObject({ ...exampleAward(), proof: [{ proofValue: expect.any(String) }] });
  expect(first?.[1].equals(issuerKey.publicKey)).toBe(false);
  expect(second && first?.[1].equals(second[1])).toBe(false);
});

it('a document whose rehearsal does not verify is not signed', async () => {
  vi.mocked(verifyProof).mockResolvedValueOnce({
    ok: false,
    cause: 'signature-mismatch',
    reason: 'It does not match.',
  });
  await expect(lintForSigning(exampleAward(), options)).rejects.toThrow(LintError);
});
