import { base58, base64urlnopad } from '@scure/base';
import * as z from 'zod';
import { bitstringLength } from './bitstring.ts';
import { credentialsV2, openBadgesV3 } from './contexts.ts';
import { instantOf } from './timestamps.ts';

/** The strict shape of what is issued here: unknown members, nulls, empty sets and empty texts are refused. */

const text = z.string().regex(/\S/, 'must not be empty');
const set = <T extends z.ZodType>(item: T) => z.array(item).min(1);
const only = <T extends string>(type: T) => z.tuple([z.literal(type)]);

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

const webAddress = address.refine((value) => /^https?:/.test(value), 'must be a web address');

/** A SHA-256 multihash in base58btc or base64url (VC Data Model 2.0, section 5.3). */
const sha256Multibase = z.string().refine((value) => {
  const bytes = decodeMultibase(value);
  return bytes?.length === 34 && bytes[0] === 0x12 && bytes[1] === 32;
}, 'must be a SHA-256 multihash in multibase');

const image = z.strictObject({ id: address, type: z.literal('Image'), caption: text.optional() });

const profile = z.strictObject({
  id: address,
  type: only('Profile'),
  name: text,
  url: webAddress.optional(),
  description: text.optional(),
  email: z.email().optional(),
  image: image.optional(),
});

const identity = z
  .strictObject({
    type: z.literal('IdentityObject'),
    hashed: z.boolean(),
    identityType: z.enum(['emailAddress', 'name', 'identifier', 'accountId', 'systemId']),
    identityHash: text,
    salt: text.optional(),
  })
  .refine(({ hashed, identityHash }) => !hashed || /^sha256\$[0-9a-f]{64}$/.test(identityHash), {
    path: ['identityHash'],
    message: 'must be sha256$ and 64 hexadecimal digits',
  });

const alignment = z.strictObject({
  type: only('Alignment'),
  targetName: text,
  targetUrl: webAddress,
  targetCode: text.optional(),
  targetDescription: text.optional(),
  targetFramework: text.optional(),
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

const rubricCriterionLevel = z.strictObject({
  id: address,
  type: only('RubricCriterionLevel'),
  name: text,
  description: text.optional(),
  // The order of levels is signed nowhere else: in the context, the array is a set.
  level: z.string().regex(/^[1-9]\d{0,8}$/, 'must be a whole number, higher for a higher level'),
  points: text.optional(),
});

const resultDescription = z.strictObject({
  id: address,
  type: only('ResultDescription'),
  name: text,
  resultType: z.literal('RubricCriterionLevel'),
  requiredLevel: address,
  rubricCriterionLevel: set(rubricCriterionLevel),
  alignment: set(alignment).optional(),
});

const achievement = z.strictObject({
  id: webAddress,
  type: only('Achievement'),
  achievementType: z.literal('MicroCredential'),
  name: text,
  description: text,
  criteria: z
    .strictObject({ id: webAddress.optional(), narrative: text.optional() })
    .refine(({ id, narrative }) => id !== undefined || narrative !== undefined, 'needs an id or a narrative'),
  version: text.optional(),
  inLanguage: z
    .string()
    .regex(/^[a-z]{2,4}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/, 'must be a BCP 47 language')
    .optional(),
  tag: set(text).optional(),
  image: image.optional(),
  creator: profile.optional(),
  alignment: set(alignment).optional(),
  resultDescription: set(resultDescription),
});

const result = z.strictObject({
  type: only('Result'),
  resultDescription: address,
  achievedLevel: address,
  value: text.optional(),
  alignment: set(alignment).optional(),
});

const achievementSubject = z
  .strictObject({
    id: address.optional(),
    type: only('AchievementSubject'),
    identifier: set(identity).optional(),
    source: profile.optional(),
    narrative: text.optional(),
    role: text.optional(),
    achievement,
    result: set(result),
  })
  .refine(
    ({ id, identifier }) => id !== undefined || identifier !== undefined,
    'needs an id or an identifier',
  );

const evidence = z.strictObject({
  id: webAddress.optional(),
  type: only('Evidence'),
  name: text.optional(),
  narrative: text.optional(),
  description: text.optional(),
  genre: text.optional(),
  audience: text.optional(),
});

const credentialStatus = z
  .strictObject({
    id: webAddress,
    type: z.literal('BitstringStatusListEntry'),
    statusPurpose: z.literal('revocation'),
    statusListIndex: z
      .string()
      .regex(/^(?:0|[1-9]\d*)$/, 'must be a whole number')
      .refine((value) => Number(value) < bitstringLength, 'must be a position in the list'),
    statusListCredential: webAddress,
  })
  .refine(({ id, statusListCredential }) => id !== statusListCredential, {
    path: ['id'],
    message: 'must not be the address of the list',
  });

const proof = z.strictObject({
  type: z.literal('DataIntegrityProof'),
  cryptosuite: z.literal('eddsa-rdfc-2022'),
  created: utc,
  verificationMethod: address,
  proofPurpose: z.literal('assertionMethod'),
  proofValue: z.string().startsWith('z'),
});

/** An award that is not signed yet: Open Badges 3.0 AchievementCredential. */
export const achievementCredential = z.strictObject({
  '@context': z.tuple([z.literal(credentialsV2), z.literal(openBadgesV3)]),
  id: webAddress,
  type: z.tuple([z.literal('VerifiableCredential'), z.literal('OpenBadgeCredential')]),
  name: text,
  description: text.optional(),
  image: image.optional(),
  issuer: profile,
  validFrom: utc,
  validUntil: utc.optional(),
  awardedDate: utc.optional(),
  credentialSubject: achievementSubject,
  evidence: set(evidence).optional(),
  relatedResource: set(
    z.strictObject({ id: address, digestMultibase: sha256Multibase, mediaType: text.optional() }),
  ).optional(),
  credentialStatus,
});
export type AchievementCredential = z.infer<typeof achievementCredential>;

/** An award with its proof: at least one, as an array. */
export const signedAchievementCredential = achievementCredential.extend({ proof: set(proof) });
export type SignedAchievementCredential = z.infer<typeof signedAchievementCredential>;

/** A status list that is not signed yet: BitstringStatusListCredential as it is published here. */
export const unsignedStatusList = z.strictObject({
  '@context': z.tuple([z.literal(credentialsV2)]),
  id: webAddress,
  type: z.tuple([z.literal('VerifiableCredential'), z.literal('BitstringStatusListCredential')]),
  issuer: address,
  validFrom: utc,
  validUntil: utc.optional(),
  credentialSubject: z.strictObject({
    id: webAddress,
    type: z.literal('BitstringStatusList'),
    statusPurpose: z.literal('revocation'),
    encodedList: z.string(),
  }),
});
export type UnsignedStatusList = z.infer<typeof unsignedStatusList>;

function decodeMultibase(value: string): Uint8Array | undefined {
  // Longer texts are no SHA-256, and decoding base 58 takes time that grows with the square of the length.
  if (value.length > 64) return undefined;
  try {
    if (value.startsWith('z')) return base58.decode(value.slice(1));
    return value.startsWith('u') ? base64urlnopad.decode(value.slice(1)) : undefined;
  } catch {
    return undefined;
  }
}
