import { isJsonObject, type JsonObject } from './json.ts';
import { couldNotCheck, type Outcome } from './verification-report.ts';
import type { VerificationWorld } from './verification-world.ts';

/** Someone who signs, as they publish themselves. */
export interface Controller {
  readonly did: string;
  readonly document: JsonObject;
  /** Whether this deployment knows them. */
  readonly known: boolean;
}

/** Finds what a DID publishes; or says why not. */
export async function findController(
  did: string,
  world: VerificationWorld,
): Promise<Controller | { readonly refused: Outcome }> {
  const answer = await world.resolveDid(did);
  if (!answer.found) {
    const [cause, message] = {
      'not-found': ['issuer-not-found', 'The issuer’s public keys are not where they should be.'],
      unreachable: ['issuer-unreachable', 'The issuer’s public keys could not be fetched just now.'],
      unsupported: ['unsupported-issuer', 'The issuer is named in a way that is not supported yet.'],
    }[answer.reason] as [Parameters<typeof couldNotCheck>[0], string];
    return { refused: couldNotCheck(cause, message) };
  }
  const { document, known = false } = answer;
  if (!isJsonObject(document) || document.id !== did)
    return {
      refused: couldNotCheck(
        'issuer-document-invalid',
        'What the issuer publishes about its keys cannot be read.',
      ),
    };
  return { did, document, known };
}
