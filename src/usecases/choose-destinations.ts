import { type Audience, audiencesOf, type Destination } from '../domain/delivery.ts';
import type { AssayEvent } from '../domain/event.ts';
import { mayInIssuer } from '../domain/permission.ts';
import type { Submission } from '../domain/submission.ts';
import type { Assessments, Contacts, Members, Pools, Webhooks } from '../ports.ts';

export interface DestinationPorts {
  readonly assessments: Assessments;
  readonly contacts: Contacts;
  readonly members: Members;
  readonly pools: Pools;
  readonly webhooks: Webhooks;
}

/** Most people who get a mail about one event. */
const mostPeople = 50;

/** Who is told of an event: the webhooks of its issuer, and people by mail where mail goes out. */
export async function destinationsOf(
  ports: DestinationPorts,
  event: AssayEvent,
  { submission, mails }: { submission: Submission; mails: boolean },
): Promise<Destination[]> {
  const [webhooks, people] = await Promise.all([
    ports.webhooks.ofIssuer(event.issuerId),
    mails ? Promise.all(audiencesOf(event).map((as) => peopleOf(ports, event, { submission, as }))) : [],
  ]);
  return [
    ...webhooks
      .filter(({ kinds }) => kinds === undefined || kinds.includes(event.kind))
      .map(({ id }): Destination => ({ channel: 'webhook', webhookId: id })),
    ...people.flat().slice(0, mostPeople),
  ];
}

async function peopleOf(
  ports: DestinationPorts,
  event: AssayEvent,
  { submission, as }: { submission: Submission; as: Audience },
): Promise<Destination[]> {
  if (as === 'learner') return [{ channel: 'mail', person: submission.learner, as }];
  const right = as === 'assessor' ? 'assess' : 'approve-awards';
  const members = (await ports.members.list(event.issuerId))
    .filter(({ roles }) => roles.some((role) => mayInIssuer(role, right)))
    .map(({ person }) => person)
    .filter((person) => person !== submission.learner);
  const asked = as === 'assessor' ? await assessorsFor(ports, event, { submission, members }) : members;
  const wanting = await Promise.all(
    asked.map(async (person) => {
      const contact = await ports.contacts.find(person);
      return contact?.mail && contact.email !== undefined ? [person] : [];
    }),
  );
  return wanting.flat().map((person) => ({ channel: 'mail', person, as }));
}

/** Who holds it, where it is about time; else who could take it. */
async function assessorsFor(
  ports: DestinationPorts,
  { kind, issuerId }: AssayEvent,
  { submission, members }: { submission: Submission; members: readonly string[] },
): Promise<readonly string[]> {
  if (kind === 'assessment.due-soon' || kind === 'assessment.overdue') {
    const held = (await ports.assessments.ofSubmission(submission.id)).flatMap(({ state, assessor }) =>
      state === 'claimed' && assessor !== undefined ? [assessor] : [],
    );
    if (held.length > 0) return held;
  }
  const pool = await ports.pools.find(submission.microCredentialId);
  const { learner, assessors = [] } = submission;
  const free = members.filter(
    (person) => !assessors.includes(person) && (pool === undefined || pool.assessors.includes(person)),
  );
  const barred = await Promise.all(
    free.map((assessor) => ports.pools.inConflict({ issuerId, assessor, learner })),
  );
  return free.filter((_, index) => !barred[index]);
}
