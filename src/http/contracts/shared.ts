import * as z from 'zod';
import { change } from '../../domain/definition/difference.ts';
import { languageTag } from '../../domain/definition/language.ts';
import { keyId } from '../../domain/keys.ts';
import { slug, ulid } from '../../domain/text.ts';

/** Query of every list: how many, and where the last page ended. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a whole number from 1 to 100')
    .transform(Number)
    .refine((value) => value <= 100, 'must be at most 100')
    .default(25),
  cursor: z.string().max(2000).optional(),
});

/** A list as it is answered: `cursor` leads to the next page. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), cursor: z.string().optional() });

/** The notations that a definition is written to a file in. */
export const definitionFormat = z.enum(['json', 'yaml']);

export const issuerPath = z.strictObject({ issuer: slug });
export const keyPath = issuerPath.extend({ key: keyId });
export const draftPath = z.strictObject({ issuer: slug, microCredential: ulid });
export const submissionPath = z.strictObject({ submission: ulid });
export const assessmentPath = z.strictObject({ assessment: ulid });

/** Which version something is compared with. */
/** In which language a page speaks, or a definition is shown. */
export const langQuery = z.strictObject({ lang: languageTag.optional() });
export const fromQuery = z.strictObject({
  from: z
    .string()
    .regex(/^(?:0|[1-9]\d{0,5})$/, 'must be the number of a version, or 0')
    .transform(Number)
    .optional(),
});
/** What one version says differently than another one. */
export const comparisonView = z.object({ from: z.int().nonnegative(), changes: z.array(change) });

/** What is wrong or missing, field by field. */
export const fieldErrorList = z.array(z.object({ field: z.string(), message: z.string() }));
