import { createPrivateKey, type KeyObject, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile } from '../durable.ts';
import { StartError } from '../start-error.ts';
import { generateKey, type KeySpec, specOf } from './algorithms.ts';
import { KmsError } from './error.ts';

/** One signing key; `createdAt` is in seconds since the epoch. */
export interface RingKey {
  readonly keyId: string;
  readonly keySpec: KeySpec;
  readonly privateKey: KeyObject;
  readonly enabled: boolean;
  readonly description: string;
  readonly createdAt: number;
  /** Key policy as JSON text; undefined where it was made without one. */
  readonly policy?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a new key is given. */
export interface NewRingKey {
  readonly keySpec: KeySpec;
  readonly description?: string;
  readonly policy?: string | undefined;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Aliases that one key may have, as KMS has it. */
const MAX_ALIASES = 50;

const Stored = z.strictObject({
  keys: z.array(
    z.strictObject({
      keyId: z.string().min(1),
      privateKey: z.string(),
      enabled: z.boolean(),
      description: z.string(),
      createdAt: z.number(),
      policy: z.string().optional(),
      tags: z.record(z.string(), z.string()).default({}),
    }),
  ),
  aliases: z.record(z.string(), z.string()),
});

/**
 * The keys and aliases of the stand-in, in one file that is replaced as a whole on every change. The private keys lie in it in
 * the clear (0600): nothing here protects them as KMS's hardware does.
 */
export class KeyRing {
  readonly #path: string;
  readonly #arnPrefix: string;
  readonly #maxKeys: number;
  #keys: ReadonlyMap<string, RingKey> = new Map();
  #aliases: ReadonlyMap<string, string> = new Map();

  /** Throws StartError if the file is there but cannot be read: a lost key would orphan all that it has signed. */
  constructor(dir: string, region: string, maxKeys: number) {
    this.#maxKeys = maxKeys;
    this.#path = join(dir, 'keys.json');
    this.#arnPrefix = `arn:aws:kms:${region}:000000000000:`;
    mkdirSync(dir, { recursive: true });
    if (!existsSync(this.#path)) return;
    try {
      const stored = Stored.parse(JSON.parse(readFileSync(this.#path, 'utf8')));
      const keys = stored.keys.map(({ privateKey: pem, ...rest }): RingKey => {
        const privateKey = createPrivateKey(pem);
        const keySpec = specOf(privateKey);
        if (keySpec === undefined) throw new Error(`key ${rest.keyId} is of no known spec`);
        return { ...rest, keySpec, privateKey };
      });
      this.#keys = new Map(keys.map((key) => [key.keyId, key]));
      this.#aliases = new Map(Object.entries(stored.aliases));
    } catch (cause) {
      throw new StartError(
        `The signing keys in ${this.#path} are corrupt. Restore the file: the keys cannot be made again.`,
        { cause },
      );
    }
  }

  arnOf(key: RingKey): string {
    return `${this.#arnPrefix}key/${key.keyId}`;
  }

  /** Makes the key unless it is there. Throws StartError if it is there with another spec. */
  ensure(keyId: string, keySpec: KeySpec): void {
    const found = this.#keys.get(keyId);
    if (found === undefined) this.create({ keySpec }, keyId);
    else if (found.keySpec !== keySpec) {
      throw new StartError(`The key ${keyId} in ${this.#path} is ${found.keySpec}, not ${keySpec}.`);
    }
  }

  /** Throws LimitExceededException where there are as many keys as there may be. */
  create(given: NewRingKey, keyId: string = randomUUID()): RingKey {
    if (this.#keys.size >= this.#maxKeys)
      throw new KmsError('LimitExceededException', 'The limit on keys of this account was reached.');
    const privateKey = generateKey(given.keySpec);
    const createdAt = Math.floor(Date.now() / 1000);
    const key = { description: '', tags: {}, ...given, keyId, privateKey, enabled: true, createdAt };
    this.#keep(this.#with(key), this.#aliases);
    return key;
  }

  setEnabled(key: RingKey, enabled: boolean): void {
    this.#keep(this.#with({ ...key, enabled }), this.#aliases);
  }

  createAlias(name: string, key: RingKey): void {
    if (this.#aliases.has(name)) {
      const arn = `${this.#arnPrefix}${name}`;
      throw new KmsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
    }
    if ([...this.#aliases.values()].filter((keyId) => keyId === key.keyId).length >= MAX_ALIASES)
      throw new KmsError('LimitExceededException', `${this.arnOf(key)} has as many aliases as it may.`);
    this.#keep(this.#keys, new Map([...this.#aliases, [name, key.keyId]]));
  }

  /** The key named by id, alias or the ARN of either; throws NotFoundException. */
  find(name: string): RingKey {
    if (name.startsWith('arn:') && !name.startsWith(this.#arnPrefix)) {
      throw new KmsError('NotFoundException', `Invalid arn ${name}`);
    }
    const local = name.startsWith('arn:') ? name.slice(this.#arnPrefix.length) : name;
    if (local.startsWith('alias/')) {
      const key = this.#keys.get(this.#aliases.get(local) ?? '');
      if (key !== undefined) return key;
      throw new KmsError('NotFoundException', `Alias ${this.#arnPrefix}${local} is not found.`);
    }
    const keyId = local.replace(/^key\//, '');
    const key = this.#keys.get(keyId);
    if (key !== undefined) return key;
    throw new KmsError('NotFoundException', `Key '${this.#arnPrefix}key/${keyId}' does not exist`);
  }

  #with(key: RingKey): Map<string, RingKey> {
    return new Map([...this.#keys, [key.keyId, key]]);
  }

  /** Writes first: what could not be written never takes effect. */
  #keep(keys: ReadonlyMap<string, RingKey>, aliases: ReadonlyMap<string, string>): void {
    const stored: z.infer<typeof Stored> = {
      keys: [...keys.values()].map(({ keySpec: _, privateKey, ...rest }) => ({
        ...rest,
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      })),
      aliases: Object.fromEntries(aliases),
    };
    replaceFile(this.#path, JSON.stringify(stored, null, 2));
    this.#keys = keys;
    this.#aliases = aliases;
  }
}
