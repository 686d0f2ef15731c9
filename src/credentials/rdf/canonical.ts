import type { Dataset, Resource, Statement } from './statements.ts';
import { stepAside } from './step-aside.ts';

/*
 * The canonical form of a dataset (RDF Dataset Canonicalization 1.0) whose blank nodes are all told apart by the statements
 * that they stand in, which is nearly always so. In two steps, because the hashing between them is done at once in Node and
 * not in a browser.
 */

/** What is hashed for each blank node (section 4.6.3); undefined for one that no statement mentions. */
export function firstDegreeTexts({ statements, blankNodes }: Dataset): (string | undefined)[] {
  const mentions: Statement[][] = Array.from({ length: blankNodes }, () => []);
  for (const statement of statements) {
    const { subject, object, graph } = statement;
    if (typeof subject === 'number') mentions[subject]?.push(statement);
    if (typeof object === 'number' && object !== subject) mentions[object]?.push(statement);
    if (graph !== undefined && graph !== subject && graph !== object) mentions[graph]?.push(statement);
  }
  return mentions.map((mentioning, node) => {
    // One that no statement mentions is not part of the dataset.
    if (mentioning.length === 0) return undefined;
    const seen = (resource: Resource) =>
      typeof resource === 'number' ? (resource === node ? '_:a' : '_:z') : resource;
    return mentioning
      .map((statement) => line(statement, seen))
      .sort()
      .join('');
  });
}

/**
 * The canonical N-Quads, given the hashes of {@link firstDegreeTexts} in hexadecimal digits: `_:c14nN` for each blank node, in
 * their order (section 4.4.3). @throws stepAside when two blank nodes have one hash
 */
export function canonicalForm(
  { statements, blankNodes }: Dataset,
  hashes: readonly (string | undefined)[],
): string {
  const order = new Map<string, number>();
  for (const [node, hash] of hashes.entries()) {
    if (hash === undefined) continue;
    if (order.has(hash)) throw stepAside;
    order.set(hash, node);
  }
  const labels: string[] = Array(blankNodes).fill('');
  for (const [index, hash] of [...order.keys()].sort().entries())
    labels[order.get(hash) as number] = `_:c14n${index}`;
  const lines = statements.map((statement) =>
    line(statement, (resource) => (typeof resource === 'number' ? (labels[resource] ?? '') : resource)),
  );
  return lines.sort().join('');
}

function line(
  { subject, predicate, object, graph }: Statement,
  write: (resource: Resource) => string,
): string {
  const where = graph === undefined ? '' : ` ${write(graph)}`;
  return `${write(subject)} ${predicate} ${write(object)}${where} .\n`;
}
