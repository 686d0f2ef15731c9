import * as z from 'zod';
import { eventKind } from './event.ts';
import { personId } from './membership.ts';
import { slug, timestamp, ulid } from './text.ts';

/** Most webhooks that an issuer has. */
export const mostWebhooks = 5;

/**
 * An address that is told what happens at an issuer, by a request that is signed with its secret (Standard Webhooks 1.0: the
 * secret is `whsec_` and base64).
 */
export const webhook = z.strictObject({
  id: ulid,
  issuerId: slug,
  url: z.url({ protocol: /^https?$/ }).max(2048),
  secret: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/),
  /** What it is told of; everything when absent. */
  kinds: z.array(eventKind).min(1).optional(),
  createdAt: timestamp,
  createdBy: personId,
});
export type Webhook = z.infer<typeof webhook>;
