import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as sdk from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDatabase } from '../../local/database/database.ts';
import { findDynoxide, startDynoxide } from '../../local/database/dynoxide.ts';
import { ensureTables, type TableDefinition } from '../../local/database/tables.ts';
import { serve } from '../../local/part.ts';
import { processBirth } from '../../local/processes/birth.ts';
import { startGuard } from '../../local/processes/guard.ts';
import { temporaryFolder } from './fixtures/assembly.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

function guardFor() {
  const guard = startGuard();
  onTestFinished(() => guard.close());
  return guard;
}

async function startIn(dir: string, guard = guardFor()) {
  const database = await startDynoxide({ program: findDynoxide(), dir, guard });
  const config = { endpoint: database.url, region: 'us-east-1', credentials };
  const client = new sdk.DynamoDBClient(config);
  onTestFinished(() => client.destroy());
  const { pid } = JSON.parse(readFileSync(join(dir, 'dynoxide.pid'), 'utf8'));
  return { ...database, pid: pid as number, config, client, guard };
}

const table: TableDefinition = {
  TableName: 'records',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};

describe('the database', () => {
  it('keeps what it was given from one start to the next', async () => {
    const dir = temporaryFolder();
    const first = await startIn(dir);
    await ensureTables(sdk, { config: first.config, tables: [table] });
    await first.client.send(new sdk.PutItemCommand({ TableName: 'records', Item: { pk: { S: 'a' } } }));
    await first.guard.close();
    expect(processBirth(first.pid)).toBeUndefined();

    const second = await startIn(dir);
    await ensureTables(sdk, { config: second.config, tables: [table] });
    const { Count } = await second.client.send(new sdk.ScanCommand({ TableName: 'records' }));
    expect(Count).toBe(1);
  });

  it('of a server that was killed with its guard is ended before the next opens the file', async () => {
    const dir = temporaryFolder();
    const left = await startIn(dir);
    const next = await startIn(dir);
    expect(await left.ended).toContain('SIGKILL');
    expect(next.pid).not.toBe(left.pid);
    expect(processBirth(next.pid)).toBeDefined();
  });

  it('leaves a process alone that only has the number of an earlier one', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'dynoxide.pid'), JSON.stringify({ pid: process.pid, birth: 'long ago' }));
    const { pid } = await startIn(dir);
    expect(pid).not.toBe(process.pid);
  });

  it.each(['', '{', '{"pid":2147483646}'])('starts over a pid file that says %j', async (text) => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'dynoxide.pid'), text);
    expect((await startIn(dir)).pid).toBeGreaterThan(0);
  });

  it('that is corrupt is refused with what to do', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'dynamodb.sqlite'), 'not a database '.repeat(1_000));
    await expect(startIn(dir)).rejects.toThrow(
      /The database in .* cannot be opened \(.*not a valid SQLite database.*Restore the state folder, or remove it/s,
    );
  });

  it('whose program is missing is refused with the name of the package', () => {
    const { arch } = process;
    Object.defineProperty(process, 'arch', { value: 'abacus' });
    onTestFinished(() => void Object.defineProperty(process, 'arch', { value: arch }));
    expect(findDynoxide).toThrow(
      `the package @dynoxide/${process.platform}-abacus is not installed. Run npm ci without --omit=optional, or set AWS_ENDPOINT_URL_DYNAMODB`,
    );
  });

  it('whose program cannot run is refused with its path', async () => {
    const dir = temporaryFolder();
    const program = join(dir, 'nothing');
    await expect(startDynoxide({ program, dir, guard: guardFor() })).rejects.toThrow(
      `The local database ${program} cannot be started`,
    );
  });

  it('says when it ends by itself', async () => {
    const { ended, pid } = await startIn(temporaryFolder());
    process.kill(pid, 'SIGKILL');
    expect(await ended).toBe('ended with SIGKILL');
  });

  it('can be one that is there already', async () => {
    const stateDir = temporaryFolder();
    const other = await serve(async (_, response) => void response.writeHead(400).end());
    onTestFinished(() => other.close());
    const database = await startDatabase({ stateDir, guard: guardFor(), endpoint: other.url });
    expect(database.url).toBe(other.url);
    expect(existsSync(join(stateDir, 'dynamodb'))).toBe(false);
  });
});

describe('the guard', () => {
  it('ends what it watches when it is closed', async () => {
    const guard = guardFor();
    const { pid } = await guard.start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const second = guardFor();
    second.watch(pid);
    await second.close();
    for (let i = 0; i < 80 && processBirth(pid) !== undefined; i++) await sleep(25);
    expect(processBirth(pid)).toBeUndefined();
  });

  it('leaves alone what it is to forget', async () => {
    const guard = guardFor();
    const { pid } = await guard.start(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const second = guardFor();
    second.watch(pid);
    second.forget(pid);
    await second.close();
    await sleep(100);
    expect(processBirth(pid)).toBeDefined();
  });

  it('ends a program that does not want to', async () => {
    const guard = guardFor();
    const { pid } = await guard.start(process.execPath, [
      '-e',
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)',
    ]);
    await sleep(150);
    await guard.close();
    expect(processBirth(pid)).toBeUndefined();
  });
});

describe('the tables', () => {
  const wanted: TableDefinition = {
    ...table,
    AttributeDefinitions: [
      ...(table.AttributeDefinitions ?? []),
      { AttributeName: 'owner', AttributeType: 'S' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-owner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };

  it('get an index that the template has now, with what they hold', async () => {
    const { client, config } = await startIn(temporaryFolder());
    await ensureTables(sdk, { config, tables: [table] });
    await client.send(
      new sdk.PutItemCommand({ TableName: 'records', Item: { pk: { S: 'a' }, owner: { S: 'o' } } }),
    );
    await ensureTables(sdk, { config, tables: [wanted] });
    await ensureTables(sdk, { config, tables: [wanted] });
    const { Count } = await client.send(
      new sdk.QueryCommand({
        TableName: 'records',
        IndexName: 'by-owner',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': { S: 'o' } },
      }),
    );
    expect(Count).toBe(1);
  });

  it('whose keys are others now are refused with what to do', async () => {
    const { config } = await startIn(temporaryFolder());
    await ensureTables(sdk, { config, tables: [wanted] });
    const otherKey = { ...wanted, KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' as const }] };
    await expect(ensureTables(sdk, { config, tables: [otherKey] })).rejects.toThrow(
      'The key of the table records is not what the template says now',
    );
    const otherIndex = structuredClone(wanted);
    otherIndex.GlobalSecondaryIndexes?.[0]?.KeySchema?.push({ AttributeName: 'pk', KeyType: 'RANGE' });
    await expect(ensureTables(sdk, { config, tables: [otherIndex] })).rejects.toThrow(
      'The index by-owner of the table records is not what the template says now',
    );
  });
});
