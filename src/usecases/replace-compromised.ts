import { requireHuman } from '../domain/assessment.ts';
import { DomainError, type ErrorCode } from '../domain/domain-error.ts';
import type { IssuedIssuance } from '../domain/issuance.ts';
import type { IssuerKey } from '../domain/issuer.ts';
import type { Caller } from '../domain/membership.ts';
import type { PageRequest } from '../ports.ts';
import { publishNow } from './change-credential-status.ts';
import type { PublicAddress } from './finish-intent.ts';
import { type ReissuePorts, reissue } from './reissue-credential.ts';
import { requireRightIn } from './standing.ts';

/** Each takes a signature or two: so many fit into the time that a request has. */
const mostInOneStep = 8;

/** A credential that got no successor, and why: a code, and the same in words. */
export interface Skipped {
  readonly id: string;
  readonly reason: ErrorCode | 'suspended';
  readonly detail: string;
}

/** What one step of the recovery did. `cursor` leads to the next step; it is absent when all is done. */
export interface Recovered {
  readonly replaced: readonly { readonly from: string; readonly to: string; readonly issued: boolean }[];
  /** What the key signed and a person has to look at. */
  readonly skipped: readonly Skipped[];
  readonly cursor?: string;
}

/**
 * Replaces what a compromised key signed, a page at a time, newest first: each credential is revoked and issued anew from its
 * journal, and the issuer's status lists are signed anew. What the journal does not hold was never issued here, and gets no
 * successor; nor does what was revoked before, for its own reasons. What is suspended, or cannot be issued anew, is told and stays
 * as it is. A step that is repeated replaces nothing twice.
 * @throws DomainError `forbidden`, `not-found`, `key-not-compromised`
 */
export async function replaceCompromised(
  ports: ReissuePorts,
  command: { caller: Caller; issuerId: string; keyId: string; page: PageRequest } & PublicAddress,
): Promise<Recovered> {
  const { caller, issuerId, page, publicUrl, formerPublicUrls } = command;
  const { key, dead } = await compromisedKey(ports, command);
  if (page.cursor === undefined) await renewLists(ports, issuerId, key);
  const { items, cursor } = await ports.issuances.issuedBy(issuerId, {
    ...page,
    limit: Math.min(page.limit, mostInOneStep),
  });
  const replaced: Recovered['replaced'][number][] = [];
  const skipped: Skipped[] = [];
  for (const issued of items.filter((one) => signedWith(one, key))) {
    const before = await ports.credentials.find(issued.credentialId);
    if (!before || before.successor !== undefined || before.revocation) continue;
    const { id } = before;
    if (before.suspension) {
      skipped.push({ id, reason: 'suspended', detail: 'It is suspended: revoke it, or reissue it.' });
      continue;
    }
    const asked = {
      before,
      by: caller.person,
      reason: `The key ${key.id} was compromised.`,
      correction: {},
      publicUrl,
      formerPublicUrls,
      isDead: keysOf(issued).every((kmsKeyId) => dead.has(kmsKeyId)),
    };
    // One that cannot be replaced must not keep those behind it from their turn.
    try {
      const { successor } = await reissue(ports, asked);
      replaced.push({ from: id, to: successor.id, issued: successor.issued });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      skipped.push({ id, reason: error.code, detail: error.message });
    }
  }
  const older = items.some(({ issuedAt }) => issuedAt < key.createdAt);
  return { replaced, skipped, ...(cursor !== undefined && !older && { cursor }) };
}

/** The key, and by their names in KMS all keys of the issuer that nobody believes any more. */
async function compromisedKey(
  ports: Pick<ReissuePorts, 'members' | 'issuers'>,
  { caller, issuerId, keyId }: { caller: Caller; issuerId: string; keyId: string },
): Promise<{ key: IssuerKey; dead: ReadonlySet<string> }> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'manage-keys');
  const keys = await ports.issuers.keys(issuerId);
  const key = keys.find(({ id }) => id === keyId);
  if (!key) throw new DomainError('not-found', 'The issuer has no such key.');
  if (key.compromisedAt === undefined)
    throw new DomainError('key-not-compromised', 'Say first that the key was compromised, and since when.');
  const dead = keys.filter(({ compromisedAt }) => compromisedAt !== undefined);
  return { key, dead: new Set(dead.map(({ kmsKeyId }) => kmsKeyId)) };
}

function signedWith(issued: IssuedIssuance, key: IssuerKey): boolean {
  return keysOf(issued).includes(key.kmsKeyId);
}

/** The keys of each of its forms. */
function keysOf({ intent }: IssuedIssuance): string[] {
  return [intent.kmsKeyId, ...(intent.token ? [intent.token.kmsKeyId] : [])];
}

/** A list that the key signed is believed no more, and with it the status of everything that stands in it. */
async function renewLists(ports: ReissuePorts, issuerId: string, key: IssuerKey): Promise<void> {
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
