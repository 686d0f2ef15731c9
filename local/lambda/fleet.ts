import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { limitLog } from '../log-file.ts';
import { type FunctionDefinition, functionNameOf } from './definition.ts';
import { type InvocationResult, type ProcessWatch, startInstance } from './instance.ts';
import { createPool, type Pool, type PoolEvents } from './pool.ts';
import type { RuntimeApi } from './runtime-api.ts';

const RETRY_DELAYS_MS = [1_000, 2_000];

/** Every function of the template, ready to be invoked. */
export interface Fleet {
  /** The definition that a name, a partial ARN or an ARN means, with or without a qualifier. */
  find(nameOrArn: string): FunctionDefinition | undefined;
  /** Invokes and waits. Throws if there is no such function: ask `find` first. */
  invoke(nameOrArn: string, payload: string, signal?: AbortSignal): Promise<InvocationResult>;
  /** Invokes without an answer: like on AWS at least once, and after a failure twice more, but seconds instead of minutes later. */
  send(name: string, payload: string): void;
  logFile(definition: FunctionDefinition): string;
  close(): Promise<void>;
}

/** What the functions are given to run with. */
export interface FleetOptions {
  definitions: FunctionDefinition[];
  arnOf(name: string): string;
  /** Variables that every function has beside its own: region, credentials, endpoints. */
  environment: Record<string, string>;
  logDir: string;
  runtimeApi: RuntimeApi;
  watch: ProcessWatch;
}

/** Prepares the functions; their processes start when they are needed. */
export function createFleet(options: FleetOptions): Fleet {
  mkdirSync(options.logDir, { recursive: true });
  const logFile = (definition: FunctionDefinition) => join(options.logDir, `${definition.label}.log`);
  const definitions = new Map<string, FunctionDefinition>();
  const pools = new Map<string, Pool>();
  const retries = new Set<NodeJS.Timeout>();
  let closed = false;

  for (const definition of options.definitions) {
    definitions.set(definition.name, definition);
    limitLog(logFile(definition));
    const create = (events: PoolEvents) =>
      startInstance({
        ...options,
        ...events,
        definition,
        functionArn: options.arnOf(definition.name),
        logFile: logFile(definition),
      });
    pools.set(definition.name, createPool(create));
  }

  const find: Fleet['find'] = (nameOrArn) => definitions.get(functionNameOf(nameOrArn));

  const invoke: Fleet['invoke'] = (nameOrArn, payload, signal) => {
    const pool = pools.get(find(nameOrArn)?.name ?? '');
    if (pool === undefined) throw new Error(`there is no function ${nameOrArn}`);
    return pool.invoke(payload, signal);
  };

  const attempt = async (name: string, payload: string, delays: number[]) => {
    const { failure } = await invoke(name, payload);
    const [delay, ...later] = delays;
    if (failure === undefined || delay === undefined || closed) return;
    const timer = setTimeout(() => {
      retries.delete(timer);
      void attempt(name, payload, later);
    }, delay);
    retries.add(timer);
  };

  return {
    find,
    invoke,
    send: (name, payload) => void attempt(name, payload, RETRY_DELAYS_MS),
    logFile,
    async close() {
      closed = true;
      for (const timer of retries) clearTimeout(timer);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}
