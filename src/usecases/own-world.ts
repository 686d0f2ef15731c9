import { keyUrl, statusListUrl } from '../credentials/addresses.ts';
import { didDocument, didWeb } from '../credentials/did.ts';
import { publicJwk } from '../credentials/public-jwk.ts';
import type { VerificationWorld } from '../credentials/verification-world.ts';
import { ulidPattern } from '../domain/ulid.ts';
import type { Clock, PublicRecords } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';

/**
 * The world as far as this deployment is it: its own issuers and status lists, under every address that it ever had, read
 * from its own records. Nothing is fetched from anywhere. Its signed lists are what everyone else sees too (invariant 5).
 */
export function ownWorld(
  ports: Pick<PublicRecords, 'issuers' | 'statusLists'> & { clock: Clock },
  { publicUrl, formerPublicUrls }: PublicAddress,
): VerificationWorld {
  const addresses = [publicUrl, ...formerPublicUrls];
  return {
    now: ports.clock.now(),
    async resolveDid(did) {
      const issuerId = ownIssuerId(did, addresses);
      if (issuerId === undefined) return { found: false, reason: 'unsupported' };
      const [issuer, keys] = await Promise.all([ports.issuers.find(issuerId), ports.issuers.keys(issuerId)]);
      if (!issuer) return { found: false, reason: 'not-found' };
      return { found: true, known: true, document: didDocument({ did, keys }) };
    },
    async statusList(url) {
      const listId = url.split('/').at(-1) ?? '';
      const own =
        ulidPattern.test(listId) && addresses.some((address) => url === statusListUrl(address, listId));
      if (!own) return { found: false, reason: 'unsupported' };
      const list = await ports.statusLists.find(listId);
      if (list?.url !== url) return { found: false, reason: 'not-found' };
      return { found: true, document: JSON.parse(list.document) };
    },
    async publicKey(url) {
      const { issuerId = '', keyId = '' } =
        /\/issuers\/(?<issuerId>[^/]+)\/keys\/(?<keyId>[^/]+)$/.exec(url)?.groups ?? {};
      if (!addresses.some((address) => url === keyUrl(address, issuerId, keyId)))
        return { found: false, reason: 'unsupported' };
      const key = (await ports.issuers.keys(issuerId)).find(({ id }) => id === keyId);
      // One that was compromised is found too: the DID document says so, and the verdict is clear.
      return key ? { found: true, document: publicJwk(key, url) } : { found: false, reason: 'not-found' };
    },
  };
}

function ownIssuerId(did: string, addresses: readonly string[]): string | undefined {
  const issuerId = did.split(':').at(-1) ?? '';
  return addresses.some((address) => did === didWeb(address, issuerId)) ? issuerId : undefined;
}
