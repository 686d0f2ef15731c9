import * as z from 'zod';
import { alignment, related } from './definition/alignment.ts';
import { assessmentPolicy } from './definition/assessment-policy.ts';
import { inconsistencies } from './definition/consistency.ts';
import { type Incomplete, incomplete } from './definition/incomplete.ts';
import { languageTag } from './definition/language.ts';
import { artifact, methodComponent, passCriteria, prompt, resource, uniqueIds } from './definition/parts.ts';
import { prerequisite, prerequisiteId } from './definition/prerequisite.ts';
import { research } from './definition/research.ts';
import { texts } from './definition/texts.ts';
import { translation } from './definition/translation.ts';
import { personId } from './membership.ts';
import { rubric } from './rubric.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';
import { uploadedImage } from './uploaded-image.ts';
import { validFor } from './validity-period.ts';

const languageCount = 20;

/** The fields of a definition, each by itself. */
export const fieldsOfDefinition = z.strictObject({
  name: texts.name,
  competency: texts.competency,
  keyMethod: texts.keyMethod,
  methodComponents: z
    .array(methodComponent)
    .min(1)
    .max(20)
    .refine(uniqueIds, 'component ids must be unique')
    .describe('The steps or aspects of the method.'),
  research: research.describe('Supporting research and rationale.'),
  resources: z
    .array(resource)
    .max(50)
    .refine(uniqueIds, 'resource ids must be unique')
    .optional()
    .describe('What one can learn it from.'),
  language: languageTag.describe('The language that it is written in.'),
  translations: z
    .record(languageTag, translation)
    .refine(
      (all) => Object.keys(all).length <= languageCount,
      `must be in ${languageCount} languages at most`,
    )
    .optional()
    .describe('The same in other languages, text by text.'),
  keywords: texts.keywords.optional(),
  audience: texts.audience.optional(),
  topic: texts.topic.optional(),
  alignment: z
    .array(alignment)
    .min(1)
    .max(20)
    .optional()
    .describe('What it is aligned with: competencies, standards, qualifications.'),
  related: z
    .array(related)
    .min(1)
    .max(20)
    .refine(uniqueIds, 'related ids must be unique')
    .optional()
    .describe('Achievements elsewhere that belong to it.'),
  humanCode: line(100).optional().describe('The code by which a catalogue knows it.'),
  fieldOfStudy: texts.fieldOfStudy.optional(),
  creditsAvailable: z
    .number()
    .positive()
    .max(1000)
    .optional()
    .describe('Credits that the award is worth, in whatever unit the issuer counts.'),
  stacks: z
    .array(ulid)
    .min(1)
    .max(20)
    .refine((ids) => new Set(ids).size === ids.length, 'stack ids must be unique')
    .optional()
    .describe('The ids of the stacks that it is a piece of.'),
  prerequisites: z
    .array(prerequisite)
    .min(1)
    .max(10)
    .refine(
      (all) => new Set(all.map(prerequisiteId)).size === all.length,
      'each prerequisite must be named once',
    )
    .optional()
    .describe('What a learner must hold before a submission can be opened.'),
  validFor: validFor.optional().describe('How long an award is valid; for ever when absent.'),
  image: uploadedImage
    .optional()
    .describe('The badge of its credentials; art is made from the definition when absent.'),
  hours: z
    .number()
    .positive()
    .max(1000)
    .optional()
    .describe('Roughly how long the work takes, in hours. Never what is judged.'),
  feeNote: texts.feeNote.optional(),
  overview: z
    .array(prompt)
    .max(7)
    .refine(uniqueIds, 'prompt ids must be unique')
    .optional()
    .describe('Part 1: context questions.'),
  artifacts: z
    .array(artifact)
    .min(1)
    .max(20)
    .refine(uniqueIds, 'artifact ids must be unique')
    .describe('Part 2: the work that the rubric is applied to.'),
  reflection: z
    .array(prompt)
    .max(7)
    .refine(uniqueIds, 'prompt ids must be unique')
    .optional()
    .describe('Part 3: reflection questions.'),
  passCriteria: passCriteria.optional().describe('By what the answers of parts 1 and 3 pass.'),
  rubric: rubric.describe('By what the work of part 2 is judged: word for word for learners and assessors.'),
  assessmentPolicy: assessmentPolicy.optional().describe('How submissions are assessed.'),
});

/**
 * What a micro-credential says, in the framework's own parts: the competency (one discrete skill), how it is practised,
 * why it works, what the learner submits, and the rubric by which people judge it.
 */
export const definition = fieldsOfDefinition.superRefine((value, context) => {
  for (const { path, message } of inconsistencies(value)) context.addIssue({ code: 'custom', path, message });
});
export type Definition = z.infer<typeof definition>;
export type FieldName = keyof Definition;

/** The fields of a draft, each by itself: as much of a definition as there is. */
export const draftFields = z.strictObject(
  Object.fromEntries(
    Object.entries(fieldsOfDefinition.shape).map(([name, field]) => [
      name,
      // An image is uploaded as a whole.
      name === 'image' ? field : incomplete(field as z.ZodType).optional(),
    ]),
  ) as unknown as DraftShape,
);
type DraftShape = {
  [Name in Exclude<FieldName, 'image'>]: z.ZodOptional<z.ZodType<Incomplete<NonNullable<Definition[Name]>>>>;
} & Pick<typeof fieldsOfDefinition.shape, 'image'>;

/** The definition of an issuer's micro-credential while it is written. `revision` is what `If-Match` is compared with. */
export const draft = z.strictObject({
  id: ulid,
  issuerId: slug,
  revision: z.int().positive(),
  fields: draftFields,
  /** The revision that a field was last changed in, by its name; 1 where there is none. */
  fieldRevisions: z.record(z.string(), z.int().positive()),
  /** Who has worked on it since it was last approved: they do not review it. */
  editors: z.array(personId),
  /** How many versions were published; the next one gets the number after it. */
  published: z.int().nonnegative(),
  /** The revision that the newest version was made of, when there is one. */
  publishedRevision: z.int().positive().optional(),
  updatedAt: timestamp,
});
export type Draft = z.infer<typeof draft>;

/** A published version: immutable (invariant 8). */
export const version = z.strictObject({
  microCredentialId: ulid,
  version: z.int().positive(),
  issuerId: slug,
  changeNote: passage(1000),
  publishedAt: timestamp,
  definition,
});
export type Version = z.infer<typeof version>;

/** Everything that a learner must answer: part 1, then part 3. */
export function promptsOf(published: Definition) {
  return [...(published.overview ?? []), ...(published.reflection ?? [])];
}
