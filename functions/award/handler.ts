import { credentialUrl } from '../../src/credentials/addresses.ts';
import type { CredentialRecord } from '../../src/domain/credential.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { httpApi } from '../../src/http/api.ts';
import { awardContract } from '../../src/http/contracts/award.ts';
import { tokenMediaType } from '../../src/http/contracts/credential.ts';
import { issuedTypes } from '../../src/http/contracts/vc-api.ts';
import { answer } from '../../src/http/operation.ts';
import { preferredType } from '../../src/http/request.ts';
import { Logger } from '../../src/logger.ts';
import type {
  Assessments,
  Cases,
  Clock,
  Credentials,
  Endorsements,
  Issuances,
  Issuers,
  Members,
  MicroCredentials,
  NewId,
  SigningTasks,
  StackAwards,
  Stacks,
  StatusLists,
  Submissions,
} from '../../src/ports.ts';
import { approveDecision } from '../../src/usecases/approve-decision.ts';
import { askForStack } from '../../src/usecases/ask-for-stack.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { type Decided, decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { type DecidedStack, decideStackProposal } from '../../src/usecases/decide-stack-proposal.ts';
import { discloseEvidence } from '../../src/usecases/disclose-evidence.ts';
import { acceptEndorsement, endorse, listEndorsements } from '../../src/usecases/endorse.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import { issueDirectly } from '../../src/usecases/issue-directly.ts';
import { readStatusHistory } from '../../src/usecases/read-status-history.ts';
import { reissueCredential } from '../../src/usecases/reissue-credential.ts';
import { replaceCompromised } from '../../src/usecases/replace-compromised.ts';
import { setCredentialStatus } from '../../src/usecases/set-credential-status.ts';

export interface AwardPorts {
  readonly assessments: Assessments;
  readonly cases: Cases;
  readonly endorsements: Endorsements;
  readonly issuances: Issuances;
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly issuers: Issuers;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly signingTasks: SigningTasks;
  readonly stackAwards: StackAwards;
  readonly stacks: Stacks;
  readonly statusLists: StatusLists;
  readonly submissions: Submissions;
}

/** What makes and unmakes an award. A signing that fails is logged, answered with 202, and finished by the audit. */
export function awardHandler(
  ports: AwardPorts,
  { logger = new Logger({ serviceName: 'award' }), ...address }: PublicAddress & { logger?: Logger },
) {
  const { publicUrl } = address;
  const onSigningFailure = (error: unknown) =>
    logger.error('signing did not finish', { reason: error instanceof Error ? error.name : typeof error });
  const withLog = { ...ports, onSigningFailure };
  const settled = ({ decided, credential }: Decided) => ({
    decided,
    ...(credential && { credential: { ...credential, url: credentialUrl(publicUrl, credential.id) } }),
  });
  return httpApi(
    { area: 'award', contract: awardContract, publicUrl, logger },
    {
      'POST /credentials/issue': async ({ caller, body, accept, idempotencyKey }) => {
        const { credential, options } = body;
        const mediaType = preferredType(accept, issuedTypes);
        const asToken = mediaType === tokenMediaType;
        const issued = await issueDirectly(withLog, {
          ...address,
          caller,
          credential,
          credentialId: options?.credentialId,
          purposes: options?.credentialStatus,
          asToken,
          idempotencyKey,
        });
        if (!issued.credential) return answer(202, { credential: issued.id, issued: false as const });
        return asIssued(issued.credential, { mediaType, publicUrl });
      },
      'POST /credentials/status': async ({ caller, body }) => {
        const { credentialId, credentialStatus, status: set, reason } = body;
        const { statusPurpose: purpose, statusListCredential, statusListIndex } = credentialStatus;
        const { published } = await setCredentialStatus(withLog, {
          ...address,
          caller,
          credentialId,
          purpose,
          set,
          reason,
          statusListCredential,
          statusListIndex,
        });
        const changed = { credentialId, statusPurpose: purpose, status: set, published };
        return published ? answer(200, changed) : answer(202, changed);
      },
      'POST /assessments/{assessment}/decision': async ({ caller, path, body }) => {
        const { outcome } = body;
        const done = await decideAssessment(withLog, { caller, assessmentId: path.assessment, outcome });
        const view = { outcome, ...settled(done) };
        return done.credential?.issued === false ? answer(202, view) : answer(200, view);
      },
      'POST /approvals/{submission}/answer': async ({ caller, path, body }) => {
        const done = await approveDecision(withLog, {
          caller,
          submissionId: path.submission,
          answer: body,
        });
        const view = settled(done);
        return done.credential?.issued === false ? answer(202, view) : answer(200, view);
      },
      'POST /credentials/{credential}/revocation': async ({ caller, path, body }) => {
        const { published, credential } = await changeCredentialStatus(withLog, {
          caller,
          credentialId: path.credential,
          purpose: 'revocation',
          set: true,
          reason: body.reason,
        });
        const revoked = {
          credential: path.credential,
          revokedAt: credential.revocation?.at ?? '',
          published,
        };
        return published ? answer(200, revoked) : answer(202, revoked);
      },
      'PUT /credentials/{credential}/suspension': async ({ caller, path, body }) => {
        const { published } = await changeCredentialStatus(withLog, {
          caller,
          credentialId: path.credential,
          purpose: 'suspension',
          set: true,
          reason: body.reason,
        });
        const suspended = { credential: path.credential, suspended: true, published };
        return published ? answer(200, suspended) : answer(202, suspended);
      },
      'DELETE /credentials/{credential}/suspension': async ({ caller, path, query }) => {
        const { published } = await changeCredentialStatus(withLog, {
          caller,
          credentialId: path.credential,
          purpose: 'suspension',
          set: false,
          reason: query.reason,
        });
        const ended = { credential: path.credential, suspended: false, published };
        return published ? answer(200, ended) : answer(202, ended);
      },
      'POST /credentials/{credential}/reissue': async ({ caller, path, body }) => {
        const { successor } = await reissueCredential(withLog, {
          caller,
          credentialId: path.credential,
          reason: body.reason,
          correction: { recipient: body.recipient, credential: body.credential },
          ...address,
        });
        const url = credentialUrl(publicUrl, successor.id);
        const reissued = { replaced: path.credential, credential: { ...successor, url } };
        return successor.issued ? answer(201, reissued) : answer(202, reissued);
      },
      'PATCH /me/credentials/{credential}/evidence': async ({ caller, path, body }) => {
        const { credential, evidence } = await discloseEvidence(withLog, {
          caller,
          credentialId: path.credential,
          disclosures: body.evidence,
          ...address,
        });
        const view = {
          credential: { ...credential, url: credentialUrl(publicUrl, credential.id) },
          evidence: evidence.map(({ id, kind, artifact, title, disclosure }) => ({
            ...{ id, kind, artifact, title, disclosure },
          })),
        };
        return credential.issued ? answer(200, view) : answer(202, view);
      },
      'POST /issuers/{issuer}/endorsements': async ({ caller, path, body }) => {
        const { id, issued } = await endorse(withLog, { caller, issuerId: path.issuer, ...body });
        const endorsement = { id, url: credentialUrl(publicUrl, id), issued };
        return issued ? answer(201, endorsement) : answer(202, endorsement);
      },
      'GET /endorsements': async ({ caller, query }) => {
        const { of, ...page } = query;
        const { items, cursor } = await listEndorsements(ports, { caller, of, page });
        const shown = items.map(({ record, accepted }) => ({
          id: record.id,
          url: credentialUrl(publicUrl, record.id),
          name: record.name,
          issuer: record.issuerId,
          issuedAt: record.issuedAt,
          accepted,
          revoked: record.revocation !== undefined,
        }));
        return answer(200, { items: shown, ...(cursor !== undefined && { cursor }) });
      },
      'PUT /endorsements/{credential}/acceptance': async ({ caller, path }) => {
        await acceptEndorsement(ports, { caller, credentialId: path.credential, accept: true });
        return answer(204, undefined);
      },
      'DELETE /endorsements/{credential}/acceptance': async ({ caller, path }) => {
        await acceptEndorsement(ports, { caller, credentialId: path.credential, accept: false });
        return answer(204, undefined);
      },
      'POST /stack-proposals/{proposal}/confirmation': async ({ caller, path, body }) => {
        const decided = await decideStackProposal(withLog, { caller, proposalId: path.proposal, ...body });
        const view = stackAwardView(decided, publicUrl);
        return isAwaited(decided) ? answer(202, view) : answer(200, view);
      },
      'POST /me/stacks/{stack}/proposal': async ({ caller, path }) => {
        const asked = await askForStack(withLog, { caller, stackId: path.stack });
        const view = stackAwardView(asked, publicUrl);
        return isAwaited(asked) ? answer(202, view) : answer(200, view);
      },
      'POST /issuers/{issuer}/keys/{key}/recovery': async ({ caller, path, query }) => {
        const { replaced, skipped, ...more } = await replaceCompromised(withLog, {
          ...address,
          caller,
          issuerId: path.issuer,
          keyId: path.key,
          page: query,
        });
        return answer(200, { replaced: [...replaced], skipped: [...skipped], ...more });
      },
      'GET /credentials/{credential}/history': async ({ caller, path }) =>
        answer(200, await readStatusHistory(ports, { caller, credentialId: path.credential })),
    },
  );
}

function stackAwardView({ proposal, credential }: DecidedStack, publicUrl: string) {
  return {
    proposal: proposal.id,
    state: proposal.state,
    ...(credential && { credential: { ...credential, url: credentialUrl(publicUrl, credential.id) } }),
  };
}

function isAwaited({ credential }: DecidedStack): boolean {
  return credential?.issued === false;
}

/** The signed credential as it is, in the form that was asked for; where it has an address here, with that. */
function asIssued(
  { id, document, token, foreignId }: CredentialRecord,
  { mediaType, publicUrl }: { mediaType: string; publicUrl: string },
) {
  const text = mediaType === tokenMediaType ? token : document;
  if (text === undefined)
    throw new DomainError('not-acceptable', 'This credential was issued without a token.');
  const location = { location: credentialUrl(publicUrl, id) };
  return { status: 201 as const, text, mediaType, ...(foreignId === undefined && { headers: location }) };
}
