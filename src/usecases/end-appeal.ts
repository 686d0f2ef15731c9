import { eventOf } from '../domain/case.ts';
import type { Caller } from '../domain/membership.ts';
import type { Submission } from '../domain/submission.ts';
import type { Assessments, Cases, Clock, NewId, Submissions } from '../ports.ts';
import { ownSubmission } from './read-submission.ts';

/** The learner no longer wants their appeal judged: the first decision stands. */
export async function endAppeal(
  ports: { submissions: Submissions; assessments: Assessments; cases: Cases; newId: NewId; clock: Clock },
  command: { caller: Caller; submissionId: string },
): Promise<Submission> {
  const { stage: _stage, ...current } = await ownSubmission(ports, command);
  const [assessments, approval] = await Promise.all([
    ports.assessments.ofSubmission(current.id),
    ports.cases.approval(current.id, 'appeal'),
  ]);
  const now = ports.clock.now();
  const moment = { now, newId: ports.newId, actor: command.caller.person };
  const after: Submission = {
    ...current,
    state: 'not-yet',
    ...(current.appeal && {
      appeal: { ...current.appeal, outcome: 'upheld' as const, decidedAt: now.toISOString() },
    }),
    revision: current.revision + 1,
  };
  await ports.cases.change({
    submission: after,
    changed: assessments
      .filter(({ state }) => state === 'open' || state === 'claimed')
      .map((before) => ({
        before,
        after: { ...before, state: 'cancelled', revision: before.revision + 1 },
      })),
    ...(approval?.state === 'asked' && { approval: { ...approval, state: 'cancelled' } }),
    attempt: 'freed',
    events: [eventOf(after, moment, { kind: 'submission.withdrawn' })],
  });
  return after;
}
