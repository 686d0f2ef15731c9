import * as z from 'zod';
import { credentialsV1, isOpenBadgesContext } from './contexts.ts';
import type { JsonObject } from './json.ts';
import { instantOf } from './timestamps.ts';

/**
 * The shape of credentials that others issued, as far as it is read here: the types of VC Data Model 2.0 and Open Badges
 * 3.0, with unknown members left alone and a set allowed to be its only member.
 */

/** An absolute URL, of any scheme. */
export const url = z.string().regex(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, 'must be an absolute URL');
const dateTimeStamp = z
  .string()
  .refine((value) => instantOf(value) !== undefined, 'must be a date and time with an offset');
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);
const typed = (...anyOf: readonly string[]) =>
  oneOrMore(z.string().min(1)).refine(
    (value) => anyOf.length === 0 || anyOf.some((type) => asArray(value).includes(type)),
    { message: `must include ${anyOf.join(' or ')}` },
  );
const typedObject = z.looseObject({ id: url.optional(), type: typed() });

/** Plain text, or texts with their language (VC Data Model 2.0, section 11.1). */
const languageText = z.union([
  z.string(),
  oneOrMore(
    z.strictObject({
      '@value': z.string(),
      '@language': z.string().optional(),
      '@direction': z.enum(['ltr', 'rtl']).optional(),
    }),
  ),
]);

const relatedResource = z
  .looseObject({ id: url, digestSRI: z.unknown().optional(), digestMultibase: z.unknown().optional() })
  .refine((value) => value.digestSRI !== undefined || value.digestMultibase !== undefined, 'needs a digest');

const credentialMembers = {
  '@context': z.array(z.unknown()).min(1),
  id: url.optional(),
  type: typed('VerifiableCredential'),
  name: languageText.optional(),
  description: languageText.optional(),
  issuer: z.union([
    url,
    z.looseObject({ id: url, name: languageText.optional(), description: languageText.optional() }),
  ]),
  validFrom: dateTimeStamp.optional(),
  validUntil: dateTimeStamp.optional(),
  credentialSubject: oneOrMore(
    z
      .looseObject({ id: url.optional() })
      .refine((value) => Object.keys(value).length > 0, 'must not be empty'),
  ),
  credentialStatus: oneOrMore(typedObject).optional(),
  credentialSchema: oneOrMore(z.looseObject({ id: url, type: typed() })).optional(),
  evidence: oneOrMore(typedObject).optional(),
  refreshService: oneOrMore(typedObject).optional(),
  termsOfUse: oneOrMore(typedObject).optional(),
  relatedResource: oneOrMore(relatedResource)
    .refine((value) => {
      const ids = asArray(value).map(({ id }) => id);
      return new Set(ids).size === ids.length;
    }, 'must name each resource once')
    .optional(),
};

/** A verifiable credential of VC Data Model 2.0 (section 4), whatever it is about. */
export const verifiableCredential = z.looseObject(credentialMembers);

/** What version 1.1 of the data model has (section 4.6) where 2.0 has `validFrom` and `validUntil`. */
const datesOfVersion1 = { issuanceDate: dateTimeStamp, expirationDate: dateTimeStamp.optional() };
const credentialOfVersion1 = z.looseObject({ ...credentialMembers, ...datesOfVersion1 });

/** A credential of either version of the data model. */
export type VerifiableCredential = z.infer<typeof verifiableCredential> &
  Partial<Pick<z.infer<typeof credentialOfVersion1>, 'issuanceDate' | 'expirationDate'>>;

/** Reads a credential as the version of the data model that its first context names has it. */
export function readCredential(document: JsonObject): z.ZodSafeParseResult<VerifiableCredential> {
  return (isVersion1(document) ? credentialOfVersion1 : verifiableCredential).safeParse(document);
}

function isVersion1({ '@context': contexts }: JsonObject): boolean {
  return Array.isArray(contexts) && contexts[0] === credentialsV1;
}

const criteria = z
  .looseObject({ id: url.optional(), narrative: z.string().optional() })
  .refine(({ id, narrative }) => id !== undefined || narrative !== undefined, 'needs an id or a narrative');

const profile = z.looseObject({ id: url, type: typed('Profile'), name: languageText.optional() });

const resultDescription = z.looseObject({
  id: url,
  type: typed('ResultDescription'),
  name: z.string(),
  resultType: z.string(),
  requiredLevel: url.optional(),
  rubricCriterionLevel: z
    .array(
      z.looseObject({
        id: url,
        type: typed('RubricCriterionLevel'),
        name: z.string(),
        level: z.string().optional(),
        points: z.string().optional(),
      }),
    )
    .optional(),
});

const achievementSubject = z
  .looseObject({
    id: url.optional(),
    type: typed('AchievementSubject'),
    identifier: z
      .array(
        z.looseObject({
          type: typed('IdentityObject'),
          hashed: z.boolean(),
          identityHash: z.string(),
          identityType: z.string(),
        }),
      )
      .min(1)
      .optional(),
    achievement: z.looseObject({
      id: url,
      type: typed('Achievement'),
      name: z.string(),
      description: z.string(),
      criteria,
      creator: profile.optional(),
      alignment: z
        .array(z.looseObject({ type: typed('Alignment'), targetName: z.string(), targetUrl: url }))
        .optional(),
      resultDescription: z.array(resultDescription).optional(),
    }),
    result: z
      .array(
        z.looseObject({
          type: typed('Result'),
          resultDescription: url.optional(),
          achievedLevel: url.optional(),
          value: z.string().optional(),
        }),
      )
      .optional(),
  })
  .refine(
    ({ id, identifier }) => id !== undefined || identifier !== undefined,
    'needs an id or an identifier',
  );

/** Whether a credential says that it is an Open Badge. The two types are one and the same term of the context. */
export function isOpenBadge({ type }: Pick<VerifiableCredential, 'type'>): boolean {
  return asArray(type).some((one) => one === 'OpenBadgeCredential' || one === 'AchievementCredential');
}

const badgeMembers = {
  ...credentialMembers,
  '@context': credentialMembers['@context'].refine(
    (contexts) => contexts.some((context) => isOpenBadgesContext(context)),
    'must include the context of Open Badges 3.0',
  ),
  type: credentialMembers.type.and(typed('OpenBadgeCredential', 'AchievementCredential')),
  id: url,
  issuer: z.union([url, profile]),
  awardedDate: dateTimeStamp.optional(),
  credentialSubject: achievementSubject,
  evidence: oneOrMore(z.looseObject({ id: url.optional(), type: typed('Evidence') })).optional(),
  endorsement: z
    .array(z.looseObject({ id: url, type: typed('EndorsementCredential'), name: z.string() }))
    .optional(),
};

/** An Open Badges 3.0 AchievementCredential of any issuer. */
export const openBadge = z.looseObject({ ...badgeMembers, validFrom: dateTimeStamp });
const badgeOfEither = z.looseObject(badgeMembers);
const openBadgeOfVersion1 = z.looseObject({ ...badgeMembers, ...datesOfVersion1 });
export type OpenBadge = z.infer<typeof badgeOfEither>;

/** As {@link readCredential}, for one that says that it is an Open Badge. */
export function readOpenBadge(document: JsonObject): z.ZodSafeParseResult<OpenBadge> {
  return (isVersion1(document) ? openBadgeOfVersion1 : openBadge).safeParse(document);
}

/** One entry of a status list (Bitstring Status List 1.0, section 2.1). */
export const bitstringEntry = z.looseObject({
  type: typed('BitstringStatusListEntry'),
  statusPurpose: z.string().min(1),
  statusListIndex: z.string().regex(/^\d{1,15}$/, 'must be a whole number in decimal digits'),
  statusListCredential: url,
  statusSize: z.int().positive().optional(),
});
export type BitstringEntry = z.infer<typeof bitstringEntry>;

/** A status list (Bitstring Status List 1.0, section 2.2). */
export const bitstringList = z.looseObject({
  ...credentialMembers,
  type: credentialMembers.type.and(typed('BitstringStatusListCredential')),
  credentialSubject: z.looseObject({
    type: typed('BitstringStatusList'),
    statusPurpose: oneOrMore(z.string().min(1)),
    encodedList: z.string(),
  }),
});
export type BitstringList = z.infer<typeof bitstringList>;

/** A value that may stand for a set of one. */
export function asArray<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}
