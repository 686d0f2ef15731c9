import { credentialsV1, credentialsV2, pinnedContexts } from './contexts.ts';
import type { JsonObject } from './json.ts';
import { couldNotCheck, failed, type Outcome, ok } from './verification-report.ts';

/**
 * Whether the terms of a document mean what we take them to mean (Data Integrity 1.0, section 2.4.1): its `@context` is an
 * array of pinned URLs that begins with that of VC Data Model 2.0 or 1.1.
 */
export function contextsOutcome({ '@context': contexts }: JsonObject): Outcome {
  if (!Array.isArray(contexts) || contexts.length === 0)
    return failed('contexts-malformed', 'It does not say which vocabulary it uses.');
  if (contexts[0] !== credentialsV2 && contexts[0] !== credentialsV1)
    return failed('contexts-malformed', 'It does not begin with the vocabulary of verifiable credentials.');
  if (contexts.some((context) => typeof context !== 'string'))
    return couldNotCheck('inline-context', 'It brings a vocabulary of its own, which is not relied on here.');
  if (contexts.some((context) => !pinnedContexts.has(context)))
    return couldNotCheck('unpinned-context', 'It uses a vocabulary that is not known here.');
  return ok('It uses known vocabularies only.');
}
