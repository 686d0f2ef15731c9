import * as z from 'zod';
import { outcome } from './assessment.ts';
import { DomainError } from './domain-error.ts';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

/** Which judgement of a submission: the one as it was handed in, or that of an appeal. */
export const round = z.enum(['first', 'appeal']);
export type Round = z.infer<typeof round>;

/** What an approver of the issuer is asked about a submission, and what came of it. */
export const approval = z.strictObject({
  submissionId: ulid,
  round,
  issuerId: slug,
  microCredentialId: ulid,
  state: z.enum(['asked', 'given', 'referred', 'cancelled']),
  /** What the assessors come to; absent where two disagree. */
  proposed: outcome.optional(),
  /** On what they disagree: `/scores/<criterion>`, `/parts/<part>`. */
  disputed: z.array(line(200)).max(30),
  askedAt: timestamp,
  dueAt: timestamp,
  approver: personId.optional(),
  /** Whose judgement stands, where two disagree. */
  adopted: ulid.optional(),
  /** Why, for the record of the issuer. */
  note: passage(4000).optional(),
  answeredAt: timestamp.optional(),
});
export type Approval = z.infer<typeof approval>;

/** What an approver may say: that it stands, or that one more person is to look at it. */
export const approvalAnswer = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('confirm'),
    adopt: ulid.optional().describe('Whose judgement stands, where two assessors disagree.'),
    note: passage(4000).optional(),
  }),
  z.strictObject({ action: z.literal('refer'), note: passage(4000) }),
]);
export type ApprovalAnswer = z.infer<typeof approvalAnswer>;

/** Records the answer of an approver. What the assessors did not carry cannot be confirmed: it can be looked at once more. */
export function answerApproval(
  asked: Approval,
  { action, note, ...answer }: ApprovalAnswer,
  { approver, choices, now }: { approver: string; choices: readonly string[]; now: Date },
): Approval {
  if (asked.state !== 'asked') throw new DomainError('already-decided', 'This was answered already.');
  const answered = {
    ...asked,
    approver,
    answeredAt: now.toISOString(),
    ...(note !== undefined && { note }),
  };
  if (action === 'refer') {
    if (choices.length >= mostJudgements)
      throw new DomainError(
        'assessors-limit',
        `${mostJudgements} people have judged this submission. Confirm what they come to.`,
      );
    return { ...answered, state: 'referred' };
  }
  const adopt = 'adopt' in answer ? answer.adopt : undefined;
  if (asked.proposed !== undefined && adopt !== undefined)
    throw new DomainError('invalid-request', 'The assessors agree.', [
      { field: '/adopt', message: 'must be left out where the assessors agree' },
    ]);
  if (asked.proposed === undefined && (adopt === undefined || !choices.includes(adopt)))
    throw new DomainError('invalid-request', 'Say whose judgement stands.', [
      { field: '/adopt', message: `must be one of ${choices.join(', ')}` },
    ]);
  return { ...answered, state: 'given', ...(adopt !== undefined && { adopted: adopt }) };
}

/** As many people judge a submission at most. */
export const mostJudgements = 3;
