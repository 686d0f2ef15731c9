import * as z from 'zod';
import { evidenceKind } from './evidence.ts';
import { rubric } from './rubric.ts';
import { line, passage, slug, timestamp, ulid, webAddress } from './text.ts';
import { uploadedImage } from './uploaded-image.ts';
import { validFor } from './validity-period.ts';

const citation = z.strictObject({ text: passage(1000), url: webAddress.optional() });
const resource = z.strictObject({ title: line(300), url: webAddress });

/** A question that the learner answers in words. */
const prompt = z.strictObject({ id: slug, text: passage(1000), wordLimit: z.int().min(10).max(1000) });

/** A piece of work that the learner must show. */
const artifact = z.strictObject({
  id: slug,
  title: line(200),
  description: passage(2000),
  accepts: z.array(evidenceKind).min(1).max(3),
});

const language = z
  .string()
  .regex(
    /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/,
    'must be a BCP 47 language tag such as en, es-MX or zh-Hant',
  );

/** Something in a framework of others that this is about (Alignment of Open Badges). */
const alignment = z.strictObject({
  targetName: line(300),
  targetUrl: webAddress,
  targetDescription: passage(1000).optional(),
  targetFramework: line(300).optional(),
  targetCode: line(200).optional(),
  targetType: z
    .enum([
      'ceasn:Competency',
      'ceterms:Credential',
      'CFItem',
      'CFRubric',
      'CFRubricCriterion',
      'CFRubricCriterionLevel',
      'CTDL',
    ])
    .optional(),
});

/** Another achievement that belongs to this one, as a translation or an earlier version (Related of Open Badges). */
const related = z.strictObject({
  id: webAddress,
  inLanguage: language.optional(),
  version: line(100).optional(),
});

const uniqueIds = (items: readonly { id: string }[]) =>
  new Set(items.map((item) => item.id)).size === items.length;

const fields = z.strictObject({
  name: line(150),
  competency: passage(1000),
  keyMethod: passage(2000),
  methodComponents: z
    .array(z.strictObject({ title: line(200), description: passage(3000) }))
    .min(1)
    .max(20),
  research: z.strictObject({ rationale: passage(8000), citations: z.array(citation).min(1).max(50) }),
  resources: z.array(resource).max(50).optional(),
  language,
  keywords: z.array(line(60)).max(30).optional(),
  audience: line(300).optional(),
  /** What it is aligned with: competencies, standards, qualifications. */
  alignment: z.array(alignment).min(1).max(20).optional(),
  related: z.array(related).min(1).max(20).refine(uniqueIds, 'related ids must be unique').optional(),
  /** The code by which a catalogue knows it. */
  humanCode: line(100).optional(),
  fieldOfStudy: line(200).optional(),
  /** Credits that the award is worth, in whatever unit the issuer counts. */
  creditsAvailable: z.number().positive().max(1000).optional(),
  /** How long an award is valid; for ever when absent. */
  validFor: validFor.optional(),
  /** The badge of its credentials; art is made from the definition when absent. */
  image: uploadedImage.optional(),
  /** Roughly how long the work takes, in hours. Never what is judged. */
  hours: z.number().positive().max(1000).optional(),
  /** Part 1: context questions. */
  overview: z.array(prompt).max(7).refine(uniqueIds, 'prompt ids must be unique').optional(),
  /** Part 2: the work that the rubric is applied to. */
  artifacts: z.array(artifact).min(1).max(20).refine(uniqueIds, 'artifact ids must be unique'),
  /** Part 3: reflection questions. */
  reflection: z.array(prompt).max(7).refine(uniqueIds, 'prompt ids must be unique').optional(),
  rubric,
});

/**
 * What a micro-credential says, in the framework's own parts: the competency (one discrete skill), how it is practised,
 * why it works, what the learner submits, and the rubric by which people judge it.
 */
export const definition = fields.refine(
  ({ overview = [], reflection = [] }) =>
    reflection.every(({ id }) => !overview.some((one) => one.id === id)),
  {
    path: ['reflection'],
    message: 'prompt ids must differ from those of the overview: an answer belongs to one prompt',
  },
);
export type Definition = z.infer<typeof definition>;

/** A draft may lack any field; what is there must be well formed. */
export const draftFields = fields.partial();

/** The definition of an issuer's micro-credential while it is written. `revision` is what `If-Match` is compared with. */
export const draft = z.strictObject({
  id: ulid,
  issuerId: slug,
  revision: z.int().positive(),
  fields: draftFields,
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
