import * as z from 'zod';
import { assessment, score } from '../../domain/assessment.ts';
import { coachRequest } from '../../domain/coach-request.ts';
import { assayEvent } from '../../domain/event.ts';
import { evidence, evidenceChanges, newEvidence } from '../../domain/evidence.ts';
import { holderDid } from '../../domain/holder-did.ts';
import { mostLinkDays, sharedLink, usualLinkDays } from '../../domain/shared-link.ts';
import { appeal, attestations, decision, recipient, submission } from '../../domain/submission.ts';
import { passage, slug, timestamp, ulid } from '../../domain/text.ts';
import { visibilities } from '../../domain/visibility.ts';
import { contract } from '../operation.ts';
import { fieldErrorList, pageOf, pageQuery, submissionPath } from './shared.ts';

/** What a decision is to the learner: who judged is not told. */
const decisionView = decision.pick({ round: true, outcome: true, decidedAt: true });

const submissionSummary = submission
  .omit({ learner: true, answers: true, revision: true, assessors: true, hold: true })
  .extend({ decision: decisionView.optional() });

const ownCoachRequest = coachRequest
  .pick({ id: true, microCredentialId: true, message: true, askedAt: true })
  .extend({ answer: z.object({ message: z.string(), granted: z.boolean(), at: timestamp }).optional() });

const happened = assayEvent
  .pick({ kind: true, at: true, facts: true, note: true })
  .extend({ byYou: z.boolean() });

const submissionView = submissionSummary.extend({
  answers: submission.shape.answers,
  evidence: z.array(evidence),
  /** What handing in still needs; empty when nothing is missing. */
  missing: fieldErrorList,
  /** How far a draft is: words and items, with their limits. */
  progress: z
    .object({
      answers: z.array(z.object({ prompt: slug, words: z.int(), wordLimit: z.int() })),
      evidence: z.array(
        z.object({ artifact: slug, given: z.int(), minItems: z.int(), maxItems: z.int().optional() }),
      ),
    })
    .optional(),
  /** What was said of the attempt that it was begun from. */
  before: z.object({ feedback: z.record(slug, score), parts: assessment.shape.parts }).optional(),
  /** Level and feedback per criterion, once decided. */
  feedback: z.record(slug, score).optional(),
  /** Whether parts 1 and 3 pass, once decided. */
  parts: assessment.shape.parts.optional(),
  credential: z.object({ id: ulid, url: z.url(), issued: z.boolean() }).optional(),
});

const uploadForm = z.object({
  /** POST a multipart form here: these fields first, then the file as `file`. */
  url: z.url(),
  fields: z.record(z.string(), z.string()),
  expiresAt: timestamp,
});

const partUpload = z.discriminatedUnion('state', [
  z.object({ state: z.literal('complete') }),
  z.object({
    state: z.literal('uploading'),
    /** In bytes: part n begins at (n - 1) times this. */
    partSize: z.int().positive(),
    missing: z
      .array(
        z.object({
          number: z.int().positive(),
          size: z.int().positive(),
          url: z.url().describe('PUT the bytes here.'),
        }),
      )
      .readonly(),
    expiresAt: timestamp,
  }),
]);

const sharing = z.object({
  visibility: z.enum(visibilities).describe('Who may see it at its address.'),
  withdrawnAt: timestamp.optional(),
});

const ownCredentialPath = z.strictObject({ credential: ulid });

const linkView = sharedLink.omit({ digest: true, credentialId: true }).extend({
  id: sharedLink.shape.digest,
  state: z.enum(['open', 'expired', 'revoked']),
});

/** A learner's own submissions, from the first draft to the credential. */
export const submitContract = contract({
  'POST /micro-credentials/{microCredential}/submissions': {
    summary: 'Start a submission',
    description:
      'Pinned to the newest version from now on. The credential will name you as your token does; `recipient.name` is for tokens without a name. `recipient.did` is an identifier of your own (did:key or did:web), by which a wallet can show that the credential is yours.',
    path: z.strictObject({ microCredential: ulid }),
    body: z.strictObject({
      recipient: recipient.pick({ name: true, did: true }).partial().optional(),
      from: ulid
        .optional()
        .describe(
          'An attempt of yours that is over: its answers and evidence are there from the beginning, as far as the newest version still asks for them.',
        ),
    }),
    answers: { 201: { description: 'The draft', body: submissionView } },
    refusals: [
      'invalid-request',
      'human-required',
      'not-found',
      'open-submission-exists',
      'already-awarded',
      'attempts-used',
      'prerequisites-missing',
      'retired',
    ],
  },
  'POST /micro-credentials/{microCredential}/coach-requests': {
    summary: 'Ask for advice and another attempt',
    description:
      'Once all attempts that the definition gives are used. The issuer sees your name and what you write.',
    path: z.strictObject({ microCredential: ulid }),
    body: coachRequest.pick({ message: true }),
    answers: { 201: { description: 'Asked', body: ownCoachRequest } },
    refusals: ['invalid-request', 'human-required', 'not-found', 'attempts-left', 'already-asked'],
  },
  'GET /me/coach-requests': {
    summary: 'See what you asked, and the answers',
    answers: {
      200: {
        description: 'The newest for each micro-credential',
        body: z.object({ items: z.array(ownCoachRequest) }),
      },
    },
    refusals: [],
  },
  'GET /me/submissions': {
    summary: 'List your submissions',
    query: pageQuery,
    answers: { 200: { description: 'Your submissions, oldest first', body: pageOf(submissionSummary) } },
    refusals: ['invalid-request'],
  },
  'GET /me/credentials': {
    summary: 'List your credentials',
    query: pageQuery,
    answers: {
      200: {
        description: 'Your credentials, oldest first',
        body: pageOf(
          z.object({
            id: ulid,
            url: z.url(),
            name: z.string(),
            issuer: slug,
            issuedAt: timestamp,
            revoked: z.boolean(),
            ...sharing.shape,
          }),
        ),
      },
    },
    refusals: ['invalid-request'],
  },
  'PATCH /me/credentials/{credential}/sharing': {
    summary: 'Say who may see your credential',
    description:
      '`private`: nobody, at its address; who holds a copy can verify it still. `link`, as it is at first: who has the address, which nobody can guess. `public`: search engines too. What was seen before may be kept by caches for a minute, and by people for ever. A corrected credential is as visible as the one that it replaces.',
    path: ownCredentialPath,
    body: z.strictObject({ visibility: z.enum(visibilities) }),
    answers: { 200: { description: 'Who may see it now', body: sharing } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found', 'withdrawn'],
  },
  'POST /me/credentials/{credential}/withdrawal': {
    summary: 'Take your credential off its address, for good',
    description:
      'Its address, its image and every link to it answer 410 from then on. It is not revoked by this: who holds a copy can verify it. There is no way back; to hide it for a while, make it `private`.',
    path: ownCredentialPath,
    answers: { 200: { description: 'It is withdrawn', body: sharing } },
    refusals: ['human-required', 'forbidden', 'not-found'],
  },
  'GET /me/credentials/{credential}/links': {
    summary: 'List the links to your credential',
    description:
      'Newest first; ended ones for another 90 days. Who used a link, and how often, is not recorded.',
    path: ownCredentialPath,
    answers: { 200: { description: 'The links', body: z.object({ items: z.array(linkView) }) } },
    refusals: ['human-required', 'forbidden', 'not-found'],
  },
  'POST /me/credentials/{credential}/links': {
    summary: 'Make a link that shows your credential for a time',
    description: `Whoever has the link sees the credential, also while it is \`private\`. It holds until \`expiresAt\` or for \`days\` (${usualLinkDays} unless you say otherwise, ${mostLinkDays} at most). Its address is told this once.`,
    path: ownCredentialPath,
    body: z
      .strictObject({
        label: sharedLink.shape.label,
        expiresAt: timestamp.optional(),
        days: z.int().min(1).max(mostLinkDays).optional(),
      })
      .refine(({ expiresAt, days }) => expiresAt === undefined || days === undefined, {
        path: ['days'],
        message: 'must not be there beside expiresAt',
      }),
    answers: { 201: { description: 'The link', body: linkView.extend({ url: z.url() }) } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found', 'withdrawn', 'link-limit'],
  },
  'DELETE /me/credentials/{credential}/links/{digest}': {
    summary: 'Take a link back',
    path: ownCredentialPath.extend({ digest: sharedLink.shape.digest }),
    answers: { 204: { description: 'It shows nothing any more' } },
    refusals: ['human-required', 'forbidden', 'not-found'],
  },
  'GET /submissions/{submission}': {
    summary: 'Read your submission',
    path: submissionPath,
    answers: {
      200: {
        description: 'The submission, what it lacks, and the feedback once decided',
        body: submissionView,
      },
    },
    refusals: ['not-found'],
  },
  'PATCH /submissions/{submission}/recipient': {
    summary: 'Say which identifier the credential will have for you',
    description: 'A did:key or did:web of your own, or null for none. As long as the submission is a draft.',
    path: submissionPath,
    body: z.strictObject({ did: z.union([holderDid, z.null()]) }),
    answers: { 200: { description: 'The draft as it is now', body: submissionSummary } },
    refusals: ['invalid-request', 'not-found', 'submission-not-editable', 'conflict'],
  },
  'PUT /submissions/{submission}/answers/{prompt}': {
    summary: 'Answer a prompt',
    path: submissionPath.extend({ prompt: slug }),
    body: z.strictObject({ text: passage(8000) }),
    answers: { 204: { description: 'Saved' } },
    refusals: ['invalid-request', 'not-found', 'submission-not-editable', 'conflict'],
  },
  'POST /submissions/{submission}/evidence': {
    summary: 'Add evidence',
    description:
      'A link or a text is added as it is. A file is announced with its exact size, type and SHA-256; the answer holds a form that uploads just that file.',
    path: submissionPath,
    body: newEvidence,
    answers: {
      201: {
        description: 'The item, and for a file how to upload it',
        body: z.object({ evidence, upload: uploadForm.optional() }),
      },
    },
    refusals: [
      'invalid-request',
      'not-found',
      'submission-not-editable',
      'evidence-limit',
      'payload-too-large',
      'conflict',
    ],
  },
  'POST /submissions/{submission}/evidence/{evidence}/parts': {
    summary: 'Upload a large file in parts',
    description:
      'In the place of the form, for a file that you announced. The answer says which parts are missing and where each goes: a PUT of the bytes from (number - 1) × partSize on, `size` of them. Ask again to go on after a break, also on another device, and once every part is there: then the file is put together and compared with what you announced. What is not complete after seven days is forgotten.',
    path: submissionPath.extend({ evidence: ulid }),
    answers: { 200: { description: 'What is left to upload', body: partUpload } },
    refusals: ['invalid-request', 'not-found', 'submission-not-editable', 'evidence-mismatch'],
  },
  'PATCH /submissions/{submission}/evidence/{evidence}': {
    summary: 'Change what is said of an item of evidence',
    description:
      'As long as the submission is a draft: its title, when and where the skill was used, what a picture or sound shows, and what the credential will show of it. `null` takes away.',
    path: submissionPath.extend({ evidence: ulid }),
    body: evidenceChanges,
    answers: { 200: { description: 'The item as it is now', body: evidence } },
    refusals: ['invalid-request', 'not-found', 'submission-not-editable', 'conflict'],
  },
  'GET /submissions/{submission}/history': {
    summary: 'See what happened to your submission',
    description: 'Oldest first. Who assessed is not told.',
    path: submissionPath,
    answers: { 200: { description: 'What happened', body: z.object({ items: z.array(happened) }) } },
    refusals: ['not-found'],
  },
  'DELETE /submissions/{submission}/evidence/{evidence}': {
    summary: 'Remove evidence',
    path: submissionPath.extend({ evidence: ulid }),
    answers: { 204: { description: 'Removed' } },
    refusals: ['not-found', 'submission-not-editable', 'conflict'],
  },
  'POST /submissions/{submission}/submit': {
    summary: 'Hand the submission in',
    description:
      'Checks that nothing is missing and that every file is the one that was announced, and makes the copies that assessors see: without names, places, times and programs that the format of a file tells of. While that takes longer than you can wait, the answer is `evidence-being-checked`, and nothing is handed in: ask again. After this it cannot be changed. You stand for what you hand in: each of `attestations` must be true.',
    path: submissionPath,
    body: z.strictObject({ attestations }),
    answers: { 200: { description: 'Handed in', body: submissionSummary } },
    refusals: [
      'invalid-request',
      'not-found',
      'submission-not-editable',
      'submission-incomplete',
      'evidence-not-uploaded',
      'evidence-mismatch',
      'evidence-unreadable',
      'evidence-refused',
      'evidence-being-checked',
      'conflict',
    ],
  },
  'POST /submissions/{submission}/appeal': {
    summary: 'Appeal a decision of "not yet"',
    description:
      'Within 30 days, once for each attempt, and as long as you have begun no other. Somebody who has not judged it judges it anew, without seeing what was judged before. Then the decision is final.',
    path: submissionPath,
    body: z.strictObject({ reason: appeal.shape.reason }),
    answers: { 200: { description: 'It is judged anew', body: submissionSummary } },
    refusals: [
      'invalid-request',
      'human-required',
      'not-found',
      'not-to-be-appealed',
      'appeal-too-late',
      'open-submission-exists',
      'conflict',
    ],
  },
  'POST /submissions/{submission}/withdraw': {
    summary: 'Withdraw the submission',
    path: submissionPath,
    answers: { 200: { description: 'Withdrawn', body: submissionSummary } },
    refusals: ['not-found', 'submission-not-editable', 'conflict'],
  },
});
