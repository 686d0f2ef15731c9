import * as z from 'zod';
import { line, passage, webAddress } from '../text.ts';

/** A publication, told by its parts, written out as one text, or both. */
export const citation = z
  .strictObject({
    authors: z
      .array(line(200))
      .min(1)
      .max(50)
      .optional()
      .describe('Who wrote it, in the order of the publication, as in "Dunst, C. J.".'),
    year: z.int().min(1000).max(2200).optional().describe('When it was published.'),
    title: line(500).optional().describe('Its title, in the language that it was published in.'),
    source: line(500)
      .optional()
      .describe('What it appeared in: the journal with volume, issue and pages, or the book.'),
    publisher: line(300).optional().describe('Who published it.'),
    doi: z
      .string()
      .max(300)
      .regex(/^10\.\d{4,9}\/[\w.~:/[\]@!$&'()*+,;=-]+$/, 'must be a DOI such as 10.1002/mrdd.20176')
      .optional()
      .describe('Its Digital Object Identifier, without the address of a resolver.'),
    url: webAddress.optional().describe('Where it can be read.'),
    text: passage(1000)
      .optional()
      .describe('The whole reference as it is written out; beside a title, a remark on it.'),
  })
  .refine(({ title, text }) => title !== undefined || text !== undefined, {
    path: ['title'],
    message: 'a citation needs a title, or the whole reference as text',
  });
export type Citation = z.infer<typeof citation>;

/** Why the method works, and who found that out. */
export const research = z.strictObject({
  rationale: passage(8000).describe('Why this skill matters and why it is practised this way.'),
  citations: z.array(citation).min(1).max(50).describe('The publications that the rationale rests on.'),
});

/** A citation as a line for people, without its address: authors (year). title. source. publisher. */
export function citationLine({ authors = [], year, title, source, publisher, text }: Citation): string {
  if (title === undefined) return text ?? '';
  const names = authors.length > 1 ? `${authors.slice(0, -1).join(', ')}, & ${authors.at(-1)}` : authors[0];
  const opening = [names, year === undefined ? undefined : `(${year})`].filter(Boolean).join(' ');
  return [opening, title, source, publisher, text]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => (/[.?!]$/.test(part as string) ? part : `${part}.`))
    .join(' ');
}

/** Where a citation leads: its DOI by the resolver, else its address. */
export function citationAddress({ doi, url }: Citation): string | undefined {
  return doi === undefined ? url : `https://doi.org/${doi}`;
}
