import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { QueueDefinition } from './definition.ts';
import { type Change, Journal, type Message } from './journal.ts';
import { newNonce, type Receipt } from './receipt.ts';

/** How a receive is to be. */
export interface Receive {
  max: number;
  visibilitySeconds: number;
  waitSeconds: number;
  /** Ends the wait: nothing is taken for a caller who is gone. */
  signal?: AbortSignal | undefined;
}

/** How many messages can be received, are in flight, and are not yet due. */
export interface Depth {
  visible: number;
  inFlight: number;
  delayed: number;
}

interface Queue {
  definition: QueueDefinition;
  /** In the order of sending. */
  messages: Map<string, Message>;
  /** Told when something might have become visible. */
  waiting: Set<() => void>;
}

// A longer timer would overflow and fire at once.
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Standard queues in one folder. What is promised here is on disk, so a restart or kill -9 loses no message, brings none back, and
 * knows how often each was received. Delivery is at least once, in the order of sending as far as nothing comes back.
 */
export class Queues {
  readonly #queues: ReadonlyMap<string, Queue>;
  #journal!: Journal;
  #closed = false;

  private constructor(definitions: readonly QueueDefinition[]) {
    this.#queues = new Map(
      definitions.map((definition) => [
        definition.name,
        { definition, messages: new Map(), waiting: new Set() },
      ]),
    );
  }

  /**
   * Opens the queues of a folder. As on AWS a queue that is no longer in the template takes its messages with it.
   * @throws StartError if what was stored cannot be read.
   */
  static async open(dir: string, definitions: readonly QueueDefinition[]): Promise<Queues> {
    const queues = new Queues(definitions);
    mkdirSync(dir, { recursive: true });
    const path = join(dir, 'messages.jsonl');
    for (const message of Journal.read(path).values())
      queues.#queues.get(message.queue)?.messages.set(message.id, message);
    queues.#journal = await Journal.start(path, () => queues.#all());
    return queues;
  }

  definition(name: string): QueueDefinition | undefined {
    return this.#queues.get(name)?.definition;
  }

  async send(name: string, bodies: readonly { body: string; delaySeconds: number }[]): Promise<Message[]> {
    const queue = this.#queue(name);
    const sentAt = Date.now();
    const messages = bodies.map(({ body, delaySeconds }): Message => {
      const visibleAt = sentAt + delaySeconds * 1000;
      return { id: randomUUID(), queue: name, body, sentAt, visibleAt, receiveCount: 0 };
    });
    await this.#commit(messages.map((message) => put(queue, message)));
    wake(queue);
    return messages;
  }

  /** At most `max` messages, hidden from others for a while; none if none came in time. */
  async receive(name: string, { max, visibilitySeconds, waitSeconds, signal }: Receive): Promise<Message[]> {
    const queue = this.#queue(name);
    const deadline = Date.now() + waitSeconds * 1000;
    for (;;) {
      if (signal?.aborted) return [];
      const changes: Change[] = [];
      const taken = this.#take(queue, max, visibilitySeconds, changes);
      await this.#commit(changes);
      const left = deadline - Date.now();
      if (taken.length > 0 || left <= 0 || signal?.aborted || this.#closed) return taken;
      await change(queue, left, signal);
    }
  }

  /** Removes a message; a handle that is no longer the newest one has no effect. */
  async remove(receipts: readonly Receipt[]): Promise<void> {
    const changes = receipts.flatMap(({ queue: name, id, nonce }): Change[] => {
      const queue = this.#queue(name);
      if (queue.messages.get(id)?.receipt !== nonce) return [];
      queue.messages.delete(id);
      return [{ gone: id }];
    });
    await this.#commit(changes);
  }

  /** Hides a message for so long from now; false if the handle is not the newest one of a message in the queue. */
  async hide({ queue: name, id, nonce }: Receipt, seconds: number): Promise<boolean> {
    const queue = this.#queue(name);
    const message = queue.messages.get(id);
    if (message === undefined || message.receipt !== nonce) return false;
    await this.#commit([put(queue, { ...message, visibleAt: Date.now() + seconds * 1000 })]);
    wake(queue);
    return true;
  }

  depth(name: string): Depth {
    const now = Date.now();
    const depth: Depth = { visible: 0, inFlight: 0, delayed: 0 };
    for (const { visibleAt, receiveCount } of this.#queue(name).messages.values()) {
      if (visibleAt <= now) depth.visible += 1;
      else if (receiveCount > 0) depth.inFlight += 1;
      else depth.delayed += 1;
    }
    return depth;
  }

  /** Takes nothing more, and ends every wait. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const queue of this.#queues.values()) wake(queue);
    await this.#journal.close();
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new Error(`no queue ${name}`);
    return queue;
  }

  *#all(): Iterable<Message> {
    for (const { messages } of this.#queues.values()) yield* messages.values();
  }

  #commit(changes: readonly Change[]): Promise<void> {
    return this.#journal.append(changes);
  }

  #take(queue: Queue, max: number, visibilitySeconds: number, changes: Change[]): Message[] {
    if (this.#closed) return [];
    const { redrive, retentionSeconds, name } = queue.definition;
    const now = Date.now();
    const taken: Message[] = [];
    // A copy: a queue may be its own dead letter queue.
    for (const message of [...queue.messages.values()]) {
      if (taken.length === max) break;
      if (message.visibleAt > now) continue;
      if (message.sentAt + retentionSeconds * 1000 <= now) {
        queue.messages.delete(message.id);
        changes.push({ gone: message.id });
      } else if (redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount) {
        const target = this.#queue(redrive.queue);
        queue.messages.delete(message.id);
        changes.push(put(target, { ...message, queue: redrive.queue, cameFrom: name }));
        wake(target);
      } else {
        const received: Message = {
          ...message,
          visibleAt: now + visibilitySeconds * 1000,
          receiveCount: message.receiveCount + 1,
          firstReceivedAt: message.firstReceivedAt ?? now,
          receipt: newNonce(),
        };
        changes.push(put(queue, received));
        taken.push(received);
      }
    }
    return taken;
  }
}

function put(queue: Queue, message: Message): Change {
  queue.messages.set(message.id, message);
  return { put: message };
}

function wake({ waiting }: Queue): void {
  for (const tell of [...waiting]) tell();
}

/** Waits until something might be visible, at most so many milliseconds. */
function change(queue: Queue, atMost: number, signal: AbortSignal | undefined): Promise<void> {
  const now = Date.now();
  let until = now + atMost;
  for (const { visibleAt } of queue.messages.values()) until = Math.min(until, visibleAt);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      queue.waiting.delete(done);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(until - now, MAX_TIMER_MS));
    queue.waiting.add(done);
    signal?.addEventListener('abort', done);
  });
}
