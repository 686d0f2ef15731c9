import { base58, base64urlnopad } from '@scure/base';
import * as z from 'zod';
import { statusPurpose } from '../domain/status-list.ts';
import { bitstringLength } from './bitstring.ts';
import { credentialsV2, openBadgesV3 } from './contexts.ts';
import { embeddedEndorsement } from './open-badge-model.ts';
import {
  address,
  identifierTypes,
  identityDigest,
  language,
  set,
  targetTypes,
  termOr,
  text,
  utc,
  webAddress,
} from './open-badge-values.ts';

/** The strict shape of what is issued here: unknown members, nulls, empty sets and empty texts are refused. */

const only = <T extends string>(type: T) => z.tuple([z.literal(type)]);

/** A SHA-256 multihash in base58btc or base64url (VC Data Model 2.0, section 5.3). */
const sha256Multibase = z.string().refine((value) => {
  const bytes = decodeMultibase(value);
  return bytes?.length === 34 && bytes[0] === 0x12 && bytes[1] === 32;
}, 'must be a SHA-256 multihash in multibase');

const image = z.strictObject({ id: address, type: z.literal('Image'), caption: text.optional() });

const postalAddress = z.strictObject({
  type: only('Address'),
  addressCountry: text.optional(),
  addressCountryCode: text.optional(),
  addressRegion: text.optional(),
  addressLocality: text.optional(),
  streetAddress: text.optional(),
  postOfficeBoxNumber: text.optional(),
  postalCode: text.optional(),
});

const identifierEntry = z.strictObject({
  type: z.literal('IdentifierEntry'),
  identifier: text,
  identifierType: termOr(identifierTypes),
});

const profile = z.strictObject({
  id: address,
  type: only('Profile'),
  name: text,
  url: webAddress.optional(),
  description: text.optional(),
  email: z.email().optional(),
  phone: text.optional(),
  image: image.optional(),
  address: postalAddress.optional(),
  otherIdentifier: set(identifierEntry).optional(),
  official: text.optional(),
  endorsement: set(embeddedEndorsement).optional(),
});

const identity = z
  .strictObject({
    type: z.literal('IdentityObject'),
    hashed: z.boolean(),
    identityType: z.enum(['emailAddress', 'name', 'identifier', 'accountId', 'systemId']),
    identityHash: text,
    salt: text.optional(),
  })
  .refine(({ hashed, identityHash }) => !hashed || identityDigest.test(identityHash), {
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
  targetType: z.enum(targetTypes).optional(),
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

const related = z.strictObject({
  id: webAddress,
  type: only('Related'),
  inLanguage: language.optional(),
  version: text.optional(),
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
  inLanguage: language.optional(),
  humanCode: text.optional(),
  fieldOfStudy: text.optional(),
  creditsAvailable: z.number().positive().optional(),
  tag: set(text).optional(),
  image: image.optional(),
  creator: profile.optional(),
  alignment: set(alignment).optional(),
  related: set(related).optional(),
  endorsement: set(embeddedEndorsement).optional(),
  resultDescription: set(resultDescription),
});

const result = z.strictObject({
  type: only('Result'),
  resultDescription: address,
  achievedLevel: address,
  value: text.optional(),
  alignment: set(alignment).optional(),
});

/** What a stack is: its pieces are related to it, and the results are theirs. */
const stackAchievement = achievement
  .omit({ resultDescription: true })
  .extend({ achievementType: z.literal('Certificate'), related: set(related) });

const earner = {
  id: address.optional(),
  type: only('AchievementSubject'),
  identifier: set(identity).optional(),
  source: profile.optional(),
  narrative: text.optional(),
  role: text.optional(),
  creditsEarned: z.number().positive().optional(),
};
const isNamed = ({ id, identifier }: { id?: unknown; identifier?: unknown }) =>
  id !== undefined || identifier !== undefined;

const achievementSubject = z
  .strictObject({ ...earner, achievement, result: set(result) })
  .refine(isNamed, 'needs an id or an identifier');

const stackSubject = z
  .strictObject({ ...earner, achievement: stackAchievement })
  .refine(isNamed, 'needs an id or an identifier');

const evidence = z.strictObject({
  id: webAddress.optional(),
  type: only('Evidence'),
  name: text.optional(),
  narrative: text.optional(),
  description: text.optional(),
  genre: text.optional(),
  audience: text.optional(),
});

/** One entry of a status list of ours. */
export const statusListEntry = z
  .strictObject({
    id: webAddress,
    type: z.literal('BitstringStatusListEntry'),
    statusPurpose,
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
  endorsement: set(embeddedEndorsement).optional(),
  relatedResource: set(
    z.strictObject({ id: address, digestMultibase: sha256Multibase, mediaType: text.optional() }),
  ).optional(),
  /** Several only where the issuer wants awards that can be suspended: the official JSON schema knows one. */
  credentialStatus: z.union([statusListEntry, z.array(statusListEntry).min(2).max(2)]),
});
export type AchievementCredential = z.infer<typeof achievementCredential>;

/** The award of a stack that is not signed yet: its evidence are the credentials of its pieces. */
export const stackCredential = achievementCredential.extend({
  credentialSubject: stackSubject,
  evidence: set(evidence.extend({ id: webAddress })),
});
export type StackCredential = z.infer<typeof stackCredential>;

/** An award with its proof: at least one, as an array. */
export const signedAchievementCredential = achievementCredential.extend({ proof: set(proof) });
export type SignedAchievementCredential = z.infer<typeof signedAchievementCredential>;

/** An endorsement that is not signed yet: Open Badges 3.0 EndorsementCredential. It stands in other credentials, so it has one status. */
export const endorsementCredential = z.strictObject({
  '@context': z.tuple([z.literal(credentialsV2), z.literal(openBadgesV3)]),
  id: webAddress,
  type: z.tuple([z.literal('VerifiableCredential'), z.literal('EndorsementCredential')]),
  name: text,
  issuer: profile.omit({ endorsement: true }),
  validFrom: utc,
  validUntil: utc.optional(),
  awardedDate: utc.optional(),
  credentialSubject: z.strictObject({
    id: address,
    type: only('EndorsementSubject'),
    endorsementComment: text.optional(),
  }),
  credentialStatus: statusListEntry.optional(),
});
export type EndorsementCredential = z.infer<typeof endorsementCredential>;

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
    statusPurpose,
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
