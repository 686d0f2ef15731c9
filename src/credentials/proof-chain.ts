import type { JsonObject } from './json.ts';

/**
 * The proofs that a proof builds on by `previousProof` (Data Integrity 1.0, section 4.5): its signature covers them as part
 * of the document.
 * @returns in the order in which they are named; undefined when one is not there, is there twice, or builds on this one
 */
export function previousProofs(
  proof: JsonObject,
  all: readonly JsonObject[],
): readonly JsonObject[] | undefined {
  return onCircle(proof, all, []) ? undefined : namedBy(proof, all);
}

/** Walks the chain back; a proof that is met on its own way is on a circle. All are at most a few. */
function onCircle(proof: JsonObject, all: readonly JsonObject[], way: readonly JsonObject[]): boolean {
  if (way.includes(proof)) return true;
  return (namedBy(proof, all) ?? []).some((previous) => onCircle(previous, all, [...way, proof]));
}

function namedBy(
  { previousProof }: JsonObject,
  all: readonly JsonObject[],
): readonly JsonObject[] | undefined {
  if (previousProof === undefined) return [];
  const names = [previousProof].flat();
  const found = names.map((name) => {
    const [proof, another] = all.filter(({ id }) => id === name);
    return typeof name === 'string' && another === undefined ? proof : undefined;
  });
  const proofs = found.filter((one) => one !== undefined);
  return names.length > 0 && proofs.length === names.length && new Set(names).size === names.length
    ? proofs
    : undefined;
}
