import * as z from 'zod';
import { fieldsOfStack, stackDraft, stackDraftFields, stackVersion } from '../../domain/stack.ts';
import { heldPiece, stackDecision, stackProposal } from '../../domain/stack-proposal.ts';
import { slug, ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { fieldErrorList, issuerPath, pageOf, pageQuery } from './shared.ts';
import { stackVersionView } from './stack-catalog.ts';

const stackPath = issuerPath.extend({ stack: ulid });
const draftView = stackDraft
  .omit({ issuerId: true, fields: true, publishedRevision: true })
  .extend({ issuer: slug, stack: stackDraftFields, missing: fieldErrorList });
const nullableFields = Object.fromEntries(
  Object.entries(fieldsOfStack.shape).map(([name, schema]) => [name, z.nullable(schema).optional()]),
);
const changing = [
  'invalid-request',
  'forbidden',
  'not-found',
  'precondition-required',
  'precondition-failed',
  'conflict',
  'stack-retired',
] as const;

const progressView = z.object({
  stack: z.url(),
  stackId: ulid,
  version: z.int(),
  issuer: slug,
  name: z.string(),
  kind: fieldsOfStack.shape.kind,
  complete: z.boolean(),
  /** The pieces in the order of the stack. */
  pieces: z.array(z.object({ microCredential: z.url(), name: z.string(), earned: z.boolean() })),
  /** What is still needed, in plain words. */
  missing: z.array(z.string()),
  /** What a path suggests next. */
  next: z.url().optional(),
  proposal: z.object({ id: ulid, state: stackProposal.shape.state }).optional(),
  /** The credential of the award, once it was confirmed. */
  credential: z.url().optional(),
});

const pieceView = heldPiece.extend({
  name: z.string(),
  url: z.url(),
  /** As the piece is now; a successor that stands takes the place of what it replaced. */
  standing: z.enum(['stands', 'replaced', 'revoked', 'suspended', 'expired']),
});
const proposalView = stackProposal
  .pick({ id: true, state: true, proposedAt: true, stackId: true, version: true })
  .extend({
    stack: z.url(),
    issuer: slug,
    name: z.string(),
    learner: z.string(),
    pieces: z.array(pieceView),
    /** Whether the rule holds with the pieces that are neither revoked nor suspended. */
    holds: z.boolean(),
    decision: stackDecision.optional(),
    credential: z.url().optional(),
  });
const issuerQuery = pageQuery.extend({ issuer: slug });

/** Stacks as they are written, earned and watched. */
export const stacksContract = contract({
  'POST /issuers/{issuer}/stacks': {
    summary: 'Start a stack',
    description:
      'For authors. Any field may be missing; the answer lists what publishing still needs. Pieces are micro-credentials of the same issuer.',
    path: issuerPath,
    body: stackDraftFields,
    answers: { 201: { description: 'The draft; its ETag is for If-Match', body: draftView } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'GET /issuers/{issuer}/stacks': {
    summary: 'List the drafts of stacks of an issuer',
    path: issuerPath,
    query: pageQuery,
    answers: { 200: { description: 'Drafts, newest first', body: pageOf(draftView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'GET /issuers/{issuer}/stacks/{stack}': {
    summary: 'Read the draft of a stack',
    path: stackPath,
    answers: { 200: { description: 'The draft; its ETag is for If-Match', body: draftView } },
    refusals: ['forbidden', 'not-found'],
  },
  'PATCH /issuers/{issuer}/stacks/{stack}': {
    summary: 'Change fields of a stack',
    description: 'Each field that is sent replaces the old one; null removes it.',
    path: stackPath,
    ifMatch: true,
    body: z.strictObject(nullableFields),
    answers: { 200: { description: 'The draft as it is now', body: draftView } },
    refusals: changing,
  },
  'POST /issuers/{issuer}/stacks/{stack}/versions': {
    summary: 'Publish a version of a stack',
    description:
      'Makes an immutable version. What was proposed before stays with the version by which it was earned.',
    path: stackPath,
    ifMatch: true,
    body: z.strictObject({ changeNote: stackVersion.shape.changeNote }),
    answers: { 201: { description: 'The published version', body: stackVersionView } },
    refusals: [...changing, 'incomplete-definition', 'nothing-to-publish'],
  },
  'POST /issuers/{issuer}/stacks/{stack}/retirement': {
    summary: 'Retire a stack',
    description:
      'For authors. It leaves the lists, and no more awards are proposed. What waits is still decided, and awards stand.',
    path: stackPath,
    ifMatch: true,
    answers: { 200: { description: 'The stack as it is now', body: draftView } },
    refusals: changing,
  },
  'GET /me/stacks': {
    summary: 'Read how far you are with stacks',
    description: 'Every stack of which you hold a piece, and what is still needed in plain words.',
    answers: { 200: { description: 'Your progress', body: z.object({ items: z.array(progressView) }) } },
    refusals: [],
  },
  'GET /stack-proposals': {
    summary: 'List the awards of stacks that wait to be confirmed',
    description: 'For approvers, award officers, owners and viewers of the issuer; oldest first.',
    query: issuerQuery,
    answers: { 200: { description: 'A page of proposals', body: pageOf(proposalView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'GET /stack-proposals/{proposal}': {
    summary: 'Read a proposal of the award of a stack',
    description: 'For approvers, award officers, owners and viewers of the issuer.',
    path: z.strictObject({ proposal: ulid }),
    answers: { 200: { description: 'The proposal, with its pieces as they are now', body: proposalView } },
    refusals: ['forbidden', 'not-found'],
  },
  'GET /stack-awards': {
    summary: 'List the awards of stacks, and those whose pieces no longer stand',
    description:
      'For approvers, award officers, owners and viewers of the issuer; newest first. `fallen=true` leaves just those of which a piece was revoked or is suspended: a page can then be empty and go on. An award is never revoked because a piece was: that is decided here by people.',
    query: issuerQuery.extend({
      fallen: z
        .enum(['true', 'false'])
        .default('false')
        .transform((value) => value === 'true'),
    }),
    answers: { 200: { description: 'A page of awards', body: pageOf(proposalView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
});
