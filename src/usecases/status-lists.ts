import { statusListUrl } from '../credentials/addresses.ts';
import { bitstringLength, encodeBits } from '../credentials/bitstring.ts';
import { didWeb } from '../credentials/did.ts';
import { statusListCredential } from '../credentials/status-list.ts';
import type { StatusList, StatusPosition } from '../domain/award.ts';
import type { Clock, Issuers, NewId, RandomBelow, Signer, StatusLists } from '../ports.ts';
import { finishIntent, makeIntent } from './finish-intent.ts';

interface SigningPorts {
  readonly statusLists: StatusLists;
  readonly issuers: Issuers;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** Taken positions met in a row until a list counts as full: it is about half full by then. */
const collisionsUntilFull = 4;
const listsToTry = 3;

/**
 * Takes a random free position for a credential, in a list that is signed and public already. Random, so that an index
 * tells nothing of when or after whom a credential was issued (Bitstring Status List 1.0, section 6.3).
 */
export async function reservePosition(
  ports: SigningPorts & { newId: NewId; randomBelow: RandomBelow },
  { issuerId, publicUrl, credentialId }: { issuerId: string; publicUrl: string; credentialId: string },
): Promise<StatusPosition> {
  let list = await ports.statusLists.current(issuerId);
  for (let attempt = 0; attempt < listsToTry; attempt += 1) {
    // A list that was made under another address belongs to the issuer's identifier of that time.
    if (!list?.url.startsWith(`${publicUrl}/`))
      list = await openList(ports, { issuerId, publicUrl, instead: list?.id });
    for (let collisions = 0; collisions < collisionsUntilFull; collisions += 1) {
      const position = { list: list.id, index: ports.randomBelow(bitstringLength) };
      if (await ports.statusLists.reserve(position, credentialId)) return position;
    }
    list = await openList(ports, { issuerId, publicUrl, instead: list.id });
  }
  throw new Error('no free position in any status list');
}

async function openList(
  ports: SigningPorts & { newId: NewId },
  { issuerId, publicUrl, instead }: { issuerId: string; publicUrl: string; instead: string | undefined },
): Promise<StatusList> {
  const id = ports.newId();
  const named = { id, issuerId, url: statusListUrl(publicUrl, id), issuerDid: didWeb(publicUrl, issuerId) };
  const document = await signList(ports, { ...named, publicUrl, wanted: 0, revoked: [] });
  await ports.statusLists.open({ ...named, wanted: 0, published: 0, document }, instead);
  const current = await ports.statusLists.current(issuerId);
  if (!current) throw new Error(`issuer ${issuerId} has no status list after opening one`);
  return current;
}

/**
 * Signs a list anew when decided changes are not in it yet. Until that has succeeded the old list stays public
 * (invariant 5). Doing it twice, or two runs at once, ends in the same list.
 */
export async function publishStatusList(ports: SigningPorts, { listId }: { listId: string }): Promise<void> {
  const list = await ports.statusLists.find(listId);
  if (!list) throw new Error(`status list ${listId} is missing`);
  if (list.published >= list.wanted) return;
  const revoked = await ports.statusLists.revoked(listId);
  const publicUrl = list.url.slice(0, -`/status/${listId}`.length);
  const document = await signList(ports, { ...list, publicUrl, revoked });
  await ports.statusLists.publish(listId, list.wanted, document);
}

async function signList(
  ports: SigningPorts,
  list: Pick<StatusList, 'id' | 'url' | 'issuerDid' | 'issuerId' | 'wanted'> & {
    publicUrl: string;
    revoked: readonly number[];
  },
): Promise<string> {
  const unsigned = statusListCredential({
    id: list.url,
    issuerDid: list.issuerDid,
    purpose: 'revocation',
    validFrom: ports.clock
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    encodedList: encodeBits(list.revoked),
  });
  const { issuerId, publicUrl } = list;
  const intent = await makeIntent(ports, { document: unsigned, issuerId, publicUrl });
  return finishIntent(ports, await ports.statusLists.prepare(list.id, list.wanted, intent));
}
