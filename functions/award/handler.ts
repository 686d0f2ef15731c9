import { credentialUrl } from '../../src/credentials/addresses.ts';
import { httpApi } from '../../src/http/api.ts';
import { awardContract } from '../../src/http/contracts/award.ts';
import { answer } from '../../src/http/operation.ts';
import { Logger } from '../../src/logger.ts';
import type {
  Assessments,
  Clock,
  Credentials,
  Issuances,
  Issuers,
  Members,
  MicroCredentials,
  NewId,
  SigningTasks,
  StatusLists,
  Submissions,
} from '../../src/ports.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { readStatusHistory } from '../../src/usecases/read-status-history.ts';
import { reissueCredential } from '../../src/usecases/reissue-credential.ts';
import { replaceCompromised } from '../../src/usecases/replace-compromised.ts';

export interface AwardPorts {
  readonly assessments: Assessments;
  readonly issuances: Issuances;
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly issuers: Issuers;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly signingTasks: SigningTasks;
  readonly statusLists: StatusLists;
  readonly submissions: Submissions;
}

/** What makes and unmakes an award. A signing that fails is logged, answered with 202, and finished by the audit. */
export function awardHandler(
  ports: AwardPorts,
  { publicUrl, logger = new Logger({ serviceName: 'award' }) }: { publicUrl: string; logger?: Logger },
) {
  const onSigningFailure = (error: unknown) =>
    logger.error('signing did not finish', { reason: error instanceof Error ? error.name : typeof error });
  const withLog = { ...ports, onSigningFailure };
  return httpApi(
    { area: 'award', contract: awardContract, publicUrl, logger },
    {
      'POST /assessments/{assessment}/decision': async ({ caller, path, body }) => {
        const { credential } = await decideAssessment(withLog, {
          caller,
          assessmentId: path.assessment,
          outcome: body.outcome,
        });
        if (!credential) return answer(200, { outcome: body.outcome });
        const url = credentialUrl(publicUrl, credential.id);
        const decided = { outcome: body.outcome, credential: { ...credential, url } };
        return credential.issued ? answer(200, decided) : answer(202, decided);
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
        });
        const url = credentialUrl(publicUrl, successor.id);
        const reissued = { replaced: path.credential, credential: { ...successor, url } };
        return successor.issued ? answer(201, reissued) : answer(202, reissued);
      },
      'POST /issuers/{issuer}/keys/{key}/recovery': async ({ caller, path, query }) => {
        const { replaced, ...more } = await replaceCompromised(withLog, {
          caller,
          issuerId: path.issuer,
          keyId: path.key,
          page: query,
        });
        return answer(200, { replaced: [...replaced], ...more });
      },
      'GET /credentials/{credential}/history': async ({ caller, path }) =>
        answer(200, await readStatusHistory(ports, { caller, credentialId: path.credential })),
    },
  );
}
