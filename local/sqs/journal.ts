import { existsSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import * as z from 'zod';
import { replaceFile } from '../durable.ts';
import { StartError } from '../start-error.ts';

const stored = z.strictObject({
  id: z.string(),
  queue: z.string(),
  body: z.string(),
  /** Milliseconds since the epoch, as all times here. */
  sentAt: z.number(),
  visibleAt: z.number(),
  receiveCount: z.number(),
  firstReceivedAt: z.number().optional(),
  /** Of the last receive; only the newest handle has an effect. */
  receipt: z.string().optional(),
  /** The queue that gave up on the message. */
  cameFrom: z.string().optional(),
});

/** A message in a queue. */
export type Message = z.infer<typeof stored>;

const change = z.union([z.strictObject({ put: stored }), z.strictObject({ gone: z.string() })]);

/** What is written down: a message as it is from now on, or the id of one that is no more. */
export type Change = z.infer<typeof change>;

const MIN_COMPACTION_BYTES = 4 * 1024 * 1024;

/**
 * Every change of every queue, one line each, in one file: so a message moves between queues in one step. A promise that was kept
 * means that the change is on disk. What is written at the same time is synced together.
 */
export class Journal {
  readonly #path: string;
  readonly #messages: () => Iterable<Message>;
  #file: FileHandle;
  #bytes: number;
  #compactAt: number;
  #waiting: { text: string; done: () => void; failed: (error: unknown) => void }[] = [];
  #writing: Promise<void> | undefined;
  #closed = false;
  #failure: unknown;

  private constructor(path: string, messages: () => Iterable<Message>, file: FileHandle, bytes: number) {
    this.#path = path;
    this.#messages = messages;
    this.#file = file;
    this.#bytes = bytes;
    this.#compactAt = compactionAt(bytes);
  }

  /** The messages that a journal holds; none if there is no file. Throws StartError if it cannot be read. */
  static read(path: string): Map<string, Message> {
    const messages = new Map<string, Message>();
    if (!existsSync(path)) return messages;
    const lines = readFileSync(path, 'utf8').split('\n');
    // What follows the last line break was being written when the server was killed, and was never acknowledged.
    lines.pop();
    try {
      for (const line of lines) {
        const entry = change.parse(JSON.parse(line));
        if ('put' in entry) messages.set(entry.put.id, entry.put);
        else messages.delete(entry.gone);
      }
    } catch (cause) {
      throw new StartError(
        `The queued messages in ${path} are corrupt. Restore the file, or remove it: what was queued is then lost.`,
        { cause },
      );
    }
    return messages;
  }

  /** Starts a journal afresh with the messages there are, of which it asks again whenever it has grown too long. */
  static async start(path: string, messages: () => Iterable<Message>): Promise<Journal> {
    const text = textOf(messages());
    replaceFile(path, text);
    return new Journal(path, messages, await open(path, 'a', 0o600), Buffer.byteLength(text));
  }

  /** Rejects if it could not be written: then, and from then on, nothing is. */
  append(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return Promise.resolve();
    if (this.#closed) return Promise.reject(new Error('the queues are closed'));
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const text = changes.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    const written = new Promise<void>((done, failed) => this.#waiting.push({ text, done, failed }));
    this.#writing ??= this.#writeAll();
    return written;
  }

  /** Takes nothing more, and lets what is under way be written. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    await this.#file.close();
  }

  async #writeAll(): Promise<void> {
    for (let batch = this.#waiting.splice(0); batch.length > 0; batch = this.#waiting.splice(0)) {
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await this.#write(batch.map(({ text }) => text).join(''));
        for (const { done } of batch) done();
      } catch (error) {
        this.#failure = error;
        for (const { failed } of batch) failed(error);
      }
    }
    this.#writing = undefined;
  }

  async #write(text: string): Promise<void> {
    if (this.#bytes > this.#compactAt) return this.#compact();
    await this.#file.appendFile(text);
    await this.#file.datasync();
    this.#bytes += Buffer.byteLength(text);
  }

  /** The messages in memory are already as the waiting lines say. */
  async #compact(): Promise<void> {
    const text = textOf(this.#messages());
    replaceFile(this.#path, text);
    await this.#file.close();
    this.#file = await open(this.#path, 'a', 0o600);
    this.#bytes = Buffer.byteLength(text);
    this.#compactAt = compactionAt(this.#bytes);
  }
}

const compactionAt = (bytes: number) => Math.max(MIN_COMPACTION_BYTES, 4 * bytes);

const textOf = (messages: Iterable<Message>): string =>
  [...messages].map((put) => `${JSON.stringify({ put } satisfies Change)}\n`).join('');
