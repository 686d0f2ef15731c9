import type { JsonObject } from '../../../src/credentials/json.ts';
import { canonicalizeByReference } from '../../../src/credentials/json-ld.ts';
import { directForm } from '../../../src/credentials/rdf/direct.ts';

/** How the direct path and the JSON-LD processor got on with one document. */
export type Comparison = 'same' | 'left to the reference' | 'refused by the reference';

/** Compares the two, byte for byte. @throws Error when the direct path gives what the reference does not */
export async function compare(
  document: JsonObject,
  hash: 'sha256' | 'sha384' = 'sha256',
): Promise<Comparison> {
  const before = JSON.stringify(document);
  const direct = directForm(document, { hash, mostHashes: 10_000 });
  if (JSON.stringify(document) !== before) throw new Error('the direct path changed the document');
  const reference = await canonicalizeByReference(document, hash).catch((error: Error) => error);
  if (direct === undefined)
    return reference instanceof Error ? 'refused by the reference' : 'left to the reference';
  if (reference instanceof Error)
    throw new Error(`answered, but the reference refuses: ${reference.message}\n${direct}`);
  if (direct !== reference) throw new Error(`another answer:\n${direct}\nthan the reference:\n${reference}`);
  return 'same';
}
