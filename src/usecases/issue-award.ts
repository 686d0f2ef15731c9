import { awardDocument } from '../credentials/award-document.ts';
import { requireAwardable } from '../domain/assessment.ts';
import type { DueAward, PreparedAward } from '../domain/award.ts';
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
import { finishIntent, makeIntent } from './finish-intent.ts';
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

export interface PublicAddress {
  readonly publicUrl: string;
  readonly formerPublicUrls: readonly string[];
}

/**
 * Brings a decided award to its public credential, from whichever step it stands at (invariant 3):
 * lint, journal the intent, sign, prove, publish. A run that dies leaves a step that the next run finishes; two runs at
 * once, or a run on what is finished, end in the same one credential.
 */
export async function issueAward(
  ports: SigningPorts,
  { submissionId, ...address }: { submissionId: string } & PublicAddress,
): Promise<void> {
  await requireKnownAddress(ports, address);
  const found = await ports.awards.find(submissionId);
  if (!found) throw new DomainError('not-found', 'No award was decided for this submission.');
  const award =
    found.state === 'due'
      ? await ports.awards.prepare(await prepare(ports, found, address.publicUrl))
      : found;
  if (award.state === 'prepared') await publish(ports, award);
}

/** Everything that is checked again at the key: who assessed, that they may, and that the scores carry the award. */
async function prepare(ports: SigningPorts, due: DueAward, publicUrl: string): Promise<PreparedAward> {
  const [submission, evidence, assessment, issuer] = await Promise.all([
    ports.submissions.find(due.submissionId),
    ports.submissions.evidence(due.submissionId),
    ports.assessments.ofSubmission(due.submissionId),
    ports.issuers.find(due.issuerId),
  ]);
  if (!submission || !assessment || !issuer)
    throw new Error(`award of ${due.submissionId}: a part of it is missing`);
  const version = await pinnedVersion(ports, submission);
  requireAwardable(version.definition.rubric, assessment.scores);
  const holdsTogether =
    assessment.id === due.assessmentId &&
    assessment.state === 'final' &&
    assessment.outcome === 'awarded' &&
    assessment.assessor !== undefined &&
    assessment.assessor !== submission.learner &&
    submission.state === 'awarded' &&
    [submission, assessment, version].every((part) => part.issuerId === due.issuerId) &&
    assessment.version === submission.version &&
    evidence.every((item) => item.kind !== 'file' || item.objectVersion !== undefined);
  if (!holdsTogether) throw new Error(`award of ${due.submissionId}: the records do not carry it`);

  const { credentialId, issuerId } = due;
  const status = await reservePosition(ports, { issuerId, publicUrl, credentialId });
  const document = awardDocument({
    publicUrl,
    credentialId,
    issuer,
    version,
    submission,
    evidence,
    assessment,
    status,
    awardedAt: new Date(due.decidedAt),
    salt: ports.newId(),
  });
  const intent = await makeIntent(ports, { document, issuerId, publicUrl });
  return { ...due, state: 'prepared', intent, status };
}

async function publish(ports: SigningPorts, award: PreparedAward): Promise<void> {
  const document = await finishIntent(ports, award.intent);
  const submission = await ports.submissions.find(award.submissionId);
  if (!submission) throw new Error(`submission ${award.submissionId} is missing`);
  const issuedAt = ports.clock.now().toISOString();
  await ports.awards.issue(
    { ...award, state: 'issued', issuedAt },
    {
      id: award.credentialId,
      issuerId: award.issuerId,
      learner: submission.learner,
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
