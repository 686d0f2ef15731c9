import * as z from 'zod';
import { type AssayEvent, assayEvent } from './event.ts';
import { personId } from './membership.ts';
import { line, timestamp, ulid } from './text.ts';

/** As what a person gets a mail. */
export const audience = z.enum(['learner', 'assessor', 'approver']);
export type Audience = z.infer<typeof audience>;

const destination = z.discriminatedUnion('channel', [
  z.strictObject({ channel: z.literal('mail'), person: personId, as: audience }),
  z.strictObject({ channel: z.literal('webhook'), webhookId: ulid }),
]);
export type Destination = z.infer<typeof destination>;

/** That one destination is told of one event. It is tried until it was taken, or too often; then it waits for a replay. */
export const delivery = z.strictObject({
  id: ulid,
  event: assayEvent,
  to: destination,
  state: z.enum(['due', 'delivered', 'dropped', 'dead']),
  tries: z.int().nonnegative(),
  /** Whose the newest try is: of two runs that begin one, the other finds this. */
  run: ulid.optional(),
  /** When it is tried next; of what is settled, when it was. */
  nextAt: timestamp,
  /** Why the last try failed. */
  failure: line(200).optional(),
});
export type Delivery = z.infer<typeof delivery>;

/** Minutes until the next try, by how many there were. */
const minutesUntilNext = [1, 5, 30, 120, 480, 960] as const;

/** What a try ended in: taken, nobody there any more, or a failure that may pass. */
export type Attempt =
  | { readonly result: 'delivered' }
  | { readonly result: 'dropped' }
  | { readonly result: 'failed'; readonly failure: string };

/** The delivery as it is while it is tried: whoever comes meanwhile finds it due later. */
export function beginTry(current: Delivery, run: string, now: Date): Delivery {
  const minutes = minutesUntilNext[Math.min(current.tries, minutesUntilNext.length - 1)] ?? 1;
  const nextAt = new Date(now.getTime() + minutes * 60_000).toISOString();
  return { ...current, tries: current.tries + 1, run, nextAt };
}

/** The delivery after a try. */
export function endTry({ failure: _failure, ...tried }: Delivery, attempt: Attempt, now: Date): Delivery {
  const at = now.toISOString();
  if (attempt.result !== 'failed') return { ...tried, state: attempt.result, nextAt: at };
  const { failure } = attempt;
  if (tried.tries > minutesUntilNext.length) return { ...tried, failure, state: 'dead', nextAt: at };
  return { ...tried, failure };
}

/** What is dead, due again from its first try on. */
export function replayed({ failure: _failure, ...dead }: Delivery, now: Date): Delivery {
  return { ...dead, state: 'due', tries: 0, nextAt: now.toISOString() };
}

/** Who gets a mail about an event. Nobody's mail names the other side of the blind. */
export function audiencesOf({ kind, facts }: Pick<AssayEvent, 'kind' | 'facts'>): readonly Audience[] {
  switch (kind) {
    case 'submission.handed-in':
      return facts?.stage === 'pre-check' ? ['learner', 'approver'] : ['learner', 'assessor'];
    case 'submission.returned':
    case 'credential.revoked':
      return ['learner'];
    case 'credential.issued':
      // One in the place of another is no new award.
      return facts?.replaces === true ? [] : ['learner'];
    case 'submission.decided':
      // An award is told with the credential.
      return facts?.outcome === 'not-yet' ? ['learner'] : [];
    case 'appeal.opened':
      return ['learner', 'assessor'];
    case 'pre-check.passed':
    case 'assessment.third-asked':
    case 'assessment.due-soon':
      return ['assessor'];
    case 'assessment.overdue':
      return ['assessor', 'approver'];
    case 'approval.asked':
      return ['approver'];
    default:
      return [];
  }
}
