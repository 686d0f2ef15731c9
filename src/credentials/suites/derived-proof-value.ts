import { base64urlnopad } from '@scure/base';
import type { JsonValue } from '../json.ts';
import { CborError, type CborValue, decodeCbor } from './cbor.ts';
import { base64urlBytes } from './proof-value.ts';

/** What a derived ecdsa-sd-2023 proof is made of (Data Integrity ECDSA Cryptosuites 1.0, section 3.5.7). */
export interface DerivedProofValue {
  /** r and s of the issuer's signature, 64 bytes. */
  readonly baseSignature: Uint8Array;
  /** The key made for this credential alone, as a P-256 Multikey: 2 + 33 bytes. */
  readonly publicKey: Uint8Array;
  /** One per statement that the holder chose to show, 64 bytes each. */
  readonly signatures: readonly Uint8Array[];
  /** The labels that blank nodes had when they were signed, by the canonical ones (`c14n0`). */
  readonly labels: ReadonlyMap<string, string>;
  /** Which statements the issuer's signature covers, by their place in the order of statements. */
  readonly mandatory: ReadonlySet<number>;
}

const derivedHeader = [0xd9, 0x5d, 0x01] as const;

/** @returns undefined for anything else, base proofs included: those are for holders only */
export function derivedProofValue(text: JsonValue | undefined): DerivedProofValue | undefined {
  const bytes = base64urlBytes(text);
  if (bytes === undefined || derivedHeader.some((byte, index) => bytes[index] !== byte)) return undefined;
  try {
    return components(decodeCbor(bytes.subarray(derivedHeader.length)));
  } catch (error) {
    if (error instanceof CborError) return undefined;
    throw error;
  }
}

function components(value: CborValue): DerivedProofValue | undefined {
  if (!isArray(value) || value.length !== 5) return undefined;
  const [baseSignature, publicKey, signatures, labelMap, mandatory] = value;
  if (!isBytes(baseSignature, 64) || !isBytes(publicKey, 35)) return undefined;
  if (!isArray(signatures) || !signatures.every((one) => isBytes(one, 64))) return undefined;
  if (!(labelMap instanceof Map)) return undefined;
  if (!isArray(mandatory) || !mandatory.every((one) => typeof one === 'number')) return undefined;
  const places = new Set(mandatory);
  const labels = labelsOf(labelMap);
  if (places.size !== mandatory.length || labels === undefined) return undefined;
  return { baseSignature, publicKey, signatures, labels, mandatory: places };
}

/** The labels in full: only their numbers and bytes are sent. */
function labelsOf(map: ReadonlyMap<number, CborValue>): Map<string, string> | undefined {
  const labels = new Map<string, string>();
  for (const [index, label] of map) {
    if (!isBytes(label, 32)) return undefined;
    labels.set(`c14n${index}`, `u${base64urlnopad.encode(label)}`);
  }
  return new Set(labels.values()).size === labels.size ? labels : undefined;
}

function isArray(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value);
}

function isBytes(value: CborValue | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length;
}
