import * as z from 'zod';
import { line, passage, webAddress } from '../text.ts';
import { languageTag } from './language.ts';

/** Something in a framework of others that this is about (Alignment of Open Badges 3.0). */
export const alignment = z.strictObject({
  targetName: line(300).describe('What it is called there.'),
  targetUrl: webAddress.describe('Its address there: of CASE, CTDL, ESCO, O*NET or any other framework.'),
  targetDescription: passage(1000).optional().describe('What it says there.'),
  targetFramework: line(300)
    .optional()
    .describe('The framework; told from the address when absent, for those that are known.'),
  targetCode: line(200).optional().describe('Its code there, such as 25-9042.00.'),
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
    .optional()
    .describe('What kind of thing it is (CF… of CASE, ce… of CTDL).'),
});
export type Alignment = z.infer<typeof alignment>;

/** Another achievement that belongs to this one, as a translation or an earlier version (Related of Open Badges 3.0). */
export const related = z.strictObject({
  id: webAddress.describe('Its address.'),
  inLanguage: languageTag.optional().describe('The language that it is in.'),
  version: line(100).optional().describe('Its version.'),
});

const hosts: readonly (readonly [host: RegExp, path: RegExp, framework: string])[] = [
  [/(?:^|\.)credentialengineregistry\.org$|(?:^|\.)purl\.org$/, /\/(?:resources|graph|ctdl)\//, 'CTDL'],
  [/^data\.europa\.eu$/, /^\/esco\//, 'ESCO'],
  [/(?:^|\.)(?:onetonline|onetcenter)\.org$/, /./, 'O*NET'],
  [/./, /\/ims\/case\/v1p[01]\//, 'CASE'],
];

/** The framework that an alignment is in: as it says, or as its address tells. */
export function frameworkOf({ targetFramework, targetUrl, targetType }: Alignment): string | undefined {
  if (targetFramework !== undefined) return targetFramework;
  const url = URL.canParse(targetUrl) ? new URL(targetUrl) : undefined;
  const known = url && hosts.find(([host, path]) => host.test(url.hostname) && path.test(url.pathname));
  if (known) return known[2];
  return targetType?.startsWith('CF') ? 'CASE' : undefined;
}
