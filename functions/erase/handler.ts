import { credentialUrl } from '../../src/credentials/addresses.ts';
import type { Retention } from '../../src/domain/retention.ts';
import { httpApi } from '../../src/http/api.ts';
import { eraseContract } from '../../src/http/contracts/erase.ts';
import { answer } from '../../src/http/operation.ts';
import type { Retentions } from '../../src/ports.ts';
import { type ErasePorts, eraseLearner } from '../../src/usecases/erase-learner.ts';
import { holdSubmission, readRetention, setRetention } from '../../src/usecases/keep-evidence.ts';
import { retryOnConflict } from '../../src/usecases/retry-on-conflict.ts';

/** What is deleted, and what is kept. */
export function eraseHandler(
  ports: ErasePorts & { readonly retentions: Retentions },
  { publicUrl }: { publicUrl: string },
) {
  return httpApi(
    { area: 'erase', contract: eraseContract, publicUrl },
    {
      'POST /me/erasure': async ({ caller }) => {
        const erased = await retryOnConflict(() => eraseLearner(ports, { caller }));
        return answer(200, {
          submissions: [...erased.submissions],
          credentials: erased.credentials.map(({ issuerId, ...one }) => ({
            ...one,
            issuer: issuerId,
            url: credentialUrl(publicUrl, one.id),
          })),
          held: erased.held.map(({ id, issuerId }) => ({ id, issuer: issuerId })),
          pending: [...erased.pending],
          memberships: [...erased.memberships],
        });
      },
      'GET /issuers/{issuer}/retention': async ({ caller, path }) =>
        answer(200, retentionView(await readRetention(ports, { caller, issuerId: path.issuer }))),
      'PUT /issuers/{issuer}/retention': async ({ caller, path, body }) =>
        answer(200, retentionView(await setRetention(ports, { caller, issuerId: path.issuer, ...body }))),
      'PUT /issuers/{issuer}/submissions/{submission}/hold': async ({ caller, path, body }) => {
        const of = { caller, issuerId: path.issuer, submissionId: path.submission };
        await retryOnConflict(() => holdSubmission(ports, { ...of, reason: body.reason }));
        return answer(204, undefined);
      },
      'DELETE /issuers/{issuer}/submissions/{submission}/hold': async ({ caller, path }) => {
        const of = { caller, issuerId: path.issuer, submissionId: path.submission };
        await retryOnConflict(() => holdSubmission(ports, { ...of, reason: undefined }));
        return answer(204, undefined);
      },
    },
  );
}

function retentionView({ days, since }: Partial<Retention> = {}) {
  return { ...(days !== undefined && { days }), ...(since !== undefined && { since }) };
}
