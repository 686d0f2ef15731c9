import { createHash, type KeyObject } from 'node:crypto';
import { base58 } from '@scure/base';
import { canonicalize } from '../json-ld.ts';
import { InvalidKeyError, publicKeyFromMultikey } from '../multikey.ts';
import { type DerivedProofValue, derivedProofValue } from './derived-proof-value.ts';
import { verifyEcdsa } from './ecdsa.ts';
import { configurationHash } from './hashed-document.ts';
import { bad, malformedValue, mismatch, type Suite, wrongKind } from './suite.ts';

/** The most statements whose own signatures are looked at. */
const mostSignatures = 1_000;

/**
 * ecdsa-sd-2023 (Data Integrity ECDSA Cryptosuites 1.0, section 3.6.7), derived proofs: the holder shows a part of what was
 * signed. The issuer's key signed a key made for this credential with the statements that must always be shown; that key
 * signed every other statement by itself.
 */
export const ecdsaSd2023: Suite = {
  async verify(document, { proofValue, ...configuration }, key) {
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return wrongKind;
    const value = derivedProofValue(proofValue);
    if (value === undefined) return malformedValue;
    if (value.signatures.length > mostSignatures) return bad('too-complex', 'It shows too many statements.');
    const disclosed = credentialKey(value);
    if (disclosed === undefined) return malformedValue;
    const proofHash = await configurationHash(document, configuration, 'sha256');
    const statements = relabelled(await canonicalize(document.json), value.labels);
    if (statements === undefined) return mismatch;
    const mandatory = statements.filter((_, index) => value.mandatory.has(index));
    const chosen = statements.filter((_, index) => !value.mandatory.has(index));
    if (mandatory.length !== value.mandatory.size || chosen.length !== value.signatures.length)
      return mismatch;
    const mandatoryHash = createHash('sha256').update(mandatory.join(''), 'utf8').digest();
    const base = Buffer.concat([proofHash, value.publicKey, mandatoryHash]);
    if (!verifyEcdsa('sha256', base, key, value.baseSignature)) return mismatch;
    return chosen.every((statement, index) => isSigned(statement, disclosed, value.signatures[index]))
      ? { ok: true }
      : mismatch;
  },
};

function isSigned(statement: string, key: KeyObject, signature: Uint8Array | undefined): boolean {
  return signature !== undefined && verifyEcdsa('sha256', Buffer.from(statement, 'utf8'), key, signature);
}

function credentialKey({ publicKey }: DerivedProofValue): KeyObject | undefined {
  try {
    const key = publicKeyFromMultikey(`z${base58.encode(publicKey)}`);
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch (error) {
    if (error instanceof InvalidKeyError) return undefined;
    throw error;
  }
}

/**
 * The canonical statements in the order that they had when they were signed, with the labels of that time.
 * @returns undefined unless each blank node has a label and each label a node
 */
function relabelled(nquads: string, labels: ReadonlyMap<string, string>): string[] | undefined {
  const used = new Set<string>();
  const named = (node: string) => {
    const id = node.slice(2);
    used.add(id);
    return `_:${labels.get(id) ?? ''}`;
  };
  const lines = nquads
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `${relabelLine(line, named)}\n`);
  if (used.size !== labels.size || [...used].some((id) => !labels.has(id))) return undefined;
  return lines.toSorted();
}

/** Blank nodes stand at the start of a line, or just before its end and its graph: never within a literal's quotes. */
function relabelLine(line: string, named: (node: string) => string): string {
  const literal = /^(.*?> )(".*"(?:\^\^<[^>]*>|@[A-Za-z0-9-]+)?)( .*)$/s.exec(line);
  const [head, middle, tail] = literal
    ? [literal[1] ?? '', literal[2] ?? '', literal[3] ?? '']
    : [line, '', ''];
  const replace = (part: string) => part.replace(/(?<=^|\s)_:c14n\d+(?=\s)/g, named);
  return replace(head) + middle + replace(tail);
}
