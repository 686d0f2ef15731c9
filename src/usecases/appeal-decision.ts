import { requireHuman } from '../domain/assessment.ts';
import { openAppeal } from '../domain/case.ts';
import type { Caller } from '../domain/membership.ts';
import type { Submission } from '../domain/submission.ts';
import type { Cases, Clock, NewId, Submissions } from '../ports.ts';
import { ownSubmission } from './read-submission.ts';

/** Asks for a fresh judgement of "not yet", by somebody who has not judged it and is not told what was judged. */
export async function appealDecision(
  ports: { submissions: Submissions; cases: Cases; clock: Clock; newId: NewId },
  command: { caller: Caller; submissionId: string; reason: string },
): Promise<Submission> {
  requireHuman(command.caller);
  const current = await ownSubmission(ports, command);
  const moment = { now: ports.clock.now(), newId: ports.newId, actor: command.caller.person };
  const change = openAppeal(current, command.reason, moment);
  await ports.cases.change(change);
  return change.submission;
}
