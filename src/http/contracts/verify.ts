import * as z from 'zod';
import { checkNames } from '../../credentials/verification-report.ts';
import { contract } from '../operation.ts';

const verificationReport = z.object({
  /** `valid` only when every check is ok that was asked for. */
  verdict: z.enum(['valid', 'invalid', 'could-not-be-checked']),
  /** There when only the proof was asked for. */
  mode: z.literal('proof-only').optional(),
  checks: z.array(
    z.object({
      name: z.enum(checkNames),
      outcome: z.enum(['ok', 'failed', 'could-not-be-checked']),
      /** In plain words. */
      message: z.string(),
      /** A stable code, where the outcome is not ok. */
      cause: z.string().optional(),
    }),
  ),
  /** What the reader should know and what makes no credential invalid. */
  warnings: z.array(z.string()),
  /** What the credential says; to be relied on only under the verdict `valid`. */
  credential: z.looseObject({ issuer: z.looseObject({ id: z.string() }) }).optional(),
});

/** Checking what anyone posts. */
export const verifyContract = contract({
  'POST /verify': {
    summary: 'Verify a credential',
    description:
      'Post the credential itself as JSON, an enveloped credential, a compact JWT as a JSON string, or `{"url": "…"}` with the address of a credential that was issued here. The answer lists every check with its outcome: ok, failed, or could not be checked. A revoked or altered credential is a normal answer with a clear verdict. With `mode=proof-only` the form, the vocabularies and the proof are checked, the proof against the key that it names itself: who the issuer is, and whether they revoked the credential, is then not checked, and the answer says so.',
    public: true,
    query: z.object({ mode: z.enum(['full', 'proof-only']).optional() }),
    maxBody: 1024 * 1024,
    body: z.unknown(),
    answers: { 200: { description: 'What was checked, and the verdict', body: verificationReport } },
    refusals: ['invalid-request', 'not-found', 'payload-too-large', 'unsupported-media-type'],
  },
});
