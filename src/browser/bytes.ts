const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The bytes of a text in multibase `z` (base58btc), or undefined when it is none or not of this length in bytes. */
export function fromBase58(text: unknown, length: number): Uint8Array<ArrayBuffer> | undefined {
  // Decoding takes time that grows with the square of the length.
  if (typeof text !== 'string' || !text.startsWith('z') || text.length > length * 2 + 2) return undefined;
  const digits = text.slice(1);
  let value = 0n;
  for (const digit of digits) {
    const worth = alphabet.indexOf(digit);
    if (worth < 0) return undefined;
    value = value * 58n + BigInt(worth);
  }
  const zeros = /^1*/.exec(digits)?.[0].length ?? 0;
  const hex = value === 0n ? '' : value.toString(16);
  const pairs = (hex.length % 2 === 0 ? hex : `0${hex}`).match(/../g) ?? [];
  if (zeros + pairs.length !== length) return undefined;
  return Uint8Array.from([
    ...Array<number>(zeros).fill(0),
    ...pairs.map((pair) => Number.parseInt(pair, 16)),
  ]);
}

/** The bytes of a text in multibase `u` (base64url), or undefined when it is none. */
export function fromBase64(text: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== 'string' || !/^u[\w-]*=?=?$/.test(text)) return undefined;
  try {
    const binary = atob(text.slice(1).replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** What was gzipped, or undefined when it is not that or more than `most` bytes. */
export async function unzipped(
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      length += read.value.length;
      if (length > most) {
        await reader.cancel();
        return undefined;
      }
      chunks.push(read.value);
    }
  } catch {
    return undefined;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
