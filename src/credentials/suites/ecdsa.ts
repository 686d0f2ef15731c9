import { type KeyObject, verify } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { type HashedDocument, type HashName, signedJson, signedStatements } from './hashed-document.ts';
import { base58Bytes } from './proof-value.ts';
import { bad, malformedValue, mismatch, type Suite, wrongKind } from './suite.ts';

type Covered = (
  document: HashedDocument,
  configuration: JsonObject,
  hash: HashName,
) => Promise<Buffer> | Buffer | undefined;

const curves: Record<string, { readonly hash: HashName; readonly signatureBytes: number }> = {
  prime256v1: { hash: 'sha256', signatureBytes: 64 },
  secp384r1: { hash: 'sha384', signatureBytes: 96 },
};

/** ecdsa-rdfc-2019 (Data Integrity ECDSA Cryptosuites 1.0, section 3.2): ECDSA over statements. */
export const ecdsaStatements = suite(signedStatements);

/** ecdsa-jcs-2019 (section 3.3): ECDSA over JSON. */
export const ecdsaJson = suite(signedJson);

/** The curve decides which hash there is, for documents and for the signature alike. */
function suite(covered: Covered): Suite {
  return {
    async verify(document, { proofValue, ...configuration }, key) {
      const curve = curveOf(key);
      if (curve === undefined) return wrongKind;
      const signature = base58Bytes(proofValue, curve.signatureBytes);
      if (signature === undefined) return malformedValue;
      const data = await covered(document, configuration, curve.hash);
      if (data === undefined) return bad('signature-mismatch', 'The proof is for other vocabularies.');
      return verifyEcdsa(curve.hash, data, key, signature) ? { ok: true } : mismatch;
    },
  };
}

/** Whether the signature, as r and s one after the other, is this key's. */
export function verifyEcdsa(
  hash: HashName,
  data: Uint8Array,
  key: KeyObject,
  signature: Uint8Array,
): boolean {
  return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function curveOf(key: KeyObject) {
  return curves[(key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve) || ''];
}
