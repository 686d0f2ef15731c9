import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { frameworkOf } from '../../../src/domain/definition/alignment.ts';
import { notAvailable } from '../../../src/domain/definition/assessment-policy.ts';
import { citationAddress, citationLine } from '../../../src/domain/definition/research.ts';
import { definition, fieldsOfDefinition } from '../../../src/domain/micro-credential.ts';
import { missingFields, requireModestSize } from '../../../src/domain/publishing.ts';
import { fullDefinition } from '../../support/full-definition.ts';
import { ending, faults } from '../../support/refusal.ts';

const { translations: _, ...original } = fullDefinition;
const at = (fields: Record<string, unknown>) => faults(definition, { ...original, ...fields });
const artifactsWith = (change: object) => ({
  artifacts: [{ ...original.artifacts[0], ...change }, original.artifacts[1]],
});
const citing = (citation: object) => ({ research: { rationale: 'x', citations: [citation] } });
const many = <T>(count: number, item: (index: number) => T) =>
  Array.from({ length: count }, (_v, index) => item(index));
const ulidOf = (index: number) => `01ARZ3NDEKTSV4RRFFQ69G5F${String(index).padStart(2, '0')}`;

describe('the documentation of the definition', () => {
  it('says of every field what it is, at every depth', () => {
    const silent: string[] = [];
    const walk = (schema: z.core.JSONSchema.BaseSchema, path: string): void => {
      for (const [name, child] of Object.entries(schema.properties ?? {})) {
        const property = child as z.core.JSONSchema.BaseSchema;
        if (property.description === undefined) silent.push(`${path}/${name}`);
        walk(property, `${path}/${name}`);
      }
      if (typeof schema.items === 'object') walk(schema.items as z.core.JSONSchema.BaseSchema, `${path}[]`);
      for (const one of schema.anyOf ?? []) walk(one as z.core.JSONSchema.BaseSchema, path);
    };
    const { translations: _t, ...described } = fieldsOfDefinition.shape;
    walk(z.toJSONSchema(z.object(described), { unrepresentable: 'any', reused: 'inline' }), '');
    // These two say what they are by their names, and are shapes of their own.
    expect(silent.filter((one) => !/^\/(?:validFor|image)\//.test(one))).toEqual([]);
  });
});

describe('a citation', () => {
  const parts = {
    authors: ['Roe, A.', 'Doe, B.'],
    year: 2020,
    title: 'What works?',
    source: 'Journal, 1(2), 3-4',
    publisher: 'Press',
    doi: '10.1000/xyz-1(2)3',
  };

  it('reads as one line, with its DOI as an address', () => {
    expect(citationLine(parts)).toBe('Roe, A., & Doe, B. (2020). What works? Journal, 1(2), 3-4. Press.');
    expect(citationLine({ title: 'Alone', text: 'A remark' })).toBe('Alone. A remark.');
    expect(citationLine({ text: 'Roe (2020). All of it.' })).toBe('Roe (2020). All of it.');
    expect(citationLine({ authors: ['A'], title: 'T' })).toBe('A. T.');
    expect(citationAddress(parts)).toBe('https://doi.org/10.1000/xyz-1(2)3');
    expect(citationAddress({ url: 'https://example.org/x' })).toBe('https://example.org/x');
    expect(citationAddress({ text: 'x' })).toBeUndefined();
  });

  it.each<[what: string, citation: object, place: string]>([
    ['nothing', {}, '/title'],
    ['authors alone', { authors: ['Roe, A.'], year: 2020 }, '/title'],
    ['no authors at all', { ...parts, authors: [] }, '/authors'],
    ['authors as one text', { ...parts, authors: 'Roe' }, '/authors'],
    ['fifty-one authors', { ...parts, authors: many(51, (index) => `A${index}`) }, '/authors'],
    ['a year as text', { ...parts, year: '2020' }, '/year'],
    ['a year with half a one', { ...parts, year: 2020.5 }, '/year'],
    ['a year of three digits', { ...parts, year: 999 }, '/year'],
    ['an address for a DOI', { ...parts, doi: 'https://doi.org/10.1000/x' }, '/doi'],
    ['a DOI with a script', { ...parts, doi: '10.1000/"><script>' }, '/doi'],
    ['a DOI with spaces', { ...parts, doi: '10.1000/a b' }, '/doi'],
    ['a DOI with a query', { ...parts, doi: '10.1000/a?b#c' }, '/doi'],
    ['http for an address', { ...parts, url: 'http://example.org/' }, '/url'],
    ['a page number', { ...parts, pages: '3' }, '/pages'],
  ])('is refused with %s', (_, citation, place) => {
    expect(at(citing(citation))).toEqual([`/research/citations/0${place}`]);
  });
});

describe('an alignment', () => {
  it.each<[url: string, more: object, framework: string | undefined]>([
    ['https://credentialengineregistry.org/resources/ce-1234', {}, 'CTDL'],
    ['https://sandbox.credentialengineregistry.org/graph/ce-1', {}, 'CTDL'],
    ['https://purl.org/ctdl/terms/Competency', {}, 'CTDL'],
    ['https://data.europa.eu/esco/skill/abc', {}, 'ESCO'],
    ['https://www.onetonline.org/link/summary/21-1094.00', {}, 'O*NET'],
    ['https://services.onetcenter.org/ws/online/x', {}, 'O*NET'],
    ['https://case.example.org/ims/case/v1p0/CFItems/1', {}, 'CASE'],
    ['https://framework.example.org/1', { targetType: 'CFItem' }, 'CASE'],
    ['https://www.onetonline.org/x', { targetFramework: 'Ours' }, 'Ours'],
    ['https://data.europa.eu/elsewhere', {}, undefined],
    ['https://onetonline.org.evil.example/x', {}, undefined],
    ['https://evil.example/onetonline.org/esco/', {}, undefined],
    ['no address', {}, undefined],
  ])('with %s %j is in %s', (targetUrl, more, framework) => {
    expect(frameworkOf({ targetName: 'x', targetUrl, ...more } as never)).toBe(framework);
  });
});

describe('a definition is refused', () => {
  it.each<[what: string, fields: Record<string, unknown>, places: string[]]>([
    [
      'more items at least than at most',
      artifactsWith({ minItems: 3, maxItems: 2 }),
      ['/artifacts/0/maxItems'],
    ],
    ['no item at least', artifactsWith({ minItems: 0 }), ['/artifacts/0/minItems']],
    ['twenty-one items', artifactsWith({ maxItems: 21 }), ['/artifacts/0/maxItems']],
    [
      'more items in all than a submission holds',
      artifactsWith({ minItems: 20, maxItems: 20 }),
      ['/artifacts'],
    ],
    [
      'a file type that is not taken here',
      artifactsWith({ fileTypes: ['text/html'] }),
      ['/artifacts/0/fileTypes/0'],
    ],
    ['no file type', artifactsWith({ fileTypes: [] }), ['/artifacts/0/fileTypes']],
    [
      'a file larger than is taken here',
      artifactsWith({ maxFileSize: 100 * 1024 * 1024 + 1 }),
      ['/artifacts/0/maxFileSize'],
    ],
    ['a file of a few bytes', artifactsWith({ maxFileSize: 10 }), ['/artifacts/0/maxFileSize']],
    [
      'limits of files where there are none',
      artifactsWith({ accepts: ['link'] }),
      ['/artifacts/0/fileTypes', '/artifacts/0/maxFileSize'],
    ],
    ['a limit of words where there are none', artifactsWith({ maxWords: 100 }), ['/artifacts/0/maxWords']],
    ['a form twice', artifactsWith({ accepts: ['file', 'file'] }), ['/artifacts/0/accepts']],
    [
      'a criterion that is judged from what is not asked for',
      { artifacts: [original.artifacts[0]] },
      ['/rubric/criteria/0/judgedFrom/1', '/rubric/criteria/2/judgedFrom/0'],
    ],
    [
      'prompts that nothing is passed by',
      { passCriteria: undefined },
      ['/passCriteria/overview', '/passCriteria/reflection'],
    ],
    [
      'pass criteria without prompts',
      { overview: [], reflection: undefined },
      ['/passCriteria/overview', '/passCriteria/reflection'],
    ],
    [
      'pass criteria of part 2',
      { passCriteria: { ...original.passCriteria, artifacts: 'x' } },
      ['/passCriteria/artifacts'],
    ],
    ['a stack twice', { stacks: [ulidOf(1), ulidOf(1)] }, ['/stacks']],
    ['a stack by its name', { stacks: ['Our stack'] }, ['/stacks/0']],
    ['twenty-one stacks', { stacks: many(21, ulidOf) }, ['/stacks']],
    ['no prerequisites in a list', { prerequisites: [] }, ['/prerequisites']],
    [
      'a prerequisite twice',
      { prerequisites: [{ microCredential: ulidOf(1) }, { microCredential: ulidOf(1) }] },
      ['/prerequisites'],
    ],
    ['a prerequisite by its name', { prerequisites: [{ name: 'Listening' }] }, ['/prerequisites/0']],
    [
      'a prerequisite of both kinds',
      { prerequisites: [{ microCredential: ulidOf(1), achievement: 'https://example.org/', name: 'x' }] },
      ['/prerequisites/0'],
    ],
    [
      'an achievement without a name',
      { prerequisites: [{ achievement: 'https://example.org/' }] },
      ['/prerequisites/0'],
    ],
    [
      'an achievement on http',
      { prerequisites: [{ achievement: 'http://example.org/', name: 'x' }] },
      ['/prerequisites/0/achievement'],
    ],
    [
      'eleven prerequisites',
      { prerequisites: many(11, (index) => ({ microCredential: ulidOf(index) })) },
      ['/prerequisites'],
    ],
    ['a resource twice', { resources: [original.resources[0], original.resources[0]] }, ['/resources']],
    [
      'a component twice',
      { methodComponents: [original.methodComponents[0], original.methodComponents[0]] },
      ['/methodComponents'],
    ],
    ['three assessors', { assessmentPolicy: { assessors: 3 } }, ['/assessmentPolicy/assessors']],
    [
      'two who disagree, and nobody decides',
      { assessmentPolicy: { assessors: 2 } },
      ['/assessmentPolicy/disagreement'],
    ],
    [
      'one who disagrees',
      { assessmentPolicy: { disagreement: 'approver' } },
      ['/assessmentPolicy/disagreement'],
    ],
    ['no attempts', { assessmentPolicy: { maxAttempts: 0 } }, ['/assessmentPolicy/maxAttempts']],
    ['a hundred days', { assessmentPolicy: { turnaroundDays: 100 } }, ['/assessmentPolicy/turnaroundDays']],
    ['half a day', { assessmentPolicy: { turnaroundDays: 0.5 } }, ['/assessmentPolicy/turnaroundDays']],
    [
      'a calibration of 49 percent',
      { assessmentPolicy: { calibrationThreshold: 49 } },
      ['/assessmentPolicy/calibrationThreshold'],
    ],
    ['a policy that is unknown', { assessmentPolicy: { machine: true } }, ['/assessmentPolicy/machine']],
    ['a fee in numbers', { feeNote: 20 }, ['/feeNote']],
    ['a topic over two lines', { topic: 'a\nb' }, ['/topic']],
  ])('with %s', (_, fields, places) => {
    expect(at(fields)).toEqual(places);
  });
});

describe('a policy', () => {
  it.each<[what: string, policy: object, name: string]>([
    ['assessors who are told', { blind: false }, 'blind'],
  ])('with %s is not published, and says that it is not available yet', (_, assessmentPolicy, name) => {
    const found = missingFields({ ...original, assessmentPolicy } as never);
    expect(found.find(({ field }) => field === `/assessmentPolicy/${name}`)?.message).toMatch(
      /^is not available yet: /,
    );
  });

  it('that is kept today stands in nobody’s way', () => {
    for (const policy of [
      {},
      fullDefinition.assessmentPolicy,
      { assessors: 2, disagreement: 'approver', approval: true, preCheck: true, blind: true },
      { assessors: 2, disagreement: 'third-assessor', calibrationThreshold: 85 },
    ])
      expect(notAvailable(policy as never)).toEqual([]);
  });
});

describe('the size of a definition', () => {
  const long = (size: number) => 'a'.repeat(size);

  it('is counted apart for the original and for all translations together', () => {
    const spanish = (count: number) => ({
      es: {
        rubric: {
          criteria: Object.fromEntries(many(count, (index) => [`c-${index}`, { description: long(1000) }])),
        },
      },
    });
    expect(ending(() => requireModestSize({ name: 'a', translations: spanish(185) }))).toBeUndefined();
    expect(ending(() => requireModestSize({ name: 'a', translations: spanish(195) }))).toBe(
      'payload-too-large',
    );
    expect(ending(() => requireModestSize({ keyMethod: long(129 * 1024) }))).toBe('payload-too-large');
    expect(
      ending(() => requireModestSize({ keyMethod: long(127 * 1024), translations: spanish(185) })),
    ).toBeUndefined();
  });
});
