import { credentialsV1, credentialsV2, exampleContexts, pinnedContexts } from './contexts.ts';
import type { JsonObject, JsonValue } from './json.ts';
import { addsOnlyWords, shortenedAddresses } from './own-words.ts';
import { couldNotCheck, failed, type Outcome, ok } from './verification-report.ts';

/** Which vocabularies a document may use beside the pinned ones. */
export interface ContextOptions {
  /** Those that it brings along, where they only add words, and the one of the examples in the standards. */
  readonly ownWords?: boolean | undefined;
}

/**
 * Whether the terms of a document mean what we take them to mean (Data Integrity 1.0, section 2.4.1): its `@context` is an
 * array of pinned URLs that begins with that of VC Data Model 2.0 or 1.1.
 */
export function contextsOutcome(document: JsonObject, { ownWords = false }: ContextOptions = {}): Outcome {
  const { '@context': contexts } = document;
  if (!Array.isArray(contexts) || contexts.length === 0)
    return failed('contexts-malformed', 'It does not say which vocabulary it uses.');
  if (contexts[0] !== credentialsV2 && contexts[0] !== credentialsV1)
    return failed('contexts-malformed', 'It does not begin with the vocabulary of verifiable credentials.');
  const own = contexts.filter((context) => typeof context !== 'string');
  if (ownWords ? !own.every((context) => addsOnlyWords(context, contexts)) : own.length > 0)
    return couldNotCheck('inline-context', 'It brings a vocabulary of its own, which is not relied on here.');
  if (contexts.some((context) => typeof context === 'string' && !isKnown(context, ownWords)))
    return couldNotCheck('unpinned-context', 'It uses a vocabulary that is not known here.');
  if (own.length > 0 && shortenedAddresses(document).length > 0)
    return couldNotCheck('inline-context', 'It shortens addresses with words of its own.');
  return ok(
    usesOwnWords({ '@context': contexts })
      ? 'Beside known vocabularies, it uses words of its own.'
      : 'It uses known vocabularies only.',
  );
}

/** Whether a document uses words that no pinned vocabulary has. */
export function usesOwnWords({ '@context': contexts }: JsonObject): boolean {
  return [contexts].flat().some((context: JsonValue | undefined) => !pinnedContexts.has(String(context)));
}

function isKnown(url: string, ownWords: boolean): boolean {
  return pinnedContexts.has(url) || (ownWords && exampleContexts.has(url));
}
