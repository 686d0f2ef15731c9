import { describe, expect, it } from 'vitest';
import { achievementDocument } from '../../src/credentials/achievement-document.ts';
import { awardDocument } from '../../src/credentials/award-document.ts';
import { ctdlDocument } from '../../src/credentials/ctdl-document.ts';
import { canonicalizeByReference } from '../../src/credentials/json-ld.ts';
import { uuidOfUrl } from '../../src/credentials/uuid.ts';
import type { Issuer } from '../../src/domain/issuer.ts';
import type { Definition, Version } from '../../src/domain/micro-credential.ts';
import { awardFacts } from '../support/award-facts.ts';
import { fullDefinition, fullRubric } from '../support/full-definition.ts';

const publicUrl = 'https://assay.example';
const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const address = `${publicUrl}/micro-credentials/${id}`;
const page = `${address}/versions/3`;
const issuer: Issuer = {
  id: 'riverbend',
  name: 'Riverbend',
  url: 'https://riverbend.example.org/',
  description: 'Works with families.',
  createdAt: '2026-03-01T09:30:00.000Z',
};
const versionOf = (definition: Definition, version = 3): Version => ({
  microCredentialId: id,
  version,
  issuerId: 'riverbend',
  changeNote: 'As it is.',
  publishedAt: '2026-03-01T09:30:00.000Z',
  definition,
});
type Node = Record<string, unknown>;
const graphOf = (definition: Definition = fullDefinition, of: Issuer = issuer) =>
  JSON.parse(JSON.stringify(ctdlDocument({ publicUrl, issuer: of, version: versionOf(definition) })))[
    '@graph'
  ] as Node[];
const ofType = (graph: readonly Node[], type: string) => graph.filter((node) => node['@type'] === type);

const list = <T = Node>(node: Node | undefined, member: string) => (node?.[member] ?? []) as T[];

describe('a micro-credential in CTDL', () => {
  it('is one graph in the context of the registry', () => {
    const { '@graph': graph, ...rest } = ctdlDocument({
      publicUrl,
      issuer,
      version: versionOf(fullDefinition),
    });
    expect(rest).toEqual({
      '@context': 'https://credreg.net/ctdl/schema/context/json',
      '@id': `${page}?format=ctdl`,
    });
    const types = graph.map((node) => (node as Node)['@type']);
    expect(
      Object.fromEntries([...Map.groupBy(types, (type) => type)].map(([type, all]) => [type, all.length])),
    ).toEqual({
      'ceterms:MicroCredential': 1,
      'ceterms:AssessmentProfile': 1,
      'ceasn:Rubric': 1,
      'ceasn:RubricCriterion': 3,
      'ceasn:RubricLevel': 3,
      'ceasn:CriterionLevel': 9,
      'ceterms:CredentialOrganization': 1,
    });
  });

  it('has what the registry requires of a credential', () => {
    const [credential] = ofType(graphOf(), 'ceterms:MicroCredential');
    expect(credential).toMatchObject({
      '@id': page,
      'ceterms:ctid': `ce-${uuidOfUrl(address)}`,
      'ceterms:name': { en: fullDefinition.name, es: 'Fijar metas con las familias' },
      'ceterms:description': { en: fullDefinition.competency },
      'ceterms:subjectWebpage': page,
      'ceterms:inLanguage': ['en', 'es'],
      'ceterms:ownedBy': [`${publicUrl}/issuers/riverbend`],
      'ceterms:credentialStatusType': { 'ceterms:targetNode': 'credentialStat:Active' },
      'ceterms:keyword': { en: ['families', 'goals'], es: ['familias', 'metas'] },
      'ceterms:hasRubric': [`${page}#_rubric`],
    });
  });

  it('keeps its CTIDs from version to version, all different, each in the form of the registry', () => {
    const ctids = (version: number) =>
      ctdlDocument({ publicUrl, issuer, version: versionOf(fullDefinition, version) })['@graph'].flatMap(
        (node) => {
          const ctid = (node as Node)['ceterms:ctid'];
          return ctid === undefined ? [] : [String(ctid)];
        },
      );
    const first = ctids(1);
    expect(ctids(2)).toEqual(first);
    expect(new Set(first).size).toBe(first.length);
    for (const ctid of first)
      expect(ctid).toMatch(/^ce-[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('takes the CTID that an organisation has already', () => {
    const registered = {
      identifier: 'ce-1abb6c52-0f8c-4b17-9f89-7e9807673106',
      identifierType: 'ext:ctid' as const,
    };
    const [owner] = ofType(
      graphOf(fullDefinition, { ...issuer, otherIdentifier: [registered] }),
      'ceterms:CredentialOrganization',
    );
    expect(owner?.['ceterms:ctid']).toBe(registered.identifier);
  });

  it('tells the rubric word for word, every criterion on every level', () => {
    const graph = graphOf();
    const [rubric] = ofType(graph, 'ceasn:Rubric');
    const node = new Map(graph.map((one) => [one['@id'], one]));
    const told = list<string>(rubric, 'ceasn:hasRubricCriterion').map((criterion) => {
      const { 'ceasn:name': name, 'ceasn:hasCriterionLevel': cells } = node.get(criterion) ?? {};
      return [
        (name as Node).en,
        (cells as string[]).map((cell) => {
          const { 'ceasn:benchmarkLabel': label, 'ceasn:benchmarkText': text } = node.get(cell) ?? {};
          return [(label as Node).en, (text as Node).en];
        }),
      ];
    });
    expect(told).toEqual(
      fullRubric.criteria.map(({ name, descriptors }) => [
        name,
        fullRubric.levels.map((level) => [level.name, descriptors[level.id as keyof typeof descriptors]]),
      ]),
    );
    const columns = list<string>(rubric, 'ceasn:hasRubricLevel').map(
      (level) => node.get(level)?.['ceasn:name'],
    );
    expect(columns).toEqual([
      { en: 'Not met', es: 'No logrado' },
      { en: 'Progressing', es: 'En progreso' },
      { en: 'Demonstrated', es: 'Demostrado' },
    ]);
  });

  it('refers to nothing that is not in it but what is elsewhere', () => {
    const graph = graphOf();
    const ids = new Set(graph.map((node) => node['@id']));
    expect(ids.size).toBe(graph.length);
    const references = [
      ...JSON.stringify(graph).matchAll(
        /"(_:[^"]+|https:\/\/assay\.example\/micro-credentials\/[^"]*#[^"]*)"/g,
      ),
    ];
    expect(references.length).toBeGreaterThan(20);
    for (const [, reference] of references) expect(ids).toContain(reference);
  });

  it('leaves out a text that a translation lacks', () => {
    const { es } = fullDefinition.translations;
    const { criteria: _criteria, ...rubric } = es.rubric;
    const graph = graphOf({ ...fullDefinition, translations: { es: { ...es, rubric } } });
    expect(ofType(graph, 'ceasn:RubricCriterion')[0]?.['ceasn:name']).toEqual({ en: 'Goals are shared' });
    expect(ofType(graph, 'ceasn:CriterionLevel')[0]?.['ceasn:benchmarkLabel']).toEqual({
      en: 'Not met',
      es: 'No logrado',
    });
    expect(ofType(graph, 'ceasn:CriterionLevel')[0]?.['ceasn:benchmarkText']).toEqual({
      en: 'The plan was made alone.',
    });
  });

  it.each([
    [7.5, 'PT7H30M'],
    [1, 'PT1H'],
    [0.5, 'PT30M'],
    [0.001, 'PT1M'],
    [1000, 'PT1000H'],
  ])('takes %d hours as %s', (hours, duration) => {
    const [assessment] = ofType(graphOf({ ...fullDefinition, hours }), 'ceterms:AssessmentProfile');
    expect(assessment?.['ceterms:estimatedDuration']).toEqual([
      { '@type': 'ceterms:DurationProfile', 'ceterms:exactDuration': duration },
    ]);
  });

  it('tells competencies, occupations and credentials apart', () => {
    const aligned = (targetUrl: string, more: object = {}) => ({ targetName: targetUrl, targetUrl, ...more });
    const graph = graphOf({
      ...fullDefinition,
      alignment: [
        aligned('https://example.org/ims/case/v1p0/CFItems/1', {
          targetType: 'CFItem' as const,
          targetCode: 'A.1',
        }),
        aligned('https://www.onetonline.org/link/summary/25-9042.00', { targetCode: '25-9042.00' }),
        aligned('http://data.europa.eu/esco/occupation/1'.replace('http:', 'https:')),
        aligned('https://credentialengineregistry.org/resources/ce-1', {
          targetType: 'ceterms:Credential' as const,
        }),
      ],
    });
    const [credential] = ofType(graph, 'ceterms:MicroCredential');
    const [assessment] = ofType(graph, 'ceterms:AssessmentProfile');
    expect(list(assessment, 'ceterms:assesses').map((one) => one['ceterms:targetNode'])).toEqual([
      undefined,
      'https://example.org/ims/case/v1p0/CFItems/1',
    ]);
    expect(list(credential, 'ceterms:occupationType').map((one) => one['ceterms:codedNotation'])).toEqual([
      '25-9042.00',
      undefined,
    ]);
    expect(credential?.['ceterms:majorAlignment']).toEqual([
      'https://credentialengineregistry.org/resources/ce-1',
    ]);
  });

  it('names what must be held before', () => {
    const [credential] = ofType(
      graphOf({
        ...fullDefinition,
        prerequisites: [
          { microCredential: '01ARZ3NDEKTSV4RRFFQ69G5FAW' },
          { achievement: 'https://example.org/achievements/1', name: 'First aid' },
        ],
      }),
      'ceterms:MicroCredential',
    );
    expect(list(credential, 'ceterms:requires')[1]?.['ceterms:targetCredential']).toEqual([
      `${publicUrl}/micro-credentials/01ARZ3NDEKTSV4RRFFQ69G5FAW`,
      'https://example.org/achievements/1',
    ]);
  });
});

describe('a UUID of an address', () => {
  it.each([
    // As the uuid module of Python makes them.
    ['http://www.example.com/', 'fcde3c85-2270-590f-9e7c-ee003d65e0e2'],
    ['https://assay.example/', 'fdbd4864-ee9b-5534-b32b-1d1d5a83a834'],
  ])('of %s', (url, uuid) => {
    expect(uuidOfUrl(url)).toBe(uuid);
  });
});

describe('a micro-credential as an Achievement', () => {
  it('is the one that credentials hold', () => {
    const facts = awardFacts();
    const { creator: _creator, ...achievement } = awardDocument({ ...facts, evidence: [] }).credentialSubject
      .achievement;
    const { '@context': context, creator, ...alone } = achievementDocument(facts);
    expect(alone).toEqual(achievement);
    expect(context).toEqual([
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ]);
    expect(creator).toMatchObject({ type: ['Profile'], name: facts.issuer.name });
  });

  it('says nothing that its contexts do not know, and its rubric word for word', async () => {
    const document = achievementDocument({ publicUrl, issuer, version: versionOf(fullDefinition) });
    const statements = await canonicalizeByReference(JSON.parse(JSON.stringify(document)));
    expect(statements).toContain(
      `<${page}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#Achievement>`,
    );
    expect(
      document.resultDescription.map(({ rubricCriterionLevel }) =>
        rubricCriterionLevel.map(({ description }) => description),
      ),
    ).toEqual(fullRubric.criteria.map(({ descriptors }) => Object.values(descriptors)));
  });
});
