import { credentialUrl, microCredentialUrl } from '../credentials/addresses.ts';
import { eventOf } from '../domain/case.ts';
import { type Attempt, beginTry, type Delivery, endTry } from '../domain/delivery.ts';
import { mayInIssuer } from '../domain/permission.ts';
import { webhookMessage } from '../notices/webhook-message.ts';
import { writeMail } from '../notices/write-mail.ts';
import type {
  Clock,
  Issuers,
  Mailer,
  MicroCredentials,
  NewId,
  Outbox,
  Submissions,
  WebhookSender,
} from '../ports.ts';
import { type DestinationPorts, destinationsOf } from './choose-destinations.ts';
import { pinnedVersion } from './read-submission.ts';

export interface TellPorts extends DestinationPorts {
  readonly clock: Clock;
  readonly issuers: Issuers;
  /** None where no mail goes out. */
  readonly mailer: Mailer | undefined;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly outbox: Outbox;
  readonly submissions: Submissions;
  readonly webhookSender: WebhookSender;
}

/** So that some that hang do not keep the others waiting. */
const atOnce = 5;

export interface Told {
  readonly events: number;
  readonly delivered: number;
  readonly failed: number;
  readonly dead: number;
}

/**
 * Looks at reminders whose time has come, hands what happened to those who are to be told, and tells them. Each step is recorded
 * before the next: a run that dies, or two at once, tell nobody of nothing, and at worst somebody twice of the same, under the
 * same id.
 */
export async function tellWhatHappened(
  ports: TellPorts,
  { publicUrl }: { publicUrl: string },
): Promise<Told> {
  for (const reminder of await ports.outbox.reminders(ports.clock.now())) await remind(ports, reminder);
  const events = await ports.outbox.events();
  for (const event of events) {
    const submission = await ports.submissions.find(event.submissionId);
    const mails = ports.mailer !== undefined;
    const destinations = submission ? await destinationsOf(ports, event, { submission, mails }) : [];
    const nextAt = ports.clock.now().toISOString();
    const made = destinations.map(
      (to): Delivery => ({ id: ports.newId(), event, to, state: 'due', tries: 0, nextAt }),
    );
    await ports.outbox.fanOut(event, made);
  }
  const ended: Delivery['state'][] = [];
  const waiting = (await ports.outbox.due(ports.clock.now())).values();
  const work = async () => {
    for (const delivery of waiting)
      ended.push((await tryOnce(ports, delivery, publicUrl))?.state ?? 'dropped');
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const count = (state: Delivery['state']) => ended.filter((one) => one === state).length;
  return { events: events.length, delivered: count('delivered'), failed: count('due'), dead: count('dead') };
}

async function remind(ports: TellPorts, reminder: Parameters<Outbox['settleReminder']>[0]): Promise<void> {
  const submission = await ports.submissions.find(reminder.submissionId);
  const waits = submission?.state === 'submitted' || submission?.state === 'appealed';
  const moment = { now: ports.clock.now(), newId: ports.newId };
  await ports.outbox.settleReminder(
    reminder,
    submission && waits ? eventOf(submission, moment, { kind: reminder.kind }) : undefined,
  );
}

/** @returns the delivery as it is then; undefined where another run has it */
async function tryOnce(ports: TellPorts, due: Delivery, publicUrl: string): Promise<Delivery | undefined> {
  const begun = beginTry(due, ports.newId(), ports.clock.now());
  if (!(await ports.outbox.change(due, begun))) return undefined;
  const attempt = await (begun.to.channel === 'webhook'
    ? post(ports, begun)
    : mail(ports, begun, publicUrl)
  ).catch((error: unknown): Attempt => ({ result: 'failed', failure: reasonOf(error) }));
  const after = endTry(begun, attempt, ports.clock.now());
  await ports.outbox.change(begun, after);
  return after;
}

async function post(ports: TellPorts, delivery: Delivery): Promise<Attempt> {
  const { to, event } = delivery;
  const webhook = to.channel === 'webhook' && (await ports.webhooks.find(event.issuerId, to.webhookId));
  if (!webhook) return { result: 'dropped' };
  const status = await ports.webhookSender.post({
    url: webhook.url,
    ...webhookMessage(delivery, webhook, ports.clock.now()),
  });
  const taken = status >= 200 && status < 300;
  return taken ? { result: 'delivered' } : { result: 'failed', failure: `the answer was ${status}` };
}

async function mail(ports: TellPorts, { to, event }: Delivery, publicUrl: string): Promise<Attempt> {
  const submission = await ports.submissions.find(event.submissionId);
  if (to.channel !== 'mail' || !ports.mailer || !submission) return { result: 'dropped' };
  const [contact, issuer, version] = await Promise.all([
    ports.contacts.find(to.person),
    ports.issuers.find(event.issuerId),
    pinnedVersion(ports, submission),
  ]);
  // What a person wants now counts, and what they are now.
  const mayHear = to.as === 'learner' || (await isStill(ports, event.issuerId, to));
  const address = contact?.email ?? (to.as === 'learner' ? submission.recipient.email : undefined);
  if (contact?.mail === false || !mayHear || address === undefined || !issuer) return { result: 'dropped' };
  const { definition, microCredentialId } = version;
  const language = contact?.language ?? (definition.language.startsWith('es') ? 'es' : 'en');
  const written = writeMail(event, {
    to: to.as,
    language,
    name: definition.translations?.[language]?.name ?? definition.name,
    issuer: issuer.name,
    about: microCredentialUrl(publicUrl, microCredentialId),
    due: submission.dueAt,
    url: event.credentialId && credentialUrl(publicUrl, event.credentialId),
  });
  if (!written) return { result: 'dropped' };
  await ports.mailer.send({ to: address, ...written });
  return { result: 'delivered' };
}

async function isStill(
  { members }: TellPorts,
  issuerId: string,
  { person, as }: { person: string; as: 'learner' | 'assessor' | 'approver' },
): Promise<boolean> {
  const right = as === 'assessor' ? 'assess' : 'approve-awards';
  const roles = (await members.find(issuerId, person))?.roles ?? [];
  return roles.some((role) => mayInIssuer(role, right));
}

/** In public words: what an owner reads of a failure. The name of an error, where it is not ours. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  return (error.name === 'Error' ? error.message : error.name).slice(0, 200);
}
