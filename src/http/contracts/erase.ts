import * as z from 'zod';
import { retention } from '../../domain/retention.ts';
import { passage, slug, timestamp, ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { issuerPath } from './shared.ts';

const kept = z.object({ id: ulid, issuer: slug });
const erasedView = z.object({
  submissions: z.array(ulid).describe('Erased: evidence, answers, feedback, and whose they were.'),
  credentials: z
    .array(kept.extend({ url: z.url(), revoked: z.boolean() }))
    .describe(
      'Erased, and gone from these addresses. What stays is that each was issued, its status, and the digest of what was signed: copies that others have can be checked still.',
    ),
  held: z.array(kept).describe('Not erased: the issuer has to keep these submissions. Ask it why.'),
  pending: z
    .array(ulid)
    .describe('Not erased yet: these awards are being signed. Ask again in some minutes.'),
  memberships: z.array(slug).describe('Issuers of which you are a member still. An owner ends that.'),
});
const retentionView = retention.pick({ days: true }).extend({ since: timestamp.optional() });
const heldPath = issuerPath.extend({ submission: ulid });

/** What is deleted, and what is kept. */
export const eraseContract = contract({
  'POST /me/erasure': {
    summary: 'Have yourself erased as a learner',
    description:
      'For good. Open submissions are withdrawn. Asking again erases what was left. Credentials that were issued to you without an assessment here are their issuer’s to answer for.',
    body: z.strictObject({ confirm: z.literal('erase') }),
    answers: { 200: { description: 'What went, and what is left', body: erasedView } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'conflict'],
  },
  'GET /issuers/{issuer}/retention': {
    summary: 'See how long evidence is kept',
    path: issuerPath,
    answers: { 200: { description: 'The rule; without `days` it is kept', body: retentionView } },
    refusals: ['forbidden'],
  },
  'PUT /issuers/{issuer}/retention': {
    summary: 'Say how long evidence is kept',
    description:
      'In days after a submission was decided or withdrawn; null keeps it. It holds for what was decided before, too: within a day what is older is deleted. Digests, scores and feedback stay.',
    path: issuerPath,
    body: z.strictObject({ days: z.union([retention.shape.days.unwrap(), z.null()]) }),
    answers: { 200: { description: 'The rule', body: retentionView } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'PUT /issuers/{issuer}/submissions/{submission}/hold': {
    summary: 'Let nothing of a submission be deleted',
    description: 'For a dispute, say: neither the rule nor the learner deletes it until the hold is ended.',
    path: heldPath,
    body: z.strictObject({ reason: passage(1000) }),
    answers: { 204: { description: 'It is held' } },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'conflict'],
  },
  'DELETE /issuers/{issuer}/submissions/{submission}/hold': {
    summary: 'End a hold',
    path: heldPath,
    answers: { 204: { description: 'The rule holds for it again' } },
    refusals: ['forbidden', 'not-found', 'conflict'],
  },
});
