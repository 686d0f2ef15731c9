import { readFileSync } from 'node:fs';

const SHELL = /^(ash|bash|dash|ksh|sh|zsh)$/;

/**
 * Made at the start of a process that npm runs: says whether npm has gone since. npm passes signals on, but not a kill -9, and it may
 * have a shell in between that stays behind; on Linux that is seen through.
 */
export function watchNpm(): () => boolean {
  const parent = process.ppid;
  const above = shellParent(parent);
  return () => process.ppid !== parent || shellParent(parent) !== above;
}

/** The parent of a process, if that process is a shell and the system tells. */
function shellParent(pid: number): number | undefined {
  try {
    // proc(5): `pid (name) state ppid ...`
    const [, name = '', ppid] =
      /^\d+ \((.*)\) \w (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return SHELL.test(name) ? Number(ppid) : undefined;
  } catch {
    return undefined;
  }
}
