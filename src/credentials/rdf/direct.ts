import type { JsonObject } from '../json.ts';
import { canonicalForm } from './canonical.ts';
import { statementsOf } from './statements.ts';
import { stepAside } from './step-aside.ts';

/**
 * RDFC-1.0 canonical N-Quads of a document in the usual compacted form whose contexts are pinned, byte for byte as the JSON-LD
 * processor and the canonicalization library in safe mode make them, and some thirty times faster.
 * @returns undefined when it is not sure to be the same: for any error, and for anything unusual
 */
export function directForm(
  document: JsonObject,
  options: { readonly hash: string; readonly mostHashes: number },
): string | undefined {
  try {
    return canonicalForm(statementsOf(document), options);
  } catch (error) {
    if (error === stepAside) return undefined;
    throw error;
  }
}
