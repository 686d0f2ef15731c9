import { isDeepStrictEqual } from 'node:util';
import { statusListUrl } from '../credentials/addresses.ts';
import { awardDocument } from '../credentials/award-document.ts';
import { requireAwardable } from '../domain/assessment.ts';
import type { DueAward, PreparedAward, StatusPosition } from '../domain/award.ts';
import { DomainError } from '../domain/domain-error.ts';
import type {
  Assessments,
  Awards,
  Clock,
  Deployment,
  Issuers,
  MicroCredentials,
  NewId,
  RandomBelow,
  Signer,
  StatusLists,
  Submissions,
} from '../ports.ts';
import { finishIntent, makeIntent, type PublicAddress, type SigningDeployment } from './finish-intent.ts';
import { pinnedVersion } from './read-submission.ts';
import { reservePosition } from './status-lists.ts';

export interface SigningPorts {
  readonly assessments: Assessments;
  readonly awards: Awards;
  readonly clock: Clock;
  readonly deployment: Deployment;
  readonly issuers: Issuers;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly randomBelow: RandomBelow;
  readonly signer: Signer;
  readonly statusLists: StatusLists;
  readonly submissions: Submissions;
}

/** Runs that meet on one award until one of them gives up: each time another run's intent came first. */
const meetings = 4;

/**
 * Brings a decided award to its public credential, from whichever step it stands at (invariant 3):
 * lint, journal the intent, sign, prove, publish. A run that dies leaves a step that the next run finishes; two runs at
 * once, or a run on what is finished, end in the same one credential.
 *
 * The journal alone is no reason to sign: whoever can write to the table can write there. An intent is signed when the
 * records, checked by every rule, give that same intent again. One that they do not give was never public, and is replaced.
 */
export async function issueAward(
  ports: SigningPorts,
  { submissionId, ...deployment }: { submissionId: string } & SigningDeployment,
): Promise<void> {
  await requireKnownAddress(ports, deployment);
  for (let meeting = 0; meeting < meetings; meeting += 1) {
    const found = await ports.awards.find(submissionId);
    if (!found) throw new DomainError('not-found', 'No award was decided for this submission.');
    if (found.state === 'issued') return;
    const made = await make(ports, found, deployment);
    if (found.state === 'prepared' && isDeepStrictEqual(found, made.award)) return publish(ports, made);
    await ports.awards.prepare(made.award, found.state === 'prepared' ? found.intent : undefined);
  }
  throw new Error(`award of ${submissionId}: other runs keep changing it`);
}

/** An award as the records carry it, with the learner whose it is. */
interface MadeAward {
  readonly award: PreparedAward;
  readonly learner: string;
}

/** Makes the intent from the records: a person decided, the scores carry the award, and everything belongs together. */
async function make(
  ports: SigningPorts,
  found: DueAward | PreparedAward,
  { publicUrl, signingKeyId }: SigningDeployment,
): Promise<MadeAward> {
  const { submissionId, credentialId, issuerId, assessmentId, decidedAt } = found;
  const [submission, evidence, assessment, issuer] = await Promise.all([
    ports.submissions.find(submissionId),
    ports.submissions.evidence(submissionId),
    ports.assessments.ofSubmission(submissionId),
    ports.issuers.find(issuerId),
  ]);
  if (!submission || !assessment || !issuer)
    throw new Error(`award of ${submissionId}: a part of it is missing`);
  const version = await pinnedVersion(ports, submission);
  requireAwardable(version.definition.rubric, assessment.scores);
  const holdsTogether =
    assessment.id === assessmentId &&
    assessment.state === 'final' &&
    assessment.outcome === 'awarded' &&
    assessment.assessor !== undefined &&
    assessment.assessor !== submission.learner &&
    assessment.decidedAt === decidedAt &&
    submission.state === 'awarded' &&
    [submission, assessment, version].every((part) => part.issuerId === issuerId) &&
    assessment.version === submission.version &&
    evidence.every((item) => item.kind !== 'file' || item.objectVersion !== undefined);
  if (!holdsTogether) throw new Error(`award of ${submissionId}: the records do not carry it`);

  const { status, salt, at } =
    (await drawnBefore(ports, found, publicUrl)) ?? (await draw(ports, found, { publicUrl, signingKeyId }));
  const document = awardDocument({
    publicUrl,
    credentialId,
    issuer,
    version,
    submission,
    evidence,
    assessment,
    status,
    awardedAt: new Date(decidedAt),
    salt,
  });
  const intent = await makeIntent(ports, { document, issuerId, publicUrl, signingKeyId, at });
  const due = { submissionId, credentialId, issuerId, assessmentId, decidedAt };
  return { award: { ...due, state: 'prepared', intent, status, salt }, learner: submission.learner };
}

/** What an award holds that is not in the records: its position in a status list, its salt, and the time of its proof. */
interface Drawn {
  readonly status: StatusPosition;
  readonly salt: string;
  readonly at: Date;
}

/** What an earlier run drew, unless it was for another address or the position is not this credential's own. */
async function drawnBefore(
  ports: SigningPorts,
  found: DueAward | PreparedAward,
  publicUrl: string,
): Promise<Drawn | undefined> {
  if (found.state !== 'prepared') return undefined;
  const { status, salt, intent, credentialId, issuerId } = found;
  const list = await ports.statusLists.find(status.list);
  const ours = list?.issuerId === issuerId && list.url === statusListUrl(publicUrl, status.list);
  if (!ours || !(await ports.statusLists.reserve(status, credentialId))) return undefined;
  return { status, salt, at: new Date(intent.proof.created) };
}

async function draw(
  ports: SigningPorts,
  { issuerId, credentialId }: DueAward | PreparedAward,
  signing: { publicUrl: string; signingKeyId: string },
): Promise<Drawn> {
  const status = await reservePosition(ports, { issuerId, credentialId, ...signing });
  return { status, salt: ports.newId(), at: ports.clock.now() };
}

async function publish(ports: SigningPorts, { award, learner }: MadeAward): Promise<void> {
  const document = await finishIntent(ports, award.intent);
  const issuedAt = ports.clock.now().toISOString();
  await ports.awards.issue(
    { ...award, state: 'issued', issuedAt },
    {
      id: award.credentialId,
      issuerId: award.issuerId,
      learner,
      submissionId: award.submissionId,
      name: JSON.parse(document).name,
      document,
      status: award.status,
      issuedAt,
    },
  );
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
