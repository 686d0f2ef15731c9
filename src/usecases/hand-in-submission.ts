import { type CaseChange, eventOf, firstAssessments, newPreCheck } from '../domain/case.ts';
import { bindFile, type Evidence } from '../domain/evidence.ts';
import type { Caller } from '../domain/membership.ts';
import { remindersOf } from '../domain/reminder.ts';
import { type Attestations, type Submission, submit, withdraw } from '../domain/submission.ts';
import type {
  Assessments,
  BlindCopies,
  Cases,
  Clock,
  EvidenceFiles,
  MicroCredentials,
  NewId,
  Submissions,
} from '../ports.ts';
import { fingerprintsOf } from './fingerprint-evidence.ts';
import { ownSubmission, pinnedVersion } from './read-submission.ts';

/**
 * Hands a complete draft in. Every file is bound here to what the store measured of it (invariant 6), and the copy of just that
 * version is what is kept: byte for byte what was declared, whatever is uploaded afterwards. Assessors see another copy, without what
 * the file tells of its maker.
 */
export async function handInSubmission(
  ports: {
    submissions: Submissions;
    microCredentials: MicroCredentials;
    evidenceFiles: EvidenceFiles;
    blindCopies: BlindCopies;
    newId: NewId;
    clock: Clock;
  },
  command: { caller: Caller; submissionId: string; attestations: Attestations },
): Promise<Submission> {
  const current = await ownSubmission(ports, command);
  const [items, version] = await Promise.all([
    ports.submissions.evidence(current.id),
    pinnedVersion(ports, current),
  ]);
  const now = ports.clock.now();
  const submitted = submit(current, items, version.definition, command.attestations, now);
  const checked = await Promise.all(
    unbound(items).map(async (item) => bindFile(item, await ports.evidenceFiles.inspect(current, item))),
  );
  const copies = checked.length === 0 ? [] : await ports.blindCopies.make(current, checked);
  // Not before every file has passed: what is kept stays for good.
  const files = await Promise.all(
    checked.map(async (item, index) => ({
      ...item,
      copy: copies[index],
      objectVersion: await ports.evidenceFiles.keep(current, item),
    })),
  );
  const moment = { now, newId: ports.newId, actor: command.caller.person };
  const change: CaseChange = {
    submission: submitted,
    ...(submitted.stage === 'pre-check'
      ? { preCheck: newPreCheck(submitted, moment) }
      : { added: firstAssessments(submitted, version, moment) }),
    events: [
      eventOf(submitted, moment, {
        kind: 'submission.handed-in',
        facts: { stage: submitted.stage ?? 'assessment' },
      }),
    ],
    reminders: remindersOf(submitted),
  };
  await ports.submissions.handIn({ files, fingerprints: fingerprintsOf(submitted, items, now) }, change);
  await Promise.all(files.map((item) => ports.evidenceFiles.discard(current, item)));
  return submitted;
}

/** The learner takes back a submission that nobody has decided on. */
export async function withdrawSubmission(
  ports: {
    submissions: Submissions;
    assessments: Assessments;
    cases: Cases;
    evidenceFiles: Pick<EvidenceFiles, 'discard'>;
    newId: NewId;
    clock: Clock;
  },
  command: { caller: Caller; submissionId: string },
): Promise<Submission> {
  const current = await ownSubmission(ports, command);
  const withdrawn = withdraw(current);
  const [items, assessments, preCheck, approval] = await Promise.all([
    ports.submissions.evidence(current.id),
    ports.assessments.ofSubmission(current.id),
    ports.cases.preCheck(current.id),
    ports.cases.approval(current.id, 'first'),
  ]);
  const moment = { now: ports.clock.now(), newId: ports.newId, actor: command.caller.person };
  await ports.cases.change({
    submission: withdrawn,
    changed: assessments
      // What somebody has judged stays as it was judged.
      .filter(({ state }) => state === 'open' || state === 'claimed')
      .map((before) => ({
        before,
        after: { ...before, state: 'cancelled', revision: before.revision + 1 },
      })),
    ...(preCheck?.state === 'asked' && { preCheck: { ...preCheck, state: 'cancelled' } }),
    ...(approval?.state === 'asked' && { approval: { ...approval, state: 'cancelled' } }),
    attempt: 'freed',
    events: [eventOf(withdrawn, moment, { kind: 'submission.withdrawn' })],
  });
  await Promise.all(filesOf(items).map((item) => ports.evidenceFiles.discard(current, item)));
  return withdrawn;
}

function filesOf(items: readonly Evidence[]) {
  return items.filter((item) => item.kind === 'file');
}

/** Those that were not bound before: a submission that came back has some that were, and they stay as they are. */
function unbound(items: readonly Evidence[]) {
  return filesOf(items).filter(({ objectVersion }) => objectVersion === undefined);
}
