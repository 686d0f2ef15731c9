import * as z from 'zod';
import type { Submission } from './submission.ts';
import { timestamp, ulid } from './text.ts';

/** What is to be told of a submission at a time, if nobody has decided it by then. One of each kind. */
export const reminder = z.strictObject({
  kind: z.enum(['assessment.due-soon', 'assessment.overdue']),
  submissionId: ulid,
  at: timestamp,
});
export type Reminder = z.infer<typeof reminder>;

const day = 24 * 60 * 60 * 1000;

/** A day before the decision was promised, and when it was. */
export function remindersOf({ id, dueAt }: Pick<Submission, 'id' | 'dueAt'>): Reminder[] {
  if (dueAt === undefined) return [];
  const soon = new Date(Date.parse(dueAt) - day).toISOString();
  return [
    { kind: 'assessment.due-soon', submissionId: id, at: soon },
    { kind: 'assessment.overdue', submissionId: id, at: dueAt },
  ];
}
