/**
 * What a text is searched by. Texts and queries go through the same steps, and none of them asks in which language a text is:
 * a query does not say.
 */

/** Letters that Unicode does not take apart, as people type them without that key. */
const plain: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};

/** Scripts that write words without spaces between them. */
const unspaced =
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]$/u;

/** Words so common that they tell nothing, folded: English, Spanish, French, German and Portuguese. */
const common = new Set(
  `a an and are as at be by can do for from has have how in into is it its not of on or that the their them they this to was what
when which who will with you your
al como con de del el en es esta este la las lo los mas no para por que se sin sobre su sus un una y
au aux avec ce ces cette dans des du elle est et il ils je le les leur ne ou par pas pour qui sa ses son sur une vous
auf aus bei das dem den der die ein eine einem einen einer er fur ich im ist mit nicht sich sie sind und von war wie zu zum zur
ao aos as com da das do dos em na nas nos o os pela pelo um uma`.split(/\s+/),
);

/** A text without the differences that people do not type: case, accents, widths. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[ßæœøłđðþħıς]/g, (letter) => plain[letter] ?? letter);
}

/** What two values of a field are the same by. */
export function sameText(text: string): string {
  return folded(text).replaceAll(/\s+/g, ' ').trim();
}

/**
 * The words of a text in its order, as they are indexed: folded, without those that tell nothing, plurals as their singular.
 * Scripts without spaces come as pairs of characters.
 */
export function wordsOf(text: string): string[] {
  const found = folded(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return found.flatMap((run) => {
    const characters = [...run];
    if (characters.some((one) => unspaced.test(one))) return pairsOf(characters);
    if ((characters.length === 1 && /\p{L}/u.test(run)) || common.has(run)) return [];
    return [stem(characters.slice(0, longest).join(''))];
  });
}

/** Longest word in characters; what is longer is known by its beginning. */
const longest = 40;

/**
 * Takes the ending of a plural from a word in Latin letters, alike in English, Spanish, French and Portuguese: `families` and
 * `family`, `rutinas` and `rutina`, `classes` and `class`.
 */
function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  return word
    .replace(/(?<![isu])s$/, '')
    .replace(/e$/, '')
    .replace(/y$/, 'i');
}

function pairsOf(characters: readonly string[]): string[] {
  if (characters.length === 1) return [...characters];
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
