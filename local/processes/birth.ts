import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process began, as text that only compares; `undefined` if no such process lives. Together with the process id it names a
 * process for good: ids are given again, most of all in containers. Where the system does not tell, the text is empty.
 */
export function processBirth(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  try {
    if (process.platform === 'linux') {
      // proc(5): the name in parentheses may hold anything, so count from behind it. Field 3 is the state, field 22 the start.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' ? undefined : fields[19];
    }
    if (process.platform === 'darwin') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    }
  } catch (error) {
    // Gone in between; anything else means that the system does not tell.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
  }
  return '';
}
