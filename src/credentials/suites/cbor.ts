/** A value of the few kinds of CBOR (RFC 8949) that derived proofs are made of. */
export type CborValue = number | Uint8Array | readonly CborValue[] | ReadonlyMap<number, CborValue>;

/** Thrown for bytes that are not one such value. */
export class CborError extends Error {
  override readonly name = 'CborError';
}

const deepest = 4;

/**
 * Reads unsigned integers below 2^32, byte strings, arrays and maps by integer, of a stated length; nothing may follow.
 * Takes time in proportion to the bytes that are there, whatever lengths they state. @throws CborError
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  const { value, end } = read(bytes, 0, 0);
  if (end !== bytes.length) throw new CborError('Something follows the value.');
  return value;
}

interface Read<T = CborValue> {
  readonly value: T;
  readonly end: number;
}

function read(bytes: Uint8Array, at: number, depth: number): Read {
  if (depth > deepest) throw new CborError('The value is nested too deeply.');
  const major = byteAt(bytes, at) >> 5;
  const { value: argument, end } = readArgument(bytes, at);
  if (major === 0) return { value: argument, end };
  if (major === 2) return readBytes(bytes, end, argument);
  if (major === 4) return readItems(bytes, end, argument, depth);
  if (major === 5) return readMap(bytes, end, argument, depth);
  throw new CborError('The value is of a kind that is not used here.');
}

/** The number in the head of a value: itself, or in the one, two or four bytes that follow. */
function readArgument(bytes: Uint8Array, at: number): Read<number> {
  const low = byteAt(bytes, at) & 0x1f;
  if (low < 24) return { value: low, end: at + 1 };
  const size = { 24: 1, 25: 2, 26: 4 }[low];
  if (size === undefined) throw new CborError('The length is not stated in a form that is used here.');
  let value = 0;
  for (let index = at + 1; index <= at + size; index += 1) value = value * 256 + byteAt(bytes, index);
  return { value, end: at + 1 + size };
}

function readBytes(bytes: Uint8Array, at: number, length: number): Read<Uint8Array> {
  if (at + length > bytes.length) throw new CborError('The value breaks off.');
  return { value: bytes.subarray(at, at + length), end: at + length };
}

function readItems(bytes: Uint8Array, at: number, count: number, depth: number): Read<CborValue[]> {
  const value: CborValue[] = [];
  let end = at;
  // Each item takes a byte at least, so a false count ends where the bytes end.
  while (value.length < count) {
    const item = read(bytes, end, depth + 1);
    value.push(item.value);
    end = item.end;
  }
  return { value, end };
}

function readMap(
  bytes: Uint8Array,
  at: number,
  count: number,
  depth: number,
): Read<ReadonlyMap<number, CborValue>> {
  const { value: items, end } = readItems(bytes, at, count * 2, depth);
  const map = new Map<number, CborValue>();
  for (let index = 0; index < items.length; index += 2) {
    const [key, value] = [items[index], items[index + 1]];
    if (typeof key !== 'number' || value === undefined || map.has(key))
      throw new CborError('A map has a key that is no number, or one twice.');
    map.set(key, value);
  }
  return { value: map, end };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new CborError('The value breaks off.');
  return byte;
}
