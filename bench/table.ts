import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { findDynoxide } from '../local/database/dynoxide.ts';

/** What was consumed since it was set to nothing. */
export interface Units {
  read: number;
  write: number;
}

/** Has the database tell what each call consumed. */
export function countUnits(client: DynamoDBClient): Units {
  const units: Units = { read: 0, write: 0 };
  const asked = new Set([
    'GetItemCommand',
    'QueryCommand',
    'TransactWriteItemsCommand',
    'PutItemCommand',
    'UpdateItemCommand',
  ]);
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (request) => {
        if (asked.has(commandName ?? '')) Object.assign(request.input, { ReturnConsumedCapacity: 'TOTAL' });
        const answer = await next(request);
        const { ConsumedCapacity: told } = answer.output as { ConsumedCapacity?: Told | Told[] };
        for (const { CapacityUnits = 0 } of told === undefined ? [] : [told].flat())
          units[commandName === 'GetItemCommand' || commandName === 'QueryCommand' ? 'read' : 'write'] +=
            CapacityUnits;
        return answer;
      },
    { step: 'initialize' },
  );
  return units;
}

interface Told {
  readonly CapacityUnits?: number;
}

/** The table of the product. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const attributes = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys('pk', 'sk'),
      GlobalSecondaryIndexes: [
        { IndexName: 'gsi1', KeySchema: keys('gsi1pk', 'gsi1sk'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
}

/** A DynamoDB engine of its own, in memory. */
export async function startDatabase(): Promise<{ client: DynamoDBClient; stop(): Promise<void> }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const child = spawn(findDynoxide(), ['serve', '--host', '127.0.0.1', '--port', String(port)], {
    stdio: 'ignore',
  });
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const stop = async () => {
    client.destroy();
    child.kill('SIGKILL');
    await exited;
  };
  for (let tries = 0; tries < 500; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer) return { client, stop };
    await pause(20);
  }
  await stop();
  throw new Error('the database did not start');
}
