import { readFileSync } from 'node:fs';
import * as z from 'zod';

const prompt = z.looseObject({ id: z.string() });

/** The sample as far as the story looks into it; every other member is kept and sent as it is. */
const sampleFile = z.object({
  issuer: z.looseObject({ id: z.string() }),
  definition: z.looseObject({
    name: z.string(),
    overview: z.array(prompt),
    reflection: z.array(prompt),
    rubric: z.looseObject({ criteria: z.array(z.looseObject({ id: z.string() })) }),
  }),
});
export type Definition = z.output<typeof sampleFile>['definition'];

const path = new URL('../samples/riverbend-family-centred-home-visit.json', import.meta.url);

/** The issuer and the micro-credential that the story is about. */
export const { issuer, definition } = sampleFile.parse(JSON.parse(readFileSync(path, 'utf8')));
