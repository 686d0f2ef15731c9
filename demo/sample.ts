import { readFileSync } from 'node:fs';
import * as z from 'zod';

const prompt = z.looseObject({ id: z.string() });

/** The samples as far as the story looks into them; every other member is kept and sent as it is. */
const issuerFile = z.looseObject({ id: z.string() });
const definitionFile = z.object({
  definition: z.looseObject({
    passCriteria: z.record(z.string(), z.string()).optional(),
    name: z.string(),
    overview: z.array(prompt),
    reflection: z.array(prompt),
    rubric: z.looseObject({ criteria: z.array(z.looseObject({ id: z.string() })) }),
  }),
});
export type Definition = z.output<typeof definitionFile>['definition'];

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../samples/${name}`, import.meta.url), 'utf8'));

/** The issuer and the micro-credential that the story is about. */
export const issuer = issuerFile.parse(read('riverbend.json'));
export const { definition } = definitionFile.parse(read('definitions/coaching-a-caregiver.json'));
