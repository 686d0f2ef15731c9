import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

const MAX_BYTES = 10 * 1024 * 1024;

/** Puts a log that has grown large aside, in the place of the one put aside before. For use while nothing writes to it. */
export function limitLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_BYTES) renameSync(path, `${path}.1`);
}

/** A log that lines are added to, each in one write. What comes after the end is dropped. */
export interface LogFile {
  write(line: string): void;
  close(): void;
}

/** Opens a log, for its owner only, and keeps its size within bounds. */
export function openLog(path: string): LogFile {
  limitLog(path);
  const file = openSync(path, 'a', 0o600);
  let closed = false;
  return {
    write(line) {
      if (!closed) writeSync(file, `${line}\n`);
    },
    close() {
      closed = true;
      closeSync(file);
    },
  };
}
