import * as z from 'zod';
import { approvalAnswer } from '../../domain/approval.ts';
import { outcome } from '../../domain/assessment.ts';
import { statusChange } from '../../domain/credential.ts';
import { endorsed, endorsementWords } from '../../domain/endorsement.ts';
import { disclosure, evidenceKind } from '../../domain/evidence.ts';
import { recipient } from '../../domain/submission.ts';
import { ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { assessmentPath, issuerPath, keyPath, pageOf, pageQuery, submissionPath } from './shared.ts';
import { stackAwardContract } from './stack-award.ts';
import { vcApiContract } from './vc-api.ts';

/** What is made of a decision. `decided` tells whether the submission is, or others have to judge or approve. */
const settled = z.object({
  decided: z.boolean(),
  credential: z.object({ id: ulid, url: z.url(), issued: z.boolean() }).optional(),
});
const decisionView = settled.extend({ outcome });
const revocationView = z.object({ credential: ulid, revokedAt: z.iso.datetime(), published: z.boolean() });
const suspensionView = z.object({ credential: ulid, suspended: z.boolean(), published: z.boolean() });
const reissueView = z.object({
  replaced: ulid,
  credential: z.object({ id: ulid, url: z.url(), issued: z.boolean() }),
});
const disclosedView = z.object({
  credential: z.object({ id: ulid, url: z.url(), issued: z.boolean() }),
  evidence: z.array(
    z.object({ id: ulid, kind: evidenceKind, artifact: z.string(), title: z.string(), disclosure }),
  ),
});
const historyView = z.object({
  credential: ulid,
  successor: ulid.optional(),
  changes: z.array(statusChange),
});
const endorsementView = z.object({ id: ulid, url: z.url(), issued: z.boolean() });
const receivedEndorsement = z.object({
  id: ulid,
  url: z.url(),
  name: z.string(),
  /** Who endorses. */
  issuer: z.string(),
  issuedAt: z.iso.datetime(),
  accepted: z.boolean(),
  revoked: z.boolean(),
});
/** `issuer:<id>`, `achievement:<micro-credential>:<version>` or `credential:<id>`. */
const endorsedQuery = z
  .string()
  .transform((text) => {
    const [kind, id, version] = text.split(':');
    if (kind === 'issuer') return { kind, issuer: id };
    if (kind === 'achievement') return { kind, microCredential: id, version: Number(version) };
    return { kind, credential: id };
  })
  .pipe(endorsed);
const recoveryView = z.object({
  replaced: z.array(z.object({ from: ulid, to: ulid, issued: z.boolean() })),
  /** What the key signed and got no successor: why, as a code and in words. */
  skipped: z.array(z.object({ id: ulid, reason: z.string(), detail: z.string() })),
  cursor: z.string().optional(),
});
const credentialPath = z.strictObject({ credential: ulid });
const { reason } = statusChange.shape;

/** What makes and unmakes an award: a person's decision. */
export const awardContract = contract({
  ...vcApiContract,
  ...stackAwardContract,
  'POST /assessments/{assessment}/decision': {
    summary: 'Decide',
    description:
      'Final, and what the scores say: `awarded` needs every required level reached and every part passed, `not-yet` something that is missing; both need everything judged. Where the policy asks for nobody else, an award issues the credential at once.',
    path: assessmentPath,
    body: z.strictObject({ outcome }),
    answers: {
      200: { description: 'Decided; the credential is public', body: decisionView },
      202: { description: 'Decided; the credential follows within minutes', body: decisionView },
    },
    refusals: [
      'invalid-request',
      'not-found',
      'human-required',
      'own-submission',
      'assessment-not-claimed',
      'unscored-criteria',
      'level-not-reached',
      'nothing-missing',
      'already-decided',
      'already-awarded',
      'conflict',
    ],
  },
  'POST /approvals/{submission}/answer': {
    summary: 'Answer as an approver',
    description:
      '`confirm`: what the assessors come to stands; where two disagree, `adopt` says whose judgement does. `refer`: one more person is to judge it first. What no judgement carries cannot be awarded.',
    path: submissionPath,
    body: approvalAnswer,
    answers: {
      200: { description: 'Answered; a credential is public', body: settled },
      202: { description: 'Answered; the credential follows within minutes', body: settled },
    },
    refusals: [
      'invalid-request',
      'not-found',
      'human-required',
      'own-award',
      'conflict-of-interest',
      'assessors-limit',
      'already-decided',
      'already-awarded',
      'conflict',
    ],
  },
  'POST /credentials/{credential}/revocation': {
    summary: 'Revoke a credential',
    description:
      'For award officers and owners. For good. The reason stays with the issuer; the public status list shows one bit.',
    path: credentialPath,
    body: z.strictObject({ reason }),
    answers: {
      200: { description: 'Revoked, and the public status list says so', body: revocationView },
      202: { description: 'Revoked; the public status list follows within minutes', body: revocationView },
    },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'no-such-status', 'conflict'],
  },
  'PUT /credentials/{credential}/suspension': {
    summary: 'Suspend a credential',
    description:
      'For award officers and owners, where the credential carries a status entry for suspension. Repeating it keeps the first reason.',
    path: credentialPath,
    body: z.strictObject({ reason }),
    answers: {
      200: { description: 'Suspended, and the public status list says so', body: suspensionView },
      202: { description: 'Suspended; the public status list follows within minutes', body: suspensionView },
    },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'no-such-status', 'conflict'],
  },
  'DELETE /credentials/{credential}/suspension': {
    summary: 'End a suspension',
    description: 'For award officers and owners.',
    path: credentialPath,
    query: z.strictObject({ reason }),
    answers: {
      200: { description: 'Not suspended, and the public status list says so', body: suspensionView },
      202: { description: 'Not suspended; the public list follows within minutes', body: suspensionView },
    },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'no-such-status', 'conflict'],
  },
  'POST /credentials/{credential}/reissue': {
    summary: 'Replace a credential by a corrected one',
    description:
      'For award officers and owners. The old one is revoked for good and names its successor. `recipient` puts right how an award names its holder; `credential` is the whole corrected document of a credential that was issued directly; with neither, the same is issued anew. A corrected document keeps the issuer and the id of the old one; where that is its address here, the successor gets an address of its own. Nothing changes when the successor could not be signed.',
    path: credentialPath,
    body: z.strictObject({
      reason,
      recipient: recipient.pick({ name: true }).optional(),
      credential: z.record(z.string(), z.unknown()).optional(),
    }),
    answers: {
      201: { description: 'The successor is public', body: reissueView },
      202: { description: 'Decided; the successor follows within minutes', body: reissueView },
    },
    refusals: [
      'invalid-request',
      'forbidden',
      'not-found',
      'no-such-status',
      'already-replaced',
      'cannot-be-reissued',
      'stack-incomplete',
      'conflict',
    ],
  },
  'PATCH /me/credentials/{credential}/evidence': {
    summary: 'Change what your credential shows of the evidence',
    description:
      'By the ids of the items: `hidden`; `digest`, by which whoever gets the item from you can tell that it is the one that was assessed; `link`, its address, for who has the credential; `public`, search engines too. Between `link` and `public` the credential stays as it is. Else it is issued anew, and the one before is revoked in its favour; where less is shown, it is also taken off its address.',
    path: credentialPath,
    body: z.strictObject({ evidence: z.record(ulid, disclosure) }),
    answers: {
      200: { description: 'What stands now', body: disclosedView },
      202: { description: 'Decided; the credential follows within minutes', body: disclosedView },
    },
    refusals: [
      'invalid-request',
      'human-required',
      'forbidden',
      'not-found',
      'withdrawn',
      'already-replaced',
      'cannot-be-reissued',
      'conflict',
    ],
  },
  'POST /issuers/{issuer}/endorsements': {
    summary: 'Endorse what another issuer does',
    description:
      'For award officers and owners of the issuer that endorses. A signed EndorsementCredential of Open Badges 3.0 about an issuer, a version of a micro-credential, or a credential. It is shown with what it endorses once the other issuer accepts it.',
    path: issuerPath,
    body: endorsementWords.extend({ of: endorsed }),
    answers: {
      201: { description: 'The endorsement is public', body: endorsementView },
      202: { description: 'Decided; the endorsement follows within minutes', body: endorsementView },
    },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found', 'conflict'],
  },
  'GET /endorsements': {
    summary: 'List what was said about something of yours',
    description: 'For owners of the issuer that is endorsed, newest first.',
    query: pageQuery.extend({ of: endorsedQuery }),
    answers: { 200: { description: 'A page of endorsements', body: pageOf(receivedEndorsement) } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found'],
  },
  'PUT /endorsements/{credential}/acceptance': {
    summary: 'Accept an endorsement',
    description:
      'For owners of the issuer that is endorsed. From now on it goes into the credentials that are issued (three for each thing that is endorsed, the newest).',
    path: credentialPath,
    answers: { 204: { description: 'Accepted' } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found'],
  },
  'DELETE /endorsements/{credential}/acceptance': {
    summary: 'Take the acceptance of an endorsement back',
    description: 'For owners of the issuer that is endorsed. What was issued meanwhile keeps it.',
    path: credentialPath,
    answers: { 204: { description: 'Not accepted' } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found'],
  },
  'POST /issuers/{issuer}/keys/{key}/recovery': {
    summary: 'Replace what a compromised key signed',
    description:
      'For owners, after the key was declared compromised. Works through a page of what the issuer issued, newest first: what the key signed is revoked and issued anew from its journal. What was revoked before stays so. What is suspended, or cannot be issued anew, is left as it is, and `skipped` tells why. Call again with `cursor` until the answer has none.',
    path: keyPath,
    query: pageQuery,
    answers: { 200: { description: 'What was replaced in this step', body: recoveryView } },
    refusals: [
      'invalid-request',
      'human-required',
      'forbidden',
      'not-found',
      'key-not-compromised',
      'conflict',
    ],
  },
  'GET /credentials/{credential}/history': {
    summary: 'Read who changed the status of a credential, when and why',
    description: 'For award officers, owners and viewers. None of it is public.',
    path: credentialPath,
    answers: { 200: { description: 'The changes, oldest first', body: historyView } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
});
