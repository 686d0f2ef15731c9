import * as z from 'zod';
import { contact } from '../../domain/contact.ts';
import { delivery } from '../../domain/delivery.ts';
import { assayEvent, eventKind } from '../../domain/event.ts';
import { invitation, invitationToken, mostDays, usualDays } from '../../domain/invitation.ts';
import { machineClient } from '../../domain/machine-client.ts';
import { membership, personId, role } from '../../domain/membership.ts';
import { scope } from '../../domain/scope.ts';
import { line, slug, timestamp, ulid } from '../../domain/text.ts';
import { webhook } from '../../domain/webhook.ts';
import { contract } from '../operation.ts';
import { issuerPath, pageOf, pageQuery } from './shared.ts';

const memberPath = issuerPath.extend({ person: personId });
const clientPath = issuerPath.extend({ client: personId });
const memberView = membership.omit({ issuerId: true });
const clientView = machineClient.omit({ issuerId: true });
const invitationView = invitation
  .omit({ issuerId: true, secretDigest: true })
  .extend({ state: z.enum(['open', 'accepted', 'expired']) });
const roles = z.array(role).min(1).max(role.options.length);

const notificationsView = contact.omit({ person: true });
const webhookView = webhook.omit({ issuerId: true, secret: true });
const deliveryView = delivery.pick({ id: true, tries: true, failure: true }).extend({
  event: assayEvent.pick({ id: true, kind: true, at: true, submissionId: true }),
  channel: z.enum(['mail', 'webhook']),
  webhook: ulid.optional(),
  /** When it was given up, or is tried next. */
  at: timestamp,
});

/** Who is what in an issuer: members, invitations, machine clients; and how they are told what happens. */
export const membersContract = contract({
  'GET /me': {
    summary: 'Read who you are here',
    description:
      'As your token says, and as issuers have it. `invitations` are open ones for your verified e-mail address; accepting one takes the link that its owner has.',
    answers: {
      200: {
        description: 'You',
        body: z.object({
          person: personId,
          name: z.string().optional(),
          email: z.string().optional(),
          /** No person stands behind the token. */
          machine: z.boolean(),
          /** What the token narrows your rights in issuers to, when it does. */
          scopes: z.array(scope).optional(),
          memberships: z.array(z.object({ issuer: slug, roles: z.array(role), since: timestamp })),
          clientOf: z.array(
            z.object({ issuer: slug, name: z.string(), scopes: z.array(scope), since: timestamp }),
          ),
          invitations: z.array(
            z.object({ id: ulid, issuer: slug, roles: z.array(role), validUntil: timestamp }),
          ),
        }),
      },
    },
    refusals: [],
  },
  'GET /me/notifications': {
    summary: 'See how you are told what happens',
    answers: { 200: { description: 'As you said, or as it is when you never did', body: notificationsView } },
    refusals: [],
  },
  'PUT /me/notifications': {
    summary: 'Say how you are told what happens',
    description:
      'Mail goes to the verified address of this token. Learners get mail unless they say no; members of issuers get it once they say yes.',
    body: contact.pick({ language: true, mail: true }),
    answers: { 200: { description: 'As you said', body: notificationsView } },
    refusals: ['invalid-request', 'human-required'],
  },
  'GET /issuers/{issuer}/members': {
    summary: 'List the members of an issuer',
    description: 'For owners and viewers.',
    path: issuerPath,
    answers: {
      200: { description: 'Every member with their roles', body: z.object({ items: z.array(memberView) }) },
    },
    refusals: ['forbidden'],
  },
  'PUT /issuers/{issuer}/members/{person}': {
    summary: 'Give a person roles in an issuer',
    description:
      'For owners. `person` is the `sub` of their token. Someone whose `sub` is not known yet is invited instead.',
    path: memberPath,
    body: z.strictObject({ roles }),
    answers: { 200: { description: 'The membership', body: memberView } },
    refusals: ['invalid-request', 'forbidden', 'last-owner', 'conflict'],
  },
  'DELETE /issuers/{issuer}/members/{person}': {
    summary: 'Remove a person from an issuer, or leave it',
    description:
      'For owners; and for everyone as regards themselves. The last owner stays. What a removed assessor holds goes back to the queue.',
    path: memberPath,
    answers: { 204: { description: 'Removed' } },
    refusals: ['forbidden', 'not-found', 'last-owner', 'conflict'],
  },
  'GET /issuers/{issuer}/invitations': {
    summary: 'List the invitations of an issuer',
    description:
      'For owners. An invitation is deleted some time after its end, with the e-mail address in it.',
    path: issuerPath,
    answers: {
      200: {
        description: 'Open, accepted and ended ones, oldest first',
        body: z.object({ items: z.array(invitationView) }),
      },
    },
    refusals: ['forbidden'],
  },
  'POST /issuers/{issuer}/invitations': {
    summary: 'Invite someone to an issuer',
    description:
      'For owners. The service sends no mail: hand the link on yourself. It is answered this once. It works once, only for who signs in with the invited address, verified, and only as long as you are an owner.',
    path: issuerPath,
    body: z.strictObject({
      email: invitation.shape.email,
      roles,
      /** How long the invitation holds. */
      days: z.int().min(1).max(mostDays).default(usualDays),
    }),
    answers: {
      201: {
        description: 'The invitation, and the link that accepts it',
        body: z.object({
          invitation: invitationView,
          token: z.string(),
          /** To be posted to by who is invited, with their own bearer token. */
          link: z.url(),
        }),
      },
    },
    refusals: ['invalid-request', 'forbidden'],
  },
  'DELETE /issuers/{issuer}/invitations/{invitation}': {
    summary: 'Take an invitation back',
    description: 'For owners. One that was accepted is a membership by now, and is ended as such.',
    path: issuerPath.extend({ invitation: ulid }),
    answers: { 204: { description: 'Taken back' } },
    refusals: ['forbidden', 'not-found', 'invitation-used'],
  },
  'POST /invitations/{token}/acceptance': {
    summary: 'Accept an invitation',
    description:
      'For who signs in with the invited address, verified. The roles come on top of those that you have.',
    path: z.strictObject({ token: invitationToken }),
    answers: {
      200: { description: 'Your membership', body: memberView.extend({ issuer: slug }) },
    },
    refusals: ['not-found', 'human-required', 'forbidden', 'invitation-used', 'invitation-void', 'conflict'],
  },
  'GET /issuers/{issuer}/clients': {
    summary: 'List the machine clients of an issuer',
    description: 'For owners and viewers.',
    path: issuerPath,
    answers: {
      200: {
        description: 'Every machine client with its scopes',
        body: z.object({ items: z.array(clientView) }),
      },
    },
    refusals: ['forbidden'],
  },
  'PUT /issuers/{issuer}/clients/{client}': {
    summary: 'Let a machine client into an issuer',
    description:
      'For owners. `client` is the `sub` of the tokens that the program gets for itself (client credentials). It may do what the scopes say and nothing else; a token that names scopes of this service (bare, or as `assay/…`) narrows that further. No scope scores, decides, reviews, invites or makes keys.',
    path: clientPath,
    body: z.strictObject({
      name: line(100),
      scopes: z.array(scope).min(1).max(scope.options.length),
    }),
    answers: { 200: { description: 'The machine client', body: clientView } },
    refusals: ['invalid-request', 'forbidden', 'conflict'],
  },
  'DELETE /issuers/{issuer}/clients/{client}': {
    summary: 'Shut a machine client out of an issuer',
    description: 'For owners. At once, whatever tokens it has.',
    path: clientPath,
    answers: { 204: { description: 'Shut out' } },
    refusals: ['forbidden', 'not-found', 'conflict'],
  },
  'GET /issuers/{issuer}/webhooks': {
    summary: 'List the webhooks',
    description: 'For owners. Secrets are not told again.',
    path: issuerPath,
    answers: { 200: { description: 'The webhooks', body: z.object({ items: z.array(webhookView) }) } },
    refusals: ['forbidden'],
  },
  'POST /issuers/{issuer}/webhooks': {
    summary: 'Have an address told what happens',
    description:
      'For owners. Each event is posted as JSON (`type`, `timestamp`, `data` with ids and no names), signed by Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`. Answer with a 2xx within 5 seconds. It is tried seven times within about 27 hours, then given up. It may arrive twice, under the same `webhook-id`.',
    path: issuerPath,
    body: z.strictObject({
      url: webhook.shape.url,
      kinds: z
        .array(eventKind)
        .min(1)
        .max(eventKind.options.length)
        .optional()
        .describe('What it is told of; everything when absent.'),
    }),
    answers: {
      201: {
        description: 'The webhook. Its secret is told this once',
        body: webhookView.extend({ secret: z.string() }),
      },
    },
    refusals: ['invalid-request', 'forbidden', 'webhook-limit'],
  },
  'DELETE /issuers/{issuer}/webhooks/{webhook}': {
    summary: 'Remove a webhook',
    path: issuerPath.extend({ webhook: ulid }),
    answers: { 204: { description: 'It is told nothing more' } },
    refusals: ['forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/deliveries': {
    summary: 'List what could not be delivered',
    description: 'For owners. What was given up in the last 30 days, the oldest first.',
    path: issuerPath,
    query: pageQuery,
    answers: { 200: { description: 'Deliveries that were given up', body: pageOf(deliveryView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'POST /issuers/{issuer}/deliveries/{delivery}/replay': {
    summary: 'Have a delivery tried again',
    path: issuerPath.extend({ delivery: ulid }),
    answers: { 200: { description: 'It is due', body: deliveryView } },
    refusals: ['forbidden', 'not-found', 'conflict'],
  },
});
