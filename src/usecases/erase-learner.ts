import { DomainError } from '../domain/domain-error.ts';
import {
  eraseCredential,
  eraseJournal,
  eraseNote,
  eraseProposal,
  eraseSubmission,
  eraseWords,
} from '../domain/erasure.ts';
import type { Caller } from '../domain/membership.ts';
import type { Submission } from '../domain/submission.ts';
import type {
  Assessments,
  Cases,
  Clock,
  Credentials,
  Erasures,
  EvidenceEraser,
  Issuances,
  Members,
  NewId,
  Submissions,
} from '../ports.ts';
import { endAppeal } from './end-appeal.ts';
import { fingerprintsOf } from './fingerprint-evidence.ts';
import { withdrawSubmission } from './hand-in-submission.ts';

export interface ErasePorts {
  readonly assessments: Assessments;
  readonly cases: Cases;
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly erasures: Erasures;
  readonly evidenceEraser: EvidenceEraser;
  readonly issuances: Issuances;
  readonly members: Members;
  readonly newId: NewId;
  readonly submissions: Submissions;
}

/** What went, and what is left. */
export interface Erased {
  readonly submissions: readonly string[];
  /** Their status and the digest of what was signed stay. */
  readonly credentials: readonly {
    readonly id: string;
    readonly issuerId: string;
    readonly revoked: boolean;
  }[];
  /** Submissions of which an issuer lets nothing be deleted. */
  readonly held: readonly { readonly id: string; readonly issuerId: string }[];
  /** Awards that are being signed at this moment: ask again in some minutes. */
  readonly pending: readonly string[];
  /** Issuers of which they are members still: an owner ends that. */
  readonly memberships: readonly string[];
}

/**
 * Erases the caller as a learner: evidence, answers, words about their work, names, what was signed. Each record goes as a whole;
 * a run that dies, or meets another change, is done by asking again.
 * @throws DomainError `human-required`, `forbidden`, `conflict`
 */
export async function eraseLearner(ports: ErasePorts, { caller }: { caller: Caller }): Promise<Erased> {
  if (caller.machine) throw new DomainError('human-required', 'Only a person has themselves erased.');
  if (caller.scopes) throw new DomainError('forbidden', 'The token is for less than this: sign in yourself.');
  const { person } = caller;
  const credentials = await everything((cursor) =>
    ports.credentials.ofLearner(person, { limit: 100, cursor }),
  );
  const submissions = await everything((cursor) =>
    ports.submissions.ofLearner(person, { limit: 100, cursor }),
  );
  const issued = new Set(credentials.map(({ id }) => id));
  const held = submissions.filter(({ hold }) => hold !== undefined);
  const pending = submissions.filter(
    ({ state, credentialId, hold }) =>
      hold === undefined && state === 'awarded' && credentialId !== undefined && !issued.has(credentialId),
  );
  const going = submissions.filter((one) => !held.includes(one) && !pending.includes(one));
  // The submission last: until it is done, asking again finds all of it.
  const stays = new Set([...held, ...pending].map(({ id }) => id));
  const gone = credentials.filter(
    ({ submissionId }) => submissionId === undefined || !stays.has(submissionId),
  );
  for (const record of gone) {
    const journal = await ports.issuances.find(record.id);
    if (journal?.state !== 'issued') throw new Error(`credential ${record.id} is not journalled as issued`);
    await ports.erasures.credential(eraseCredential(record, ports.clock.now()), eraseJournal(journal));
  }
  const proposals = await ports.erasures.proposals(person);
  const beingSigned = proposals.filter(
    ({ credentialId }) => credentialId !== undefined && !issued.has(credentialId),
  );
  for (const proposal of proposals.filter((one) => !beingSigned.includes(one)))
    await ports.erasures.proposal(proposal, eraseProposal(proposal));
  for (const submission of going) await eraseOne(ports, caller, submission);
  await ports.erasures.person(person);
  return {
    submissions: going.map(({ id }) => id),
    credentials: gone.map(({ id, issuerId, revocation }) => ({
      id,
      issuerId,
      revoked: revocation !== undefined,
    })),
    held: held.map(({ id, issuerId }) => ({ id, issuerId })),
    pending: [...pending, ...beingSigned].map(({ id }) => id),
    memberships: (await ports.members.of(person)).map(({ issuerId }) => issuerId),
  };
}

async function eraseOne(ports: ErasePorts, caller: Caller, listed: Submission): Promise<void> {
  const before = await ended(ports, caller, listed);
  const [evidence, assessments, first, appeal] = await Promise.all([
    ports.submissions.evidence(before.id),
    ports.assessments.ofSubmission(before.id),
    ports.cases.approval(before.id, 'first'),
    ports.cases.approval(before.id, 'appeal'),
  ]);
  const now = ports.clock.now();
  await ports.evidenceEraser.erase(before);
  await ports.erasures.submission({
    before,
    after: eraseSubmission(before, now),
    evidence,
    known: fingerprintsOf(before, evidence, now),
    assessments: assessments.map(eraseWords),
    approvals: [first, appeal].flatMap((one) => (one ? [eraseNote(one)] : [])),
  });
}

/** A submission that nobody judges any more. */
async function ended(ports: ErasePorts, caller: Caller, submission: Submission): Promise<Submission> {
  const command = { caller, submissionId: submission.id };
  if (submission.state === 'draft' || submission.state === 'submitted')
    // What was uploaded goes with the rest of the files.
    return withdrawSubmission({ ...ports, evidenceFiles: { discard: async () => {} } }, command);
  if (submission.state === 'appealed') return endAppeal(ports, command);
  return submission;
}

async function everything<T>(
  page: (
    cursor: string | undefined,
  ) => Promise<{ readonly items: readonly T[]; readonly cursor?: string | undefined }>,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const next = await page(cursor);
    found.push(...next.items);
    cursor = next.cursor;
  } while (cursor !== undefined);
  return found;
}
