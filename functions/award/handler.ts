import { Logger } from '@aws-lambda-powertools/logger';
import { credentialUrl } from '../../src/credentials/addresses.ts';
import { httpApi } from '../../src/http/api.ts';
import { awardContract } from '../../src/http/contracts/award.ts';
import { answer } from '../../src/http/operation.ts';
import type {
  Assessments,
  Awards,
  Clock,
  Credentials,
  Members,
  MicroCredentials,
  NewId,
  SigningTasks,
  StatusLists,
  Submissions,
} from '../../src/ports.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { revokeCredential } from '../../src/usecases/revoke-credential.ts';

export interface AwardPorts {
  readonly assessments: Assessments;
  readonly awards: Awards;
  readonly clock: Clock;
  readonly credentials: Credentials;
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
        const { published, revocation } = await revokeCredential(withLog, {
          caller,
          credentialId: path.credential,
          reason: body.reason,
        });
        const revoked = { credential: path.credential, revokedAt: revocation.at, published };
        return published ? answer(200, revoked) : answer(202, revoked);
      },
    },
  );
}
