import * as z from 'zod';

/** Texts with fewer words are not measured: the formulas were made for samples of a hundred words. */
export const fewestWords = 100;

/** How hard a text is to read, by the measure of its language. */
export const reading = z.discriminatedUnion('measure', [
  z.object({
    measure: z
      .literal('flesch-kincaid-grade')
      .describe('The school year in the United States that it asks for.'),
    value: z.number(),
    words: z.int(),
    hard: z.boolean(),
  }),
  z.object({
    measure: z
      .literal('inflesz')
      .describe('Szigriszt-Pazos, on the INFLESZ scale: from 0, very hard, to 100.'),
    value: z.number(),
    words: z.int(),
    hard: z.boolean(),
  }),
  z.object({ measure: z.literal('not measured'), why: z.string(), words: z.int(), hard: z.literal(false) }),
]);
export type Reading = z.infer<typeof reading>;

/** Above the last year of school. */
const hardGrade = 12;
/** Below it INFLESZ says "very hard": the reading of scientists (Barrio-Cantalejo and others, 2008). */
const hardInflesz = 40;

/**
 * Measures passages in one language, together. English: the grade of Flesch and Kincaid (Kincaid and others, 1975), whose
 * syllables are estimated from spelling. Spanish: the perspicuity of Szigriszt-Pazos (1993), whose syllables follow from spelling.
 */
export function readingOf(passages: readonly string[], languageTag: string): Reading {
  const words = passages.flatMap(wordsOf);
  const [language] = languageTag.split('-');
  const measured = { words: words.length };
  if (language !== 'en' && language !== 'es')
    return {
      measure: 'not measured',
      why: `There is no measure for "${languageTag}" here.`,
      ...measured,
      hard: false,
    };
  if (words.length < fewestWords)
    return {
      measure: 'not measured',
      why: `Fewer than ${fewestWords} words say too little.`,
      ...measured,
      hard: false,
    };
  const sentences = passages.reduce((sum, text) => sum + sentencesIn(text), 0);
  const count = language === 'en' ? englishSyllables : spanishSyllables;
  const perWord = words.reduce((sum, word) => sum + count(word), 0) / words.length;
  const perSentence = words.length / sentences;
  if (language === 'en') {
    const value = rounded(0.39 * perSentence + 11.8 * perWord - 15.59);
    return { measure: 'flesch-kincaid-grade', value, ...measured, hard: value > hardGrade };
  }
  const value = rounded(206.835 - 62.3 * perWord - perSentence);
  return { measure: 'inflesz', value, ...measured, hard: value < hardInflesz };
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** The words of a text: letters, with apostrophes and hyphens inside. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFC').match(/\p{L}[\p{L}\p{M}]*(?:['’-]\p{L}[\p{L}\p{M}]*)*/gu) ?? [];
}

/** Every passage is at least one sentence, with or without its full stop. A list with one item a line has as many as items. */
function sentencesIn(text: string): number {
  const parts = text.split(/[.!?…]+["'”’»)\]]*(?=\s|$)|\n+|;\s/u).filter((part) => wordsOf(part).length > 0);
  return Math.max(1, parts.length);
}

/** An estimate from spelling: groups of vowels that are heard. */
export function englishSyllables(word: string): number {
  return word
    .toLowerCase()
    .normalize('NFC')
    .replaceAll('é', 'ee')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/['’-]/u)
    .reduce((sum, part) => sum + (part.length <= 3 ? shortPart(part) : longPart(part)), 0);
}

function shortPart(part: string): number {
  return /[aeiouy]/.test(part) ? 1 : 0;
}

function longPart(part: string): number {
  const heard = /(?:[sxzcg]|ch|sh)es$|[td]ed$|[^aeiouy]les?$/.test(part)
    ? part.replace(/s$/, '')
    : part.replace(/(?:es?|ed)$/, '');
  const groups = heard.match(/[aeiouy]+/g) ?? [];
  // Two vowels that are said apart, as in idea, radio, creation and being.
  const apart =
    heard.match(/(?<![tcsg])i[ao]|io(?=s?$)|eo(?!p)|ea(?=ti|$)|(?<!t|[^s]c)ie(?=n[ct])|[aeu]ing$|uou/g) ?? [];
  return Math.max(1, groups.length + apart.length);
}

const strong = 'aeoáéóíú';

/** As the rules of Spanish spelling say: a weak vowel joins its neighbour unless it has an accent. */
export function spanishSyllables(word: string): number {
  const letters = word
    .toLowerCase()
    .normalize('NFC')
    .replace(/qu(?=[eiéí])/gu, 'k')
    .replace(/gu(?=[eiéí])/gu, 'g')
    .replace(/h/gu, '')
    .replace(/y$/u, 'i')
    .replace(/y(?=[^aeiouáéíóúü])/gu, 'i');
  const groups = letters.match(/[aeiouáéíóúü]+/gu) ?? [];
  const syllables = groups.reduce((sum, group) => {
    const pairs = [...group].slice(1).filter((vowel, index) => {
      const before = [...group][index] ?? '';
      return strong.includes(before) && strong.includes(vowel);
    });
    return sum + 1 + pairs.length;
  }, 0);
  return Math.max(1, syllables);
}
