import * as z from 'zod';
import { instantOf } from './timestamps.ts';

/** Text that says something. */
export const text = z.string().regex(/\S/, 'must not be empty');

/** A set as it is written in Open Badges: always an array, never empty. */
export const set = <T extends z.ZodType>(item: T) => z.array(item).min(1);

/** A point in time as it is issued here: UTC, with `Z`. */
export const utc = z
  .string()
  .refine((value) => value.endsWith('Z') && instantOf(value) !== undefined, 'must be a date and time in UTC');

/** An absolute http, https, did or urn address, without user name or password. */
export const address = z.string().refine((value) => {
  if (!/^(?:https?:\/\/[^/]|did:[a-z0-9]+:|urn:)[^\s<>"{}|\\^`]+$/.test(value) || !URL.canParse(value))
    return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}, 'must be an absolute http, https, did or urn address');

export const webAddress = address.refine((value) => /^https?:/.test(value), 'must be a web address');

/** A term of Open Badges, or one of somebody's own that begins with `ext:`. */
export const termOr = <const T extends readonly [string, ...string[]]>(terms: T) =>
  z.union([z.enum(terms), z.string().regex(/^ext:[a-zA-Z0-9._-]+$/)], {
    error: 'must be a term of Open Badges 3.0, or begin with ext:',
  });

/** AlignmentTargetTypeEnum. */
export const targetTypes = [
  'ceasn:Competency',
  'ceterms:Credential',
  'CFItem',
  'CFRubric',
  'CFRubricCriterion',
  'CFRubricCriterionLevel',
  'CTDL',
] as const;

/** IdentifierTypeEnum. */
export const identifierTypes = [
  'name',
  'sourcedId',
  'systemId',
  'productId',
  'userName',
  'accountId',
  'emailAddress',
  'nationalIdentityNumber',
  'isbn',
  'issn',
  'lisSourcedId',
  'oneRosterSourcedId',
  'sisSourcedId',
  'ltiContextId',
  'ltiDeploymentId',
  'ltiToolId',
  'ltiPlatformId',
  'ltiUserId',
  'identifier',
] as const;

/** LanguageCode as the schema of Open Badges has it. */
export const language = z
  .string()
  .regex(/^[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/, 'must be a BCP 47 language');

/** SHA-256 as Open Badges writes that of an identity. */
export const identityDigest = /^sha256\$[0-9a-f]{64}$/;
