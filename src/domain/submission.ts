import * as z from 'zod';
import { round } from './approval.ts';
import { outcome } from './assessment.ts';
import { addBusinessDays, usualTurnaround } from './business-days.ts';
import { DomainError, type FieldError } from './domain-error.ts';
import { type Evidence, missingOfItem } from './evidence.ts';
import { holderDid } from './holder-did.ts';
import { personId } from './membership.ts';
import { type Definition, promptsOf } from './micro-credential.ts';
import { flaw } from './pre-check.ts';
import { hold } from './retention.ts';
import { countWords, line, passage, slug, timestamp, ulid } from './text.ts';

export const submissionState = z.enum(['draft', 'submitted', 'awarded', 'not-yet', 'appealed', 'withdrawn']);

const stoodFor = (what: string) => z.literal(true).describe(what);
/** What a learner stands for when handing in: each of it, or nothing is handed in. */
export const attestations = z.strictObject({
  ownWork: stoodFor('It is my own work.'),
  consent: stoodFor('Everyone who is shown or quoted has agreed.'),
  noThirdPartyData: stoodFor('It shows no data of students, clients or others that is not mine to show.'),
});
export type Attestations = z.infer<typeof attestations>;

/** What a submission that was handed in waits for: a person's look at completeness, its assessors, an approver. */
export const stage = z.enum(['pre-check', 'assessment', 'approval']);

/** What a submission came to, and whose judgements that is. Levels by criterion, as the panel combines them. */
export const decision = z.strictObject({
  round,
  outcome,
  decidedAt: timestamp,
  levels: z.record(slug, slug),
  passed: z.strictObject({ overview: z.boolean().optional(), reflection: z.boolean().optional() }),
  assessmentIds: z.array(ulid).min(1).max(3),
  approver: personId.optional(),
});
export type Decision = z.infer<typeof decision>;

/** That a learner asks for a fresh judgement of "not yet". One for each attempt. */
export const appeal = z.strictObject({
  reason: passage(4000),
  openedAt: timestamp,
  outcome: z.enum(['upheld', 'overturned']).optional(),
  decidedAt: timestamp.optional(),
});

/**
 * How the credential names its holder. The e-mail address comes from the verified token. The DID is what the learner says it
 * is: whoever shows the credential has to prove that it is theirs.
 */
export const recipient = z.strictObject({
  name: line(200),
  email: z.email().max(254).optional(),
  did: holderDid.optional(),
});

/** One attempt by one learner at one published version (invariant 8: the version never changes). */
export const submission = z.strictObject({
  id: ulid,
  microCredentialId: ulid,
  version: z.int().positive(),
  issuerId: slug,
  learner: personId,
  recipient,
  state: submissionState,
  /** Answers to the prompts of parts 1 and 3, keyed by prompt id. */
  answers: z.record(slug, passage(8000)),
  createdAt: timestamp,
  submittedAt: timestamp.optional(),
  /** The how-manieth of the learner at this micro-credential. */
  attempt: z.int().positive(),
  /** The attempt that it was begun from. */
  previous: ulid.optional(),
  /** What the learner stood for when handing in. */
  attestations: attestations.extend({ at: timestamp }).optional(),
  /** There while the submission is handed in or appealed. */
  stage: stage.optional(),
  /** When the learner was promised a decision. */
  dueAt: timestamp.optional(),
  /** Why it came back before anyone scored it; there until it is handed in again. It took no attempt. */
  returned: z
    .strictObject({ at: timestamp, message: passage(2000), flaws: z.array(flaw).max(50) })
    .optional(),
  /** Who holds or has made a judgement of it, in any round. Nobody judges it twice. */
  assessors: z.array(personId).max(10).optional(),
  /** The decision that stands. */
  decision: decision.optional(),
  appeal: appeal.optional(),
  /** The credential of the award: the one that stands when others were replaced. The signer signs no other for it. */
  credentialId: ulid.optional(),
  /** That nothing of it is deleted. */
  hold: hold.optional(),
  /** When its learner had themselves erased from it. */
  erasedAt: timestamp.optional(),
  /** Counts every change to the submission and its evidence, so that no change is lost. */
  revision: z.int().positive(),
});
export type Submission = z.infer<typeof submission>;

/** A submission as its learner may see it: by whom it was judged is not in it. */
export function forLearner({ assessors: _assessors, hold: _hold, decision, ...submission }: Submission) {
  if (!decision) return submission;
  const { round, outcome, decidedAt } = decision;
  return { ...submission, decision: { round, outcome, decidedAt } };
}
export type LearnersSubmission = ReturnType<typeof forLearner>;

/** What a learner has done about one micro-credential. `open` and `awarded` leave no room for another submission. */
export const attempts = z.strictObject({
  /** The newest submission. */
  submissionId: ulid,
  state: z.enum(['open', 'awarded', 'free']),
  /** How many submissions were decided without an award. */
  used: z.int().nonnegative(),
  /** How many of them count against the limit: one fewer for each that was given. */
  counted: z.int(),
});

export type Attempts = z.infer<typeof attempts>;

/** @throws DomainError `submission-not-editable` once it was handed in or withdrawn */
export function requireDraft(current: Submission): void {
  if (current.state !== 'draft')
    throw new DomainError(
      'submission-not-editable',
      `The submission is ${current.state}; only a draft can be changed.`,
    );
}

/** What a submission still lacks, in the order in which the definition asks for it. Empty when it can be handed in. */
export function missingParts(
  current: Submission,
  items: readonly Evidence[],
  published: Definition,
): FieldError[] {
  return [
    ...promptsOf(published).flatMap((prompt): FieldError[] => {
      const answer = Object.hasOwn(current.answers, prompt.id) ? current.answers[prompt.id] : undefined;
      const field = `/answers/${prompt.id}`;
      if (answer === undefined) return [{ field, message: 'has no answer yet' }];
      if (countWords(answer) > prompt.wordLimit)
        return [{ field, message: `is over ${prompt.wordLimit} words` }];
      return [];
    }),
    ...published.artifacts.flatMap(({ id, minItems = 1 }): FieldError[] => {
      const given = items.filter((item) => item.artifact === id).length;
      const field = `/evidence/${id}`;
      if (given === 0) return [{ field, message: 'has no evidence yet' }];
      return given < minItems ? [{ field, message: `needs ${minItems} items and has ${given}` }] : [];
    }),
    ...items.flatMap(missingOfItem),
  ];
}

/** How far a draft is: words of each prompt, items of each artifact, with their limits. */
export function progressOf(
  { answers }: Pick<Submission, 'answers'>,
  items: readonly Evidence[],
  published: Definition,
) {
  return {
    answers: promptsOf(published).map(({ id, wordLimit }) => ({
      prompt: id,
      words: countWords(Object.hasOwn(answers, id) ? (answers[id] ?? '') : ''),
      wordLimit,
    })),
    evidence: published.artifacts.map(({ id, minItems = 1, maxItems }) => ({
      artifact: id,
      given: items.filter((item) => item.artifact === id).length,
      minItems,
      ...(maxItems !== undefined && { maxItems }),
    })),
  };
}

/** Hands a draft in. @throws DomainError `submission-incomplete` with everything that is missing */
export function submit(
  current: Submission,
  items: readonly Evidence[],
  published: Definition,
  attested: Attestations,
  now: Date,
): Submission {
  requireDraft(current);
  const missing = missingParts(current, items, published);
  if (missing.length > 0)
    throw new DomainError('submission-incomplete', 'The submission is not complete.', missing);
  const { returned: _returned, ...handedIn } = current;
  const { preCheck, turnaroundDays = usualTurnaround } = published.assessmentPolicy ?? {};
  return {
    ...handedIn,
    state: 'submitted',
    stage: preCheck ? 'pre-check' : 'assessment',
    submittedAt: now.toISOString(),
    attestations: { ...attested, at: now.toISOString() },
    dueAt: addBusinessDays(now, turnaroundDays).toISOString(),
    revision: current.revision + 1,
  };
}

/** The learner takes a submission back before it was decided. */
export function withdraw(current: Submission): Submission {
  if (current.state !== 'draft' && current.state !== 'submitted')
    throw new DomainError(
      'submission-not-editable',
      `The submission is ${current.state} and cannot be withdrawn.`,
    );
  const { stage: _stage, ...withdrawn } = current;
  return { ...withdrawn, state: 'withdrawn', revision: current.revision + 1 };
}

/** Whether this state leaves room for no other attempt by the same learner. */
export function isOpen(state: Submission['state']): boolean {
  return state === 'draft' || state === 'submitted' || state === 'appealed' || state === 'awarded';
}
