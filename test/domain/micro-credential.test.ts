import { describe, expect, it } from 'vitest';
import {
  definition,
  draft,
  draftFields,
  fieldsOfDefinition,
  promptsOf,
  version,
} from '../../src/domain/micro-credential.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { badSlugs, harmlessText, illFormed, turningText } from '../support/hostile.ts';
import { faults } from '../support/refusal.ts';

const required = [
  'name',
  'competency',
  'keyMethod',
  'methodComponents',
  'research',
  'language',
  'artifacts',
  'rubric',
] as const;
const optional = [
  'resources',
  'translations',
  'keywords',
  'audience',
  'topic',
  'alignment',
  'related',
  'humanCode',
  'fieldOfStudy',
  'creditsAvailable',
  'stacks',
  'prerequisites',
  'validFor',
  'image',
  'hours',
  'feeNote',
  'overview',
  'reflection',
  'passCriteria',
  'assessmentPolicy',
] as const;

const without = (...names: readonly string[]) =>
  Object.fromEntries(Object.entries(fullDefinition).filter(([name]) => !names.includes(name)));
/** With these fields, and in one language alone: what a translation may say has tests of its own. */
const withFields = (fields: Record<string, unknown>) => {
  const { translations: _, rubric, ...original } = structuredClone(fullDefinition);
  const criteria = rubric.criteria.map(({ judgedFrom: _artifacts, ...criterion }) => criterion);
  return { ...original, rubric: { ...rubric, criteria }, ...fields };
};
const prompt = { id: 'setting', text: 'Where?', wordLimit: 100 };
const artifact = { id: 'plan', title: 'The plan', description: 'A plan.', accepts: ['file'] };
const many = <T>(count: number, item: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => item(index));

describe('a definition', () => {
  it('is accepted with everything, and with only what is required', () => {
    expect(definition.parse(fullDefinition)).toEqual(fullDefinition);
    expect(faults(definition, without(...optional))).toEqual([]);
    expect([...required, ...optional].toSorted()).toEqual(Object.keys(fieldsOfDefinition.shape).toSorted());
    expect(Object.keys(fullDefinition).toSorted()).toEqual(Object.keys(fieldsOfDefinition.shape).toSorted());
  });

  it('asks the prompts of part 1 and then of part 3', () => {
    expect(promptsOf(fullDefinition).map(({ id }) => id)).toEqual(['setting', 'next-time']);
    expect(
      promptsOf(definition.parse(without('overview', 'reflection', 'passCriteria', 'translations'))),
    ).toEqual([]);
  });

  it.each(Object.entries(harmlessText))('keeps %s as text', (_, text) => {
    const given = withFields({
      name: text,
      competency: text,
      keyMethod: text,
      methodComponents: [{ id: 'listen', title: text, description: text }],
      research: { rationale: text, citations: [{ text }] },
      audience: text,
      artifacts: [{ ...artifact, title: text, description: text }],
      overview: [{ ...prompt, text }],
    });
    expect(definition.parse(given)).toEqual(given);
  });

  it.each(['en', 'es-MX', 'zh-Hant', 'zh-Hant-TW', 'es-419', 'mul'])(
    'may be in the language %s',
    (language) => {
      expect(faults(definition, withFields({ language }))).toEqual([]);
    },
  );
});

describe('a definition is refused', () => {
  it.each(required)('without %s', (name) => {
    expect(faults(definition, without(name))).toEqual([`/${name}`]);
  });

  it.each([...required, ...optional])('with null for %s', (name) => {
    expect(faults(definition, withFields({ [name]: null }))).toEqual([`/${name}`]);
  });

  it('with every field at fault, and names each', () => {
    expect(faults(definition, {})).toEqual(required.map((name) => `/${name}`));
  });

  it.each<[what: string, fields: Record<string, unknown>, at: string[]]>([
    ['a name of 151 characters', { name: 'a'.repeat(151) }, ['/name']],
    ['a name over two lines', { name: 'a\nb' }, ['/name']],
    ['a competency of 1,001 characters', { competency: 'a'.repeat(1001) }, ['/competency']],
    ['a very long key method', { keyMethod: 'a'.repeat(1_000_000) }, ['/keyMethod']],
    ['no method components', { methodComponents: [] }, ['/methodComponents']],
    [
      'twenty-one method components',
      { methodComponents: many(21, (index) => ({ id: `c-${index}`, title: 'a', description: 'b' })) },
      ['/methodComponents'],
    ],
    [
      'a component without description',
      { methodComponents: [{ id: 'aa', title: 'a' }] },
      ['/methodComponents/0/description'],
    ],
    ['research without citations', { research: { rationale: 'a', citations: [] } }, ['/research/citations']],
    ['research as text', { research: 'a' }, ['/research']],
    [
      'a citation with a script',
      { research: { rationale: 'a', citations: [{ text: 'a', url: 'javascript:alert(1)' }] } },
      ['/research/citations/0/url'],
    ],
    [
      'a resource with a password in its address',
      { resources: [{ id: 'aa', title: 'a', url: 'https://:b@example.org/' }] },
      ['/resources/0/url'],
    ],
    ['a resource without address', { resources: [{ id: 'aa', title: 'a' }] }, ['/resources/0/url']],
    ['thirty-one keywords', { keywords: many(31, (index) => `k${index}`) }, ['/keywords']],
    ['an empty keyword', { keywords: ['a', ''] }, ['/keywords/1']],
    ['keywords as text', { keywords: 'a, b' }, ['/keywords']],
    ['no hours', { hours: 0 }, ['/hours']],
    ['negative hours', { hours: -1 }, ['/hours']],
    ['endless hours', { hours: Number.POSITIVE_INFINITY }, ['/hours']],
    ['hours that are no number', { hours: Number.NaN }, ['/hours']],
    ['hours as text', { hours: '7' }, ['/hours']],
    ['no artifacts', { artifacts: [] }, ['/artifacts']],
    [
      'twenty-one artifacts',
      { artifacts: many(21, (index) => ({ ...artifact, id: `plan-${index}` })) },
      ['/artifacts'],
    ],
    ['an artifact twice', { artifacts: [artifact, artifact] }, ['/artifacts']],
    [
      'an artifact that accepts nothing',
      { artifacts: [{ ...artifact, accepts: [] }] },
      ['/artifacts/0/accepts'],
    ],
    [
      'an artifact that accepts what there is not',
      { artifacts: [{ ...artifact, accepts: ['film'] }] },
      ['/artifacts/0/accepts/0'],
    ],
    ['an artifact without title', { artifacts: [{ ...artifact, title: undefined }] }, ['/artifacts/0/title']],
    [
      'eight prompts in each part',
      {
        overview: many(8, (index) => ({ ...prompt, id: `before-${index}` })),
        reflection: many(8, (index) => ({ ...prompt, id: `after-${index}` })),
      },
      ['/overview', '/reflection'],
    ],
    ['a prompt twice in one part', { overview: [prompt, prompt] }, ['/overview']],
    ['a word limit of 9', { overview: [{ ...prompt, wordLimit: 9 }] }, ['/overview/0/wordLimit']],
    [
      'a word limit of 1,001',
      { reflection: [{ ...prompt, id: 'other', wordLimit: 1001 }] },
      ['/reflection/0/wordLimit'],
    ],
    [
      'a word limit that is no whole number',
      { overview: [{ ...prompt, wordLimit: 10.5 }] },
      ['/overview/0/wordLimit'],
    ],
    ['a language in words', { language: 'English' }, ['/language']],
    ['a language with an underscore', { language: 'en_GB' }, ['/language']],
    ['a language with more behind it', { language: 'en"><script>' }, ['/language']],
    ['an unknown member', { price: 10 }, ['/price']],
    [
      'an unknown member inside',
      { research: { ...fullDefinition.research, doi: '10.1002/2' } },
      ['/research/doi'],
    ],
    ['a broken rubric', { rubric: { ...fullDefinition.rubric, criteria: [] } }, ['/rubric/criteria']],
  ])('with %s', (_, fields, at) => {
    expect(faults(definition, withFields(fields))).toEqual(at);
  });

  it('with one prompt id in parts 1 and 3, whose answers would be one', () => {
    expect(faults(definition, withFields({ overview: [prompt], reflection: [prompt] }))).toEqual([
      '/reflection',
    ]);
  });

  it.each(badSlugs)('with %j for an id', (id) => {
    expect(faults(definition, withFields({ artifacts: [{ ...artifact, id }] }))).toEqual(['/artifacts/0/id']);
    expect(faults(definition, withFields({ overview: [{ ...prompt, id }] }))).toEqual(['/overview/0/id']);
  });

  it.each(Object.entries({ ...illFormed, ...turningText }))('with %s in any text', (_, text) => {
    const texts: readonly [Record<string, unknown>, string][] = [
      [{ name: text }, '/name'],
      [{ competency: text }, '/competency'],
      [{ keyMethod: text }, '/keyMethod'],
      [{ audience: text }, '/audience'],
      [{ keywords: [text] }, '/keywords/0'],
      [{ research: { rationale: text, citations: [{ text: 'a' }] } }, '/research/rationale'],
      [{ research: { rationale: 'a', citations: [{ text }] } }, '/research/citations/0/text'],
      [{ overview: [{ ...prompt, text }] }, '/overview/0/text'],
      [{ artifacts: [{ ...artifact, description: text }] }, '/artifacts/0/description'],
    ];
    for (const [fields, at] of texts) expect(faults(definition, withFields(fields)), at).toEqual([at]);
  });
});

describe('a draft', () => {
  it('may lack any field, or all', () => {
    expect(faults(draftFields, {})).toEqual([]);
    for (const name of [...required, ...optional])
      expect(faults(draftFields, without(name)), name).toEqual([]);
  });

  it('holds nothing that is malformed, unknown or a prototype', () => {
    expect(faults(draftFields, { name: '' })).toEqual(['/name']);
    expect(faults(draftFields, { rubric: { levels: {} } })).toEqual(['/rubric/levels']);
    expect(faults(draftFields, { nmae: 'a' })).toEqual(['/nmae']);
    expect(faults(draftFields, JSON.parse('{"__proto__": {"name": "a"}}'))).toEqual(['/__proto__']);
    expect(faults(draftFields, { constructor: 'a' })).toEqual(['/constructor']);
  });

  it('counts revisions from one', () => {
    const whole = {
      id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
      issuerId: 'riverbend',
      revision: 1,
      fields: {},
      fieldRevisions: {},
      editors: ['anna'],
      published: 0,
      updatedAt: '2026-03-01T09:30:00.000Z',
    };
    expect(faults(draft, whole)).toEqual([]);
    expect(faults(draft, { ...whole, revision: 0, published: -1, publishedRevision: 0 })).toEqual([
      '/revision',
      '/published',
      '/publishedRevision',
    ]);
    expect(faults(draft, { ...whole, id: 'x', issuerId: '../x', updatedAt: 'now' })).toEqual([
      '/id',
      '/issuerId',
      '/updatedAt',
    ]);
  });
});

describe('a version', () => {
  const whole = {
    microCredentialId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    version: 1,
    issuerId: 'riverbend',
    changeNote: 'First.',
    publishedAt: '2026-03-01T09:30:00.000Z',
    definition: fullDefinition,
  };

  it('is whole', () => {
    expect(version.parse(whole)).toEqual(whole);
  });

  it.each<[change: Record<string, unknown>, at: string]>([
    [{ version: 0 }, '/version'],
    [{ version: 1.5 }, '/version'],
    [{ changeNote: '' }, '/changeNote'],
    [{ definition: without('rubric') }, '/definition/rubric'],
    [{ revision: 1 }, '/revision'],
  ])('is refused with %j', (change, at) => {
    expect(faults(version, { ...whole, ...change })).toEqual([at]);
  });
});
