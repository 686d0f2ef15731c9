import type { Approval } from './approval.ts';
import type { Assessment } from './assessment.ts';
import type { CredentialRecord } from './credential.ts';
import type { AssayEvent } from './event.ts';
import type { Evidence } from './evidence.ts';
import type { IssuedIssuance } from './issuance.ts';
import type { StackProposal } from './stack-proposal.ts';
import type { Submission } from './submission.ts';

/** Who stands for an erased person: one for each record, so that nothing ties their records together. */
export function erasedPerson(recordId: string): string {
  return `erased-${recordId.toLowerCase()}`;
}
const nobody = { name: 'Erased' } as const;
const said = 'Erased at the wish of the learner.';

/** A submission without its learner: what it was for, what became of it and who judged it. */
export function eraseSubmission({ returned: _returned, appeal, ...rest }: Submission, now: Date): Submission {
  return {
    ...rest,
    learner: erasedPerson(rest.id),
    recipient: nobody,
    answers: {},
    ...(appeal && { appeal: { ...appeal, reason: said } }),
    erasedAt: now.toISOString(),
    revision: rest.revision + 1,
  };
}

/** A judgement without words: they are about the learner's work, and may name them. */
export function eraseWords(judged: Assessment): Assessment {
  const levels = Object.entries(judged.scores).map(([criterion, { level }]) => [criterion, { level }]);
  const { overview, reflection } = judged.parts;
  return {
    ...judged,
    scores: Object.fromEntries(levels),
    parts: {
      ...(overview && { overview: { passed: overview.passed } }),
      ...(reflection && { reflection: { passed: reflection.passed } }),
    },
    revision: judged.revision + 1,
  };
}

/** An approval without words. */
export function eraseNote({ note: _note, ...answered }: Approval): Approval {
  return answered;
}

/** An event without words, and without the learner. */
export function eraseFromEvent({ note: _note, actor, ...event }: AssayEvent, learner: string): AssayEvent {
  if (actor === undefined) return event;
  return { ...event, actor: actor === learner ? erasedPerson(event.submissionId) : actor };
}

/** A credential without its holder and what was signed. That it was issued, and its status, stay: who has a copy can have it checked. */
export function eraseCredential(
  { token: _token, visibility: _visibility, ...record }: CredentialRecord,
  now: Date,
): CredentialRecord {
  const at = now.toISOString();
  return {
    ...record,
    learner: erasedPerson(record.id),
    document: '',
    withdrawnAt: record.withdrawnAt ?? at,
    erasedAt: at,
  };
}

/** The journal with the digest of what was signed (`signingInput`), and without the document. */
export function eraseJournal({ intent, origin, ...journal }: IssuedIssuance): IssuedIssuance {
  const { token: _token, ...digest } = intent;
  return {
    ...journal,
    origin: origin.kind === 'stack' ? { ...origin, learner: erasedPerson(origin.proposalId) } : origin,
    intent: { ...digest, document: '' },
    salt: '',
  };
}

/** The proposal of a stack without its learner. One that waits is over: nobody confirms an award of nobody. */
export function eraseProposal(proposal: StackProposal): StackProposal {
  return {
    ...proposal,
    learner: erasedPerson(proposal.id),
    recipient: nobody,
    ...(proposal.state === 'waiting' && { state: 'declined' as const }),
    revision: proposal.revision + 1,
  };
}

/** Evidence whose retention is over: that there was such an item, and its digest. */
export function letGo(item: Evidence, now: Date): Evidence {
  const deletedAt = now.toISOString();
  const { title: _title, context: _context, ...kept } = item;
  const bare = { ...kept, title: 'Deleted', deletedAt };
  if (bare.kind === 'text') return { ...bare, text: 'Deleted when its retention was over.' };
  if (bare.kind === 'link') return { ...bare, url: 'https://deleted.invalid/' };
  const { objectVersion: _version, copy: _copy, alternativeText: _alternative, ...file } = bare;
  return file;
}
