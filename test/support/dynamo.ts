import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { dynamoTable, type Table } from '../../src/adapters/dynamo-table.ts';

/** A real table in memory, over the SDK. `dump` is everything in it, in a fixed order. */
export interface LocalTable {
  readonly url: string;
  readonly tableName: string;
  readonly client: DynamoDBClient;
  readonly table: Table;
  newClient(): DynamoDBClient;
  dump(): Promise<readonly unknown[]>;
}

const tableName = 'assay-test';
const attributes = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];

/** Starts a database for the tests of one file, with the table of the product, and ends it after them. */
export function useLocalTable(): () => LocalTable {
  let local: LocalTable | undefined;
  let stop = async () => {};
  beforeAll(async () => {
    const database = await startDatabase();
    stop = database.stop;
    const newClient = () =>
      new DynamoDBClient({
        endpoint: database.url,
        region: 'local',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
    const client = newClient();
    await createTable(client);
    local = {
      url: database.url,
      tableName,
      client,
      table: dynamoTable({ tableName, client }),
      newClient,
      dump: () => dump(database.url),
    };
  });
  afterAll(async () => {
    local?.client.destroy();
    await stop();
  });
  return () => {
    if (!local) throw new Error('the local table is there inside of tests only');
    return local;
  };
}

async function startDatabase() {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  const program = join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  const port = await freePort();
  const child = spawn(program, ['serve', '--host', '127.0.0.1', '--port', String(port)], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
  };
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await pause(20)) {
    if (child.exitCode !== null) throw new Error(`the database ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer) return { url, stop };
  }
  await stop();
  throw new Error('the database did not start');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function createTable(client: DynamoDBClient): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi1',
          KeySchema: [
            { AttributeName: 'gsi1pk', KeyType: 'HASH' },
            { AttributeName: 'gsi1sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}

/** Without the SDK, which takes ten times as long: tests dump the table before and after each refusal. */
async function dump(url: string): Promise<readonly unknown[]> {
  const found: StoredItem[] = [];
  let start: object | undefined;
  do {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.Scan',
        // Its form is checked and not what it says.
        'x-amz-date': '20260101T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=00',
      },
      body: JSON.stringify({ TableName: tableName, ...(start && { ExclusiveStartKey: start }) }),
    });
    if (!answer.ok) throw new Error(`the table was not dumped: ${await answer.text()}`);
    const page = (await answer.json()) as { Items: StoredItem[]; LastEvaluatedKey?: object };
    found.push(...page.Items);
    start = page.LastEvaluatedKey;
  } while (start);
  return found.toSorted((a, b) => (place(a) < place(b) ? -1 : 1));
}

type StoredItem = Readonly<Record<string, { readonly S?: string }>>;

function place(item: StoredItem): string {
  return `${item.pk?.S} ${item.sk?.S}`;
}
