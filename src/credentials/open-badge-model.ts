import * as z from 'zod';
import { credentialsV2 } from './contexts.ts';
import { type JsonObject, type JsonValue, pointer } from './json.ts';
import {
  identifierTypes,
  identityDigest,
  language,
  set,
  targetTypes,
  termOr,
  text,
  utc,
} from './open-badge-values.ts';
import { url } from './received-credential.ts';
import { resultProblems } from './results.ts';
import { instantOf } from './timestamps.ts';

/**
 * The whole model of Open Badges 3.0, for badges and endorsements of anyone. Members that it does not know are left alone, so
 * that extensions pass; those that it knows are as strict as its JSON schema, and where that is lax, as its text.
 */

const typed = (type: string) =>
  z.array(z.string()).refine((types) => types.includes(type), `must be an array that includes ${type}`);

const image = z.strictObject({ id: url, type: z.literal('Image'), caption: text.optional() });

const geoCoordinates = z.looseObject({
  type: z.literal('GeoCoordinates'),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

const address = z.looseObject({
  type: typed('Address'),
  addressCountry: text.optional(),
  addressCountryCode: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be two capital letters')
    .optional(),
  addressRegion: text.optional(),
  addressLocality: text.optional(),
  streetAddress: text.optional(),
  postOfficeBoxNumber: text.optional(),
  postalCode: text.optional(),
  geo: geoCoordinates.optional(),
});

const identifierEntry = z.strictObject({
  type: z.literal('IdentifierEntry'),
  identifier: text,
  identifierType: termOr(identifierTypes),
});

const identityObject = z
  .strictObject({
    type: z.literal('IdentityObject'),
    hashed: z.boolean(),
    identityHash: text,
    identityType: termOr(identifierTypes),
    salt: z.string().optional(),
  })
  .refine(({ hashed, identityHash }) => !hashed || /^(?:sha256|md5)\$[0-9a-f]+$/.test(identityHash), {
    path: ['identityHash'],
    message: 'must be the name of a hash, $ and hexadecimal digits',
  })
  .refine(({ identityHash }) => !identityHash.startsWith('sha256$') || identityDigest.test(identityHash), {
    path: ['identityHash'],
    message: 'must be sha256$ and 64 hexadecimal digits',
  });

const endorsements = set(z.lazy((): z.ZodType => endorsementCredential)).optional();
/** VC-JWT endorsements. Context 3.0.3 exists in two forms that give the member two meanings, so that a signature over RDF is not sure to hold. */
const endorsementTokens = set(z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/)).optional();

const profile: z.ZodType = z.looseObject({
  id: url,
  type: typed('Profile'),
  name: text.optional(),
  url: url.optional(),
  phone: text.optional(),
  description: text.optional(),
  endorsement: endorsements,
  endorsementJwt: endorsementTokens,
  image: image.optional(),
  email: z.email().optional(),
  address: address.optional(),
  otherIdentifier: set(identifierEntry).optional(),
  official: text.optional(),
  parentOrg: z.lazy((): z.ZodType => profile).optional(),
  familyName: text.optional(),
  givenName: text.optional(),
  additionalName: text.optional(),
  patronymicName: text.optional(),
  honorificPrefix: text.optional(),
  honorificSuffix: text.optional(),
  familyNamePrefix: text.optional(),
  dateOfBirth: z.iso.date().optional(),
});
/** ProfileRef. */
const issuer = z.union([url, profile], { error: 'must be an address, or a Profile with an id' });

const alignment = z.looseObject({
  type: typed('Alignment'),
  targetName: text,
  targetUrl: url,
  targetCode: text.optional(),
  targetDescription: text.optional(),
  targetFramework: text.optional(),
  targetType: termOr(targetTypes).optional(),
});

const rubricCriterionLevel = z.looseObject({
  id: url,
  type: typed('RubricCriterionLevel'),
  name: text,
  description: text.optional(),
  level: text.optional(),
  points: text.optional(),
  alignment: set(alignment).optional(),
});

const resultDescription = z.looseObject({
  id: url,
  type: typed('ResultDescription'),
  name: text,
  resultType: termOr([
    'GradePointAverage',
    'LetterGrade',
    'Percent',
    'PerformanceLevel',
    'PredictedScore',
    'RawScore',
    'Result',
    'RubricCriterion',
    'RubricCriterionLevel',
    'RubricScore',
    'ScaledScore',
    'Status',
  ]),
  allowedValue: set(z.string()).optional(),
  requiredLevel: url.optional(),
  requiredValue: text.optional(),
  rubricCriterionLevel: set(rubricCriterionLevel).optional(),
  valueMin: text.optional(),
  valueMax: text.optional(),
  alignment: set(alignment).optional(),
});

const related = z.looseObject({
  id: url,
  type: typed('Related'),
  inLanguage: language.optional(),
  version: text.optional(),
});

const achievement = z.looseObject({
  id: url,
  type: typed('Achievement'),
  name: text,
  description: text,
  criteria: z
    .looseObject({ id: url.optional(), narrative: text.optional() })
    .refine(({ id, narrative }) => id !== undefined || narrative !== undefined, 'needs an id or a narrative'),
  achievementType: termOr([
    'Achievement',
    'ApprenticeshipCertificate',
    'Assessment',
    'Assignment',
    'AssociateDegree',
    'Award',
    'Badge',
    'BachelorDegree',
    'Certificate',
    'CertificateOfCompletion',
    'Certification',
    'CommunityService',
    'Competency',
    'Course',
    'CoCurricular',
    'Degree',
    'Diploma',
    'DoctoralDegree',
    'Fieldwork',
    'GeneralEducationDevelopment',
    'JourneymanCertificate',
    'LearningProgram',
    'License',
    'Membership',
    'ProfessionalDoctorate',
    'QualityAssuranceCredential',
    'MasterCertificate',
    'MasterDegree',
    'MicroCredential',
    'ResearchDoctorate',
    'SecondarySchoolDiploma',
  ]).optional(),
  alignment: set(alignment).optional(),
  creator: profile.optional(),
  creditsAvailable: z.number().nonnegative().optional(),
  endorsement: endorsements,
  endorsementJwt: endorsementTokens,
  fieldOfStudy: text.optional(),
  humanCode: text.optional(),
  image: image.optional(),
  inLanguage: language.optional(),
  otherIdentifier: set(identifierEntry).optional(),
  related: set(related).optional(),
  resultDescription: set(resultDescription).optional(),
  specialization: text.optional(),
  tag: set(text).optional(),
  version: text.optional(),
});

const dateTime = z
  .string()
  .refine((value) => instantOf(value) !== undefined, 'must be a date and time with an offset');

const result = z.looseObject({
  type: typed('Result'),
  achievedLevel: url.optional(),
  resultDescription: url.optional(),
  value: text.optional(),
  status: z
    .enum(['Completed', 'Enrolled', 'Failed', 'InProgress', 'OnHold', 'Provisional', 'Withdrew'])
    .optional(),
  alignment: set(alignment).optional(),
});

const achievementSubject = z
  .looseObject({
    id: url.optional(),
    type: typed('AchievementSubject'),
    achievement,
    identifier: set(identityObject).optional(),
    activityStartDate: dateTime.optional(),
    activityEndDate: dateTime.optional(),
    creditsEarned: z.number().nonnegative().optional(),
    image: image.optional(),
    licenseNumber: text.optional(),
    narrative: text.optional(),
    result: set(result).optional(),
    role: text.optional(),
    source: profile.optional(),
    term: text.optional(),
  })
  .refine(
    ({ id, identifier }) => id !== undefined || identifier !== undefined,
    'needs an id or an identifier',
  );

const evidence = z.looseObject({
  id: url.optional(),
  type: typed('Evidence'),
  name: text.optional(),
  narrative: text.optional(),
  description: text.optional(),
  genre: text.optional(),
  audience: text.optional(),
});

const typedObject = z.looseObject({ type: text });
const typedResource = z.looseObject({ id: url, type: text });

const ofEither = {
  '@context': z
    .array(z.union([z.string(), z.looseObject({})]))
    .refine(
      ([first, second]) =>
        first === credentialsV2 &&
        typeof second === 'string' &&
        /^https:\/\/purl\.imsglobal\.org\/spec\/ob\/v3p0\/context(?:-3\.\d\.\d)?\.json$/.test(second),
      'must begin with the contexts of VC 2.0 and Open Badges 3.0',
    ),
  id: url,
  description: text.optional(),
  image: image.optional(),
  issuer,
  validFrom: dateTime,
  validUntil: dateTime.optional(),
  awardedDate: dateTime.optional(),
  proof: set(typedObject).optional(),
  credentialSchema: set(typedResource).optional(),
  // The JSON schema has one object here. An issuer of ours may choose to have suspension as well, and is told what it costs.
  credentialStatus: z.union([typedResource, z.array(typedResource).min(2)]).optional(),
  refreshService: typedResource.optional(),
  termsOfUse: set(typedObject).optional(),
};

const achievementCredential = z.looseObject({
  ...ofEither,
  type: typed('VerifiableCredential').refine(
    (types) => types.some((type) => badgeTypes.has(type)),
    'must include AchievementCredential or OpenBadgeCredential',
  ),
  name: text.optional(),
  credentialSubject: achievementSubject,
  endorsement: endorsements,
  endorsementJwt: endorsementTokens,
  evidence: set(evidence).optional(),
});

/** An EndorsementCredential of anyone, signed or not (Open Badges 3.0, EndorsementCredential). */
const endorsementCredential = z.looseObject({
  ...ofEither,
  type: typed('VerifiableCredential').and(typed('EndorsementCredential')),
  name: text,
  credentialSubject: z.looseObject({
    id: url,
    type: typed('EndorsementSubject'),
    endorsementComment: text.optional(),
  }),
});

/** As it may stand inside of a badge: signed, and saying nothing of whom it endorses but a comment. */
export const embeddedEndorsement = endorsementCredential.extend({
  proof: set(typedObject),
  credentialSubject: z.strictObject({
    id: url,
    type: z.tuple([z.literal('EndorsementSubject')]),
    endorsementComment: text.optional(),
  }),
});
export type EmbeddedEndorsement = z.infer<typeof embeddedEndorsement>;

const badgeTypes: ReadonlySet<string> = new Set(['AchievementCredential', 'OpenBadgeCredential']);

/** One thing in which a document is not as Open Badges 3.0 requires; `path` is a JSON pointer into it. */
export interface ModelProblem {
  readonly path: string;
  readonly message: string;
  /** The results are in order or not, whatever the form is. */
  readonly kind: 'form' | 'results';
}

/**
 * What keeps a document that says that it is an Open Badge, or an endorsement, from being one. `issue` adds what is expected
 * of those who issue: dates in UTC, and no endorsements as tokens.
 * @returns nothing for a document that says neither
 */
export function openBadgeProblems(document: JsonObject, use: 'issue' | 'verify'): ModelProblem[] {
  const types = [document.type].flat();
  const isBadge = types.some((type) => typeof type === 'string' && badgeTypes.has(type));
  if (!isBadge && !types.includes('EndorsementCredential')) return [];
  const plain = formProblems(document, '', use);
  if (!isBadge) return [...plain, ...problemsOf(endorsementCredential.safeParse(document))];
  const badge = achievementCredential.safeParse(document);
  if (!badge.success) return [...plain, ...problemsOf(badge)];
  const { achievement: described, result: stated = [] } = badge.data.credentialSubject;
  const results = resultProblems(described.resultDescription ?? [], stated).map(({ code, of, index }) => ({
    path: `/credentialSubject/${of === 'result' ? 'result' : 'achievement/resultDescription'}/${index}`,
    message: `is not in order: ${code}`,
    kind: 'results' as const,
  }));
  return [...plain, ...results];
}

/** What holds for every member: nothing is null, no set is empty. */
function formProblems(value: JsonValue, path: string, use: 'issue' | 'verify'): ModelProblem[] {
  if (value === null) return [{ path, message: 'must not be null', kind: 'form' }];
  if (typeof value !== 'object') return [];
  if (Array.isArray(value)) {
    if (value.length === 0) return [{ path, message: 'must not be empty', kind: 'form' }];
    return value.flatMap((item, index) => formProblems(item, pointer(path, index), use));
  }
  return Object.entries(value).flatMap(([member, child]) => {
    const at = pointer(path, member);
    const ofIssuers = use === 'issue' ? issuerProblem(member, child as JsonValue) : undefined;
    return [
      ...(ofIssuers ? [{ path: at, message: ofIssuers, kind: 'form' as const }] : []),
      ...formProblems(child as JsonValue, at, use),
    ];
  });
}

const times: ReadonlySet<string> = new Set([
  'validFrom',
  'validUntil',
  'awardedDate',
  'activityStartDate',
  'activityEndDate',
]);

function issuerProblem(member: string, value: JsonValue): string | undefined {
  if (member === 'endorsementJwt') return 'must be a signed credential under endorsement';
  return times.has(member) && !utc.safeParse(value).success ? 'must be a date and time in UTC' : undefined;
}

function problemsOf(parsed: z.ZodSafeParseResult<unknown>): ModelProblem[] {
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({
    path: path.reduce<string>((parent, member) => pointer(parent, String(member)), ''),
    message,
    kind: 'form',
  }));
}
