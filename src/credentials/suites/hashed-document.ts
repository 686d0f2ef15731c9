import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../json.ts';
import { CanonicalizationError, canonicalize } from '../json-ld.ts';
import { canonicalJson } from './jcs.ts';

export type HashName = 'sha256' | 'sha384';

/** A document and its hashes: each is made when it is asked for, once, however many proofs there are. */
export interface HashedDocument {
  readonly json: JsonObject;
  /** Of its canonical N-Quads (RDFC-1.0). @throws CanonicalizationError */
  statements(hash: HashName): Promise<Buffer>;
}

/** Makes no hash yet. */
export function hashedDocument(json: JsonObject): HashedDocument {
  const made = new Map<HashName, Promise<Buffer>>();
  return {
    json,
    statements(hash) {
      const digest = made.get(hash) ?? statementsHash(json, hash);
      made.set(hash, digest);
      return digest;
    },
  };
}

/**
 * What a signature over statements covers: the hash of the proof's own statements, read with the vocabularies of the
 * document, then the hash of the document's. @throws CanonicalizationError
 */
export async function signedStatements(
  document: HashedDocument,
  configuration: JsonObject,
  hash: HashName,
): Promise<Buffer> {
  const proofHash = await configurationHash(document, configuration, hash);
  // One after the other: a hash that nobody awaits because the other failed would be an unhandled rejection.
  return Buffer.concat([proofHash, await document.statements(hash)]);
}

/** The hash of a proof's statements, without its value. @throws CanonicalizationError */
export async function configurationHash(
  { json: { '@context': context } }: HashedDocument,
  configuration: JsonObject,
  hash: HashName,
): Promise<Buffer> {
  if (context === undefined) throw new CanonicalizationError('The document has no @context.');
  return statementsHash({ ...configuration, '@context': context }, hash);
}

/**
 * What a signature over JSON covers. The proof's own `@context`, where it has one, stands for the document's, which may
 * only have grown at its end since. @returns undefined when the two do not go together
 */
export function signedJson(
  { json }: HashedDocument,
  configuration: JsonObject,
  hash: HashName,
): Buffer | undefined {
  const context = configuration['@context'];
  if (context !== undefined && !startsWith(json['@context'], context)) return undefined;
  const document = context === undefined ? json : { ...json, '@context': context };
  return Buffer.concat([digest(canonicalJson(configuration), hash), digest(canonicalJson(document), hash)]);
}

function startsWith(whole: unknown, beginning: unknown): boolean {
  const [all, first] = [[whole].flat(), [beginning].flat()];
  return first.every((one, index) => isDeepStrictEqual(one, all[index]));
}

async function statementsHash(document: JsonObject, hash: HashName): Promise<Buffer> {
  return digest(await canonicalize(document, hash), hash);
}

function digest(text: string, hash: HashName): Buffer {
  return createHash(hash).update(text, 'utf8').digest();
}
