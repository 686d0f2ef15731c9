import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

/** A definition as it was read, and as it is sent. */
export interface SourceFile {
  readonly path: string;
  readonly mediaType: 'application/json' | 'application/yaml';
  readonly text: string;
  /** What the definition is called; undefined where the file does not say. */
  readonly name: string | undefined;
}

const endings = {
  '.json': 'application/json',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
} as const;
const named = z.object({ definition: z.object({ name: z.string() }) });

/**
 * The definitions in a folder, by name, or the one that a path leads to. The service says what is wrong with them.
 * @throws Error when there is nothing to read
 */
export function filesAt(path: string): SourceFile[] {
  const found = statSync(path).isDirectory()
    ? readdirSync(path)
        .filter((name) => typeOf(name) !== undefined)
        .toSorted()
        .map((name) => join(path, name))
    : [path];
  if (found.length === 0)
    throw new Error(`${path} has no file that ends in ${Object.keys(endings).join(', ')}.`);
  return found.map(fileAt);
}

function fileAt(path: string): SourceFile {
  const mediaType = typeOf(path);
  if (!mediaType) throw new Error(`${basename(path)} does not end in ${Object.keys(endings).join(', ')}.`);
  const text = readFileSync(path, 'utf8');
  return { path, mediaType, text, name: nameIn(text) };
}

function typeOf(name: string): SourceFile['mediaType'] | undefined {
  const ending = Object.keys(endings).find((one) => name.toLowerCase().endsWith(one));
  return ending && endings[ending as keyof typeof endings];
}

/** JSON is YAML too. */
function nameIn(text: string): string | undefined {
  try {
    return named.safeParse(parse(text, { logLevel: 'silent', maxAliasCount: 0 })).data?.definition.name;
  } catch {
    return undefined;
  }
}
