import * as z from 'zod/mini';
import { visibilities } from './visibility.ts';

/*
 * What anybody may read of a record: the signed documents and the public halves of keys, and no person and no reason. The
 * functions that everybody may call read nothing else. Every record was checked whole when it was written; here is checked
 * what is read. Without zod's methods, because these functions are to start quickly.
 */

const since = z.object({ at: z.string() });

/** An issued credential as the public may know it. */
export const publicCredential = z.object({
  id: z.string(),
  foreignId: z.optional(z.string()),
  name: z.string(),
  document: z.string(),
  token: z.optional(z.string()),
  revocation: z.optional(since),
  suspension: z.optional(since),
  successor: z.optional(z.string()),
  visibility: z.optional(z.enum(visibilities)),
  withdrawnAt: z.optional(z.string()),
});
export type PublicCredential = z.infer<typeof publicCredential>;

/** A link to a credential: until when it holds, and not whom its holder made it for. */
export const publicLink = z.object({
  credentialId: z.string(),
  validUntil: z.string(),
  revokedAt: z.optional(z.string()),
});
export type PublicLink = z.infer<typeof publicLink>;

/** A signed status list and its address. */
export const publicStatusList = z.object({ url: z.string(), document: z.string() });
export type PublicStatusList = z.infer<typeof publicStatusList>;

/** That there is such an issuer, and its colour. What it says of itself is in what it signs. */
export const publicIssuer = z.object({ id: z.string(), brandColour: z.optional(z.string()) });
export type PublicIssuer = z.infer<typeof publicIssuer>;

const anyKey = {
  id: z.string(),
  createdAt: z.string(),
  retiredAt: z.optional(z.string()),
  compromisedAt: z.optional(z.string()),
};

/** The public half of an issuer's key, and whether it is good. */
export const publicIssuerKey = z.discriminatedUnion('algorithm', [
  z.object({ algorithm: z.literal('Ed25519'), ...anyKey, publicKeyMultibase: z.string() }),
  z.object({
    algorithm: z.literal('RS256'),
    ...anyKey,
    publicKeyJwk: z.object({ kty: z.literal('RSA'), n: z.string(), e: z.string() }),
  }),
]);
export type PublicIssuerKey = z.infer<typeof publicIssuerKey>;
