import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processBirth } from '../processes/birth.ts';
import { StartError } from '../start-error.ts';

// A server that was told to stop, or was killed, needs a moment to let go.
const PATIENCE_MS = 2_500;
const RETRY_MS = 50;

/**
 * Makes this process the only one to use a state folder. Resolves to what gives it back. A lock whose owner no longer lives is taken
 * over at once.
 * @throws StartError if another server keeps it.
 */
export async function lockState(dir: string, patienceMs = PATIENCE_MS): Promise<() => void> {
  const path = join(dir, 'server.lock');
  const mine = JSON.stringify({ pid: process.pid, birth: processBirth(process.pid) });
  const deadline = Date.now() + patienceMs;
  for (;;) {
    if (create(path, mine)) return () => release(path, mine);
    const held = read(path);
    if (held === undefined) continue;
    const pid = livingOwner(held);
    if (pid === undefined) {
      takeAway(path, held);
    } else if (Date.now() >= deadline) {
      throw new StartError(
        `The state folder ${dir} is in use by another server (process ${pid}). Stop it, or set ASSAY_STATE to another folder.`,
      );
    } else {
      await sleep(RETRY_MS);
    }
  }
}

/** Creates the lock with its content in one step; false if there is one. */
function create(path: string, content: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function livingOwner(content: string): number | undefined {
  try {
    const { pid, birth } = JSON.parse(content);
    return processBirth(pid) === birth ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a dead owner's lock, and only that: two starts may have judged it at the same time. */
function takeAway(path: string, content: string): void {
  const taken = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, taken);
    if (readFileSync(taken, 'utf8') !== content) linkSync(taken, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(taken, { force: true });
  }
}

function release(path: string, mine: string): void {
  if (read(path) === mine) rmSync(path, { force: true });
}
