import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsIn } from '../../../src/domain/catalog/search.ts';
import { impactOf, packWords } from '../../../src/domain/catalog/word-set.ts';
import { sameText, wordsOf } from '../../../src/domain/catalog/words.ts';
import { anyText } from '../../support/any-text.ts';

describe('the words of a text', () => {
  it.each([
    ['case', 'Setting GOALS with Families', ['setting', 'goal', 'famili']],
    [
      'plurals',
      'family families, routine routines, class classes',
      ['famili', 'famili', 'routin', 'routin', 'class', 'class'],
    ],
    ['words that end like a plural', 'focus analysis class', ['focus', 'analysis', 'class']],
    ['Spanish', 'Acompañar a las familias en sus rutinas', ['acompanar', 'familia', 'rutina']],
    [
      'Spanish plurals',
      'habilidad habilidades docente docentes',
      ['habilidad', 'habilidad', 'docent', 'docent'],
    ],
    ['French', "L'élève à l'œuvre", ['elev', 'oeuvr']],
    ['German', 'Die Größe für Straßen', ['gross', 'strassen']],
    ['letters that Unicode keeps whole', 'Łódź Øresund Þór ıspanak', ['lodz', 'oresund', 'thor', 'ispanak']],
    ['composed and decomposed', 'n\u0303ame \u00f1ame', ['nam', 'nam']],
    ['widths and ligatures', 'ＦＵＬＬ ﬁeld Ⅷ', ['full', 'field', 'viii']],
    ['Turkish capitals', 'İSTANBUL', ['istanbul']],
    ['Greek', 'Σοφός ΣΟΦΟΣ', ['σοφοσ', 'σοφοσ']],
    ['Cyrillic', 'Навык навык', ['навык', 'навык']],
    ['Arabic', 'مهارة التدريس', ['مهارة', 'التدريس']],
    ['Hindi keeps its vowels', 'शिक्षक', ['शिक्षक']],
    ['Japanese in pairs', '家庭訪問', ['家庭', '庭訪', '訪問']],
    ['one character of Chinese', '教', ['教']],
    ['Thai in pairs', 'ครู', ['คร', 'รู']],
    ['single letters', "a child's B plan", ['child', 'plan']],
    ['digits', 'Level 3 of 2024', ['level', '3', '2024']],
    [
      'operators',
      '"goal setting" AND -family OR (coach* NOT title:x) ~2 ^3',
      ['goal', 'setting', 'famili', 'coach', 'titl', '2', '3'],
    ],
    ['markup', '<script>alert("x")</script>', ['script', 'alert', 'script']],
    [
      'what looks like a key',
      'CATALOG#word#goal __proto__ constructor',
      ['catalog', 'word', 'goal', 'proto', 'constructor'],
    ],
    ['emoji and signs', '👩‍🏫 … — ++', []],
    ['common words alone', 'the of and para con der', []],
    ['nothing', '', []],
  ])('%s', (_case, text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  it('keeps the beginning of a word without end', () => {
    expect(wordsOf('z'.repeat(100_000))).toEqual(['z'.repeat(40)]);
  });

  it('does not depend on case or on how accents are written, and is found again by itself', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const words = wordsOf(text);
        expect(wordsOf(text.normalize('NFD'))).toEqual(words);
        for (const word of words) expect(word.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the words of a query', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    [' \n\t', undefined],
    ['the', []],
    ['!!!', []],
    ['goal goals GOAL', ['goal']],
    [
      Array.from({ length: 50 }, (_, index) => `w${index}x`).join(' '),
      Array.from({ length: 10 }, (_, index) => `w${index}x`),
    ],
  ])('of %j', (query, words) => {
    expect(wordsIn(query)).toEqual(words);
  });
});

describe('equal values of a facet', () => {
  it.each([
    ['Early Childhood', 'early childhood'],
    ['  EARLY   CHILDHOOD ', 'early childhood'],
    ['Educación', 'educacion'],
  ])('%j is %j', (text, key) => {
    expect(sameText(text)).toBe(key);
  });
});

describe('packed words', () => {
  it('tell the weight of each word, and 0 of any other', () => {
    const word = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
    fc.assert(
      fc.property(fc.dictionary(word, fc.integer({ min: 1, max: 15 })), word, (words, other) => {
        const packed = packWords(words);
        expect(packed).toHaveLength(5 * Object.keys(words).length);
        for (const [one, impact] of Object.entries(words)) expect(impactOf(packed, one)).toBe(impact);
        expect(impactOf(packed, other)).toBe(Object.hasOwn(words, other) ? words[other] : 0);
      }),
      { numRuns: 200 },
    );
  });

  it('tells 200,000 words apart', () => {
    const packed = packWords({ target: 7 });
    const taken = Array.from({ length: 200_000 }, (_, index) => `w${index}`).filter(
      (word) => impactOf(packed, word) > 0,
    );
    expect(taken).toEqual([]);
  });
});
