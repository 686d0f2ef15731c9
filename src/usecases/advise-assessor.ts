import { type Advice, askForAdvice, mostAdvice, mostNote } from '../domain/advice.ts';
import { requireHolder } from '../domain/assessment.ts';
import { eventOf } from '../domain/case.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Advisor, Cases, MicroCredentials, NewId } from '../ports.ts';
import { type QueuePorts, requireAssessor } from './assess-submission.ts';
import { pinnedVersion } from './read-submission.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

/**
 * Has a program note what it finds in the work that the caller holds. The note is kept with the model and the trail tells of it; nothing
 * that was scored changes, and no rule reads it.
 * @param ports `advisor` is undefined where nobody switched it on
 * @throws DomainError `advice-off`, `advice-limit`, `advice-unavailable`, `assessment-not-claimed`
 */
export async function adviseAssessor(
  ports: QueuePorts & {
    readonly advisor: Advisor | undefined;
    readonly cases: Cases;
    readonly microCredentials: MicroCredentials;
    readonly newId: NewId;
  },
  command: { readonly caller: Caller; readonly assessmentId: string },
): Promise<Advice> {
  const { advisor } = ports;
  const { person } = command.caller;
  const { assessment, submission } = await requireAssessor(ports, command);
  requireHolder(assessment, person, ports.clock.now());
  if (!advisor) throw new DomainError('advice-off', 'Nobody switched advice by software on here.');
  const [given, version, evidence] = await Promise.all([
    ports.cases.advice(submission.id, assessment.id),
    pinnedVersion(ports, assessment),
    ports.submissions.evidence(submission.id),
  ]);
  requireRoom(given);
  const { model, note } = await advisor.advise(
    askForAdvice(version.definition, { answers: submission.answers, evidence }),
  );
  return retryOnConflict(async () => {
    const now = ports.clock.now();
    const current = await requireAssessor(ports, command);
    // They may have lost it while the model read.
    requireHolder(current.assessment, person, now);
    const before = await ports.cases.advice(submission.id, assessment.id);
    requireRoom(before);
    const advice: Advice = {
      assessmentId: assessment.id,
      submissionId: submission.id,
      number: before.length + 1,
      at: now.toISOString(),
      askedBy: person,
      model,
      note: note.trim().slice(0, mostNote),
    };
    await ports.cases.change({
      submission: { ...current.submission, revision: current.submission.revision + 1 },
      advice,
      events: [
        eventOf(
          current.submission,
          { now, newId: ports.newId, actor: person },
          { kind: 'advice.given', assessmentId: assessment.id, facts: { model: model.slice(0, 200) } },
        ),
      ],
    });
    return advice;
  });
}

function requireRoom(given: readonly Advice[]): void {
  if (given.length >= mostAdvice)
    throw new DomainError('advice-limit', `Advice is given ${mostAdvice} times for one assessment at most.`);
}
