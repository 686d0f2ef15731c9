import { randomUUID } from 'node:crypto';
import type { Instance, InvocationResult } from './instance.ts';

/** How many invocations of one function run at once. */
export const MAX_INSTANCES = 4;
const IDLE_MS = 5 * 60_000;

/** All instances of one function. */
export interface Pool {
  /** Runs the function as soon as an instance is free. A signal that aborts while the invocation still waits takes it off the queue. */
  invoke(payload: string, signal?: AbortSignal): Promise<InvocationResult>;
  /** Ends all instances; what still ran or waited is answered with an error. */
  close(): Promise<void>;
}

/** What a pool does with an instance, and hears from it. */
export interface PoolEvents {
  onIdle(instance: Instance): void;
  onGone(instance: Instance, initError: InvocationResult | undefined): void;
}

/** A pool that starts instances when they are needed, up to `maxInstances`, and ends those that have been idle for five minutes. */
export function createPool(start: (events: PoolEvents) => Instance, maxInstances = MAX_INSTANCES): Pool {
  interface Waiting {
    payload: string;
    signal: AbortSignal | undefined;
    settle(result: InvocationResult): void;
  }
  let queue: Waiting[] = [];
  const instances = new Set<Instance>();
  const idle: { instance: Instance; expiry: NodeJS.Timeout }[] = [];
  // They start, or have just answered: waiting for them is quicker than one more process.
  const soonIdle = new Set<Instance>();
  let closed = false;

  const dropAborted = () => {
    for (const { signal, settle } of queue) {
      if (signal?.aborted) settle({ payload: 'null', failure: 'timeout' });
    }
    queue = queue.filter(({ signal }) => !signal?.aborted);
  };

  const pump = () => {
    dropAborted();
    while (queue.length > 0 && idle.length > 0) {
      const { instance, expiry } = idle.pop() as (typeof idle)[number];
      clearTimeout(expiry);
      const { payload, settle } = queue.shift() as Waiting;
      const finish = (result: InvocationResult) => {
        soonIdle.add(instance);
        settle(result);
      };
      instance.run({ id: randomUUID(), payload, settle: finish });
    }
    while (!closed && queue.length > soonIdle.size && instances.size < maxInstances) {
      const instance = start({ onIdle, onGone });
      instances.add(instance);
      soonIdle.add(instance);
    }
  };

  const removeIdle = (instance: Instance) => {
    const place = idle.findIndex((entry) => entry.instance === instance);
    if (place >= 0) clearTimeout(idle.splice(place, 1)[0]?.expiry);
  };

  const onIdle = (instance: Instance) => {
    soonIdle.delete(instance);
    const expiry = setTimeout(() => {
      removeIdle(instance);
      void instance.stop();
    }, IDLE_MS);
    expiry.unref();
    idle.push({ instance, expiry });
    pump();
  };

  const onGone = (instance: Instance, initError: InvocationResult | undefined) => {
    soonIdle.delete(instance);
    instances.delete(instance);
    removeIdle(instance);
    // One invocation hears of it, as on AWS; the others try their luck with the next instance.
    if (initError !== undefined) queue.shift()?.settle(initError);
    pump();
  };

  return {
    invoke(payload, signal) {
      return new Promise((settle) => {
        if (closed) return settle({ payload: 'null', failure: 'error' });
        queue.push({ payload, signal, settle });
        pump();
      });
    },
    async close() {
      closed = true;
      for (const { settle } of queue.splice(0)) settle({ payload: 'null', failure: 'error' });
      await Promise.all([...instances].map((instance) => instance.stop()));
    },
  };
}
