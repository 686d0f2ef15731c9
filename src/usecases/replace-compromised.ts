import { requireHuman } from '../domain/assessment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { IssuedIssuance } from '../domain/issuance.ts';
import type { IssuerKey } from '../domain/issuer.ts';
import type { Caller } from '../domain/membership.ts';
import type { Issuers, PageRequest } from '../ports.ts';
import { publishNow } from './change-credential-status.ts';
import { type ReissuePorts, reissue } from './reissue-credential.ts';
import { requireRightIn } from './standing.ts';

/** Each takes a signature or two: so many fit into the time that a request has. */
const mostInOneStep = 8;

/** What one step of the recovery did. `cursor` leads to the next step; it is absent when all is done. */
export interface Recovered {
  readonly replaced: readonly { readonly from: string; readonly to: string; readonly issued: boolean }[];
  readonly cursor?: string;
}

/**
 * Replaces what a compromised key signed, a page at a time, newest first: each credential is revoked and issued anew from its
 * journal, and the issuer's status lists are signed anew. What the journal does not hold was never issued here, and gets no
 * successor. A step that is repeated replaces nothing twice.
 * @throws DomainError `forbidden`, `not-found`, `key-not-compromised`
 */
export async function replaceCompromised(
  ports: ReissuePorts & { issuers: Issuers },
  command: { caller: Caller; issuerId: string; keyId: string; page: PageRequest },
): Promise<Recovered> {
  const { caller, issuerId, page } = command;
  const key = await compromisedKey(ports, command);
  if (page.cursor === undefined) await renewLists(ports, issuerId, key);
  const { items, cursor } = await ports.issuances.issuedBy(issuerId, {
    ...page,
    limit: Math.min(page.limit, mostInOneStep),
  });
  const replaced: { from: string; to: string; issued: boolean }[] = [];
  for (const issued of items.filter((one) => signedWith(one, key))) {
    const before = await ports.credentials.find(issued.credentialId);
    if (!before || before.successor !== undefined) continue;
    const reason = `The key ${key.id} was compromised.`;
    const { successor } = await reissue(ports, { before, by: caller.person, reason, correction: {} });
    replaced.push({ from: before.id, to: successor.id, issued: successor.issued });
  }
  const older = items.some(({ issuedAt }) => issuedAt < key.createdAt);
  return { replaced, ...(cursor !== undefined && !older && { cursor }) };
}

async function compromisedKey(
  ports: Pick<ReissuePorts, 'members'> & { issuers: Issuers },
  { caller, issuerId, keyId }: { caller: Caller; issuerId: string; keyId: string },
): Promise<IssuerKey> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'manage-keys');
  const key = (await ports.issuers.keys(issuerId)).find(({ id }) => id === keyId);
  if (!key) throw new DomainError('not-found', 'The issuer has no such key.');
  if (key.compromisedAt === undefined)
    throw new DomainError('key-not-compromised', 'Say first that the key was compromised, and since when.');
  return key;
}

function signedWith({ intent }: IssuedIssuance, key: IssuerKey): boolean {
  return [intent.kmsKeyId, intent.token?.kmsKeyId].includes(key.kmsKeyId);
}

/** A list that the key signed is believed no more, and with it the status of everything that stands in it. */
async function renewLists(
  ports: ReissuePorts & { issuers: Issuers },
  issuerId: string,
  key: IssuerKey,
): Promise<void> {
  if (key.algorithm !== 'Ed25519') return;
  for (const { id, document } of await ports.statusLists.ofIssuer(issuerId)) {
    if (!proofMethods(document).some((method) => method.endsWith(`#${key.id}`))) continue;
    await ports.statusLists.renew(id, document);
    await publishNow(ports, id);
  }
}

function proofMethods(document: string): string[] {
  const { proof } = JSON.parse(document) as { proof: { verificationMethod: string }[] };
  return [proof].flat().map(({ verificationMethod }) => verificationMethod);
}
