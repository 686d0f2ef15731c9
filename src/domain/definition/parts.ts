import * as z from 'zod';
import { evidenceKind, maxEvidenceItems, maxFileSize, mediaType } from '../evidence.ts';
import { line, passage, slug, webAddress } from '../text.ts';

/** Whether no two items have one id. */
export const uniqueIds = (items: readonly { id: string }[]) =>
  new Set(items.map((item) => item.id)).size === items.length;

const id = slug.describe('Names it within the definition: translations, answers and scores refer to it.');

/** One step or aspect of the key method. */
export const methodComponent = z.strictObject({
  id,
  title: line(200).describe('What it is called.'),
  description: passage(3000).describe('How it is done.'),
});

/** Something to learn from. Nobody has to use it. */
export const resource = z.strictObject({
  id,
  title: line(300).describe('What it is.'),
  url: webAddress.describe('Where it is.'),
});

/** A question that the learner answers in words. */
export const prompt = z.strictObject({
  id,
  text: passage(1000).describe('The question.'),
  wordLimit: z.int().min(10).max(1000).describe('How many words an answer may have.'),
});

/** A piece of work that the learner must show. */
export const artifact = z
  .strictObject({
    id,
    title: line(200).describe('What it is called; the credential shows it.'),
    description: passage(2000).describe('What it must show, and what must not be seen in it.'),
    accepts: z.array(evidenceKind).min(1).max(3).describe('In which forms it is taken.'),
    minItems: z.int().min(1).max(maxEvidenceItems).optional().describe('Fewest items; one when absent.'),
    maxItems: z
      .int()
      .min(1)
      .max(maxEvidenceItems)
      .optional()
      .describe('Most items; as many as a submission holds when absent.'),
    fileTypes: z
      .array(mediaType)
      .min(1)
      .max(mediaType.options.length)
      .optional()
      .describe('Media types that a file may have; any that this service takes when absent.'),
    maxFileSize: z
      .int()
      .min(1024)
      .max(maxFileSize)
      .optional()
      .describe('Largest file in bytes; the largest that this service takes when absent.'),
    maxWords: z.int().min(10).max(10_000).optional().describe('How many words a text may have.'),
  })
  .superRefine(({ accepts, minItems = 1, maxItems = minItems, ...limits }, context) => {
    const refuse = (name: string, message: string) =>
      context.addIssue({ code: 'custom', path: [name], message });
    if (minItems > maxItems) refuse('maxItems', 'must not be below minItems');
    for (const name of ['fileTypes', 'maxFileSize'] as const)
      if (limits[name] !== undefined && !accepts.includes('file'))
        refuse(name, 'is about files, which the artifact does not accept');
    if (limits.maxWords !== undefined && !accepts.includes('text'))
      refuse('maxWords', 'is about texts, which the artifact does not accept');
    if (new Set(accepts).size < accepts.length) refuse('accepts', 'must not name a form twice');
  });
export type Artifact = z.infer<typeof artifact>;

/** By what the answers of parts 1 and 3 are judged. Part 2 is judged by the rubric. */
export const passCriteria = z.strictObject({
  overview: passage(2000).optional().describe('When the answers of part 1 pass.'),
  reflection: passage(2000).optional().describe('When the answers of part 3 pass.'),
});
