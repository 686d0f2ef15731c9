import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile } from '../durable.ts';
import { StartError } from '../start-error.ts';

const memory = z.object({
  version: z.literal(1),
  /** The secret that the stand-ins for AWS and the functions share. */
  secretAccessKey: z.string().min(1),
  /** Kept, because the issuer's address is part of every token. */
  oidcPort: z.int().min(1).max(65_535).optional(),
  /** Every address that this state was served at: ids of credentials are made of them. */
  publicUrls: z.array(z.url()),
  /** What the seed made; absent until it was done. */
  seeded: z.object({ issuer: z.string(), microCredential: z.string() }).optional(),
});

/** What a server remembers from one start to the next. */
export type Memory = z.infer<typeof memory>;

/** The memory of a state folder, kept in its `state.json`. */
export interface MemoryFile {
  readonly value: Memory;
  /** Changes some of it, on disk before this returns. */
  update(change: Partial<Memory>): void;
}

/** Opens the memory of a state folder, new if the folder has none. Throws StartError for one that cannot be read. */
export function openMemory(dir: string): MemoryFile {
  const path = join(dir, 'state.json');
  let value = read(path);
  return {
    get value() {
      return value;
    },
    update(change) {
      value = { ...value, ...change };
      replaceFile(path, JSON.stringify(value, null, 2));
    },
  };
}

function read(path: string): Memory {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw corrupt(path, (error as Error).message);
    return { version: 1, secretAccessKey: randomBytes(30).toString('base64url'), publicUrls: [] };
  }
  try {
    return memory.parse(JSON.parse(text));
  } catch (error) {
    throw corrupt(path, error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message);
  }
}

const corrupt = (path: string, reason: string) =>
  new StartError(
    `${path} cannot be read (${reason}). Restore it, or remove the state folder to start afresh.`,
  );
