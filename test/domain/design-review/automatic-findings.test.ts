import { describe, expect, it } from 'vitest';
import sample from '../../../samples/definitions/coaching-a-caregiver.json' with { type: 'json' };
import { automaticFindings, readingsOf } from '../../../src/domain/design-review/automatic-findings.ts';
import { wordHints } from '../../../src/domain/design-review/word-hints.ts';
import { type Draft, draftFields } from '../../../src/domain/micro-credential.ts';
import { definition } from '../../support/definition.ts';
import { fullDefinition, fullRubric } from '../../support/full-definition.ts';

type Fields = Draft['fields'];
const found = (fields: object) =>
  automaticFindings(fields as Fields).map(({ id, effect, at }) => `${id} ${effect} ${at}`);
const withDescriptors = (descriptors: Record<string, string>) => ({
  ...definition,
  rubric: {
    ...definition.rubric,
    criteria: definition.rubric.criteria.map((one, index) =>
      index === 1 ? { ...one, descriptors: { ...one.descriptors, ...descriptors } } : one,
    ),
  },
});

describe('what software finds in a design', () => {
  it('blocks nothing of a good one', () => {
    for (const good of [definition, fullDefinition, draftFields.parse(sample.definition)])
      expect(automaticFindings(good).filter(({ effect }) => effect === 'blocks')).toEqual([]);
  });

  it('is nothing where there is nothing but that it is not said', () => {
    expect(found({})).toEqual(['cost-unsaid advises /feeNote', 'audience-unsaid advises /audience']);
  });

  it('says what was found and what to do, in sentences', () => {
    const all = automaticFindings(withDescriptors({ progressing: 'Progressing.' }));
    expect(all.length).toBeGreaterThan(2);
    for (const one of all) {
      expect(one.found, one.id).toMatch(/\.$/);
      expect(one.todo, one.id).toMatch(/\.$/);
    }
  });

  it.each([
    ['word for word', 'Not met is described here in a full sentence.'],
    ['but for case, spaces and punctuation', 'NOT met  is described here — in a full sentence'],
  ])('are two levels that say the same, %s', (_case, demonstrated) => {
    expect(found(withDescriptors({ demonstrated }))).toContain(
      'levels-alike blocks /rubric/criteria/1/descriptors/demonstrated',
    );
  });

  it('does not mind levels that differ in one word, nor the same words in two criteria', () => {
    for (const [progressing, demonstrated] of [
      ['Some goals.', 'All goals.'],
      ['Names 2 of 3 goals.', 'Names 3 of 3 goals.'],
      ['部分目标', '全部目标'],
    ] as const) {
      const fields = withDescriptors({ progressing, demonstrated });
      expect(found(fields).filter((one) => one.startsWith('levels-alike'))).toEqual([]);
    }
  });

  it('is a descriptor that repeats the name of its level', () => {
    expect(found(withDescriptors({ demonstrated: 'Demonstrated!' }))).toContain(
      'descriptor-is-name blocks /rubric/criteria/1/descriptors/demonstrated',
    );
  });

  it('is an artifact that no criterion is judged from', () => {
    const criteria = fullRubric.criteria.map((one) => ({ ...one, judgedFrom: ['account'] }));
    const fields = { ...fullDefinition, rubric: { ...fullRubric, criteria } };
    expect(found(fields)).toContain('artifact-not-judged blocks /artifacts/0');
    const [first, ...others] = criteria;
    const one = {
      ...fields,
      rubric: { ...fullRubric, criteria: [{ ...first, judgedFrom: undefined }, ...others] },
    };
    expect(found(one)).not.toContain('artifact-not-judged blocks /artifacts/0');
    expect(found(one)).toContain('criterion-names-no-artifact advises /rubric/criteria/0');
  });

  it('is no criterion that has just one artifact to be judged from', () => {
    const one = { ...definition, artifacts: definition.artifacts.slice(0, 1) };
    expect(found(one).filter((id) => id.startsWith('criterion-names'))).toEqual([]);
  });

  it.each([
    [['file'], ['video/mp4'], 'recording-only blocks'],
    [['file'], ['video/mp4', 'audio/mpeg'], 'recording-only blocks'],
    [['file'], ['video/mp4', 'application/pdf'], 'one-form-only advises'],
    [['file'], undefined, 'one-form-only advises'],
    [['link'], undefined, 'one-form-only advises'],
    [['file', 'text'], ['video/mp4'], undefined],
    [['text'], undefined, undefined],
    [['file', 'link'], undefined, undefined],
  ])('in an artifact that takes %j of %j is %s', (accepts, fileTypes, expected) => {
    const artifacts = [{ ...definition.artifacts[0], accepts, fileTypes }];
    const about = found({ ...definition, artifacts }).filter((one) => one.endsWith('/artifacts/0/accepts'));
    expect(about).toEqual(expected === undefined ? [] : [`${expected} /artifacts/0/accepts`]);
  });

  it.each([
    'Has completed the course on coaching.',
    'Completes all training modules.',
    'Completion of a recognised programme.',
    'Shows a certificate of attendance.',
    'Attended every session.',
    'Attends the two-day workshop on goals.',
    'Has 40 hours of training.',
    'Shows twelve weeks of study.',
    'Seat time is met.',
  ])('is an award by time or completion: %s', (text) => {
    expect(found({ ...definition, competency: text })).toContain('award-by-time blocks /competency');
    expect(found(withDescriptors({ demonstrated: text }))).toContain(
      'award-by-time blocks /rubric/criteria/1/descriptors/demonstrated',
    );
    expect(found({ ...definition, keyMethod: text })).toContain('award-by-time advises /keyMethod');
  });

  it.each([
    'Ha completado el curso de acompañamiento.',
    'Termina todos los módulos.',
    'Muestra un certificado de asistencia.',
    'Asistió a todas las sesiones.',
    'Tiene 40 horas lectivas.',
  ])('is an award by time or completion in Spanish: %s', (text) => {
    expect(found({ ...definition, language: 'es', competency: text })).toContain(
      'award-by-time blocks /competency',
    );
    expect(found({ ...definition, translations: { es: { competency: text } } })).toContain(
      'award-by-time blocks /translations/es/competency',
    );
    expect(found({ ...definition, competency: text }).join()).not.toContain('award-by-time');
  });

  it.each([
    'Attends to what the child does, and answers it.',
    'Completes the sentence together with the child.',
    'Completes the training plan with the new colleague.',
    'Plans a course of action with the family.',
    'Works for three hours at a time.',
    'The family completes the plan.',
  ])('is no award by time or completion: %s', (text) => {
    expect(found({ ...definition, competency: text }).join()).not.toContain('award-by-time');
  });

  it('is that no citation can be reached', () => {
    expect(found(definition)).toContain('citations-out-of-reach advises /research/citations');
    expect(found(fullDefinition).join()).not.toContain('citations-out-of-reach');
  });

  it('is what a translation lacks', () => {
    const fields = { ...definition, translations: { es: { name: 'Nombre' } } };
    expect(found(fields)).toContain('untranslated advises /translations/es');
    expect(found(fullDefinition).join()).not.toContain('untranslated');
  });

  it.each<[string, string, string, string]>([
    ['en', 'jargon', 'Utilises tools.', '/keyMethod'],
    ['en', 'bias', 'Greets each guest as he  or\nshe wishes.', '/keyMethod'],
    ['en-GB', 'jargon', 'A holistic view.', '/keyMethod'],
    ['es', 'bias', 'Los minusválidos entran.', '/keyMethod'],
    ['es-MX', 'jargon', 'Trabaja a nivel de aula.', '/keyMethod'],
  ])('in %s are hints of %s: %s', (language, kind, keyMethod, at) => {
    expect(found({ ...definition, language, keyMethod })).toContain(`${kind} advises ${at}`);
  });

  it.each([
    ['en', 'She or he; the poorest; wheelchair; facile; normally; crazyquilt.'],
    ['fr', 'utilise des outils holistic'],
    ['es', 'ama la casa'],
  ])('in %s is no hint in other words: %s', (language, keyMethod) => {
    expect(
      automaticFindings({ ...definition, language, keyMethod }).filter(
        ({ id, at }) => (id === 'bias' || id === 'jargon') && at === '/keyMethod',
      ),
    ).toEqual([]);
  });

  it('looks into incomplete drafts, and never fails on one', () => {
    const fields = draftFields.parse({
      language: 'en',
      rubric: { levels: [{}], criteria: [{}, { descriptors: { met: 'Met.' } }] },
      artifacts: [{}, { accepts: [] }],
      research: {},
      translations: { es: {} },
      methodComponents: [{ description: 'Utilise it.' }],
    });
    expect(found(fields)).toContain('jargon advises /methodComponents/0/description');
  });

  it('does not take an id, an address or a quotation of research for a text', () => {
    const fields = {
      ...definition,
      research: { ...definition.research, rationale: 'They utilise it.' },
      resources: [{ id: 'utilise', title: 'T', url: 'https://utilise.example/' }],
    };
    expect(found(fields).join()).not.toContain('jargon');
  });
});

describe('readings', () => {
  it('are of the whole and of the rubric, in each language', () => {
    const readings = readingsOf(
      draftFields.parse({ ...sample.definition, translations: { es: { name: 'Nombre' } } }),
    );
    expect(readings.map(({ at, language, measure }) => [at, language, measure])).toEqual([
      ['', 'en', 'flesch-kincaid-grade'],
      ['/rubric', 'en', 'flesch-kincaid-grade'],
      ['/translations/es', 'es', 'not measured'],
    ]);
    for (const one of readings.slice(0, 2)) expect(one).toMatchObject({ hard: false });
  });

  it('are none before the language is known', () => {
    const { language: _, ...fields } = definition;
    expect(readingsOf(fields)).toEqual([]);
  });
});

describe('hints', () => {
  const all = Object.entries(wordHints).flatMap(([language, list]) =>
    list.map((one) => ({ language, ...one })),
  );

  it.each(all)('say why: $language "$phrase"', ({ phrase, reason, instead }) => {
    expect(phrase).toBe(phrase.toLowerCase());
    expect(phrase).toMatch(/^[\p{L}\p{M}*-]+(?: [\p{L}\p{M}*-]+)*$/u);
    expect(reason).toMatch(/^\p{Lu}.*\.$/u);
    expect(instead.length).toBeGreaterThan(1);
  });

  it('are in the list once', () => {
    const keys = all.map(({ language, phrase }) => `${language} ${phrase}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
