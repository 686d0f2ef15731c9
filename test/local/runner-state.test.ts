import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { processBirth } from '../../local/processes/birth.ts';
import { readSettings } from '../../local/settings.ts';
import { StartError } from '../../local/start-error.ts';
import { prepareFolder } from '../../local/state/folder.ts';
import { lockState } from '../../local/state/lock.ts';
import { openMemory } from '../../local/state/memory.ts';
import { temporaryFolder } from './fixtures/assembly.ts';

function startSleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  return { pid: child.pid as number, exited: once(child, 'exit'), kill: () => child.kill('SIGKILL') };
}

describe('the lock of a state folder', () => {
  const patience = 100;

  it('lets one server in at a time', async () => {
    const dir = temporaryFolder();
    const release = await lockState(dir, patience);
    await expect(lockState(dir, patience)).rejects.toThrow(
      `in use by another server (process ${process.pid}). Stop it, or set ASSAY_STATE to another folder.`,
    );
    release();
    (await lockState(dir, patience))();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('waits a moment for a server that is about to end', async () => {
    const dir = temporaryFolder();
    const release = await lockState(dir, patience);
    setTimeout(release, 150);
    (await lockState(dir, 2_000))();
  });

  it.each([
    ['of a process that is gone', () => ({ pid: 2 ** 22 + 1, birth: '1' })],
    ['of a process whose id was given to another', () => ({ pid: process.pid, birth: 'long ago' })],
    ['that is empty', () => ''],
    ['that is cut off', () => '{"pid":'],
    ['that says nothing', () => '{}'],
  ])('takes over at once what is left %s', async (_, content) => {
    const dir = temporaryFolder();
    const value = content();
    writeFileSync(join(dir, 'server.lock'), typeof value === 'string' ? value : JSON.stringify(value));
    const release = await lockState(dir, 0);
    expect(JSON.parse(readFileSync(join(dir, 'server.lock'), 'utf8')).pid).toBe(process.pid);
    release();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is respected while its process lives, and not after', async () => {
    const dir = temporaryFolder();
    const other = startSleeper();
    writeFileSync(
      join(dir, 'server.lock'),
      JSON.stringify({ pid: other.pid, birth: processBirth(other.pid) }),
    );
    await expect(lockState(dir, 0)).rejects.toThrow(`process ${other.pid}`);
    other.kill();
    await other.exited;
    (await lockState(dir, 0))();
  });

  it('is given to one of several that find it stale at the same time', async () => {
    const dir = temporaryFolder();
    writeFileSync(join(dir, 'server.lock'), JSON.stringify({ pid: 2 ** 22 + 1, birth: '1' }));
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockState(dir, 0)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('the birth of a process', () => {
  it('is the same while it lives, and undefined for none', async () => {
    const child = startSleeper();
    const birth = processBirth(child.pid);
    expect(birth).toMatch(/./);
    expect(processBirth(child.pid)).toBe(birth);
    child.kill();
    await child.exited;
    expect(processBirth(child.pid)).toBeUndefined();
  });
});

describe('state.json', () => {
  it('remembers what was changed, for its owner only', () => {
    const dir = temporaryFolder();
    const first = openMemory(dir);
    expect(first.value.publicUrls).toEqual([]);
    first.update({ oidcPort: 4711, publicUrls: ['http://127.0.0.1:3000'] });
    first.update({ seeded: { issuer: 'i', microCredential: 'm' } });
    expect(openMemory(dir).value).toEqual({
      version: 1,
      secretAccessKey: first.value.secretAccessKey,
      oidcPort: 4711,
      publicUrls: ['http://127.0.0.1:3000'],
      seeded: { issuer: 'i', microCredential: 'm' },
    });
    expect(statSync(join(dir, 'state.json')).mode & 0o777).toBe(0o600);
  });

  it('has a secret of its own in every folder', () => {
    const secrets = [1, 2].map(() => openMemory(temporaryFolder()).value.secretAccessKey);
    expect(secrets[0]).toMatch(/^[\w-]{40}$/);
    expect(secrets[0]).not.toBe(secrets[1]);
  });

  it.each([
    ['cut off', '{"version":1'],
    ['empty', ''],
    ['of another version', '{"version":2,"secretAccessKey":"x","publicUrls":[]}'],
    ['without a part', '{"version":1,"publicUrls":[]}'],
  ])('that is %s is not overwritten but refused', (_, text) => {
    const dir = temporaryFolder();
    const path = join(dir, 'state.json');
    writeFileSync(path, text);
    expect(() => openMemory(dir)).toThrow(StartError);
    expect(() => openMemory(dir)).toThrow('Restore it, or remove the state folder to start afresh.');
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('that is a folder is refused', () => {
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'state.json'));
    expect(() => openMemory(dir)).toThrow(StartError);
  });
});

describe('the state folder', () => {
  it('is made with all folders above it, closed to others', () => {
    const dir = join(temporaryFolder(), 'a', 'b');
    prepareFolder(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('cannot be a file, nor lie below one', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const dir of [file, join(file, 'below')]) {
      expect(() => prepareFolder(dir)).toThrow(`The state folder ${dir} cannot be used`);
      expect(() => prepareFolder(dir)).toThrow(StartError);
    }
    expect(existsSync(file)).toBe(true);
  });
});

describe('the settings', () => {
  it('have defaults', () => {
    expect(readSettings({})).toEqual({
      port: 3000,
      stateDir: resolve('.local'),
      dynamodbEndpoint: undefined,
      evidenceScan: '',
    });
    expect(readSettings({ PORT: '', ASSAY_STATE: '', AWS_ENDPOINT_URL_DYNAMODB: '' })).toEqual(
      readSettings({}),
    );
  });

  it('are taken from the environment', () => {
    const env = {
      PORT: '0',
      ASSAY_STATE: '/x/y',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:8000',
      ASSAY_EVIDENCE_SCAN: 'guardduty',
    };
    expect(readSettings(env)).toEqual({
      port: 0,
      stateDir: '/x/y',
      dynamodbEndpoint: 'http://127.0.0.1:8000',
      evidenceScan: 'guardduty',
    });
  });

  it.each(['abc', '-1', '65536', '3000.5', '0x50', ' 80'])('refuse the port "%s"', (PORT) => {
    expect(() => readSettings({ PORT })).toThrow(`PORT is "${PORT}", which is no port`);
  });

  it('refuse a scan that nobody knows', () => {
    expect(() => readSettings({ ASSAY_EVIDENCE_SCAN: 'on' })).toThrow('ASSAY_EVIDENCE_SCAN is "on"');
  });

  it.each(['127.0.0.1:8000', 'ftp://x', 'nothing'])(
    'refuse the database address "%s"',
    (AWS_ENDPOINT_URL_DYNAMODB) => {
      expect(() => readSettings({ AWS_ENDPOINT_URL_DYNAMODB })).toThrow('AWS_ENDPOINT_URL_DYNAMODB is');
    },
  );
});
