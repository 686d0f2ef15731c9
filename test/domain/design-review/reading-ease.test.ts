import { describe, expect, it } from 'vitest';
import {
  englishSyllables,
  fewestWords,
  readingOf,
  spanishSyllables,
} from '../../../src/domain/design-review/reading-ease.ts';

/** The same sentence until there are enough words. */
const repeated = (sentence: string, times: number) => Array.from({ length: times }, () => sentence).join(' ');

describe('how hard English is to read', () => {
  it.each(
    Object.entries({
      the: 1,
      family: 3,
      needed: 2,
      walked: 1,
      creation: 3,
      idea: 3,
      radio: 3,
      being: 2,
      simple: 2,
      table: 2,
      tables: 2,
      stopped: 1,
      judges: 2,
      homes: 1,
      practice: 2,
      education: 4,
      assessor: 3,
      evidence: 3,
      science: 2,
      visited: 3,
      area: 3,
      "don't": 1,
      'well-being': 3,
      services: 3,
      organisation: 5,
      various: 3,
      experience: 4,
      people: 2,
      café: 2,
      Á: 1,
    }),
  )('finds the syllables of %s: %i', (word, syllables) => {
    expect(englishSyllables(word)).toBe(syllables);
  });

  it('is the grade of Flesch and Kincaid, worked out by hand', () => {
    // 10 sentences of 10 words with 14 syllables: 0.39 × 10 + 11.8 × 1.4 − 15.59 = 4.83
    const text = repeated('The family and the visitor pick one small task now.', 10);
    expect(readingOf([text], 'en')).toEqual({
      measure: 'flesch-kincaid-grade',
      value: 4.8,
      words: 100,
      hard: false,
    });
  });

  it('is hard above the last year of school', () => {
    const heavy =
      'The operationalisation of interdisciplinary competencies necessitates comprehensive institutional accountability mechanisms';
    expect(readingOf([repeated(`${heavy}.`, 12)], 'en-GB')).toMatchObject({ hard: true });
  });

  it('counts a passage without a full stop as a sentence, and a line of a list too', () => {
    const words = Array.from({ length: fewestWords }, () => 'goal');
    const one = readingOf([words.join(' ')], 'en');
    const ten = readingOf([Array.from({ length: 10 }, () => words.slice(0, 10).join(' ')).join('\n')], 'en');
    expect(
      one.measure === 'not measured' || ten.measure === 'not measured' || one.value - ten.value,
    ).toBeCloseTo(0.39 * 90, 5);
  });
});

describe('how hard Spanish is to read', () => {
  it.each(
    Object.entries({
      familia: 3,
      niño: 2,
      que: 1,
      guitarra: 3,
      pingüino: 3,
      país: 2,
      aéreo: 4,
      ciudad: 2,
      leer: 2,
      ahora: 3,
      huevo: 2,
      rey: 1,
      muy: 1,
      construir: 2,
      evaluación: 4,
      oír: 2,
      día: 2,
      ahí: 2,
      búho: 2,
      yo: 1,
      reyes: 2,
      y: 1,
      estudiáis: 3,
      Uruguay: 3,
      queso: 2,
      poesía: 4,
      línea: 3,
      cooperar: 4,
      prohíbe: 3,
      agua: 2,
    }),
  )('finds the syllables of %s: %i', (word, syllables) => {
    expect(spanishSyllables(word)).toBe(syllables);
  });

  it('is the perspicuity of Szigriszt-Pazos, worked out by hand', () => {
    // 20 sentences of 5 words with 9 syllables: 206.835 − 62.3 × 1.8 − 5 = 89.695
    expect(readingOf([repeated('La casa tiene una mesa.', 20)], 'es-MX')).toEqual({
      measure: 'inflesz',
      value: 89.7,
      words: 100,
      hard: false,
    });
  });

  it('is hard where INFLESZ says very hard', () => {
    const heavy =
      'La operacionalización de competencias interdisciplinarias necesita mecanismos institucionales de responsabilización particularmente exhaustivos';
    expect(readingOf([repeated(`${heavy}.`, 12)], 'es')).toMatchObject({ measure: 'inflesz', hard: true });
  });
});

describe('what is not measured', () => {
  it.each(['fr', 'zh-Hant', 'cy', 'enm'])('is a text in %s', (language) => {
    const text = repeated('un deux trois quatre cinq.', 30);
    expect(readingOf([text], language)).toEqual({
      measure: 'not measured',
      why: `There is no measure for "${language}" here.`,
      words: 150,
      hard: false,
    });
  });

  it('is a text of fewer than a hundred words', () => {
    const ninetyNine = Array.from({ length: 99 }, () => 'word').join(' ');
    expect(readingOf([ninetyNine], 'en')).toMatchObject({ measure: 'not measured', words: 99 });
    expect(readingOf([ninetyNine, 'more'], 'en')).toMatchObject({
      measure: 'flesch-kincaid-grade',
      words: 100,
    });
    expect(readingOf([], 'es')).toMatchObject({ measure: 'not measured', words: 0 });
    expect(readingOf(['… — 12 %'], 'en')).toMatchObject({ measure: 'not measured', words: 0 });
  });
});
