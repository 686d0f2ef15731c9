import { createHmac } from 'node:crypto';
import type { Delivery } from '../domain/delivery.ts';
import type { Webhook } from '../domain/webhook.ts';

/**
 * The request that tells a webhook of an event, by Standard Webhooks 1.0: `webhook-id` stays the same however often it is tried, and
 * the signature is HMAC-SHA256 over id, time and body. It names records and no person, and nothing that anyone wrote.
 */
export function webhookMessage(
  { id, event }: Pick<Delivery, 'id' | 'event'>,
  { secret }: Pick<Webhook, 'secret'>,
  now: Date,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  const { kind, at, issuerId, microCredentialId, submissionId, assessmentId, credentialId, facts } = event;
  const body = JSON.stringify({
    type: kind,
    timestamp: at,
    data: {
      event: event.id,
      issuer: issuerId,
      microCredential: microCredentialId,
      submission: submissionId,
      assessment: assessmentId,
      credential: credentialId,
      ...(facts && { facts }),
    },
  });
  const seconds = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Assay webhooks',
      'webhook-id': id,
      'webhook-timestamp': seconds,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  };
}
