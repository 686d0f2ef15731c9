import { InvalidDidError, parseDid, resolveDidKey } from './did.ts';

/**
 * What came of asking for a document. `known`: this deployment has reason to know who published it. `unsupported`: nobody
 * here knows how to ask for such an address.
 */
export type Resolution =
  | { readonly found: true; readonly document: unknown; readonly known?: boolean }
  | { readonly found: false; readonly reason: 'not-found' | 'unreachable' | 'unsupported' };

/** All that a verification asks of the world. What it answers is checked like anything else from outside. */
export interface VerificationWorld {
  readonly now: Date;
  /** The DID document of an issuer. */
  resolveDid(did: string): Promise<Resolution>;
  /** The status list credential at this address. */
  statusList(url: string): Promise<Resolution>;
  /** The JSON Web Key at this https address; nobody can ask for one where this is absent. */
  publicKey?(url: string): Promise<Resolution>;
}

/** The same world for the length of one verification: asked for each issuer once, for DIDs only, and it never throws. */
export function steady(world: VerificationWorld): VerificationWorld {
  const asked = new Map<string, Promise<Resolution>>();
  return {
    now: world.now,
    resolveDid(did) {
      if (!isDid(did)) return Promise.resolve({ found: false, reason: 'unsupported' });
      if (did.startsWith('did:key:')) return Promise.resolve(selfContained(did));
      const answer = asked.get(did) ?? settle(async () => world.resolveDid(did));
      asked.set(did, answer);
      return answer;
    },
    statusList: (url) => settle(async () => world.statusList(url)),
    publicKey: (url) =>
      settle(async () => (await world.publicKey?.(url)) ?? { found: false, reason: 'unsupported' }),
  };
}

/** A did:key is all in its name: the world is not asked for it. */
function selfContained(did: string): Resolution {
  try {
    return { found: true, document: resolveDidKey(did) };
  } catch (error) {
    if (error instanceof InvalidDidError) return { found: false, reason: 'unsupported' };
    throw error;
  }
}

function isDid(text: string): boolean {
  try {
    parseDid(text);
    return true;
  } catch (error) {
    if (error instanceof InvalidDidError) return false;
    throw error;
  }
}

async function settle(ask: () => Promise<Resolution>): Promise<Resolution> {
  try {
    return await ask();
  } catch {
    return { found: false, reason: 'unreachable' };
  }
}
