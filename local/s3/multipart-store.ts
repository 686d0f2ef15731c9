import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile, syncFolder } from '../durable.ts';
import { StartError } from '../start-error.ts';

const Begun = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  uploadId: z.string(),
  /** Orders uploads that were begun in the same moment. */
  sequence: z.number(),
  initiated: z.iso.datetime(),
  headers: z.record(z.string(), z.string()),
});

/** An upload in parts that is neither complete nor aborted. */
export type BegunUpload = z.infer<typeof Begun>;

export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Uploads in parts, each in a folder of its own. A part is written whole and synced before it takes its name, which holds its digest, so
 * kill -9 leaves all of it or nothing.
 */
export class MultipartStore {
  readonly #dir: string;
  readonly #now: () => Date;
  readonly #begun = new Map<string, BegunUpload>();
  #sequence = 0;

  private constructor(dir: string, now: () => Date) {
    this.#dir = dir;
    this.#now = now;
  }

  /** Throws StartError if an upload cannot be read back. */
  static async open(dir: string, now: () => Date): Promise<MultipartStore> {
    const store = new MultipartStore(dir, now);
    await mkdir(dir, { recursive: true });
    for (const name of await readdir(dir)) {
      // One whose description was never written was never acknowledged.
      if (!statSync(join(dir, name, 'upload.json'), { throwIfNoEntry: false })) {
        await rm(join(dir, name), { recursive: true });
        continue;
      }
      const upload = readUpload(join(dir, name));
      store.#begun.set(upload.uploadId, upload);
      store.#sequence = Math.max(store.#sequence, upload.sequence);
    }
    return store;
  }

  async begin(bucket: string, key: string, headers: Record<string, string>): Promise<BegunUpload> {
    const uploadId = randomBytes(24).toString('base64url');
    await mkdir(join(this.#dir, uploadId));
    // Nothing comes between its place in the order and its being listed, or who begins at the same moment would see another first.
    this.#sequence += 1;
    const initiated = this.#now().toISOString();
    const upload: BegunUpload = { bucket, key, headers, uploadId, initiated, sequence: this.#sequence };
    replaceFile(join(this.#folder(upload), 'upload.json'), JSON.stringify(upload));
    this.#begun.set(uploadId, upload);
    await syncFolder(this.#dir);
    return upload;
  }

  find(bucket: string, key: string, uploadId: string): BegunUpload | undefined {
    const upload = this.#begun.get(uploadId);
    return upload?.bucket === bucket && upload.key === key ? upload : undefined;
  }

  /** By key, and then in the order in which they were begun. */
  list(bucket: string, prefix: string): BegunUpload[] {
    return [...this.#begun.values()]
      .filter((upload) => upload.bucket === bucket && upload.key.startsWith(prefix))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || a.sequence - b.sequence);
  }

  /** Stores a part in the place of the one of this number. Nothing is left of it when reading the bytes or `check` throws. */
  async putPart(
    upload: BegunUpload,
    number: number,
    bytes: AsyncIterable<Buffer>,
    check: (size: number) => void,
  ): Promise<UploadedPart> {
    const draft = join(this.#folder(upload), `.${randomBytes(8).toString('hex')}`);
    const digest = createHash('md5');
    let size = 0;
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(
          (async function* () {
            for await (const chunk of bytes) {
              digest.update(chunk);
              size += chunk.length;
              yield chunk;
            }
          })(),
        );
        await file.sync();
      } finally {
        await file.close();
      }
      check(size);
      const md5 = digest.digest('hex');
      const before = (await this.#files(upload)).filter((part) => part.number === number);
      await rename(draft, join(this.#folder(upload), `${number}-${md5}`));
      for (const { path } of before) if (!path.endsWith(md5)) await rm(path, { force: true });
      await syncFolder(this.#folder(upload));
      return { number, etag: `"${md5}"`, size };
    } finally {
      await rm(draft, { force: true });
    }
  }

  /** In the order of their numbers. */
  async parts(upload: BegunUpload): Promise<UploadedPart[]> {
    return (await this.#files(upload)).map(({ number, etag, size }) => ({ number, etag, size }));
  }

  /** The bytes of these parts, one after the other. */
  async *bytes(upload: BegunUpload, numbers: readonly number[]): AsyncGenerator<Buffer> {
    const files = await this.#files(upload);
    for (const number of numbers) {
      const file = files.find((one) => one.number === number);
      if (!file) throw new Error(`part ${number} is gone`);
      yield* createReadStream(file.path);
    }
  }

  /** Forgets the upload and its parts. */
  async end(upload: BegunUpload): Promise<void> {
    this.#begun.delete(upload.uploadId);
    // Without its description it is no upload any more, whatever else is left of it.
    await rm(join(this.#folder(upload), 'upload.json'), { force: true });
    await rm(this.#folder(upload), { recursive: true, force: true });
    await syncFolder(this.#dir);
  }

  #folder({ uploadId }: BegunUpload): string {
    return join(this.#dir, uploadId);
  }

  async #files(upload: BegunUpload) {
    const folder = this.#folder(upload);
    const found = (await readdir(folder)).flatMap((name) => {
      const [, number, md5] = /^(\d+)-([0-9a-f]{32})$/.exec(name) ?? [];
      if (number === undefined) return [];
      const path = join(folder, name);
      return [{ number: Number(number), etag: `"${md5}"`, size: statSync(path).size, path }];
    });
    return found.sort((a, b) => a.number - b.number);
  }
}

function readUpload(folder: string): BegunUpload {
  try {
    return Begun.parse(JSON.parse(readFileSync(join(folder, 'upload.json'), 'utf8')));
  } catch (cause) {
    throw new StartError(`The upload in ${folder} is corrupt. Remove the folder.`, { cause });
  }
}
