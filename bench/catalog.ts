import { parseArgs } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { dynamoCatalog } from '../src/adapters/dynamo-catalog.ts';
import { dynamoCatalogIndex, markBehind } from '../src/adapters/dynamo-catalog-index.ts';
import { catalogCards, listLengths, postings } from '../src/adapters/dynamo-items.ts';
import { dynamoTable, type NewItem } from '../src/adapters/dynamo-table.ts';
import { entryOf } from '../src/domain/catalog/entry.ts';
import { type ListName, listsOf } from '../src/domain/catalog/index-step.ts';
import type { Version } from '../src/domain/micro-credential.ts';
import { type CatalogQuery, searchCatalog } from '../src/usecases/search-catalog.ts';
import { updateCatalog } from '../src/usecases/update-catalog.ts';
import { cost } from './measure.ts';
import { countUnits, createTable, startDatabase, type Units } from './table.ts';

/**
 * What searches of the catalog cost in request units and take in time, at several sizes of it, over a real DynamoDB engine; and
 * what it costs to bring one definition into it. `--sizes 100,1000,10000`
 *
 * Lists that no search here reads are not loaded: they cost nothing to who does not read them.
 */
const { values } = parseArgs({ options: { sizes: { type: 'string', default: '100,1000,10000' } } });
const sizes = values.sizes.split(',').map(Number);

const searches: readonly [what: string, query: Omit<CatalogQuery, 'limit'>][] = [
  ['the first page', {}],
  ['a word that one in two has', { q: 'practice' }],
  ['a rarer word', { q: 'word37' }],
  ['two words that one in two has', { q: 'practice reflection' }],
  ['a frequent word and a rarer one', { q: 'practice word37' }],
  ['four words', { q: 'practice reflection learners word37' }],
  ['a topic', { topic: 'Topic 3' }],
  ['a topic, a language and hours', { topic: 'Topic 3', language: 'es', maxHours: 10 }],
  ['a word, the newest first', { q: 'practice', sort: 'newest' }],
  ['a word that nothing has', { q: 'zymurgy' }],
];
const read = new Set(['practic', 'reflection', 'learner', 'word37']);

/** A definition as large as real ones: about 150 words by which it is found. */
function versionOf(number: number): Version {
  const some = (count: number, from: number) =>
    Array.from(
      { length: count },
      (_, index) =>
        `word${(number * 7 + from + index * index) % 100}${index % 3 === 0 ? '' : `x${(number + index) % 40}`}`,
    ).join(' ');
  const halves = `${number % 2 === 0 ? 'practice' : ''} ${number % 4 < 2 ? 'reflection' : ''} ${number % 3 === 0 ? 'learners' : ''}`;
  return {
    microCredentialId: ulid(1.7e12 + number * 1000),
    version: 1,
    issuerId: `issuer-${number % 40}`,
    changeNote: 'First version.',
    publishedAt: '2026-03-01T09:30:00.000Z',
    definition: {
      name: `Skill ${number} ${some(3, 1)}`,
      competency: `Does it. ${halves} ${some(25, 2)}`,
      keyMethod: some(60, 3),
      methodComponents: [{ id: 'one', title: some(4, 4), description: some(60, 5) }],
      research: { rationale: 'It works.', citations: [{ text: 'Somebody (2020).' }] },
      language: number % 3 === 0 ? 'es' : 'en',
      keywords: [some(1, 6), some(1, 7)],
      topic: `Topic ${number % 50}`,
      audience: `Audience ${number % 20}`,
      hours: 2 + (number % 50),
      artifacts: [
        { id: 'work', title: some(4, 8), description: 'What was done.', accepts: ['file', 'text'] },
      ],
      rubric: {
        levels: [
          { id: 'not-yet', name: 'Not yet' },
          { id: 'met', name: 'Met' },
        ],
        criteria: [
          {
            id: 'done',
            name: some(5, 9),
            descriptors: { 'not-yet': 'It was not done.', met: 'It was done.' },
            requiredLevel: 'met',
          },
        ],
      },
    },
  };
}

const database = await startDatabase();
try {
  const { client } = database;
  const units = countUnits(client);
  for (const [round, size] of sizes.entries()) await measure(client, units, `catalog-${round}`, size);
  await measurePublishing(client, units);
} finally {
  await database.stop();
}

async function measure(client: DynamoDBClient, units: Units, tableName: string, size: number): Promise<void> {
  await createTable(client, tableName);
  await load(client, tableName, size);
  const ports = {
    catalog: dynamoCatalog(dynamoTable({ tableName, client })),
    issuers: { find: async () => undefined },
    stacks: { latestVersion: async () => undefined },
  };
  print(`\n${size} definitions`, ['read units', 'ms', 'found', 'more']);
  for (const [what, query] of searches) {
    const asked = { ...query, limit: 25 };
    const times: number[] = [];
    let last = await searchCatalog(ports, asked);
    for (let round = 0; round < 7; round++) {
      units.read = 0;
      const started = performance.now();
      last = await searchCatalog(ports, asked);
      times.push(performance.now() - started);
    }
    print(`  ${what}`, [
      units.read.toFixed(1),
      cost(times).median.toFixed(0),
      String(last.items.length),
      last.cursor ? 'yes' : 'no',
    ]);
  }
}

async function measurePublishing(client: DynamoDBClient, units: Units): Promise<void> {
  const tableName = 'catalog-publishing';
  await createTable(client, tableName);
  const table = dynamoTable({ tableName, client });
  const version = versionOf(1);
  const id = version.microCredentialId;
  await table.write([markBehind(id)]);
  units.write = 0;
  await updateCatalog(
    {
      catalogIndex: dynamoCatalogIndex(table),
      microCredentials: { latestVersion: async () => version },
      retirements: { find: async () => undefined },
    },
    id,
  );
  const { size } = listsOf(entryOf(version));
  process.stdout.write(`\nInto the catalog: ${units.write.toFixed(0)} write units for ${size} lists\n`);
}

function print(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(40)}${cells.map((cell) => cell.padStart(12)).join('')}\n`);
}

/** Puts what the searches read into the table, as the steps of publishing would have left it. */
async function load(client: DynamoDBClient, tableName: string, size: number): Promise<void> {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const lengths = new Map<ListName, { count: number; label: string }>();
  let waiting: Record<string, unknown>[] = [];
  const flush = async () => {
    const batches = Array.from({ length: Math.ceil(waiting.length / 25) }, (_, index) =>
      waiting.slice(index * 25, index * 25 + 25),
    );
    waiting = [];
    for (const batch of batches)
      await documents.send(
        new BatchWriteCommand({
          RequestItems: { [tableName]: batch.map((Item) => ({ PutRequest: { Item } })) },
        }),
      );
  };
  for (let number = 0; number < size; number++) {
    const entry = entryOf(versionOf(number));
    waiting.push(attributesOf(catalogCards.item(entry.card)));
    for (const [list, { posting, label }] of listsOf(entry)) {
      if (list.startsWith('site#') || (list.startsWith('word#') && !read.has(list.slice(5)))) continue;
      waiting.push(attributesOf(postings.item(list, posting)));
      lengths.set(list, { count: (lengths.get(list)?.count ?? 0) + 1, label });
    }
    if (waiting.length > 1000) await flush();
  }
  for (const [list, length] of lengths)
    waiting.push({ ...listLengths.key(list), type: listLengths.kind.type, list, ...length });
  await flush();
}

function attributesOf({ kind, key, value }: NewItem): Record<string, unknown> {
  return { ...(kind.schema.encode(value) as object), ...key, type: kind.type };
}
