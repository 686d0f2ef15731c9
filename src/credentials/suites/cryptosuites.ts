import type { JsonObject } from '../json.ts';
import { ecdsaJson, ecdsaStatements } from './ecdsa.ts';
import { ecdsaSd2023 } from './ecdsa-sd-2023.ts';
import { eddsaJson, eddsaStatements } from './eddsa.ts';
import type { Suite } from './suite.ts';

/** Every way of signing that is understood here, by the proof's `cryptosuite`. */
const cryptosuites: ReadonlyMap<unknown, Suite> = new Map([
  ['eddsa-rdfc-2022', eddsaStatements],
  ['eddsa-jcs-2022', eddsaJson],
  ['ecdsa-rdfc-2019', ecdsaStatements],
  ['ecdsa-jcs-2019', ecdsaJson],
  ['ecdsa-sd-2023', ecdsaSd2023],
]);

/** Those that are older than `cryptosuite` are known by their `type`. */
const types: ReadonlyMap<unknown, Suite> = new Map([
  // Data Integrity EdDSA Cryptosuites 1.0, appendix A.2: the same steps as eddsa-rdfc-2022.
  ['Ed25519Signature2020', eddsaStatements],
]);

/** How a proof was made; undefined when that is not supported here. */
export function suiteOf({ type, cryptosuite }: JsonObject): Suite | undefined {
  return type === 'DataIntegrityProof' ? cryptosuites.get(cryptosuite) : types.get(type);
}
