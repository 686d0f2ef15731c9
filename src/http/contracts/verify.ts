import * as z from 'zod';
import { checkNames, presentationChecks } from '../../credentials/verification-report.ts';
import { contract } from '../operation.ts';
import { formTypes } from '../posted-form.ts';

const outcome = z.object({
  outcome: z.enum(['ok', 'failed', 'could-not-be-checked']),
  /** In plain words. */
  message: z.string(),
  /** A stable code, where the outcome is not ok. */
  cause: z.string().optional(),
});

const verificationReport = z.object({
  /** `valid` only when every check is ok that was asked for. */
  verdict: z.enum(['valid', 'invalid', 'could-not-be-checked']),
  /** There when only the proof was asked for. */
  mode: z.literal('proof-only').optional(),
  checks: z.array(z.object({ name: z.enum(checkNames), ...outcome.shape })).readonly(),
  /** What the reader should know and what makes no credential invalid. */
  warnings: z.array(z.string()).readonly(),
  /** What the credential says; to be relied on only under the verdict `valid`. */
  credential: z
    .object({
      id: z.string().optional(),
      name: z.string().optional(),
      issuer: z.object({ id: z.string(), name: z.string().optional() }),
      subject: z.object({ id: z.string().optional() }),
      achievement: z.object({ id: z.string(), name: z.string() }).optional(),
      validFrom: z.string().optional(),
      validUntil: z.string().optional(),
    })
    .optional(),
});

const presentationReport = z.object({
  verdict: verificationReport.shape.verdict,
  checks: z.array(z.object({ name: z.enum(presentationChecks), ...outcome.shape })).readonly(),
  warnings: z.array(z.string()).readonly(),
  holder: z.string().optional(),
  credentials: z.array(verificationReport).readonly(),
});

const problems = z.array(
  z.object({
    type: z.string(),
    title: z.string(),
    detail: z.string(),
    /** Which check it comes from, and its stable cause. */
    check: z.string().optional(),
    cause: z.string().optional(),
  }),
);
const part = z.object({ verified: z.boolean(), input: z.unknown() });
const parts = z.record(z.string(), z.union([part, z.array(part)]));

const judgement = {
  /** True only when every check that was asked for was made and came out well. */
  verified: z.boolean(),
  /** The checks that were made. */
  checks: z.array(z.string()),
  warnings: problems,
  errors: problems,
  problemDetails: problems.optional(),
};
const credentialResult = z.object({
  ...judgement,
  credential: z.unknown().optional(),
  results: parts.optional(),
});
const presentationResult = z.object({
  ...judgement,
  verifiablePresentation: z.unknown().optional(),
  results: z.object({ presentation: parts, credentials: z.array(credentialResult) }).optional(),
});

const sharedOptions = {
  /** `["proof"]` asks for the proof alone, against the key that it names itself. Else everything is checked. */
  checks: z.array(z.enum(['proof', 'credentialStatus'])).optional(),
  challenge: z.string().min(1).optional(),
  domain: z.string().min(1).optional(),
  returnProblemDetails: z.boolean().optional(),
  returnResults: z.boolean().optional(),
};
// Looked at by the verification alone: what it is copied into here could lose a member, or nest too deep to be copied.
const object = z
  .unknown()
  .refine(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
  );
/** An object, or a compact JWT as text. */
const secured = z.union([z.string(), object]);
const most = 1024 * 1024;

/** Checking what anyone posts. */
export const verifyContract = contract({
  'GET /verify': {
    summary: 'The page to check a credential on',
    public: true,
    query: z.object({ lang: z.string().optional() }),
    answers: { 200: { description: 'A page with a form', html: true } },
    refusals: [],
  },
  'POST /verify': {
    summary: 'Verify a credential',
    description:
      'Post the credential itself as JSON, an enveloped credential, a compact JWT as a JSON string or as `application/jwt`, a badge image (PNG or SVG) with the credential in it, or `{"url": "…"}` with the address of a credential that was issued here. The answer lists every check with its outcome: ok, failed, or could not be checked. A revoked or altered credential is a normal answer with a clear verdict. Open Badges 2.0 is recognised, and could not be checked. With `mode=proof-only` the form, the vocabularies, the digests and the proof are checked, the proof against the key that it names itself: who the issuer is, and whether they revoked the credential, is then not checked, and the answer says so. The form of the page at this address (`file`, `credential` or `url`) is taken too, and whoever prefers `text/html` gets the report as a page.',
    public: true,
    query: z.object({
      mode: z.enum(['full', 'proof-only']).optional(),
      // The language of the page; one that there is not is passed over.
      lang: z.string().optional(),
    }),
    maxBody: most,
    body: z.unknown(),
    files: {
      types: [
        'image/png',
        'image/svg+xml',
        'application/jwt',
        'application/vc+jwt',
        'application/vc+ld+jwt',
        'text/plain',
        ...formTypes,
      ],
      maxBytes: 4 * most,
    },
    answers: {
      200: { description: 'What was checked, and the verdict', body: verificationReport, html: true },
    },
    refusals: [
      'invalid-request',
      'not-found',
      'kept-private',
      'withdrawn',
      'payload-too-large',
      'unsupported-media-type',
    ],
  },
  'POST /credentials/verify': {
    summary: 'Verify a credential, in the manner of the VC-API',
    description:
      'For software that speaks VCALM 1.0 (VC-API). Any credential of VC Data Model 2.0 or 1.1, enveloped ones included. Beside the known vocabularies, it may bring one along that only adds words. It is verified, status 200, when every check is ok; else the status is 400, and `errors` tells why. `report` is what `POST /verify` answers. That the key is the issuer’s is one of the checks; `options.checks` of `["proof"]` leaves it out, with all that needs the issuer, and a warning says so.',
    public: true,
    maxBody: most,
    body: z.strictObject({
      verifiableCredential: secured,
      options: z.strictObject({ ...sharedOptions, returnCredential: z.boolean().optional() }).optional(),
    }),
    answers: {
      200: {
        description: 'It is verified',
        body: credentialResult.extend({ report: verificationReport }),
      },
      400: {
        description: 'It is not verified: it is bad, or could not be checked',
        body: credentialResult.extend({ report: verificationReport }),
      },
    },
    refusals: ['invalid-request', 'payload-too-large', 'unsupported-media-type'],
  },
  'POST /presentations/verify': {
    summary: 'Verify a presentation, in the manner of the VC-API',
    description:
      'For software that speaks VCALM 1.0 (VC-API): the presentation’s own proof, made by its holder for `options.challenge` and `options.domain`, and every credential in it. Post it as `verifiablePresentation`, or as `presentation` where it need not be signed. Status and options as for credentials.',
    public: true,
    maxBody: most,
    body: z
      .strictObject({
        verifiablePresentation: secured.optional(),
        presentation: object.optional(),
        options: z.strictObject({ ...sharedOptions, returnPresentation: z.boolean().optional() }).optional(),
      })
      .refine(
        ({ verifiablePresentation, presentation }) =>
          (verifiablePresentation === undefined) !== (presentation === undefined),
        { path: ['verifiablePresentation'], message: 'must be there, or presentation instead' },
      ),
    answers: {
      200: {
        description: 'It is verified',
        body: presentationResult.extend({ report: presentationReport }),
      },
      400: {
        description: 'It is not verified: it is bad, or could not be checked',
        body: presentationResult.extend({ report: presentationReport }),
      },
    },
    refusals: ['invalid-request', 'payload-too-large', 'unsupported-media-type'],
  },
});
