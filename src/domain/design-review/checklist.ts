import * as z from 'zod';
import { personId } from '../membership.ts';
import { passage, timestamp, ulid } from '../text.ts';
import type { Area, Effect } from './finding.ts';

/** One thing that a reviewer judges. */
export interface ChecklistItem {
  /** Stable: answers name it. */
  readonly id: string;
  readonly area: Area;
  /** Whether "not met" stops an approval. */
  readonly effect: Effect;
  /** What is true of a design that meets it. */
  readonly text: string;
}

const item = (id: string, area: Area, effect: Effect, text: string): ChecklistItem => ({
  id,
  area,
  effect,
  text,
});

/** What a reviewer judges, in the four areas of the field's framework. Software cannot judge any of it. */
export const checklistItems: readonly ChecklistItem[] = [
  item(
    'one-skill',
    'impact',
    'blocks',
    'The competency is one discrete skill that matters in real work, said as what a person does.',
  ),
  item(
    'evidence-base',
    'impact',
    'blocks',
    'The research carries the method, and the rationale says for whom and in what settings it was found to work.',
  ),
  item(
    'skill-in-use',
    'impact',
    'blocks',
    'The artifacts show the skill in use in real practice, not what somebody knows about it.',
  ),
  item(
    'levels-apart',
    'impact',
    'blocks',
    'Two assessors who read the same work would choose the same level: descriptors say what is seen, not how good it is.',
  ),
  item(
    'any-way-of-learning',
    'equity',
    'blocks',
    'Whoever has the skill can earn it, wherever and whenever they learned it: no course, employer, membership or paid tool is needed.',
  ),
  item(
    'any-setting',
    'equity',
    'blocks',
    'People in other workplaces, roles and communities than the authors can take the evidence from their own practice.',
  ),
  item(
    'people-shown',
    'equity',
    'blocks',
    'Whoever is seen or told of in the evidence is protected: consent, and what must not be seen, are said where the evidence is asked for.',
  ),
  item(
    'many-voices',
    'equity',
    'advises',
    'Research, resources and examples come from more than one group of people, and none is shown as the exception.',
  ),
  item(
    'forms-of-evidence',
    'access',
    'blocks',
    'Nobody is kept out by the form of the evidence: what depends on seeing, hearing, speaking, filming or a fast connection has another form that counts the same.',
  ),
  item(
    'no-more-than-needed',
    'access',
    'advises',
    'No question and no artifact is asked for that the judgement does not need.',
  ),
  item(
    'open-resources',
    'access',
    'advises',
    'The resources can be used without paying and with a screen reader, or there is one of each kind that can.',
  ),
  item(
    'cost-said',
    'access',
    'advises',
    'What it costs, and who need not pay, is said before anyone starts.',
  ),
  item(
    'plain-words',
    'language',
    'blocks',
    'Somebody new to the field understands every sentence; terms of the trade are explained where they first appear.',
  ),
  item(
    'same-names',
    'language',
    'blocks',
    'The same thing has the same name in the competency, the artifacts and the rubric.',
  ),
  item(
    'strengths-first',
    'language',
    'advises',
    'Levels below the required one say what is there already and what is still to come, and put no label on the person.',
  ),
  item(
    'true-translations',
    'language',
    'blocks',
    'Every translation says the same as the original, the rubric above all, and was read by someone who works in that language.',
  ),
];

const itemId = z.enum(checklistItems.map(({ id }) => id) as [string, ...string[]]);

/** How a reviewer answers one item. What is not met, or does not apply, says why. */
export const checklistAnswer = z
  .strictObject({
    answer: z.enum(['met', 'not-met', 'not-applicable']),
    note: passage(2000).optional(),
  })
  .refine(({ answer, note }) => answer === 'met' || note !== undefined, {
    path: ['note'],
    message: 'say why it is not met, or does not apply',
  });

/** Answers by the id of the item; those that are missing are still to be given. */
export const checklistAnswers = z.partialRecord(itemId, checklistAnswer);
export type ChecklistAnswers = z.infer<typeof checklistAnswers>;

/** The checklist of one reviewer, about one revision of a draft. */
export const checklist = z.strictObject({
  microCredentialId: ulid,
  reviewer: personId,
  draftRevision: z.int().positive(),
  answers: checklistAnswers,
  savedAt: timestamp,
});
export type Checklist = z.infer<typeof checklist>;

/** What keeps these answers from carrying an approval, as JSON pointers into them. */
export function openItems(answers: ChecklistAnswers): { field: string; message: string }[] {
  return checklistItems.flatMap(({ id, effect }) => {
    const given = answers[id];
    const field = `/answers/${id}`;
    if (!given) return [{ field, message: 'has no answer yet' }];
    if (given.answer === 'not-met' && effect === 'blocks')
      return [{ field, message: 'is not met: send the draft back, saying what to change' }];
    return [];
  });
}
