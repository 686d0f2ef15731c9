import { createHash } from 'node:crypto';
import { pinnedLoader } from './contexts.ts';
import type { JsonObject } from './json.ts';
import { directForm } from './rdf/direct.ts';

// The published types describe an older interface of the processor; this is the part of today's that is used.
type Canonize = (
  document: JsonObject,
  options: {
    safe: true;
    base: null;
    rdfDirection: 'i18n-datatype';
    documentLoader: typeof pinnedLoader;
    canonizeOptions: ReturnType<typeof workBudget> & { algorithm: 'RDFC-1.0' };
  },
) => Promise<string>;

/** Thrown when a document cannot be turned into statements without loss, or not within the work that we spend on it. */
export class CanonicalizationError extends Error {
  override readonly name = 'CanonicalizationError';
  /** Whether a limit was met, so that nothing is shown about the document itself. */
  readonly limit: boolean;

  constructor(message: string, options: { limit?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.limit = options.limit ?? false;
  }
}

/**
 * The most hashes that one document may cost. A badge with a large rubric takes some hundred; graphs that are built to be
 * slow ("poison graphs", RDF Dataset Canonicalization 1.0, section 7.1) take millions.
 */
const workLimit = 10_000;

/**
 * RDFC-1.0 canonical N-Quads of a JSON-LD document, in safe mode: a member that its contexts do not define is an error,
 * never dropped. Only pinned contexts; bounded work. `hash` is the one that blank nodes are told apart with.
 * @throws CanonicalizationError
 */
export async function canonicalize(
  document: JsonObject,
  hash: 'sha256' | 'sha384' = 'sha256',
): Promise<string> {
  return directForm(document, { hash, mostHashes: workLimit }) ?? canonicalizeByReference(document, hash);
}

/** As {@link canonicalize}, always by the JSON-LD processor: the measure of the direct path, and many times slower. */
export async function canonicalizeByReference(
  document: JsonObject,
  hash: 'sha256' | 'sha384' = 'sha256',
): Promise<string> {
  // Loaded when it is first needed: most documents never do, and it takes a good part of a cold start.
  const { default: jsonld } = await import('jsonld');
  const canonize = jsonld.canonize as unknown as Canonize;
  const canonizeOptions = { algorithm: 'RDFC-1.0', ...workBudget(workLimit, hash) } as const;
  try {
    return await canonize(document, {
      safe: true,
      base: null,
      // A text may say in which direction it runs: signed as the other implementations of these cryptosuites sign it.
      rdfDirection: 'i18n-datatype',
      documentLoader: pinnedLoader,
      canonizeOptions,
    });
  } catch (error) {
    throw refusal(error);
  }
}

/** Counts work instead of time, so that the same document is always either accepted or refused. */
function workBudget(limit: number, hashName: string) {
  let left = limit;
  return {
    // What other verifiers give a document by default: what is signed here must be verifiable there.
    maxWorkFactor: 1,
    createMessageDigest: () => {
      left -= 1;
      if (left < 0) throw new Error('too many hashes');
      const hash = createHash(hashName);
      return {
        update: (text: string) => {
          hash.update(text, 'utf8');
        },
        digest: () => hash.digest('hex'),
      };
    },
  };
}

function refusal(error: unknown): CanonicalizationError {
  const { name = '', details } = error as Partial<Error> & { details?: { event?: SafeModeEvent } };
  // The JSON-LD processor names its errors; what comes from the canonicalization after it are its limits alone.
  if (!name.startsWith('jsonld.'))
    return new CanonicalizationError('The document is too complex to check.', { limit: true, cause: error });
  const event = details?.event;
  const what = event?.message ?? 'A part of it has a form that JSON-LD does not allow.';
  const where = event?.details?.property ?? event?.details?.type ?? event?.details?.id;
  const at = typeof where === 'string' ? ` (${where.slice(0, 100)})` : '';
  return new CanonicalizationError(`Its vocabularies do not define all of it: ${what}${at}`, {
    cause: error,
  });
}

interface SafeModeEvent {
  readonly message?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
