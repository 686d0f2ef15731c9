import * as z from 'zod';
import { line, ulid, webAddress } from '../text.ts';

/**
 * What a learner must hold before opening a submission: any version of a micro-credential that is published here, or a
 * credential whose achievement has exactly this id.
 */
export const prerequisite = z.union([
  z.strictObject({ microCredential: ulid.describe('The id of a micro-credential that is published here.') }),
  z.strictObject({
    achievement: webAddress.describe('The id of an achievement, as credentials name it.'),
    name: line(300).describe('What it is called.'),
  }),
]);
export type Prerequisite = z.infer<typeof prerequisite>;

/** What a prerequisite asks for, as one text to compare with. */
export function prerequisiteId(one: Prerequisite): string {
  return 'microCredential' in one ? one.microCredential : one.achievement;
}
