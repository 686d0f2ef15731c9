import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
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
      dump: () => dump(client),
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

async function dump(client: DynamoDBClient): Promise<readonly unknown[]> {
  const found: Record<string, { S?: string }>[] = [];
  let start: Record<string, { S: string }> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: tableName, ExclusiveStartKey: start }));
    found.push(...((page.Items ?? []) as typeof found));
    start = page.LastEvaluatedKey as typeof start;
  } while (start);
  return found.toSorted((a, b) => place(a).localeCompare(place(b)));
}

function place(item: Record<string, { S?: string }>): string {
  return `${item.pk?.S} ${item.sk?.S}`;
}
