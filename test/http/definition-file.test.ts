import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type DefinitionFile, definitionFile, fileMark } from '../../src/domain/definition/file.ts';
import { draftFields } from '../../src/domain/micro-credential.ts';
import { line, passage } from '../../src/domain/text.ts';
import { definitionDownload, writeDefinition } from '../../src/http/definition-download.ts';
import { readDefinition } from '../../src/http/definition-upload.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';
import { refusal } from '../support/refusal.ts';
import { withTexts } from '../support/with-texts.ts';

const { image: _image, ...definition } = fullDefinition;
const whole: DefinitionFile = {
  ...fileMark,
  definition,
  badge: { mediaType: 'image/png', caption: 'A kite', data: 'iVBORw0KGgo=' },
};
const bytes = (text: string) => new TextEncoder().encode(text);
const yaml = (text: string) => readDefinition(bytes(text), 'yaml');
const json = (value: unknown) => readDefinition(bytes(JSON.stringify(value)), 'json');
const formats = ['json', 'yaml'] as const;
const head = 'format: assay/micro-credential\nversion: 1\ndefinition:\n';
const told = (run: () => unknown) => {
  const { code, errors } = refusal(run);
  expect(code).toBe('invalid-request');
  return errors.map(({ field, message }) => (field === '' ? message : field));
};

/** Texts that notations stumble over, and any other that a definition may hold. */
const traps = [
  ...['yes', 'no', 'on', 'null', 'true', '1e3', '0x1F', '0o17', '017', '1_000', '.5', '12:30:45', '0b1'],
  ...[
    '2020-01-01',
    '- a',
    '# a',
    'a: b',
    'a #b',
    '? a',
    '!a',
    '&a',
    '*a',
    '%a',
    '@a',
    '`a',
    '|a',
    '>a',
    ': a',
  ],
  ...[
    '{a}',
    '[a]',
    "'a'",
    '"a"',
    '<<a',
    '=a',
    '--- a',
    '...a',
    'a\\nb',
    'a\\',
    '\\a',
    '{{a}}',
    'a,',
    'a:',
    'a\u00a0b',
  ],
  ...[
    'a\ufeffb',
    'e\u0301',
    '漢字',
    '🎓 a',
    'a\u200db',
    `a${' '.repeat(30)}b`,
    `${'long '.repeat(11)}a`,
    'a'.repeat(60),
  ],
];
const passages = [
  ...[
    'a\n\n\nb',
    'a\n  b',
    'a\n\tb',
    'a\r\nb',
    'a\rb',
    'a\n- b\n# c',
    'a:\n  b: c',
    'a\n---\nb',
    '漢\n\n字',
    'a\n...\nb',
  ],
  ...[
    `${'long '.repeat(60)}a`,
    `a\n${'long '.repeat(60)}\n${' '.repeat(250)}b`,
    '`\na',
    '|\na',
    '>\n a',
    '"\n\'a',
  ],
];
const fitting = (schema: z.ZodType<string>, unit: 'grapheme' | 'binary', known: string[]) =>
  fc
    .oneof(fc.constantFrom(...known), fc.string({ unit, minLength: 1, maxLength: 30 }))
    .map((one) => schema.safeParse(one))
    .filter(({ success }) => success)
    .map(({ data = 'a' }) => data);
const lines = fc.array(fitting(line(60), 'grapheme', traps), { minLength: 20, maxLength: 20 });
const blocks = fc.array(fitting(passage(1000), 'binary', [...traps, ...passages]), {
  minLength: 20,
  maxLength: 20,
});
const kept = ['id', 'language', 'requiredLevel', 'accepts', 'fileTypes', 'targetType', 'inLanguage', 'doi']
  .concat(['url', 'targetUrl', 'judgedFrom', 'stacks', 'microCredential', 'achievement', 'mediaType', 'data'])
  .concat(['format']);

describe('a definition as a file', () => {
  it.each(formats)('is read from %s exactly as it was written', (format) => {
    expect(readDefinition(bytes(writeDefinition(whole, format)), format)).toEqual(whole);
  });

  it('is read back whatever its texts are, text for text, and written the same again', () => {
    const inTurn = (texts: readonly string[]) => {
      let next = 0;
      return () => texts[next++ % texts.length] ?? '';
    };
    fc.assert(
      fc.property(lines, blocks, fc.constantFrom(...formats), (short, long, format) => {
        const { definition: given, ...rest } = withTexts(whole, inTurn(short), kept);
        const passageOf = inTurn(long);
        const file = definitionFile.parse({
          ...rest,
          definition: {
            ...given,
            competency: passageOf(),
            keyMethod: passageOf(),
            research: { ...given.research, rationale: passageOf() },
            methodComponents: given.methodComponents?.map((one) => ({ ...one, description: passageOf() })),
            rubric: {
              ...given.rubric,
              criteria: given.rubric?.criteria?.map((one) => ({
                ...one,
                descriptors: withTexts(one.descriptors, passageOf),
              })),
            },
          },
        });
        const written = writeDefinition(file, format);
        const read = readDefinition(bytes(written), format);
        expect(read).toEqual(file);
        expect(JSON.stringify(read)).toBe(JSON.stringify(file));
        expect(writeDefinition(read, format)).toBe(written);
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('may be as incomplete as a draft', () => {
    expect(yaml(`${head}  name: Listening`)).toEqual({ ...fileMark, definition: { name: 'Listening' } });
    expect(json({ ...fileMark, definition: {} })).toEqual({ ...fileMark, definition: {} });
    expect(Object.keys(definitionFile.shape.definition.shape).toSorted()).toEqual(
      Object.keys(draftFields.shape)
        .filter((name) => name !== 'image')
        .toSorted(),
    );
  });

  it('is what a person would write: blocks, folded text, comments', () => {
    const file = yaml(`# Ours
${head}  name: "Listening"   # in short
  competency: >-
    Hears what matters
    to the family.
  keyMethod: |
    First.

    Second.
  keywords: [families, 'goals']
  hours: 7.5
`);
    expect(file.definition).toEqual({
      name: 'Listening',
      competency: 'Hears what matters to the family.',
      keyMethod: 'First.\n\nSecond.',
      keywords: ['families', 'goals'],
      hours: 7.5,
    });
  });

  it('is quoted where older readers of YAML would see something else than text', () => {
    const written = writeDefinition(
      { ...fileMark, definition: { name: 'yes', audience: '2020-01-01' } },
      'yaml',
    );
    expect(written).toMatch(/name: "yes"\n {2}audience: "2020-01-01"/);
  });

  it('is saved by a browser under a name of its own', () => {
    expect(definitionDownload(whole, 'yaml', 'x-1', { etag: '"1"' })).toMatchObject({
      mediaType: 'application/yaml; charset=utf-8',
      headers: { etag: '"1"', 'content-disposition': 'attachment; filename="micro-credential-x-1.yaml"' },
    });
    expect(definitionDownload(whole, 'json', 'x-1').mediaType).toBe('application/json');
  });
});

describe('a file is refused', () => {
  it.each<[what: string, change: Record<string, unknown>, at: string[]]>([
    ['another format', { format: 'assay/stack' }, ['/format']],
    ['another version', { version: 2 }, ['/version']],
    ['a version as text', { version: '1' }, ['/version']],
    ['no definition', { definition: undefined }, ['/definition']],
    ['an unknown member', { author: 'me' }, ['/author']],
    ['an unknown field', { definition: { price: 1 } }, ['/definition/price']],
    ['an image that it only names', { definition: { image: fullDefinition.image } }, ['/definition/image']],
    [
      'a field of another kind',
      { definition: { name: 7, hours: '7' } },
      ['/definition/name', '/definition/hours'],
    ],
    ['null for a field', { definition: { name: null } }, ['/definition/name']],
    [
      'a badge of another type',
      { badge: { ...whole.badge, mediaType: 'image/svg+xml' } },
      ['/badge/mediaType'],
    ],
    ['a badge that is no Base64', { badge: { ...whole.badge, data: 'a b' } }, ['/badge/data']],
    ['a badge without caption', { badge: { ...whole.badge, caption: '' } }, ['/badge/caption']],
    ['a badge over a megabyte', { badge: { ...whole.badge, data: 'QUJD'.repeat(400_000) } }, ['/badge/data']],
  ])('with %s', (_, change, at) => {
    expect(told(() => json({ ...whole, ...change }))).toEqual(at);
  });

  it.each<[what: string, text: string, told: string]>([
    ['an alias', `${head}  name: &a Listening\n  audience: *a`, 'must have no anchors (line 4)'],
    ['an anchor alone', `${head}  keywords: &a [x]`, 'must have no anchors (line 4)'],
    ['an alias of nothing', `${head}  name: *a`, 'must have no aliases (line 4)'],
    ['a tag', `${head}  name: !!str Listening`, 'must have no tags (line 4)'],
    ['a tag of its own', `${head}  name: !python/object:os.system x`, 'cannot be read: Unresolved tag'],
    ['binary data', `${head}  name: !!binary aGk=`, 'cannot be read: Unresolved tag'],
    ['a tag on the whole', `!!map\n${head}  name: x`, 'must have no tags'],
    ['a version directive', `%YAML 1.1\n---\n${head}  name: yes`, 'must have no directives'],
    ['a tag directive', `%TAG ! tag:example.org,2000:\n---\n${head}  name: x`, 'must have no directives'],
    ['two documents', `${head}  name: x\n---\n${head}  name: y`, 'cannot be read'],
    ['a member twice', `${head}  name: x\n  name: y`, 'must not name a member twice (line 4)'],
    ['tabs for indentation', `${head}\tname: x`, 'cannot be read'],
    ['an open quote', `${head}  name: "x`, 'cannot be read'],
    ['an open bracket', `${head}  keywords: [x`, 'cannot be read'],
    ['a list for a key', `${head}  ? [a, b]\n  : x`, 'cannot be read'],
  ])('with %s', (_, text, why) => {
    const [message] = told(() => yaml(text));
    expect(message).toContain(why);
  });

  it.each<[what: string, text: string, at: string[]]>([
    ['a merge key', `${head}  <<: {name: x}`, ['/definition/<<']],
    ['a prototype', `${head}  __proto__: {name: x}`, ['/definition/__proto__']],
    ['a number that is none', `${head}  hours: .nan`, ['/definition/hours']],
    ['an endless number', `${head}  hours: .inf`, ['/definition/hours']],
    ['a boolean for a name', `${head}  name: true`, ['/definition/name']],
    ['nothing for a name', `${head}  name: ~`, ['/definition/name']],
    ['a list instead of a file', '- a\n- b', ['']],
    ['a word', 'a', ['']],
  ])('with %s, by its place', (_, text, at) => {
    const { code, errors } = refusal(() => yaml(text));
    expect(code).toBe('invalid-request');
    expect(errors.map(({ field }) => field)).toEqual(at);
  });

  it('that is empty, that is no JSON, that is no text', () => {
    expect(refusal(() => yaml('')).code).toBe('invalid-request');
    expect(told(() => readDefinition(bytes('{'), 'json'))).toEqual(['must be JSON']);
    expect(told(() => readDefinition(bytes(head), 'json'))).toEqual(['must be JSON']);
    for (const format of formats)
      expect(told(() => readDefinition(Uint8Array.of(0xff, 0xfe, 0x00), format))).toEqual([
        'must be text in UTF-8',
      ]);
  });

  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join('');
  it.each<[what: string, text: string]>([
    [
      'a billion laughs',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${many(9, (i) => `k${i}: &k${i} [${'*a,'.repeat(9)}]\n`)}`,
    ],
    ['two million brackets', '['.repeat(2_000_000)],
    ['maps in maps in one line', '{a: '.repeat(400_000)],
    ['lists in lists', '- '.repeat(1_000_000)],
    ['keys in keys', '? '.repeat(1_000_000)],
    ['ever deeper blocks', many(1400, (i) => `${' '.repeat(i)}a:\n`)],
    ['a hundred thousand members', many(100_000, (i) => `k${i}: 1\n`)],
    ['twenty thousand members on a line', `{${many(20_000, (i) => `a${i},`)}}`],
    ['a million comments', '#\n'.repeat(1_000_000)],
    ['two million empty lines', '\n'.repeat(2_000_000)],
    ['two million spaces', ' '.repeat(2_000_000)],
    ['a million markers', '-\n'.repeat(1_000_000)],
    ['a million commas', `[${','.repeat(1_000_000)}]`],
    ['half a million directives', '%a\n'.repeat(500_000)],
    ['documents without end', '---\n'.repeat(400_000)],
    ['anchors without end', '&a '.repeat(600_000)],
    ['tags without end', '!a '.repeat(600_000)],
    ['one quoted text of two megabytes', `"${'\\n'.repeat(900_000)}"`],
  ])('with %s, before it costs much', (_, text) => {
    const start = performance.now();
    expect(refusal(() => yaml(text)).code).toBe('invalid-request');
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('in JSON that is nested without end', () => {
    for (const open of ['[', '{"a":'])
      expect(refusal(() => readDefinition(bytes(open.repeat(300_000)), 'json')).code).toBe('invalid-request');
    const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(refusal(() => readDefinition(bytes(nested), 'json')).code).toBe('invalid-request');
  });
});
