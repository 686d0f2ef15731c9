import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessWatch } from './lambda/instance.ts';
import { personas } from './personas.ts';
import { watchNpm } from './processes/npm.ts';
import { type LocalServer, type Seed, startServer } from './server.ts';
import { readSettings } from './settings.ts';
import { StartError } from './start-error.ts';
import { welcome, writeTokens } from './welcome.ts';

const STOP_LIMIT_MS = 2_500;
const PARENT_CHECK_MS = 250;

/** What to serve. */
export interface RunOptions {
  cdkOut: string;
  synthesize?(watch: ProcessWatch, log: (line: string) => void): Promise<void>;
  seed?: Seed;
}

/**
 * The whole life of a server process, set up by the environment: starts, says what to open, serves until it is told to stop, and ends
 * the process: with status 0 if it was told to, with 1 and a message if it could not start or go on.
 */
export async function run({ cdkOut, synthesize, seed }: RunOptions): Promise<never> {
  // Whoever read the first lines may have closed the pipe.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const log = (line: string) => console.log(line);
  const began = performance.now();

  let server: LocalServer | undefined;
  const stop = async (status: number): Promise<never> => {
    await Promise.race([server?.close(), sleep(STOP_LIMIT_MS)]);
    // While the server still starts, its guard ends what was started as soon as this process is gone.
    process.exit(status);
  };
  onStopRequest(() => {
    log('Stopping ...');
    void stop(0);
  });

  try {
    const { port, stateDir, dynamodbEndpoint, evidenceScan } = readSettings(process.env);
    server = await startServer({
      port,
      stateDir,
      cdkOut,
      personas,
      log,
      seed,
      stateless: ['/openapi.json'],
      dynamodbEndpoint,
      evidenceScan,
      synthesize: synthesize && ((watch) => synthesize(watch, log)),
    });
    const tokens = await writeTokens(server, stateDir);
    log(welcome(server, tokens, (performance.now() - began) / 1000));
    const failure = await server.failed;
    console.error(
      `\n${failure.message}\nThe server stops, because it cannot go on without it. Start it again.`,
    );
  } catch (error) {
    console.error(error instanceof StartError ? `\n${error.message}` : error);
  }
  return stop(1);
}

/** Calls back once: for Ctrl-C, a request to end, a closed terminal, or when npm, which started this process, is gone. */
function onStopRequest(callback: () => void): void {
  let called = false;
  const request = () => {
    if (!called) callback();
    called = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, request);
  if (process.env.npm_lifecycle_event === undefined) return;
  const npmIsGone = watchNpm();
  setInterval(() => npmIsGone() && request(), PARENT_CHECK_MS).unref();
}
