import { credentialUrl, sharedUrl } from '../../src/credentials/addresses.ts';
import type { CoachRequest } from '../../src/domain/coach-request.ts';
import type { CredentialRecord } from '../../src/domain/credential.ts';
import { forLearner, type LearnersSubmission, type Submission } from '../../src/domain/submission.ts';
import { visibilityOf } from '../../src/domain/visibility.ts';
import { httpApi } from '../../src/http/api.ts';
import { submitContract } from '../../src/http/contracts/submit.ts';
import { answer } from '../../src/http/operation.ts';
import type {
  Assessments,
  BlindCopies,
  Cases,
  Clock,
  CoachRequests,
  Credentials,
  EvidenceFiles,
  Issuances,
  MicroCredentials,
  NewId,
  NewSecret,
  PartUploads,
  SharedLinks,
  Submissions,
} from '../../src/ports.ts';
import { appealDecision } from '../../src/usecases/appeal-decision.ts';
import { askCoach, ownCoachRequests } from '../../src/usecases/coach-learners.ts';
import {
  addEvidence,
  answerPrompt,
  changeItem,
  removeEvidence,
  uploadInParts,
} from '../../src/usecases/collect-evidence.ts';
import { handInSubmission, withdrawSubmission } from '../../src/usecases/hand-in-submission.ts';
import { nameHolder } from '../../src/usecases/name-holder.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import {
  listSubmissions,
  readHistory,
  readSubmission,
  type SubmissionOverview,
} from '../../src/usecases/read-submission.ts';
import { retryOnConflict } from '../../src/usecases/retry-on-conflict.ts';
import {
  createLink,
  type LinkView,
  listLinks,
  revokeLink,
  shareCredential,
  withdrawCredential,
} from '../../src/usecases/share-credential.ts';

export interface SubmitPorts {
  readonly assessments: Assessments;
  readonly cases: Cases;
  readonly issuances: Issuances;
  readonly clock: Clock;
  readonly coachRequests: CoachRequests;
  readonly credentials: Credentials;
  readonly evidenceFiles: EvidenceFiles;
  readonly blindCopies: BlindCopies;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly newSecret: NewSecret;
  readonly partUploads: PartUploads;
  readonly sharedLinks: SharedLinks;
  readonly submissions: Submissions;
}

/** A learner's own submissions. */
export function submitHandler(ports: SubmitPorts, { publicUrl }: { publicUrl: string }) {
  return httpApi(
    { area: 'submit', contract: submitContract, publicUrl },
    {
      'POST /micro-credentials/{microCredential}/submissions': async ({ caller, path, body }) => {
        const { id } = await openSubmission(ports, {
          caller,
          microCredentialId: path.microCredential,
          name: body.recipient?.name,
          did: body.recipient?.did,
          from: body.from,
          publicUrl,
        });
        const overview = await readSubmission(ports, { caller, submissionId: id });
        return answer(201, view(overview, publicUrl), { location: `${publicUrl}/submissions/${id}` });
      },
      'POST /micro-credentials/{microCredential}/coach-requests': async ({ caller, path, body }) => {
        const asked = await askCoach(ports, {
          caller,
          microCredentialId: path.microCredential,
          message: body.message,
        });
        return answer(201, ownCoachRequest(asked));
      },
      'GET /me/coach-requests': async ({ caller }) =>
        answer(200, { items: (await ownCoachRequests(ports, { caller })).map(ownCoachRequest) }),
      'GET /me/submissions': async ({ caller, query }) => {
        const page = await listSubmissions(ports, { caller, page: query });
        return answer(200, { ...page, items: page.items.map(summary) });
      },
      'GET /me/credentials': async ({ caller, query }) => {
        const page = await ports.credentials.ofLearner(caller.person, query);
        const items = page.items.map((record) => ({
          id: record.id,
          url: credentialUrl(publicUrl, record.id),
          name: record.name,
          issuer: record.issuerId,
          issuedAt: record.issuedAt,
          revoked: record.revocation !== undefined,
          ...sharingOf(record),
        }));
        return answer(200, { ...page, items });
      },
      'PATCH /me/credentials/{credential}/sharing': async ({ caller, path, body }) =>
        answer(
          200,
          sharingOf(await shareCredential(ports, { caller, credentialId: path.credential, ...body })),
        ),
      'POST /me/credentials/{credential}/withdrawal': async ({ caller, path }) =>
        answer(200, sharingOf(await withdrawCredential(ports, { caller, credentialId: path.credential }))),
      'GET /me/credentials/{credential}/links': async ({ caller, path }) => {
        const links = await listLinks(ports, { caller, credentialId: path.credential });
        return answer(200, { items: links.map(shownLink) });
      },
      'POST /me/credentials/{credential}/links': async ({ caller, path, body }) => {
        const { label, ...end } = body;
        const of = { caller, credentialId: path.credential };
        const { link, token } = await createLink(ports, { ...of, label, end });
        return answer(201, { ...shownLink(link), url: sharedUrl(publicUrl, token) });
      },
      'DELETE /me/credentials/{credential}/links/{digest}': async ({ caller, path }) => {
        await revokeLink(ports, { caller, credentialId: path.credential, linkId: path.digest });
        return answer(204, undefined);
      },
      'GET /submissions/{submission}': async ({ caller, path }) =>
        answer(200, view(await readSubmission(ports, { caller, submissionId: path.submission }), publicUrl)),
      'PATCH /submissions/{submission}/recipient': async ({ caller, path, body }) =>
        answer(
          200,
          summary(
            await retryOnConflict(() =>
              nameHolder(ports, { caller, submissionId: path.submission, did: body.did, publicUrl }),
            ),
          ),
        ),
      'PUT /submissions/{submission}/answers/{prompt}': async ({ caller, path, body }) => {
        await retryOnConflict(() =>
          answerPrompt(ports, {
            caller,
            submissionId: path.submission,
            prompt: path.prompt,
            text: body.text,
          }),
        );
        return answer(204, undefined);
      },
      'POST /submissions/{submission}/evidence': async ({ caller, path, body }) =>
        answer(
          201,
          await retryOnConflict(() =>
            addEvidence(ports, { caller, submissionId: path.submission, item: body, publicUrl }),
          ),
        ),
      'POST /submissions/{submission}/evidence/{evidence}/parts': async ({ caller, path }) =>
        answer(
          200,
          await uploadInParts(ports, { caller, submissionId: path.submission, evidenceId: path.evidence }),
        ),
      'PATCH /submissions/{submission}/evidence/{evidence}': async ({ caller, path, body }) =>
        answer(
          200,
          await retryOnConflict(() =>
            changeItem(ports, {
              caller,
              submissionId: path.submission,
              evidenceId: path.evidence,
              changes: body,
            }),
          ),
        ),
      'GET /submissions/{submission}/history': async ({ caller, path }) =>
        answer(200, { items: await readHistory(ports, { caller, submissionId: path.submission }) }),
      'DELETE /submissions/{submission}/evidence/{evidence}': async ({ caller, path }) => {
        await retryOnConflict(() =>
          removeEvidence(ports, { caller, submissionId: path.submission, evidenceId: path.evidence }),
        );
        return answer(204, undefined);
      },
      'POST /submissions/{submission}/submit': async ({ caller, path, body }) => {
        const { attestations } = body;
        const of = { caller, submissionId: path.submission, attestations };
        return answer(200, summary(await handInSubmission(ports, of)));
      },
      'POST /submissions/{submission}/appeal': async ({ caller, path, body }) =>
        answer(200, summary(await appealDecision(ports, { caller, submissionId: path.submission, ...body }))),
      'POST /submissions/{submission}/withdraw': async ({ caller, path }) =>
        answer(200, summary(await withdrawSubmission(ports, { caller, submissionId: path.submission }))),
    },
  );
}

function sharingOf(record: CredentialRecord) {
  const { withdrawnAt } = record;
  return { visibility: visibilityOf(record), ...(withdrawnAt !== undefined && { withdrawnAt }) };
}

function shownLink({ credentialId: _credential, ...link }: LinkView) {
  return link;
}

/** Who answered is not told. */
function ownCoachRequest({ id, microCredentialId, message, askedAt, answer: said }: CoachRequest) {
  return {
    id,
    microCredentialId,
    message,
    askedAt,
    ...(said && { answer: { message: said.message, granted: said.granted, at: said.at } }),
  };
}

function summary(submission: Submission) {
  return shown(forLearner(submission));
}

function shown({ learner: _learner, answers: _answers, revision: _revision, ...rest }: LearnersSubmission) {
  return rest;
}

function view({ submission, credential, ...overview }: SubmissionOverview, publicUrl: string) {
  return {
    ...shown(submission),
    ...overview,
    answers: submission.answers,
    evidence: [...overview.evidence],
    missing: [...overview.missing],
    ...(credential && { credential: { ...credential, url: credentialUrl(publicUrl, credential.id) } }),
  };
}
