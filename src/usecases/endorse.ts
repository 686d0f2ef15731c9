import { endorsedId } from '../credentials/endorsement-document.ts';
import type { JsonObject } from '../credentials/json.ts';
import { requireHuman } from '../domain/assessment.ts';
import type { CredentialRecord } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import { type Endorsed, endorsedKey } from '../domain/endorsement.ts';
import type { DueIssuance } from '../domain/issuance.ts';
import type { Caller } from '../domain/membership.ts';
import type {
  Clock,
  Credentials,
  Endorsements,
  Issuances,
  Issuers,
  Members,
  MicroCredentials,
  NewId,
  Page,
  PageRequest,
  SigningTasks,
} from '../ports.ts';
import { signNow } from './sign-now.ts';
import { requireRightIn } from './standing.ts';

interface EndorsedPorts {
  readonly credentials: Credentials;
  readonly issuers: Issuers;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
}

/** So many endorsements of one thing go into a credential; a verifier must check each. */
const mostEmbedded = 3;

/**
 * Has an issuer vouch for another one, for a micro-credential or for a credential of theirs: a signed EndorsementCredential (Open
 * Badges 3.0). One issuer endorses one thing once; asking again gives the same endorsement, or what took its place, until that is
 * revoked.
 * @throws DomainError `forbidden`, `not-found`, `invalid-request` for what is one's own
 */
export async function endorse(
  ports: EndorsedPorts & {
    clock: Clock;
    issuances: Issuances;
    newId: NewId;
    signingTasks: SigningTasks;
    onSigningFailure: (error: unknown) => void;
  },
  command: { caller: Caller; issuerId: string; of: Endorsed; name: string; comment: string },
): Promise<{ readonly id: string; readonly issued: boolean }> {
  const { caller, issuerId, of, name, comment } = command;
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId }, 'endorse');
  if ((await ownerOf(ports, of)) === issuerId)
    throw new DomainError('invalid-request', 'Nobody endorses what is their own.', [
      { field: '/of', message: 'must belong to another issuer' },
    ]);
  const due: DueIssuance = {
    state: 'due',
    credentialId: ports.newId(),
    issuerId,
    decidedAt: ports.clock.now().toISOString(),
    origin: { kind: 'endorsement', by: caller.person, of, words: { name, comment } },
  };
  return signNow(ports, await startUnlessStanding(ports, due, `endorsement:${endorsedKey(of)}`));
}

/** The endorsement that stands under the name already, or this one: under the name, or as the next where those before are revoked. */
async function startUnlessStanding(
  ports: { credentials: Credentials; issuances: Issuances },
  due: DueIssuance,
  name: string,
): Promise<string> {
  for (let turn = 1; ; turn += 1) {
    const started = await ports.issuances.start(due, turn === 1 ? name : `${name}#${turn}`);
    if (started === due.credentialId) return started;
    const standing = await newestUnlessRevoked(ports, started);
    if (standing !== undefined) return standing;
  }
}

/** What stands in the place of an endorsement now, issued or due. */
async function newestUnlessRevoked(
  ports: { credentials: Credentials },
  credentialId: string,
): Promise<string | undefined> {
  const record = await ports.credentials.find(credentialId);
  if (record?.successor !== undefined) return newestUnlessRevoked(ports, record.successor);
  return record?.revocation ? undefined : credentialId;
}

/** What was said about something of an issuer, for its owners, and whether it is shown. */
export async function listEndorsements(
  ports: EndorsedPorts & { endorsements: Endorsements },
  { caller, of, page }: { caller: Caller; of: Endorsed; page: PageRequest },
): Promise<Page<{ readonly record: CredentialRecord; readonly accepted: boolean }>> {
  await requireOwnerOf(ports, caller, of);
  const [{ items, cursor }, accepted] = await Promise.all([
    ports.endorsements.about(of, page),
    ports.endorsements.accepted(of),
  ]);
  const shown = new Set(accepted.map(({ credentialId }) => credentialId));
  return {
    items: items.map((record) => ({ record, accepted: shown.has(record.id) })),
    ...(cursor !== undefined && { cursor }),
  };
}

/**
 * Shows an endorsement with what it endorses from now on, or no longer: in the credentials that are issued after that.
 * @throws DomainError `forbidden`, `not-found`
 */
export async function acceptEndorsement(
  ports: EndorsedPorts & { clock: Clock; endorsements: Endorsements },
  { caller, credentialId, accept }: { caller: Caller; credentialId: string; accept: boolean },
): Promise<void> {
  const of = (await ports.credentials.find(credentialId))?.endorses;
  if (!of) throw new DomainError('not-found', 'There is no such endorsement.');
  await requireOwnerOf(ports, caller, of);
  if (!accept) return ports.endorsements.decline(of, credentialId);
  const at = ports.clock.now().toISOString();
  await ports.endorsements.accept(of, { credentialId, by: caller.person, at });
}

/**
 * The signed endorsements of something that are accepted and stand, as they go into a credential: the newest, oldest first.
 * One that names it by a former address of this deployment says nothing about what is at the address of now.
 */
export async function acceptedEndorsements(
  ports: { credentials: Credentials; endorsements: Endorsements },
  { of, publicUrl, now }: { of: Endorsed; publicUrl: string; now: Date },
): Promise<JsonObject[]> {
  const accepted = await ports.endorsements.accepted(of);
  const standing: JsonObject[] = [];
  for (const { credentialId } of accepted.toReversed()) {
    if (standing.length === mostEmbedded) break;
    const record = await ports.credentials.find(credentialId);
    if (!record || record.revocation || record.successor !== undefined) continue;
    const document = JSON.parse(record.document) as SignedEndorsement;
    const holds = document.validUntil === undefined || new Date(document.validUntil) > now;
    if (holds && document.credentialSubject.id === endorsedId(publicUrl, of)) standing.unshift(document);
  }
  return standing;
}

type SignedEndorsement = JsonObject & {
  readonly validUntil?: string;
  readonly credentialSubject: { readonly id: string };
};

async function requireOwnerOf(ports: EndorsedPorts, caller: Caller, of: Endorsed): Promise<void> {
  requireHuman(caller);
  await requireRightIn(ports, { caller, issuerId: await ownerOf(ports, of) }, 'accept-endorsements');
}

/** Whose it is. @throws DomainError `not-found` */
async function ownerOf(ports: EndorsedPorts, of: Endorsed): Promise<string> {
  const owner = await find(ports, of);
  if (owner === undefined) throw new DomainError('not-found', 'There is nothing like that to be endorsed.');
  return owner;
}

async function find(ports: EndorsedPorts, of: Endorsed): Promise<string | undefined> {
  if (of.kind === 'issuer') return (await ports.issuers.find(of.issuer))?.id;
  if (of.kind === 'achievement')
    return (await ports.microCredentials.findVersion(of.microCredential, of.version))?.issuerId;
  return (await ports.credentials.find(of.credential))?.issuerId;
}
