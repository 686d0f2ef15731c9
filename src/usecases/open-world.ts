import { didWebLocation, InvalidDidError } from '../credentials/did.ts';
import type { Resolution, VerificationWorld } from '../credentials/verification-world.ts';
import type { Clock, PublicRecords, PublicWeb } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';
import { ownWorld } from './own-world.ts';
import { withBudget } from './web-budget.ts';

/** What one verification may ask of the web. It leaves the function time to answer. */
export const verificationBudget = { documents: 6, milliseconds: 6_000 } as const;

const didDocumentTypes = [
  'application/did',
  'application/did+ld+json',
  'application/did+json',
  'application/json',
];
const statusListTypes = [
  'application/vc',
  'application/vc+ld+json',
  'application/ld+json',
  'application/json',
];
const publicKeyTypes = ['application/jwk+json', 'application/json'];

/**
 * The whole world, for one verification that starts now: what is ours from our own records without any network, the issuers
 * and status lists of others from the web. Nobody there is known here; what they publish is checked like anything else.
 */
export function openWorld(
  ports: Pick<PublicRecords, 'issuers' | 'statusLists'> & { publicWeb: PublicWeb; clock: Clock },
  address: PublicAddress,
): VerificationWorld {
  const own = ownWorld(ports, address);
  const web = withBudget(ports.publicWeb, verificationBudget, ports.clock);

  async function read(url: string, accept: readonly string[]): Promise<Resolution> {
    // Whatever is ours was found in the records already, or is not there. We do not call ourselves.
    if (isUnder(url, [address.publicUrl, ...address.formerPublicUrls]))
      return { found: false, reason: 'not-found' };
    const answer = await web.get(url, { accept });
    if (answer.ok) return { found: true, document: parsed(answer.body) };
    switch (answer.reason) {
      case 'refused':
        return { found: false, reason: 'unsupported' };
      case 'too-large':
      case 'unreadable':
        // Something is there, and it is not the document: the check that reads it says so.
        return { found: true, document: undefined };
      default:
        return { found: false, reason: answer.reason };
    }
  }

  return {
    now: own.now,
    async resolveDid(did) {
      const answer = await own.resolveDid(did);
      if (answer.found || answer.reason !== 'unsupported' || !did.startsWith('did:web:')) return answer;
      try {
        return await read(didWebLocation(did), didDocumentTypes);
      } catch (error) {
        if (error instanceof InvalidDidError) return answer;
        throw error;
      }
    },
    async statusList(url) {
      const answer = await own.statusList(url);
      if (answer.found || answer.reason !== 'unsupported') return answer;
      return read(url, statusListTypes);
    },
    async publicKey(url) {
      const ours = await own.publicKey?.(url);
      if (ours && (ours.found || ours.reason !== 'unsupported')) return ours;
      const answer = await read(url, publicKeyTypes);
      // A page for people is no bad key: it is no key at all.
      return answer.found && answer.document === undefined ? { found: false, reason: 'not-found' } : answer;
    },
  };
}

function isUnder(url: string, addresses: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { host, pathname } = new URL(url);
  return addresses.some((address) => {
    const own = new URL(address);
    const path = own.pathname.replace(/\/$/, '');
    return host === own.host && (pathname === path || pathname.startsWith(`${path}/`));
  });
}

/** @returns undefined when the bytes are not JSON in UTF-8 */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
