import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { replaceFile } from '../durable.ts';
import { processBirth } from '../processes/birth.ts';
import type { Guard } from '../processes/guard.ts';
import { StartError } from '../start-error.ts';

const PID_FILE = 'dynoxide.pid';
const START_TIMEOUT_MS = 10_000;
const STALE_TIMEOUT_MS = 2_000;
const POLL_MS = 15;
const PORT_ATTEMPTS = 3;

/** The path of the database program for this platform. Throws StartError if its package is not installed. */
export function findDynoxide(): string {
  const name = `@dynoxide/${process.platform}-${process.arch}`;
  const program = process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), program);
  } catch {
    throw new StartError(
      `The local database is missing: the package ${name} is not installed. Run npm ci without --omit=optional, or set ` +
        'AWS_ENDPOINT_URL_DYNAMODB to the address of a DynamoDB Local.',
    );
  }
}

/**
 * Starts the database over the file in `dir` and waits until it answers. A database of an earlier server that still has the file open
 * is ended first. `ended` settles when the database ends, with the reason.
 * @throws StartError if the program or the file is no good.
 */
export async function startDynoxide(options: {
  program: string;
  dir: string;
  guard: Guard;
}): Promise<{ url: string; ended: Promise<string> }> {
  const { dir, guard } = options;
  mkdirSync(dir, { recursive: true });
  await endDynoxide(dir);

  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = [
      'serve',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--db-path',
      join(dir, 'dynamodb.sqlite'),
    ];
    const { pid, ended } = await guard.start(options.program, args).catch((error: Error) => {
      throw new StartError(`The local database ${options.program} cannot be started: ${error.message}`);
    });
    replaceFile(join(dir, PID_FILE), JSON.stringify({ pid, birth: processBirth(pid) }));
    const giveUp = new AbortController();
    const failure = await Promise.race([ended, answers(url, START_TIMEOUT_MS, giveUp.signal)]);
    giveUp.abort();
    if (failure === undefined) return { url, ended };
    if (!failure.includes('already in use') || attempt === PORT_ATTEMPTS) {
      throw new StartError(
        `The database in ${dir} cannot be opened (${failure}). Restore the state folder, or remove it to start afresh.`,
      );
    }
  }
}

/** Settles with undefined when a DynamoDB answers there, or with what is wrong when it has not within the time. */
export async function answers(
  url: string,
  milliseconds: number,
  giveUp?: AbortSignal,
): Promise<string | undefined> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    try {
      // Any answer will do: DynamoDB Local says 400 to a request without a target.
      const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
      await response.body?.cancel();
      return undefined;
    } catch {
      if (Date.now() > deadline || giveUp?.aborted) return `no answer within ${milliseconds / 1000} s`;
      await sleep(POLL_MS);
    }
  }
}

/** Ends a database that is still open in `dir` although whoever guarded it is gone. */
export async function endDynoxide(dir: string): Promise<void> {
  const pidFile = join(dir, PID_FILE);
  let stale: { pid: number; birth?: string };
  try {
    stale = JSON.parse(readFileSync(pidFile, 'utf8'));
  } catch {
    return;
  }
  // Without a birth there is no telling it from another process that was given its number.
  const lives = () => Boolean(stale.birth) && processBirth(stale.pid) === stale.birth;
  const deadline = Date.now() + STALE_TIMEOUT_MS;
  if (lives()) process.kill(stale.pid, 'SIGKILL');
  while (lives() && Date.now() < deadline) await sleep(POLL_MS);
  rmSync(pidFile, { force: true });
}

/** A port that was free a moment ago: the program cannot choose one itself and say which. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
