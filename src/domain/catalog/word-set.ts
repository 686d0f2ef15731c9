/**
 * The words of a definition with their weights, five bytes each: 36 bits of a hash of the word, then its weight from 1 to 15.
 * Two different words are taken for one in a definition of 150 words once in 450 million times.
 */
const wordSize = 5;
/** Heaviest weight of a word in a definition. */
export const maxImpact = 15;

/** @param words weights from 1 to {@link maxImpact} */
export function packWords(words: Readonly<Record<string, number>>): Uint8Array<ArrayBuffer> {
  const numbers = Object.entries(words).map(([word, impact]) => hashOf(word) * 16 + impact);
  const bytes = new Uint8Array(numbers.length * wordSize);
  for (const [index, number] of numbers.toSorted((a, b) => a - b).entries())
    for (let place = 0; place < wordSize; place++)
      bytes[index * wordSize + place] = Math.floor(number / 256 ** (wordSize - 1 - place)) % 256;
  return bytes;
}

/** The weight of a word in a packed set; 0 when it is not there. */
export function impactOf(words: Uint8Array, word: string): number {
  const hash = hashOf(word);
  for (let at = 0; at + wordSize <= words.length; at += wordSize) {
    let number = 0;
    for (let place = 0; place < wordSize; place++) number = number * 256 + (words[at + place] ?? 0);
    if (Math.floor(number / 16) === hash) return number % 16;
  }
  return 0;
}

/** 36 bits that depend on every character (cyrb53, which is in the public domain). */
function hashOf(word: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let index = 0; index < word.length; index++) {
    const unit = word.charCodeAt(index);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return (low & 15) * 2 ** 32 + (high >>> 0);
}
