import { statusListUrl } from '../credentials/addresses.ts';
import { bitstringLength, encodeBits } from '../credentials/bitstring.ts';
import { didWeb } from '../credentials/did.ts';
import { statusListCredential } from '../credentials/status-list.ts';
import type { StatusList, StatusPosition, StatusPurpose } from '../domain/status-list.ts';
import type { Clock, Issuers, NewId, RandomBelow, Signer, StatusLists } from '../ports.ts';
import { finishIntent, makeIntent, type PublicAddress } from './finish-intent.ts';

export interface ListPorts {
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly newId: NewId;
  readonly randomBelow: RandomBelow;
  readonly signer: Signer;
  readonly statusLists: StatusLists;
}

/** An issuer, what its lists are for, and the address that they are signed under. */
interface ListOwner {
  readonly issuerId: string;
  readonly purpose: StatusPurpose;
  readonly publicUrl: string;
}

/** Taken positions met in a row until a list counts as full: it is about half full by then. */
const collisionsUntilFull = 4;
const listsToTry = 3;

/**
 * Takes a random free position for a credential, in a list that is signed and public already. Random, so that an index
 * tells nothing of when or after whom a credential was issued (Bitstring Status List 1.0, section 6.3).
 */
export async function reservePosition(
  ports: ListPorts,
  { credentialId, ...owner }: ListOwner & { credentialId: string },
): Promise<StatusPosition> {
  let list = await ports.statusLists.current(owner.issuerId, owner.purpose);
  for (let attempt = 0; attempt < listsToTry; attempt += 1) {
    // A list that was made under another address belongs to the issuer's identifier of that time.
    if (!list?.url.startsWith(`${owner.publicUrl}/`))
      list = await openList(ports, { ...owner, instead: list?.id });
    for (let collisions = 0; collisions < collisionsUntilFull; collisions += 1) {
      const position = { list: list.id, index: ports.randomBelow(bitstringLength) };
      if (await ports.statusLists.reserve(position, credentialId)) return position;
    }
    list = await openList(ports, { ...owner, instead: list.id });
  }
  throw new Error('no free position in any status list');
}

async function openList(
  ports: ListPorts,
  { instead, ...owner }: ListOwner & { instead: string | undefined },
): Promise<StatusList> {
  const id = ports.newId();
  const document = await signList(ports, owner, { id, wanted: 0, set: [] });
  const { issuerId, purpose, publicUrl } = owner;
  const url = statusListUrl(publicUrl, id);
  const named = { id, issuerId, purpose, url, issuerDid: didWeb(publicUrl, issuerId) };
  const openedAt = ports.clock.now().toISOString();
  await ports.statusLists.open({ ...named, wanted: 0, published: 0, document, openedAt }, instead);
  const current = await ports.statusLists.current(issuerId, purpose);
  if (!current) throw new Error(`issuer ${issuerId} has no status list after opening one`);
  return current;
}

/**
 * Signs a list anew when decided changes are not in it yet. Until that has succeeded the old list stays public
 * (invariant 5). Doing it twice, or two runs at once, ends in the same list.
 */
export async function publishStatusList(
  ports: ListPorts,
  { listId, ...deployment }: { listId: string } & PublicAddress,
): Promise<void> {
  const list = await ports.statusLists.find(listId);
  if (!list) throw new Error(`status list ${listId} is missing`);
  if (list.published >= list.wanted) return;
  const publicUrl = [deployment.publicUrl, ...deployment.formerPublicUrls].find(
    (address) => list.url === statusListUrl(address, listId),
  );
  if (publicUrl === undefined)
    throw new Error(`status list ${listId} is not under an address of this deployment`);
  const set = await ports.statusLists.set(listId);
  const { issuerId, purpose } = list;
  const owner = { issuerId, purpose, publicUrl };
  const document = await signList(ports, owner, { id: listId, wanted: list.wanted, set });
  await ports.statusLists.publish(listId, list.wanted, document);
}

async function signList(
  ports: ListPorts,
  { issuerId, purpose, publicUrl }: ListOwner,
  list: { id: string; wanted: number; set: readonly number[] },
): Promise<string> {
  const at = ports.clock.now();
  const document = statusListCredential({
    id: statusListUrl(publicUrl, list.id),
    issuerDid: didWeb(publicUrl, issuerId),
    purpose,
    validFrom: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    encodedList: encodeBits(list.set),
  });
  const intent = await makeIntent(ports, { document, issuerId, publicUrl, at });
  await ports.statusLists.journal(list.id, list.wanted, intent);
  return (await finishIntent(ports, intent)).document;
}
