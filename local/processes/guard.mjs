// Outlives the server by a moment: when the channel to it closes, for whatever reason, this process ends the program that it
// started and every process that it was told to watch, and then itself. Plain JavaScript so that it starts fast and stays small.
import { spawn } from 'node:child_process';

const KILL_AFTER_MS = 1_000;
const MAX_STDERR = 4_096;
const watched = new Set();
let program;

process.on('message', ({ start, watch, forget }) => {
  if (start) run(start);
  if (watch) watched.add(watch);
  if (forget) watched.delete(forget);
});
process.on('disconnect', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

function run([command, ...args]) {
  let stderr = '';
  program = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true });
  program.stderr.on('data', (chunk) => {
    stderr = (stderr + chunk).slice(-MAX_STDERR);
  });
  program.on('spawn', () => tell({ started: program.pid }));
  program.on('error', (error) => tell({ ended: error.message }));
  program.on('close', (code, signal) => {
    program = undefined;
    // A program that gives up says why in its last line.
    const lastWords =
      signal === null
        ? stderr
            .trim()
            .split('\n')
            .at(-1)
            .replace(/^error: /i, '')
        : '';
    tell({ ended: lastWords || `ended with ${signal ?? `status ${code}`}` });
    if (!process.connected) process.exit();
  });
}

function tell(message) {
  if (process.connected) process.send(message, () => {});
}

function end() {
  for (const pid of watched) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  if (process.connected) process.disconnect();
  if (program?.pid === undefined) process.exit();
  program.kill('SIGTERM');
  setTimeout(() => program?.kill('SIGKILL'), KILL_AFTER_MS);
}
