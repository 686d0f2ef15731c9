import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { compare } from '../test/credentials/rdf/compare.ts';
import { samples } from '../test/credentials/rdf/documents.ts';
import { issued } from '../test/credentials/rdf/issued-documents.ts';

/**
 * Compares the direct path of canonicalization with the JSON-LD processor on generated documents, byte for byte, and stops at
 * the first difference, made as small as it can be. One third are documents as they are issued here, which must take the direct
 * path; the others are of any kind, some in error. `--documents 20000 --seed 1`
 */
const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const documents = Number(values.documents);
const seed = Number(values.seed);
if (!Number.isSafeInteger(documents) || !Number.isSafeInteger(seed)) throw new Error('give whole numbers');

const counts = new Map<string, Map<string, number>>();
await fc.assert(
  fc.asyncProperty(
    fc.oneof(
      { weight: 2, arbitrary: samples.map((sample) => ({ ...sample, ours: false })) },
      {
        weight: 1,
        arbitrary: issued.map(({ kind, document }) => ({ kind: `issued: ${kind}`, document, ours: true })),
      },
    ),
    fc.constantFrom('sha256', 'sha256', 'sha384'),
    async ({ kind, document, ours }, hash) => {
      const outcome = await compare(document, hash);
      if (ours && outcome !== 'same') throw new Error(`${kind}: ${outcome}`);
      const ofKind = counts.get(kind) ?? new Map<string, number>();
      ofKind.set(outcome, (ofKind.get(outcome) ?? 0) + 1);
      counts.set(kind, ofKind);
    },
  ),
  { numRuns: documents, seed },
);
console.log(`${documents} documents, seed ${seed}: no difference`);
console.table(
  Object.fromEntries([...counts].map(([kind, outcomes]) => [kind, Object.fromEntries(outcomes)])),
);
