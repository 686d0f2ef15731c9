import { type Delivery, replayed } from '../domain/delivery.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import { mostWebhooks, type Webhook } from '../domain/webhook.ts';
import type { Clock, Members, NewId, Outbox, Page, PageRequest, WebhookSender, Webhooks } from '../ports.ts';
import { requireRightIn } from './standing.ts';

type Ports = { readonly members: Members; readonly webhooks: Webhooks };
interface OfIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}

/** Makes a webhook. @returns it with its secret, which is told this once. @throws DomainError `forbidden`, `invalid-request`, `webhook-limit` */
export async function createWebhook(
  ports: Ports & {
    clock: Clock;
    newId: NewId;
    newKey: () => string;
    webhookSender: Pick<WebhookSender, 'accepts'>;
  },
  command: OfIssuer & { url: string; kinds: Webhook['kinds'] },
): Promise<Webhook> {
  await requireRightIn(ports, command, 'manage-webhooks');
  const { caller, issuerId, url, kinds } = command;
  if (!ports.webhookSender.accepts(url))
    throw new DomainError('invalid-request', 'Nobody can be told at this address.', [
      { field: '/url', message: 'must be https:// and a public name, on port 443 and without a user' },
    ]);
  if ((await ports.webhooks.ofIssuer(issuerId)).length >= mostWebhooks)
    throw new DomainError('webhook-limit', `An issuer has ${mostWebhooks} webhooks at most: remove one.`);
  const webhook: Webhook = {
    id: ports.newId(),
    issuerId,
    url,
    secret: `whsec_${ports.newKey()}`,
    ...(kinds && { kinds: [...new Set(kinds)] }),
    createdAt: ports.clock.now().toISOString(),
    createdBy: caller.person,
  };
  await ports.webhooks.put(webhook);
  return webhook;
}

export async function listWebhooks(ports: Ports, of: OfIssuer): Promise<readonly Webhook[]> {
  await requireRightIn(ports, of, 'manage-webhooks');
  return ports.webhooks.ofIssuer(of.issuerId);
}

export async function removeWebhook(ports: Ports, command: OfIssuer & { webhookId: string }): Promise<void> {
  await requireRightIn(ports, command, 'manage-webhooks');
  await ports.webhooks.remove(command.issuerId, command.webhookId);
}

/** What was given up, mail too. */
export async function listDeadDeliveries(
  ports: Ports & { outbox: Outbox },
  { page, ...of }: OfIssuer & { page: PageRequest },
): Promise<Page<Delivery>> {
  await requireRightIn(ports, of, 'manage-webhooks');
  return ports.outbox.dead(of.issuerId, page);
}

/** Has a delivery that was given up tried again. @throws DomainError `not-found`, `conflict` */
export async function replayDelivery(
  ports: Ports & { outbox: Outbox; clock: Clock },
  command: OfIssuer & { deliveryId: string },
): Promise<Delivery> {
  await requireRightIn(ports, command, 'manage-webhooks');
  const dead = await ports.outbox.find(command.deliveryId);
  if (dead?.event.issuerId !== command.issuerId || dead.state !== 'dead')
    throw new DomainError('not-found', 'The issuer has no such delivery that was given up.');
  const again = replayed(dead, ports.clock.now());
  if (!(await ports.outbox.change(dead, again)))
    throw new DomainError('conflict', 'Someone had it tried again at the same moment.');
  return again;
}
