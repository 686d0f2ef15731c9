import { hash as digest } from 'node:crypto';
import type { Dataset, Resource, Statement } from './statements.ts';
import { stepAside } from './step-aside.ts';

/**
 * The canonical form of a dataset (RDF Dataset Canonicalization 1.0) whose blank nodes are all told apart by the statements
 * that they stand in, which is nearly always so. @throws stepAside otherwise, and for more blank nodes than `mostHashes`
 */
export function canonicalForm(
  { statements, blankNodes }: Dataset,
  { hash, mostHashes }: { readonly hash: string; readonly mostHashes: number },
): string {
  if (blankNodes > mostHashes) throw stepAside;
  const labels = canonicalLabels(statements, blankNodes, hash);
  const lines = statements.map((statement) =>
    line(statement, (resource) => (typeof resource === 'number' ? (labels[resource] ?? '') : resource)),
  );
  return lines.sort().join('');
}

/** `_:c14nN` for each blank node, in the order of their first degree hashes (sections 4.4.3 and 4.6.3). */
function canonicalLabels(statements: readonly Statement[], blankNodes: number, hash: string): string[] {
  const mentions: Statement[][] = Array.from({ length: blankNodes }, () => []);
  for (const statement of statements) {
    const { subject, object, graph } = statement;
    if (typeof subject === 'number') mentions[subject]?.push(statement);
    if (typeof object === 'number' && object !== subject) mentions[object]?.push(statement);
    if (graph !== undefined && graph !== subject && graph !== object) mentions[graph]?.push(statement);
  }
  const order = new Map<string, number>();
  for (const [node, mentioning] of mentions.entries()) {
    // One that no statement mentions is not part of the dataset.
    if (mentioning.length === 0) continue;
    const seen = (resource: Resource) =>
      typeof resource === 'number' ? (resource === node ? '_:a' : '_:z') : resource;
    const lines = mentioning.map((statement) => line(statement, seen)).sort();
    const firstDegree = digest(hash, lines.join(''));
    if (order.has(firstDegree)) throw stepAside;
    order.set(firstDegree, node);
  }
  const labels: string[] = Array(blankNodes).fill('');
  for (const [index, text] of [...order.keys()].sort().entries())
    labels[order.get(text) as number] = `_:c14n${index}`;
  return labels;
}

function line(
  { subject, predicate, object, graph }: Statement,
  write: (resource: Resource) => string,
): string {
  const where = graph === undefined ? '' : ` ${write(graph)}`;
  return `${write(subject)} ${predicate} ${write(object)}${where} .\n`;
}
