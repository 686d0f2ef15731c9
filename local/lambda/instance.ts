import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import type { FunctionDefinition } from './definition.ts';
import { type RuntimeApi, sendInvocation } from './runtime-api.ts';

// AWS allows 10 s; a laptop that starts many functions at once needs longer.
const INIT_TIMEOUT_MS = 20_000;
const bootstrap = fileURLToPath(new URL('bootstrap.mjs', import.meta.url));

/** The outcome of an invocation: JSON from the handler, or with `failure` the description of an error. */
export interface InvocationResult {
  payload: string;
  failure?: 'error' | 'timeout';
}

/** An invocation on its way; `settle` is called once. */
export interface Invocation {
  id: string;
  payload: string;
  settle(result: InvocationResult): void;
}

/** Processes that must end when the server does, however it ends. */
export interface ProcessWatch {
  watch(pid: number): void;
  forget(pid: number): void;
}

/** One process that runs a function, one invocation at a time. */
export interface Instance {
  /** Runs an invocation; only while the instance is idle. */
  run(invocation: Invocation): void;
  /** Kills the process and waits for its end. */
  stop(): Promise<void>;
}

/** What an instance is made of. */
export interface InstanceOptions {
  definition: FunctionDefinition;
  functionArn: string;
  /** Variables beside those of the template and the runtime's own. */
  environment: Record<string, string>;
  logFile: string;
  runtimeApi: RuntimeApi;
  watch: ProcessWatch;
  /** The instance waits for an invocation. */
  onIdle(instance: Instance): void;
  /** The process is gone; `initError` describes why it never became ready. */
  onGone(instance: Instance, initError: InvocationResult | undefined): void;
}

/** Starts the process of a function instance. */
export function startInstance(options: InstanceOptions): Instance {
  const { definition, runtimeApi, watch } = options;
  let ready = false;
  let waiting: ServerResponse | undefined;
  let current: { invocation: Invocation; timer: NodeJS.Timeout } | undefined;
  let initError: string | undefined;

  const settle = (result: InvocationResult) => {
    if (current === undefined) return;
    clearTimeout(current.timer);
    const { invocation } = current;
    current = undefined;
    invocation.settle(result);
  };
  const settleIf = (id: string, result: InvocationResult) => {
    if (current?.invocation.id === id) settle(result);
  };

  const seat = runtimeApi.register({
    next(response) {
      clearTimeout(initTimer);
      ready = true;
      waiting = response;
      options.onIdle(instance);
    },
    responded: (id, payload) =>
      settleIf(
        id,
        payload === undefined
          ? failure('Function.ResponseSizeTooLarge', 'The response exceeds 6 MB.')
          : { payload },
      ),
    failed: (id, payload) => settleIf(id, { payload, failure: 'error' }),
    initFailed: (error) => {
      initError = error;
    },
  });

  const log = openSync(options.logFile, 'a', 0o600);
  const note = (line: string) => writeSync(log, `${new Date().toISOString()} ${line}\n`);
  const child = spawn(process.execPath, [`--max-old-space-size=${definition.memoryMb}`, bootstrap], {
    cwd: definition.codeDir,
    // Its own process group: Ctrl-C in the terminal is for the server, which then ends its functions in order.
    detached: true,
    env: {
      ...definition.environment,
      ...options.environment,
      ...runtimeEnvironment(definition, seat.address),
    },
    stdio: ['pipe', log, log],
  });
  if (child.pid !== undefined) watch.watch(child.pid);
  child.stdin?.on('error', () => {});
  const initTimer = setTimeout(() => {
    initError = failure(
      'Sandbox.Timedout',
      `The function was not ready after ${INIT_TIMEOUT_MS / 1000} s.`,
    ).payload;
    child.kill('SIGKILL');
  }, INIT_TIMEOUT_MS);

  let gone = false;
  const end = (cause: string) => {
    if (gone) return;
    gone = true;
    clearTimeout(initTimer);
    seat.unregister();
    if (child.pid !== undefined) watch.forget(child.pid);
    const exit = failure('Runtime.ExitError', cause);
    if (current !== undefined) note(`RequestId: ${current.invocation.id} Error: ${cause}`);
    settle(exit);
    closeSync(log);
    options.onGone(instance, ready ? undefined : { payload: initError ?? exit.payload, failure: 'error' });
  };
  child.on('error', (error) => end(`The process could not be started: ${error.message}`));
  child.on('exit', (code, signal) => end(`The runtime exited with ${signal ?? `status ${code}`}.`));

  const instance: Instance = {
    run(invocation) {
      const milliseconds = definition.timeoutSeconds * 1000;
      const response = waiting;
      if (response === undefined) throw new Error(`an instance of ${definition.name} is not idle`);
      waiting = undefined;
      const timer = setTimeout(() => {
        const message = `Task timed out after ${definition.timeoutSeconds.toFixed(2)} seconds`;
        note(`RequestId: ${invocation.id} Error: ${message}`);
        settle({
          ...failure('Sandbox.Timedout', `RequestId: ${invocation.id} Error: ${message}`),
          failure: 'timeout',
        });
        child.kill('SIGKILL');
      }, milliseconds);
      current = { invocation, timer };
      const { id, payload } = invocation;
      sendInvocation(response, {
        id,
        payload,
        functionArn: options.functionArn,
        deadline: Date.now() + milliseconds,
      });
    },
    stop: () => stopProcess(child),
  };
  return instance;
}

const failure = (errorType: string, errorMessage: string): InvocationResult => ({
  payload: JSON.stringify({ errorType, errorMessage }),
  failure: 'error',
});

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** What the runtime on AWS sets, as far as it has a meaning here. */
function runtimeEnvironment(definition: FunctionDefinition, runtimeApi: string): Record<string, string> {
  return {
    _HANDLER: definition.handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0]}.x`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: definition.codeDir,
    TZ: ':UTC',
  };
}
