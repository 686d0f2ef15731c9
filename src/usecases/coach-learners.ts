import { requireHuman } from '../domain/assessment.ts';
import { answerCoachRequest, type CoachRequest } from '../domain/coach-request.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type {
  Clock,
  CoachRequests,
  Members,
  MicroCredentials,
  NewId,
  Page,
  PageRequest,
  Submissions,
} from '../ports.ts';
import { requireRightIn } from './standing.ts';

/** Asks the issuer for advice and another attempt, once all that the definition gives are used. */
export async function askCoach(
  ports: {
    coachRequests: CoachRequests;
    microCredentials: MicroCredentials;
    submissions: Submissions;
    newId: NewId;
    clock: Clock;
  },
  { caller, microCredentialId, message }: { caller: Caller; microCredentialId: string; message: string },
): Promise<CoachRequest> {
  requireHuman(caller);
  const version = await ports.microCredentials.latestVersion(microCredentialId);
  if (!version) throw new DomainError('not-found', 'There is no such published micro-credential.');
  const { maxAttempts } = version.definition.assessmentPolicy ?? {};
  const last = await ports.submissions.lastAttempt(caller.person, microCredentialId);
  const isUsed = last?.state === 'free' && maxAttempts !== undefined && last.counted >= maxAttempts;
  const newest = isUsed ? await ports.submissions.find(last.submissionId) : undefined;
  if (!newest)
    throw new DomainError(
      'attempts-left',
      'You can ask once all your attempts are used. Begin the next one.',
    );
  const request: CoachRequest = {
    id: ports.newId(),
    issuerId: version.issuerId,
    microCredentialId,
    learner: caller.person,
    name: newest.recipient.name,
    message,
    askedAt: ports.clock.now().toISOString(),
  };
  await ports.coachRequests.ask(request);
  return request;
}

/** What the learner has asked, the newest for each micro-credential, with the answers. */
export function ownCoachRequests(
  { coachRequests }: { coachRequests: CoachRequests },
  { caller }: { caller: Caller },
): Promise<readonly CoachRequest[]> {
  return coachRequests.ofLearner(caller.person);
}

/** What waits for an answer in an issuer, oldest first. */
export async function listCoachRequests(
  ports: { coachRequests: CoachRequests; members: Members },
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<CoachRequest>> {
  await requireRightIn(ports, { caller, issuerId }, 'coach-learners');
  return ports.coachRequests.waiting(issuerId, page);
}

/** Answers a learner, and gives another attempt or not; both at once. */
export async function answerCoach(
  ports: { coachRequests: CoachRequests; members: Members; clock: Clock },
  command: { caller: Caller; issuerId: string; requestId: string; message: string; grant: boolean },
): Promise<CoachRequest> {
  const { caller, issuerId, requestId, ...given } = command;
  requireHuman(caller);
  await requireRightIn(ports, command, 'coach-learners');
  const asked = await ports.coachRequests.find(requestId);
  if (asked?.issuerId !== issuerId) throw new DomainError('not-found', 'The issuer was not asked this.');
  if (asked.learner === caller.person)
    throw new DomainError('own-award', 'Nobody gives themselves another attempt.');
  const answered = answerCoachRequest(asked, given, { by: caller.person, now: ports.clock.now() });
  await ports.coachRequests.answer(answered);
  return answered;
}
