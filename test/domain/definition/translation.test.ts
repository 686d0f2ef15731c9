import { describe, expect, it } from 'vitest';
import {
  inLanguage,
  languagesOf,
  strayTranslations,
  translation,
  untranslatedTexts,
} from '../../../src/domain/definition/translation.ts';
import { definition, fieldsOfDefinition } from '../../../src/domain/micro-credential.ts';
import { fullDefinition } from '../../support/full-definition.ts';
import { illFormed } from '../../support/hostile.ts';
import { faults } from '../../support/refusal.ts';
import { withTexts } from '../../support/with-texts.ts';

const { es } = fullDefinition.translations;
const { translations: _, ...original } = fullDefinition;
const withSpanish = (spanish: object) => ({ ...original, translations: { es: spanish } });
const deepFreeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
};

describe('a definition in another language', () => {
  it('has all its texts in it, and everything else as it was', () => {
    const { definition: shown, untranslated } = inLanguage(fullDefinition, 'es');
    expect(untranslated).toEqual([]);
    expect(shown).toMatchObject({
      language: 'es',
      name: 'Fijar metas con las familias',
      keywords: ['familias', 'metas'],
      methodComponents: [{ id: 'listen', title: 'Escuchar' }, { id: 'reflect' }],
      resources: [{ id: 'guide', title: 'Una guía', url: 'https://example.org/guide' }],
      overview: [{ id: 'setting', text: '¿Dónde trabaja usted?', wordLimit: 200 }],
      passCriteria: { overview: 'El lugar es un hogar.' },
      rubric: {
        levels: [{ id: 'not-met', name: 'No logrado' }, { id: 'progressing' }, { name: 'Demostrado' }],
      },
      image: { digest: original.image.digest, caption: 'Dos manos que sostienen una cometa' },
    });
    const blank = (value: object) =>
      withTexts({ ...value, keywords: [] }, () => '', [
        'id',
        'url',
        'requiredLevel',
        'judgedFrom',
        'accepts',
      ]);
    expect(blank(shown)).toEqual(blank(original));
    expect(fieldsOfDefinition.parse(shown)).toEqual(shown);
  });

  it('changes no text of the original', () => {
    const given = deepFreeze(structuredClone(fullDefinition));
    inLanguage(given, 'es');
    expect(given).toEqual(fullDefinition);
  });

  it('is the original where there is no such language, or that is its own', () => {
    for (const language of ['fr', 'en', '__proto__', 'constructor', 'toString'])
      expect(inLanguage(fullDefinition, language)).toEqual({ definition: original, untranslated: [] });
  });

  it('names its languages, its own first', () => {
    expect(languagesOf(fullDefinition)).toEqual(['en', 'es']);
    expect(languagesOf(original)).toEqual(['en']);
  });

  it.each<[what: string, spanish: object, missing: string[]]>([
    ['a name', { ...es, name: undefined }, ['/name']],
    [
      'a level and a descriptor of the rubric',
      {
        ...es,
        rubric: {
          levels: { 'not-met': 'No', demonstrated: 'Sí' },
          criteria: {
            ...es.rubric.criteria,
            activities: {
              ...es.rubric.criteria.activities,
              descriptors: { 'not-met': 'x', progressing: 'y' },
            },
          },
        },
      },
      ['/rubric/levels/1/name', '/rubric/criteria/1/descriptors/demonstrated'],
    ],
    [
      'a whole criterion',
      {
        ...es,
        rubric: {
          ...es.rubric,
          criteria: { goals: es.rubric.criteria.goals, activities: es.rubric.criteria.activities },
        },
      },
      [
        '/rubric/criteria/2/name',
        '/rubric/criteria/2/descriptors/not-met',
        '/rubric/criteria/2/descriptors/progressing',
        '/rubric/criteria/2/descriptors/demonstrated',
      ],
    ],
    [
      'a question and what it passes by',
      { ...es, reflection: {}, passCriteria: { overview: 'x' } },
      ['/reflection/0/text', '/passCriteria/reflection'],
    ],
    [
      'a description of an artifact',
      { ...es, artifacts: { ...es.artifacts, plan: { title: 'x' } } },
      ['/artifacts/0/description'],
    ],
  ])('falls back to the original for %s, and says where', (_, spanish, missing) => {
    const partly = definition.parse(withSpanish(spanish));
    const { definition: shown, untranslated } = inLanguage(partly, 'es');
    expect(untranslated.toSorted()).toEqual(missing.toSorted());
    expect(untranslatedTexts(partly)).toEqual({ es: untranslated });
    const at = (value: unknown, pointer: string) =>
      pointer
        .split('/')
        .slice(1)
        .reduce((found, step) => (found as Record<string, unknown>)[step], value);
    for (const pointer of missing) expect(at(shown, pointer), pointer).toBe(at(original, pointer));
    expect(shown).toMatchObject({ language: 'es', audience: 'Visitadores del hogar' });
  });

  it('that is empty is the original, marked from top to bottom', () => {
    const { untranslated } = inLanguage(withSpanish({}), 'es');
    // Every text of the full Spanish translation has one place, and no other has.
    const texts: string[] = [];
    withTexts(es, (one) => {
      texts.push(one);
      return one;
    });
    expect(untranslated).toHaveLength(texts.length - (es.keywords.length - 1));
    expect(new Set(untranslated).size).toBe(untranslated.length);
  });

  it('asks for nothing that the original does not say', () => {
    const { resources: _r, image: _i, overview: _o, passCriteria: _p, ...bare } = original;
    const { untranslated } = inLanguage({ ...bare, translations: { es: {} } }, 'es');
    expect(untranslated.filter((one) => /^\/(?:resources|image|overview|passCriteria)/.test(one))).toEqual(
      [],
    );
  });
});

describe('a translation is refused', () => {
  it.each<[what: string, value: object, at: string]>([
    ['with a field that is no text', { hours: 7 }, '/hours'],
    ['with a citation', { research: { citations: [] } }, '/research/citations'],
    [
      'with an address',
      { resources: { guide: { title: 'x', url: 'https://example.org/' } } },
      '/resources/guide',
    ],
    [
      'with a required level',
      { rubric: { criteria: { goals: { requiredLevel: 'met' } } } },
      '/rubric/criteria/goals/requiredLevel',
    ],
    ['with an order of its own', { methodComponents: [{ title: 'x' }] }, '/methodComponents'],
    ['with an empty text', { name: '' }, '/name'],
    ['with null', { keyMethod: null }, '/keyMethod'],
    ['with a name over two lines', { name: 'a\nb' }, '/name'],
    ['with a longer name than the original may have', { name: 'a'.repeat(151) }, '/name'],
    ['with thirty-one keywords', { keywords: Array.from({ length: 31 }, () => 'a') }, '/keywords'],
    ['with an id that is none', { overview: { 'a/b': 'x' } }, '/overview/a~1b'],
  ])('%s', (_, value, at) => {
    expect(faults(translation, value)).toEqual([at]);
  });

  it.each(Object.entries(illFormed))('with %s in it', (_, text) => {
    expect(faults(translation, { competency: text })).toEqual(['/competency']);
    expect(faults(translation, { rubric: { criteria: { goals: { descriptors: { met: text } } } } })).toEqual([
      '/rubric/criteria/goals/descriptors/met',
    ]);
  });

  it.each<[what: string, spanish: object, at: string]>([
    [
      'a description of a resource, which has a title only',
      { resources: { gone: 'x' } },
      '/translations/es/resources/gone',
    ],
    [
      'a component that is not there',
      { methodComponents: { gone: { title: 'x' } } },
      '/translations/es/methodComponents/gone/title',
    ],
    [
      'a level that is not there',
      { rubric: { levels: { gone: 'x' } } },
      '/translations/es/rubric/levels/gone',
    ],
    [
      'a descriptor for a level that is not there',
      { rubric: { criteria: { goals: { descriptors: { gone: 'x' } } } } },
      '/translations/es/rubric/criteria/goals/descriptors/gone',
    ],
    [
      'a description that the original does not give',
      { rubric: { criteria: { activities: { description: 'x' } } } },
      '/translations/es/rubric/criteria/activities/description',
    ],
    ['a prompt of another part', { overview: { 'next-time': 'x' } }, '/translations/es/overview/next-time'],
  ])('for %s', (_, spanish, at) => {
    expect(faults(definition, withSpanish(spanish))).toEqual([at]);
    expect(strayTranslations(withSpanish(spanish)).map((path) => `/${path.join('/')}`)).toEqual(
      at === '' ? [] : [at],
    );
  });

  it('for a field that the definition does not have', () => {
    const { audience: _a, feeNote: _f, ...bare } = original;
    expect(faults(definition, { ...bare, translations: { es } })).toEqual([
      '/translations/es/audience',
      '/translations/es/feeNote',
    ]);
  });

  it('into the language that the definition is in, or into one that is none', () => {
    expect(faults(definition, { ...original, translations: { en: {} } })).toEqual(['/translations/en']);
    expect(faults(definition, { ...original, translations: { Spanish: {} } })).toEqual([
      '/translations/Spanish',
    ]);
    expect(faults(definition, { ...original, translations: [es] })).toEqual(['/translations']);
  });

  it('into more than twenty languages', () => {
    const translations = Object.fromEntries(
      Array.from({ length: 21 }, (_, index) => [`a${String.fromCharCode(97 + index)}`, {}]),
    );
    expect(faults(definition, { ...original, translations })).toEqual(['/translations']);
  });
});
