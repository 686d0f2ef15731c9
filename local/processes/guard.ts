import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ProcessWatch } from '../lambda/instance.ts';

/** A running program. */
export interface Program {
  pid: number;
  /** Settles when the program has ended, with what it said on standard error, or its status. */
  ended: Promise<string>;
}

/** A process beside the server that ends what the server started, even if the server is ended by kill -9. */
export interface Guard extends ProcessWatch {
  /** Starts a program, once. Rejects if it cannot be started. */
  start(command: string, args: string[]): Promise<Program>;
  /** Settles when the guard is gone, which must not happen before `close`. */
  gone: Promise<void>;
  /** Ends everything that is guarded and waits for it. */
  close(): Promise<void>;
}

/** Starts a guard. */
export function startGuard(): Guard {
  const child = fork(fileURLToPath(new URL('guard.mjs', import.meta.url)), {
    // Its own process group, so that Ctrl-C in the terminal does not end it before the server has stopped.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit').then(() => {});
  const tell = (message: object) => {
    if (child.connected) child.send(message, () => {});
  };

  return {
    gone,
    watch: (pid) => tell({ watch: pid }),
    forget: (pid) => tell({ forget: pid }),
    start(command, args) {
      return new Promise((resolve, reject) => {
        const ended = new Promise<string>((end) => {
          child.on('message', (message: { started?: number; ended?: string }) => {
            if (message.started !== undefined) resolve({ pid: message.started, ended });
            if (message.ended === undefined) return;
            end(message.ended);
            reject(new Error(message.ended));
          });
        });
        void gone.then(() => reject(new Error('the guard process ended')));
        tell({ start: [command, ...args] });
      });
    },
    async close() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
