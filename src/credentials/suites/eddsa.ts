import { verify } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import { type HashedDocument, signedJson, signedStatements } from './hashed-document.ts';
import { base58Bytes } from './proof-value.ts';
import { bad, malformedValue, mismatch, type Suite, wrongKind } from './suite.ts';

type Covered = (document: HashedDocument, configuration: JsonObject) => Promise<Buffer> | Buffer | undefined;

/** eddsa-rdfc-2022 (Data Integrity EdDSA Cryptosuites 1.0, section 3.2): Ed25519 over statements. */
export const eddsaStatements = suite((document, configuration) =>
  signedStatements(document, configuration, 'sha256'),
);

/** eddsa-jcs-2022 (section 3.3): Ed25519 over JSON. */
export const eddsaJson = suite((document, configuration) => signedJson(document, configuration, 'sha256'));

function suite(covered: Covered): Suite {
  return {
    async verify(document, { proofValue, ...configuration }, key) {
      if (key.asymmetricKeyType !== 'ed25519') return wrongKind;
      const signature = base58Bytes(proofValue, 64);
      if (signature === undefined) return malformedValue;
      const data = await covered(document, configuration);
      if (data === undefined) return bad('signature-mismatch', 'The proof is for other vocabularies.');
      return verify(null, data, key, signature) ? { ok: true } : mismatch;
    },
  };
}
