import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../sqs/journal.ts';
import type { Queues } from '../sqs/queues.ts';
import type { EventSource } from './event-sources.ts';
import type { Fleet } from './fleet.ts';
import { MAX_INSTANCES } from './pool.ts';
import { doneOf, eventsOf } from './queue-event.ts';
import { MAX_PAYLOAD } from './runtime-api.ts';

const WAIT_SECONDS = 20;
const RETRY_MS = 1_000;
const MAX_RECEIVE = 10;

/** What the pollers work with. */
export interface PollerOptions {
  queues: Queues;
  fleet: Fleet;
  /** Takes a line about what went wrong with a function, for the person at the terminal. */
  report(line: string, functionName: string): void;
}

/**
 * Hands the messages of each queue to its function, and deletes what was done. What was not done comes back when its visibility timeout
 * is over, and in the end goes to the dead letter queue. Returns what stops it: batches under way are then left to come back.
 */
export function startEventSources(sources: readonly EventSource[], options: PollerOptions): () => void {
  const stopped = new AbortController();
  for (const source of sources) void poll(source, options, stopped.signal);
  return () => stopped.abort();
}

async function poll(source: EventSource, options: PollerOptions, signal: AbortSignal): Promise<void> {
  // More would wait for a process while their visibility timeout runs.
  const limit = Math.min(source.maxConcurrency, MAX_INSTANCES);
  const running = new Set<Promise<void>>();
  while (!signal.aborted) {
    try {
      while (running.size >= limit) await Promise.race(running);
      const batch = await gather(source, options.queues, signal);
      if (signal.aborted) return;
      for (const { messages, payload } of eventsOf(batch, MAX_PAYLOAD)) {
        const work = handle(source, options, messages, payload, signal)
          .catch((error: unknown) => console.error(error))
          .finally(() => running.delete(work));
        running.add(work);
      }
    } catch (error) {
      console.error(error);
      await sleep(RETRY_MS, undefined, { ref: false });
    }
  }
}

/** Waits for a first message, and then for as many more as may come in the window. */
async function gather(source: EventSource, queues: Queues, signal: AbortSignal): Promise<Message[]> {
  const { queue, batchSize } = source;
  const visibilitySeconds = queues.definition(queue)?.visibilitySeconds ?? 0;
  const receive = (room: number, waitSeconds: number) =>
    queues.receive(queue, { max: Math.min(room, MAX_RECEIVE), visibilitySeconds, waitSeconds, signal });
  const batch = await receive(batchSize, WAIT_SECONDS);
  const until = Date.now() + source.windowSeconds * 1000;
  while (batch.length > 0 && batch.length < batchSize && Date.now() < until && !signal.aborted)
    batch.push(...(await receive(batchSize - batch.length, (until - Date.now()) / 1000)));
  return batch;
}

async function handle(
  source: EventSource,
  { queues, fleet, report }: PollerOptions,
  messages: readonly Message[],
  payload: string,
  signal: AbortSignal,
): Promise<void> {
  const { queue, functionName, reportsFailures } = source;
  const result = await fleet.invoke(functionName, payload);
  // Stopped: whatever was done is done again by the next server. It may have been killed half way, too.
  if (signal.aborted) return;
  const done =
    result.failure !== undefined ? [] : reportsFailures ? doneOf(messages, result.payload) : messages;
  const failed = messages.length - done.length;
  if (failed > 0)
    report(`${queue}: ${failed} of ${messages.length} messages failed and will come back`, functionName);
  await queues.remove(done.map(({ id, receipt = '' }) => ({ queue, id, nonce: receipt })));
}
