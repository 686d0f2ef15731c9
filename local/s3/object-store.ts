import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { syncFolder } from '../durable.ts';
import { StartError } from '../start-error.ts';
import { type Checksum, Digester, type Digests } from './checksum.ts';

const Version = z.strictObject({
  key: z.string(),
  versionId: z.string(),
  /** Orders the versions of a key: the highest is the current one. */
  sequence: z.number(),
  deleteMarker: z.boolean(),
  /** Bytes. */
  size: z.number(),
  etag: z.string(),
  lastModified: z.iso.datetime(),
  /** Answered with the object as they are, `x-amz-meta-*` included. */
  headers: z.record(z.string(), z.string()),
  checksum: z.strictObject({ algorithm: z.enum(['crc32', 'sha1', 'sha256']), value: z.string() }).optional(),
});

/** One version of an object, or a delete marker (which has no bytes). */
export type ObjectVersion = z.infer<typeof Version>;

/** What is stored beside the bytes. */
export interface Described {
  headers: Record<string, string>;
  checksum?: Checksum | undefined;
  /** In the place of the digest of the bytes. */
  etag?: string;
}

/** Called before a version is added, with the one that it will follow; throws to keep it out. */
export type Guard = (current: ObjectVersion | undefined) => void;

/**
 * Versioned buckets in folders. A version is made whole, synced, and then moved into its bucket as one folder named by its random
 * id, so kill -9 leaves all of it or nothing. Keys are never part of a path; an index of all versions is held in memory.
 */
export class ObjectStore {
  readonly #dir: string;
  readonly #now: () => Date;
  readonly #buckets = new Map<string, Map<string, ObjectVersion[]>>();
  #sequence = 0;
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(dir: string, now: () => Date) {
    this.#dir = dir;
    this.#now = now;
  }

  /** Throws StartError if a stored version cannot be read back. */
  static async open(dir: string, buckets: string[], now: () => Date): Promise<ObjectStore> {
    const store = new ObjectStore(dir, now);
    await rm(store.#staging(), { recursive: true, force: true });
    await mkdir(store.#staging(), { recursive: true });
    for (const bucket of buckets) await store.#load(bucket);
    return store;
  }

  has(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  /** Newest first; empty for an unknown key. */
  versions(bucket: string, key: string): readonly ObjectVersion[] {
    return this.#index(bucket).get(key) ?? [];
  }

  /** The current version of each key that has one, ordered by key as S3 orders them: by their UTF-8 bytes. */
  list(bucket: string): ObjectVersion[] {
    return [...this.#index(bucket).values()]
      .flatMap(([current]) => (current === undefined || current.deleteMarker ? [] : [current]))
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  }

  /** Every version and delete marker, by key and then newest first. */
  allVersions(bucket: string): ObjectVersion[] {
    return [...this.#index(bucket).values()]
      .flat()
      .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || b.sequence - a.sequence);
  }

  /** The bytes of a version. The caller closes the file; it stays readable if the version is removed meanwhile. */
  open(bucket: string, version: ObjectVersion): Promise<FileHandle> {
    return open(join(this.#dir, bucket, version.versionId, 'body'), 'r');
  }

  /** Stores the bytes unless reading them, `describe` or `guard` throws: then nothing remains of them. */
  async put(
    bucket: string,
    key: string,
    bytes: AsyncIterable<Buffer>,
    describe: (digests: Digests) => Described,
    guard?: Guard,
  ): Promise<ObjectVersion> {
    return this.#stage(async (folder) => {
      const digester = new Digester();
      const file = await open(join(folder, 'body'), 'wx', 0o600);
      try {
        await file.writeFile(digester.through(bytes));
        await file.sync();
      } finally {
        await file.close();
      }
      const digests = digester.result();
      const { size, md5 } = digests;
      const facts = {
        key,
        deleteMarker: false,
        size,
        etag: `"${md5.toString('hex')}"`,
        ...describe(digests),
      };
      return this.#add(bucket, folder, facts, guard);
    });
  }

  /** Adds a delete marker: the key looks gone, its versions stay. */
  async markDeleted(bucket: string, key: string): Promise<ObjectVersion> {
    return this.#stage((folder) =>
      this.#add(bucket, folder, { key, deleteMarker: true, size: 0, etag: '', headers: {} }),
    );
  }

  /** Removes one version for good. */
  async remove(bucket: string, version: ObjectVersion): Promise<void> {
    await this.#stage((folder) =>
      this.#inTurn(async () => {
        await rename(join(this.#dir, bucket, version.versionId), join(folder, 'removed'));
        await syncFolder(join(this.#dir, bucket));
        const rest = this.versions(bucket, version.key).filter(
          ({ versionId }) => versionId !== version.versionId,
        );
        if (rest.length > 0) this.#index(bucket).set(version.key, rest);
        else this.#index(bucket).delete(version.key);
      }),
    );
  }

  #staging(): string {
    return join(this.#dir, '.staging');
  }

  #index(bucket: string): Map<string, ObjectVersion[]> {
    const index = this.#buckets.get(bucket);
    if (index === undefined) throw new Error(`no bucket ${bucket}`);
    return index;
  }

  async #load(bucket: string): Promise<void> {
    const index = new Map<string, ObjectVersion[]>();
    await mkdir(join(this.#dir, bucket), { recursive: true });
    for (const name of await readdir(join(this.#dir, bucket))) {
      if (name.startsWith('.')) continue; // What a file manager leaves behind.
      const version = readVersion(join(this.#dir, bucket, name));
      index.set(version.key, [version, ...(index.get(version.key) ?? [])]);
      this.#sequence = Math.max(this.#sequence, version.sequence);
    }
    for (const versions of index.values()) versions.sort((a, b) => b.sequence - a.sequence);
    this.#buckets.set(bucket, index);
  }

  /** Runs with a folder of its own, of which nothing is left afterwards but what was moved out. */
  async #stage<T>(work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(this.#staging(), randomBytes(16).toString('hex'));
    await mkdir(folder);
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #add(
    bucket: string,
    folder: string,
    facts: Omit<ObjectVersion, 'versionId' | 'sequence' | 'lastModified'>,
    guard?: Guard,
  ): Promise<ObjectVersion> {
    return this.#inTurn(async () => {
      const earlier = this.versions(bucket, facts.key);
      guard?.(earlier[0]);
      this.#sequence += 1;
      const version: ObjectVersion = {
        ...facts,
        versionId: randomBytes(24).toString('base64url'),
        sequence: this.#sequence,
        lastModified: this.#now().toISOString(),
      };
      const file = await open(join(folder, 'version.json'), 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(version));
        await file.sync();
      } finally {
        await file.close();
      }
      await syncFolder(folder);
      await rename(folder, join(this.#dir, bucket, version.versionId));
      await syncFolder(join(this.#dir, bucket));
      this.#index(bucket).set(facts.key, [version, ...earlier]);
      return version;
    });
  }

  /** Commits follow one another, so that a guard sees the state that its own commit changes. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#lastWrite.then(work);
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }
}

function readVersion(folder: string): ObjectVersion {
  try {
    const version = Version.parse(JSON.parse(readFileSync(join(folder, 'version.json'), 'utf8')));
    const isWhole = version.deleteMarker || statSync(join(folder, 'body')).size === version.size;
    if (!isWhole) throw new Error(`its body has not ${version.size} bytes`);
    return version;
  } catch (cause) {
    throw new StartError(`The stored object in ${folder} is corrupt. Restore it, or remove the folder.`, {
      cause,
    });
  }
}
