import { statusListUrl } from '../credentials/addresses.ts';
import { bitstringLength, encodeBits } from '../credentials/bitstring.ts';
import { didWeb } from '../credentials/did.ts';
import { statusListCredential } from '../credentials/status-list.ts';
import type { StatusList, StatusPosition } from '../domain/award.ts';
import type { Clock, Issuers, NewId, RandomBelow, Signer, StatusLists } from '../ports.ts';
import { finishIntent, makeIntent, type SigningDeployment } from './finish-intent.ts';

interface SigningPorts {
  readonly statusLists: StatusLists;
  readonly issuers: Issuers;
  readonly signer: Signer;
  readonly clock: Clock;
}

/** An issuer, and what its lists are signed as and with. */
interface ListOwner {
  readonly issuerId: string;
  readonly publicUrl: string;
  readonly signingKeyId: string;
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
  { issuerId, publicUrl, signingKeyId, credentialId }: ListOwner & { credentialId: string },
): Promise<StatusPosition> {
  let list = await ports.statusLists.current(issuerId);
  for (let attempt = 0; attempt < listsToTry; attempt += 1) {
    // A list that was made under another address belongs to the issuer's identifier of that time.
    if (!list?.url.startsWith(`${publicUrl}/`))
      list = await openList(ports, { issuerId, publicUrl, signingKeyId, instead: list?.id });
    for (let collisions = 0; collisions < collisionsUntilFull; collisions += 1) {
      const position = { list: list.id, index: ports.randomBelow(bitstringLength) };
      if (await ports.statusLists.reserve(position, credentialId)) return position;
    }
    list = await openList(ports, { issuerId, publicUrl, signingKeyId, instead: list.id });
  }
  throw new Error('no free position in any status list');
}

async function openList(
  ports: SigningPorts & { newId: NewId },
  { instead, ...owner }: ListOwner & { instead: string | undefined },
): Promise<StatusList> {
  const id = ports.newId();
  const document = await signList(ports, owner, { id, wanted: 0, revoked: [] });
  const { issuerId, publicUrl } = owner;
  const named = { id, issuerId, url: statusListUrl(publicUrl, id), issuerDid: didWeb(publicUrl, issuerId) };
  await ports.statusLists.open({ ...named, wanted: 0, published: 0, document }, instead);
  const current = await ports.statusLists.current(issuerId);
  if (!current) throw new Error(`issuer ${issuerId} has no status list after opening one`);
  return current;
}

/**
 * Signs a list anew when decided changes are not in it yet. Until that has succeeded the old list stays public
 * (invariant 5). Doing it twice, or two runs at once, ends in the same list.
 */
export async function publishStatusList(
  ports: SigningPorts,
  { listId, ...deployment }: { listId: string } & SigningDeployment,
): Promise<void> {
  const list = await ports.statusLists.find(listId);
  if (!list) throw new Error(`status list ${listId} is missing`);
  if (list.published >= list.wanted) return;
  const publicUrl = [deployment.publicUrl, ...deployment.formerPublicUrls].find(
    (address) => list.url === statusListUrl(address, listId),
  );
  if (publicUrl === undefined)
    throw new Error(`status list ${listId} is not under an address of this deployment`);
  const revoked = await ports.statusLists.revoked(listId);
  const owner = { issuerId: list.issuerId, publicUrl, signingKeyId: deployment.signingKeyId };
  const document = await signList(ports, owner, { id: listId, wanted: list.wanted, revoked });
  await ports.statusLists.publish(listId, list.wanted, document);
}

async function signList(
  ports: SigningPorts,
  { issuerId, publicUrl, signingKeyId }: ListOwner,
  list: { id: string; wanted: number; revoked: readonly number[] },
): Promise<string> {
  const at = ports.clock.now();
  const document = statusListCredential({
    id: statusListUrl(publicUrl, list.id),
    issuerDid: didWeb(publicUrl, issuerId),
    purpose: 'revocation',
    validFrom: at.toISOString().replace(/\.\d+Z$/, 'Z'),
    encodedList: encodeBits(list.revoked),
  });
  const intent = await makeIntent(ports, { document, issuerId, publicUrl, signingKeyId, at });
  await ports.statusLists.journal(list.id, list.wanted, intent);
  return finishIntent(ports, intent);
}
