import type { Contact } from '../../src/domain/contact.ts';
import type { Delivery } from '../../src/domain/delivery.ts';
import { type Invitation, stateOfInvitation } from '../../src/domain/invitation.ts';
import type { MachineClient } from '../../src/domain/machine-client.ts';
import type { Caller, Membership } from '../../src/domain/membership.ts';
import type { Webhook } from '../../src/domain/webhook.ts';
import { httpApi } from '../../src/http/api.ts';
import { membersContract } from '../../src/http/contracts/members.ts';
import { answer } from '../../src/http/operation.ts';
import type {
  Clock,
  Contacts,
  Invitations,
  Members,
  NewId,
  NewSecret,
  Outbox,
  WebhookSender,
  Webhooks,
} from '../../src/ports.ts';
import { chooseNotifications, readNotifications } from '../../src/usecases/choose-notifications.ts';
import {
  inviteMember,
  joinIssuer,
  listInvitations,
  revokeInvitation,
} from '../../src/usecases/invite-members.ts';
import { listClients, putClient, removeClient } from '../../src/usecases/manage-clients.ts';
import { listMembers, putMember, removeMember } from '../../src/usecases/manage-members.ts';
import {
  createWebhook,
  listDeadDeliveries,
  listWebhooks,
  removeWebhook,
  replayDelivery,
} from '../../src/usecases/manage-webhooks.ts';
import { type OwnStanding, readOwnStanding } from '../../src/usecases/read-own-standing.ts';

export interface MembersPorts {
  readonly clock: Clock;
  readonly contacts: Contacts;
  readonly invitations: Invitations;
  readonly members: Members;
  readonly newId: NewId;
  /** 256 random bits as base64. */
  readonly newKey: () => string;
  readonly newSecret: NewSecret;
  readonly outbox: Outbox;
  readonly webhooks: Webhooks;
  readonly webhookSender: Pick<WebhookSender, 'accepts'>;
}

/** Who is what in an issuer. */
export function membersHandler(ports: MembersPorts, { publicUrl }: { publicUrl: string }) {
  return httpApi(
    { area: 'members', contract: membersContract, publicUrl },
    {
      'GET /me': async ({ caller }) =>
        answer(200, callerView(caller, await readOwnStanding(ports, { caller }))),
      'GET /me/notifications': async ({ caller }) =>
        answer(200, notificationsView((await readNotifications(ports, { caller })) ?? usualNotifications)),
      'PUT /me/notifications': async ({ caller, body }) =>
        answer(200, notificationsView(await chooseNotifications(ports, { caller, ...body }))),
      'GET /issuers/{issuer}/webhooks': async ({ caller, path }) =>
        answer(200, {
          items: (await listWebhooks(ports, { caller, issuerId: path.issuer })).map(webhookView),
        }),
      'POST /issuers/{issuer}/webhooks': async ({ caller, path, body: { url, kinds } }) => {
        const made = await createWebhook(ports, { caller, issuerId: path.issuer, url, kinds });
        return answer(201, { ...webhookView(made), secret: made.secret });
      },
      'DELETE /issuers/{issuer}/webhooks/{webhook}': async ({ caller, path }) => {
        await removeWebhook(ports, { caller, issuerId: path.issuer, webhookId: path.webhook });
        return answer(204, undefined);
      },
      'GET /issuers/{issuer}/deliveries': async ({ caller, path, query }) => {
        const found = await listDeadDeliveries(ports, { caller, issuerId: path.issuer, page: query });
        return answer(200, { ...found, items: found.items.map(deliveryView) });
      },
      'POST /issuers/{issuer}/deliveries/{delivery}/replay': async ({ caller, path }) => {
        const of = { caller, issuerId: path.issuer, deliveryId: path.delivery };
        return answer(200, deliveryView(await replayDelivery(ports, of)));
      },
      'GET /issuers/{issuer}/members': async ({ caller, path }) =>
        answer(200, { items: (await listMembers(ports, { caller, issuerId: path.issuer })).map(memberView) }),
      'PUT /issuers/{issuer}/members/{person}': async ({ caller, path: { issuer, person }, body }) =>
        answer(200, memberView(await putMember(ports, { caller, issuerId: issuer, person, ...body }))),
      'DELETE /issuers/{issuer}/members/{person}': async ({ caller, path: { issuer, person } }) => {
        await removeMember(ports, { caller, issuerId: issuer, person });
        return answer(204, undefined);
      },
      'GET /issuers/{issuer}/invitations': async ({ caller, path }) => {
        const found = await listInvitations(ports, { caller, issuerId: path.issuer });
        const now = ports.clock.now();
        return answer(200, { items: found.map((one) => invitationView(one, now)) });
      },
      'POST /issuers/{issuer}/invitations': async ({ caller, path, body }) => {
        const { invitation, token } = await inviteMember(ports, { caller, issuerId: path.issuer, ...body });
        return answer(201, {
          invitation: invitationView(invitation, ports.clock.now()),
          token,
          link: `${publicUrl}/invitations/${token}/acceptance`,
        });
      },
      'DELETE /issuers/{issuer}/invitations/{invitation}': async ({ caller, path }) => {
        await revokeInvitation(ports, { caller, issuerId: path.issuer, invitationId: path.invitation });
        return answer(204, undefined);
      },
      'POST /invitations/{token}/acceptance': async ({ caller, path }) => {
        const membership = await joinIssuer(ports, { caller, token: path.token });
        return answer(200, { ...memberView(membership), issuer: membership.issuerId });
      },
      'GET /issuers/{issuer}/clients': async ({ caller, path }) =>
        answer(200, { items: (await listClients(ports, { caller, issuerId: path.issuer })).map(clientView) }),
      'PUT /issuers/{issuer}/clients/{client}': async ({ caller, path: { issuer, client }, body }) =>
        answer(200, clientView(await putClient(ports, { caller, issuerId: issuer, client, ...body }))),
      'DELETE /issuers/{issuer}/clients/{client}': async ({ caller, path: { issuer, client } }) => {
        await removeClient(ports, { caller, issuerId: issuer, client });
        return answer(204, undefined);
      },
    },
  );
}

/** As it is for who never said. */
const usualNotifications = { language: 'en', mail: true } as const;

function notificationsView({ email, language, mail }: Omit<Contact, 'person'>) {
  return { ...(email !== undefined && { email }), language, mail };
}

function webhookView({ id, url, kinds, createdAt, createdBy }: Webhook) {
  return { id, url, ...(kinds && { kinds }), createdAt, createdBy };
}

/** Who was to get a mail is not told. */
function deliveryView({ id, event, to, tries, failure, nextAt }: Delivery) {
  const { kind, at, submissionId } = event;
  return {
    id,
    event: { id: event.id, kind, at, submissionId },
    channel: to.channel,
    ...(to.channel === 'webhook' && { webhook: to.webhookId }),
    tries,
    ...(failure !== undefined && { failure }),
    at: nextAt,
  };
}

function memberView({ issuerId: _issuerId, ...shown }: Membership) {
  return shown;
}

function clientView({ issuerId: _issuerId, ...shown }: MachineClient) {
  return shown;
}

function invitationView(invitation: Invitation, now: Date) {
  const { issuerId: _issuerId, secretDigest: _secretDigest, ...shown } = invitation;
  return { ...shown, state: stateOfInvitation(invitation, now) };
}

function callerView(caller: Caller, { memberships, clientOf, invitations }: OwnStanding) {
  const { scopes: narrowedTo, ...known } = caller;
  return {
    ...known,
    ...(narrowedTo && { scopes: [...narrowedTo] }),
    memberships: memberships.map(({ issuerId, roles, since }) => ({ issuer: issuerId, roles, since })),
    clientOf: clientOf.map(({ issuerId, name, scopes, since }) => ({
      issuer: issuerId,
      name,
      scopes,
      since,
    })),
    invitations: invitations.map(({ id, issuerId, roles, validUntil }) => ({
      id,
      issuer: issuerId,
      roles,
      validUntil,
    })),
  };
}
