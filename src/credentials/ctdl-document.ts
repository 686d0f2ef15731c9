import { type Alignment, frameworkOf } from '../domain/definition/alignment.ts';
import { inLanguage, languagesOf } from '../domain/definition/translation.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { Definition, Version } from '../domain/micro-credential.ts';
import { levelFragment } from '../domain/rubric.ts';
import { issuerUrl, microCredentialUrl, versionUrl } from './addresses.ts';
import type { JsonObject } from './json.ts';
import { uuidOfUrl } from './uuid.ts';

/** The JSON-LD context of CTDL, and of CTDL-ASN and QData with it. */
export const ctdlContext = 'https://credreg.net/ctdl/schema/context/json';

/** Texts by language, as CTDL has them (`rdf:langString` in a language map). */
type LanguageMap = Readonly<Record<string, string>>;

/** Texts of a definition in every language that has them. */
type Texts = (
  pointer: string,
  pick: (definition: Definition) => string | undefined,
) => LanguageMap | undefined;

/**
 * A published version in the Credential Transparency Description Language: a `ceterms:MicroCredential` with its condition
 * profiles, its assessment and its rubric, criterion by criterion and level by level, as Credential Engine's registry takes
 * them. A CTID is made of the address, so that it is the same at every export and for every version; an organisation that is
 * registered already says its own as `otherIdentifier` of type `ext:ctid`.
 */
export function ctdlDocument({
  publicUrl,
  issuer,
  version,
}: {
  readonly publicUrl: string;
  readonly issuer: Issuer;
  readonly version: Version;
}) {
  const { definition } = version;
  const address = microCredentialUrl(publicUrl, version.microCredentialId);
  const page = versionUrl(publicUrl, version.microCredentialId, version.version);
  const texts = textsOf(definition);
  const ids = {
    credential: page,
    assessment: `${page}#_assessment`,
    rubric: `${page}#_rubric`,
    owner: issuerUrl(publicUrl, issuer.id),
  };
  const shared = {
    'ceterms:subjectWebpage': page,
    'ceterms:inLanguage': languagesOf(definition),
    'ceterms:ownedBy': [ids.owner],
    'ceterms:hasRubric': [ids.rubric],
    ...keywords(definition),
    ...(definition.topic !== undefined && {
      'ceterms:subject': [
        alignmentObject({ 'ceterms:targetNodeName': texts('/topic', ({ topic }) => topic) }),
      ],
    }),
    ...(definition.hours !== undefined && {
      'ceterms:estimatedDuration': [
        { '@type': 'ceterms:DurationProfile', 'ceterms:exactDuration': durationOf(definition.hours) },
      ],
    }),
    ...occupations(definition),
  };
  const competencies = [
    alignmentObject({ 'ceterms:targetNodeName': texts('/competency', ({ competency }) => competency) }),
    ...(definition.alignment ?? []).filter(isCompetency).map((one) => alignedWith(definition, one)),
  ];
  const others = (definition.alignment ?? []).filter((one) => !isCompetency(one) && !isOccupation(one));
  const credential = {
    '@type': 'ceterms:MicroCredential',
    '@id': ids.credential,
    'ceterms:ctid': ctidOf(address),
    'ceterms:name': texts('/name', ({ name }) => name),
    'ceterms:description': texts('/competency', ({ competency }) => competency),
    ...shared,
    'ceterms:offeredBy': [ids.owner],
    'ceterms:credentialStatusType': {
      '@type': 'ceterms:CredentialAlignmentObject',
      'ceterms:framework': 'https://credreg.net/ctdl/terms/CredentialStatus',
      'ceterms:frameworkName': { en: 'Credential Status' },
      'ceterms:targetNode': 'credentialStat:Active',
      'ceterms:targetNodeName': { en: 'Active' },
    },
    'ceterms:dateEffective': version.publishedAt.slice(0, 10),
    'ceterms:image': `${page}/image`,
    ...(definition.humanCode !== undefined && { 'ceterms:codedNotation': definition.humanCode }),
    'ceterms:versionIdentifier': [
      {
        '@type': 'ceterms:IdentifierValue',
        'ceterms:identifierTypeName': { en: 'Version' },
        'ceterms:identifierValueCode': String(version.version),
      },
    ],
    ...(others.length > 0 && { 'ceterms:majorAlignment': others.map(({ targetUrl }) => targetUrl) }),
    'ceterms:requires': conditions(definition, texts, publicUrl, ids.assessment, competencies),
  };
  const assessment = {
    '@type': 'ceterms:AssessmentProfile',
    '@id': ids.assessment,
    'ceterms:ctid': ctidOf(`${address}#_assessment`),
    'ceterms:name': texts('/name', ({ name }) => name),
    'ceterms:description': texts('/keyMethod', ({ keyMethod }) => keyMethod),
    ...shared,
    'ceterms:assesses': competencies,
    'ceterms:assessmentMethodType': [
      {
        '@type': 'ceterms:CredentialAlignmentObject',
        'ceterms:framework': 'https://credreg.net/ctdl/terms/AssessmentMethod',
        'ceterms:frameworkName': { en: 'Assessment Method' },
        'ceterms:targetNode': 'assessMethod:Artifact',
        'ceterms:targetNodeName': { en: 'Artifact' },
      },
    ],
    'ceterms:assessmentMethodDescription': workToSubmit(definition),
    'ceterms:scoringMethodDescription': requiredLevels(definition),
  };
  return {
    '@context': ctdlContext,
    '@id': `${page}?format=ctdl`,
    '@graph': [
      credential,
      assessment,
      ...rubricNodes(definition, texts, ids, address),
      organisation(issuer, ids.owner),
    ],
  };
}

/** The CTID of what is at an address. */
export function ctidOf(address: string): string {
  return `ce-${uuidOfUrl(address)}`;
}

function organisation(issuer: Issuer, id: string): JsonObject {
  const registered = issuer.otherIdentifier?.find(({ identifierType }) => identifierType === 'ext:ctid');
  return {
    '@type': 'ceterms:CredentialOrganization',
    '@id': id,
    'ceterms:ctid': registered?.identifier ?? ctidOf(id),
    'ceterms:name': { en: issuer.name },
    ...(issuer.description !== undefined && { 'ceterms:description': { en: issuer.description } }),
    'ceterms:subjectWebpage': issuer.url,
  };
}

function textsOf(definition: Definition): Texts {
  const views = languagesOf(definition).map((language) => ({
    language,
    ...inLanguage(definition, language),
  }));
  return (pointer, pick) => {
    const found = views.flatMap(({ language, definition: view, untranslated }) => {
      const text = untranslated.includes(pointer) ? undefined : pick(view);
      return text === undefined ? [] : [[language, text]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
  };
}

function keywords(definition: Definition) {
  const lists = languagesOf(definition).flatMap((language) => {
    const { definition: view, untranslated } = inLanguage(definition, language);
    return view.keywords?.length && !untranslated.includes('/keywords') ? [[language, view.keywords]] : [];
  });
  return lists.length > 0 && { 'ceterms:keyword': Object.fromEntries(lists) };
}

/** `PT7H30M`: the notation of XML Schema knows no fractions of hours. */
function durationOf(hours: number): string {
  const minutes = Math.max(1, Math.round(hours * 60));
  return `PT${minutes >= 60 ? `${Math.floor(minutes / 60)}H` : ''}${minutes % 60 > 0 ? `${minutes % 60}M` : ''}`;
}

function alignmentObject(members: JsonObject | Record<string, unknown>) {
  return { '@type': 'ceterms:CredentialAlignmentObject', ...members };
}

const isOccupation = (one: Alignment) =>
  frameworkOf(one) === 'O*NET' || /\/esco\/(?:occupation|isco)\//.test(one.targetUrl);

const isCompetency = (one: Alignment) =>
  !isOccupation(one) &&
  (one.targetType === undefined || ['ceasn:Competency', 'CFItem'].includes(one.targetType));

function alignedWith({ language }: Definition, one: Alignment) {
  const framework = frameworkOf(one);
  return alignmentObject({
    'ceterms:targetNode': one.targetUrl,
    'ceterms:targetNodeName': { [language]: one.targetName },
    ...(one.targetDescription !== undefined && {
      'ceterms:targetNodeDescription': { [language]: one.targetDescription },
    }),
    ...(framework !== undefined && { 'ceterms:frameworkName': { [language]: framework } }),
    ...(one.targetCode !== undefined && { 'ceterms:codedNotation': one.targetCode }),
  });
}

function occupations(definition: Definition) {
  const found = (definition.alignment ?? []).filter(isOccupation);
  return found.length > 0 && { 'ceterms:occupationType': found.map((one) => alignedWith(definition, one)) };
}

/** What has to be done for it, and what has to be held before. */
function conditions(
  definition: Definition,
  texts: Texts,
  publicUrl: string,
  assessment: string,
  competencies: readonly object[],
) {
  const before = (definition.prerequisites ?? []).map((one) =>
    'microCredential' in one ? microCredentialUrl(publicUrl, one.microCredential) : one.achievement,
  );
  return [
    {
      '@type': 'ceterms:ConditionProfile',
      'ceterms:name': { en: 'Assessed evidence' },
      'ceterms:description': { en: 'People who know the field judge the work against the rubric.' },
      'ceterms:submissionOfDescription': workToSubmit(definition),
      ...(definition.audience !== undefined && {
        'ceterms:condition': Object.fromEntries(
          Object.entries(texts('/audience', ({ audience }) => audience) ?? {}).map(([language, text]) => [
            language,
            [text],
          ]),
        ),
      }),
      'ceterms:targetAssessment': [assessment],
      'ceterms:targetCompetency': competencies,
    },
    ...(before.length > 0
      ? [
          {
            '@type': 'ceterms:ConditionProfile',
            'ceterms:name': { en: 'Prerequisites' },
            'ceterms:description': { en: 'What must be held before.' },
            'ceterms:targetCredential': before,
          },
        ]
      : []),
  ];
}

const eachLanguage = (definition: Definition, text: (view: Definition) => string): LanguageMap =>
  Object.fromEntries(
    languagesOf(definition).map((language) => [language, text(inLanguage(definition, language).definition)]),
  );

function workToSubmit(definition: Definition): LanguageMap {
  return eachLanguage(definition, ({ artifacts }) =>
    artifacts.map(({ title, description }) => `${title}: ${description}`).join('\n\n'),
  );
}

function requiredLevels(definition: Definition): LanguageMap {
  return eachLanguage(definition, ({ rubric: { levels, criteria } }) =>
    criteria
      .map(({ name, requiredLevel }) => `${name}: ≥ ${levels.find(({ id }) => id === requiredLevel)?.name}`)
      .join('\n'),
  );
}

/**
 * The rubric as CTDL-ASN has it: criteria, levels, and what each level looks like for each criterion, word for word. Levels have
 * blank nodes, as in the registry; `ceasn:codedNotation` is the fragment by which credentials name them.
 */
function rubricNodes(
  { rubric, language, translations = {} }: Definition,
  texts: Texts,
  ids: { readonly rubric: string; readonly owner: string; readonly credential: string },
  address: string,
) {
  const criterionId = (id: string) => `${ids.credential}#${id}`;
  const cell = (criterion: string, level: string) =>
    `_:${uuidOfUrl(`${address}#${levelFragment(criterion, level)}`)}`;
  const column = (level: string) => `_:${uuidOfUrl(`${address}#_level-${level}`)}`;
  const { levels, criteria } = rubric;
  return [
    {
      '@type': 'ceasn:Rubric',
      '@id': ids.rubric,
      'ceterms:ctid': ctidOf(`${address}#_rubric`),
      'ceasn:name': texts('/name', ({ name }) => name),
      'ceasn:description': texts('/competency', ({ competency }) => competency),
      'ceasn:inLanguage': [language, ...Object.keys(translations)],
      'ceasn:publisher': [ids.owner],
      'ceterms:subjectWebpage': ids.credential,
      'ceasn:hasRubricCriterion': criteria.map(({ id }) => criterionId(id)),
      'ceasn:hasRubricLevel': levels.map(({ id }) => column(id)),
    },
    ...criteria.map(({ id }, index) => ({
      '@type': 'ceasn:RubricCriterion',
      '@id': criterionId(id),
      'ceterms:ctid': ctidOf(`${address}#${id}`),
      'ceasn:name': texts(`/rubric/criteria/${index}/name`, (view) => view.rubric.criteria[index]?.name),
      ...(criteria[index]?.description !== undefined && {
        'ceasn:description': texts(
          `/rubric/criteria/${index}/description`,
          (view) => view.rubric.criteria[index]?.description,
        ),
      }),
      'ceasn:listID': String(index + 1),
      'ceasn:codedNotation': id,
      'ceasn:hasCriterionLevel': levels.map((level) => cell(id, level.id)),
    })),
    ...levels.map(({ id }, index) => ({
      '@type': 'ceasn:RubricLevel',
      '@id': column(id),
      'ceasn:name': texts(`/rubric/levels/${index}/name`, (view) => view.rubric.levels[index]?.name),
      'ceasn:listID': String(index + 1),
      'ceasn:codedNotation': id,
      'ceasn:hasCriterionLevel': criteria.map((criterion) => cell(criterion.id, id)),
    })),
    ...criteria.flatMap((criterion, row) =>
      levels.map(({ id }, index) => ({
        '@type': 'ceasn:CriterionLevel',
        '@id': cell(criterion.id, id),
        'ceasn:benchmarkLabel': texts(
          `/rubric/levels/${index}/name`,
          (view) => view.rubric.levels[index]?.name,
        ),
        'ceasn:benchmarkText': texts(
          `/rubric/criteria/${row}/descriptors/${id}`,
          (view) => view.rubric.criteria[row]?.descriptors[id],
        ),
        'ceasn:listID': String(index + 1),
        'ceasn:codedNotation': levelFragment(criterion.id, id),
      })),
    ),
  ];
}
