import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LocalPart } from '../../local/part.ts';
import { startS3 } from '../../local/s3/server.ts';
import { BUCKET, credentials, filesBelow, region, silent, startUpload } from './s3-fixture.ts';

let dir: string;
let part: LocalPart | undefined;
let s3: S3Client;

const options = () => ({ dir, credentials, region, buckets: [BUCKET] });

async function start(): Promise<void> {
  part = await startS3(options());
  connect(part.url);
}

function connect(endpoint: string): void {
  s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1, logger: silent });
}

async function stop(): Promise<void> {
  s3?.destroy();
  await part?.close();
  part = undefined;
}

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
const text = async (Key: string, VersionId?: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, VersionId }));
  return Body?.transformToString();
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 's3-'));
});
afterEach(async () => {
  await stop();
  await rm(dir, { recursive: true, force: true });
});

it('versions and their order survive a restart, readable by their owner alone', async () => {
  await start();
  const first = await put('a', 'one');
  await put('a', 'two');
  await put('b', 'three');
  await stop();
  await writeFile(join(dir, BUCKET, '.DS_Store'), 'left by a file manager', { mode: 0o600 });
  await start();
  expect([await text('a'), await text('a', first.VersionId), await text('b')]).toEqual([
    'two',
    'one',
    'three',
  ]);
  await put('a', 'four');
  await stop();
  await start();
  expect(await text('a')).toBe('four');
  for (const path of await filesBelow(dir)) expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('what a kill left between its first byte and its rename is not seen, and is swept', async () => {
  await start();
  await put('kept', 'kept');
  const [, description = ''] = await filesBelow(dir);
  const version = JSON.parse(await readFile(description, 'utf8'));
  await stop();
  const orphan = join(dir, '.staging', 'orphan');
  await mkdir(orphan, { recursive: true });
  await writeFile(join(orphan, 'body'), 'half a fi');
  await writeFile(
    join(orphan, 'version.json'),
    JSON.stringify({ ...version, key: 'orphan', versionId: 'orphan' }),
  );
  await start();
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['kept']);
  expect((await filesBelow(dir)).some((path) => path.includes('orphan'))).toBe(false);
});

it.each([
  ['a description that is cut short', 'version.json', (content: string) => content.slice(0, -9)],
  ['an empty description', 'version.json', () => ''],
  ['a description of another shape', 'version.json', () => '{"key":"a"}'],
  ['a body that is cut short', 'body', (content: string) => content.slice(0, -1)],
])('%s stops the start with its path, and is left alone', async (_, file, damage) => {
  await start();
  await put('a', 'one');
  await stop();
  const path = (await filesBelow(dir)).find((name) => name.endsWith(file)) ?? '';
  const damaged = damage(await readFile(path, 'utf8'));
  await writeFile(path, damaged);
  await expect(startS3(options())).rejects.toThrow(`The stored object in ${dirname(path)} is corrupt.`);
  expect(await readFile(path, 'utf8')).toBe(damaged);
});

it('closing in the middle of an upload frees the port and leaves nothing of it', async () => {
  await start();
  const port = Number(new URL(part?.url ?? '').port);
  const upload = startUpload(s3, 'cut');
  await expect.poll(() => filesBelow(dir)).toEqual([expect.stringContaining('.staging')]);
  await part?.close();
  // Nothing is left to be removed after the promise was kept: the caller may delete the folder.
  expect(await filesBelow(dir)).toEqual([]);
  await expect(upload.sending).rejects.toThrow();
  upload.stop();
  await (await startS3({ ...options(), port })).close();
});

it('kill -9 during a storm of puts loses nothing that was acknowledged and leaves nothing half-made', async () => {
  const program = `
    import { startS3 } from ${JSON.stringify(new URL('../../local/s3/server.ts', import.meta.url).href)};
    process.stdout.write((await startS3(${JSON.stringify(options())})).url);
  `;
  const acknowledged = new Set<string>();
  const bodyOf = (key: string) => `${key} `.repeat(1 + (Number(key.split('/')[2]) % 50) * 100);
  for (let round = 0; round < 3; round += 1) {
    const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url] = child.stdout === null ? [''] : await once(child.stdout, 'data');
    connect(String(url));
    let alive = true;
    const storm = Array.from({ length: 6 }, async (_, lane) => {
      for (let count = 0; alive && count < 10_000; count += 1) {
        const key = `${round}/${lane}/${count}`;
        await put(key, bodyOf(key)).then(
          () => acknowledged.add(key),
          () => {
            alive = false;
          },
        );
      }
    });
    const exited = once(child, 'exit');
    await pause(150 + 130 * round);
    // A slow machine has its storm too.
    for (const enough = 11 * (round + 1); alive && acknowledged.size < enough; ) await pause(10);
    child.kill('SIGKILL');
    await exited;
    await Promise.all(storm);
    s3.destroy();
  }
  await start();
  expect(acknowledged.size).toBeGreaterThan(30);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  for (const key of new Set([...acknowledged, ...Contents.map(({ Key = '' }) => Key)])) {
    expect(await text(key)).toBe(bodyOf(key));
  }
});
