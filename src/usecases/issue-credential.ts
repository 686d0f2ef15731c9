import { credentialUrl, statusListUrl } from '../credentials/addresses.ts';
import { canonicalJson } from '../credentials/suites/jcs.ts';
import { eventOf } from '../domain/case.ts';
import type { CredentialRecord } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { AssayEvent } from '../domain/event.ts';
import type { DueIssuance, Issuance, PreparedIssuance } from '../domain/issuance.ts';
import type { CredentialStatus } from '../domain/status-list.ts';
import { inheritedVisibility, type Visibility } from '../domain/visibility.ts';
import type { Deployment, Issuances } from '../ports.ts';
import { type DocumentPorts, makeDocument } from './document-of-issuance.ts';
import { finishIntent, makeIntent, type PublicAddress } from './finish-intent.ts';
import { type ListPorts, publishStatusList, reservePosition } from './status-lists.ts';

export interface SigningPorts extends DocumentPorts, ListPorts {
  readonly deployment: Deployment;
  readonly issuances: Issuances;
}

/** Runs that meet on one credential until one of them gives up: each time another run's intent came first. */
const meetings = 4;

/**
 * Brings what was decided to its public credential, from whichever step it stands at (invariant 3): lint, journal the
 * intent, sign, prove, publish. A run that dies leaves a step that the next run finishes; two runs at once, or a run on what
 * is finished, end in the same one credential.
 *
 * The journal alone is no reason to sign: whoever can write to the table can write there. An intent is signed when the
 * records, checked by every rule, give that same intent again. One that they do not give was never public, and is replaced.
 */
export async function issueCredential(
  ports: SigningPorts,
  { credentialId, ...deployment }: { credentialId: string } & PublicAddress,
): Promise<void> {
  await requireKnownAddress(ports, deployment);
  for (let meeting = 0; meeting < meetings; meeting += 1) {
    const found = await ports.issuances.find(credentialId);
    if (!found) throw new DomainError('not-found', 'No such credential was decided.');
    if (found.state === 'issued') return;
    const made = await make(ports, found, deployment);
    if (found.state === 'prepared' && canonicalJson(found) === canonicalJson(made.issuance)) {
      await withdrawReplaced(ports, found, deployment);
      return publish(ports, made, deployment);
    }
    await ports.issuances.prepare(made.issuance, found.state === 'prepared' ? found.intent : undefined);
  }
  throw new Error(`credential ${credentialId}: other runs keep changing it`);
}

/** An issuance as the records carry it, with the learner whose it is. */
interface Made {
  readonly issuance: PreparedIssuance;
  readonly learner?: string;
}

async function make(
  ports: SigningPorts,
  found: DueIssuance | PreparedIssuance,
  { publicUrl, formerPublicUrls }: PublicAddress,
): Promise<Made> {
  const { credentialId, issuerId, decidedAt, origin, replaces } = found;
  const prepared = await makeDocument(ports, found, publicUrl);
  const { statuses, salt, at } =
    (await drawnBefore(ports, found, publicUrl, prepared.purposes)) ??
    (await draw(ports, found, { publicUrl }, prepared.purposes));
  const document = prepared.document({ publicUrl, statuses, salt });
  const lint = prepared.lint?.({ publicUrl, formerPublicUrls, statuses });
  const intent = await makeIntent(ports, { document, issuerId, publicUrl, at, withToken: true, lint });
  const decided = { credentialId, issuerId, decidedAt, origin, ...(replaces && { replaces }) };
  return {
    issuance: { state: 'prepared', ...decided, intent, statuses, salt },
    ...(prepared.learner !== undefined && { learner: prepared.learner }),
  };
}

/** What an issuance holds that is not in the records: its positions in status lists, its salt, the time of its proof. */
interface Drawn {
  readonly statuses: CredentialStatus[];
  readonly salt: string;
  readonly at: Date;
}
type Purposes = readonly CredentialStatus['purpose'][];

/** What an earlier run drew, unless it was for another address or a position is not this credential's own. */
async function drawnBefore(
  ports: SigningPorts,
  found: DueIssuance | PreparedIssuance,
  publicUrl: string,
  purposes: Purposes,
): Promise<Drawn | undefined> {
  if (found.state !== 'prepared') return undefined;
  const { statuses, salt, intent, credentialId, issuerId } = found;
  if (statuses.map(({ purpose }) => purpose).join() !== purposes.join()) return undefined;
  for (const status of statuses) {
    const list = await ports.statusLists.find(status.list);
    const ours =
      list?.issuerId === issuerId &&
      list.purpose === status.purpose &&
      list.url === statusListUrl(publicUrl, status.list);
    if (!ours || !(await ports.statusLists.reserve(status, credentialId))) return undefined;
  }
  return { statuses, salt, at: new Date(intent.proof.created) };
}

async function draw(
  ports: SigningPorts,
  { issuerId, credentialId }: Issuance,
  signing: { publicUrl: string },
  purposes: Purposes,
): Promise<Drawn> {
  const statuses: CredentialStatus[] = [];
  for (const purpose of purposes)
    statuses.push({
      ...(await reservePosition(ports, { issuerId, credentialId, purpose, ...signing })),
      purpose,
    });
  return { statuses, salt: ports.newId(), at: ports.clock.now() };
}

/** There are never two valid credentials for one award: the old one is publicly revoked before the new one is signed. */
async function withdrawReplaced(
  ports: SigningPorts,
  { credentialId, replaces }: PreparedIssuance,
  deployment: PublicAddress,
): Promise<void> {
  if (replaces === undefined) return;
  const old = await ports.credentials.find(replaces);
  if (old?.revocation === undefined || old.successor !== credentialId)
    throw new Error(`credential ${credentialId}: the one that it replaces is not revoked in its favour`);
  const revocation = old.statuses.find(({ purpose }) => purpose === 'revocation');
  if (revocation) await publishStatusList(ports, { listId: revocation.list, ...deployment });
}

async function publish(
  ports: SigningPorts,
  { issuance, learner }: Made,
  { publicUrl }: PublicAddress,
): Promise<void> {
  const { document, token } = await finishIntent(ports, issuance.intent);
  const issuedAt = ports.clock.now().toISOString();
  const replaced = issuance.replaces && (await ports.credentials.find(issuance.replaces));
  const visibility = replaced ? inheritedVisibility(replaced) : undefined;
  const record = recordOf(issuance, {
    document,
    issuedAt,
    publicUrl,
    ...(token && { token }),
    ...(learner && { learner }),
    ...(visibility && { visibility }),
  });
  await ports.issuances.issue(
    { ...issuance, state: 'issued', issuedAt },
    record,
    await eventsOf(ports, record, { replaces: issuance.replaces !== undefined }),
  );
}

/** Of an award. */
async function eventsOf(
  ports: SigningPorts,
  { id, submissionId }: CredentialRecord,
  facts: { replaces: boolean },
): Promise<AssayEvent[]> {
  const submission = submissionId === undefined ? undefined : await ports.submissions.find(submissionId);
  if (!submission) return [];
  const moment = { now: ports.clock.now(), newId: ports.newId };
  return [eventOf(submission, moment, { kind: 'credential.issued', credentialId: id, facts })];
}

function recordOf(
  { credentialId, issuerId, origin, statuses, intent }: PreparedIssuance,
  made: {
    document: string;
    token?: string;
    learner?: string;
    visibility?: Visibility;
    issuedAt: string;
    publicUrl: string;
  },
): CredentialRecord {
  const { publicUrl, ...signed } = made;
  const { id, name } = JSON.parse(intent.document);
  return {
    id: credentialId,
    issuerId,
    ...(origin.kind === 'award' && { submissionId: origin.submissionId }),
    ...(origin.kind === 'endorsement' && { endorses: origin.of }),
    ...(id !== credentialUrl(publicUrl, credentialId) && { foreignId: id }),
    name: titleOf(name),
    statuses,
    ...signed,
  };
}

/** A line to list the credential by. A name can be a text, or texts in several languages. */
function titleOf(name: unknown): string {
  const [first] = [name].flat();
  const text = typeof first === 'object' && first !== null && '@value' in first ? first['@value'] : first;
  const line = String(text ?? '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);
  return /[\p{L}\p{N}]/u.test(line) ? line : 'Credential';
}

/**
 * Credentials carry the public address for ever. Signing under a new one starts only when the old one is named as former:
 * a slip in a deployment must not split an issuer in two.
 */
async function requireKnownAddress(ports: { deployment: Deployment }, address: PublicAddress): Promise<void> {
  const known = await ports.deployment.publicUrl();
  if (known === address.publicUrl) return;
  if (known !== undefined && !address.formerPublicUrls.includes(known))
    throw new DomainError(
      'public-url-changed',
      `This deployment signed as ${known} before: name it as a former address.`,
    );
  await ports.deployment.setPublicUrl(address.publicUrl, known);
}
