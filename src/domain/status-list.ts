import * as z from 'zod';
import { slug, timestamp, ulid } from './text.ts';

/** What a set bit means (Bitstring Status List 1.0, section 2.1): for good, or until it is taken back. */
export const statusPurpose = z.enum(['revocation', 'suspension']);
export type StatusPurpose = z.infer<typeof statusPurpose>;

/** Where in a status list a credential stands. */
export const statusPosition = z.strictObject({ list: ulid, index: z.int().min(0).max(131_071) });
export type StatusPosition = z.infer<typeof statusPosition>;

/** A position together with what its bit means. */
export const credentialStatus = statusPosition.extend({ purpose: statusPurpose });
export type CredentialStatus = z.infer<typeof credentialStatus>;

/**
 * A status list. `wanted` counts the changes that were decided, `published` those that the signed list shows: while they
 * differ the signed list is behind and is finished later.
 */
export const statusList = z.strictObject({
  id: ulid,
  issuerId: slug,
  purpose: statusPurpose,
  /** The public address that credentials name for ever, with the host that it was made under. */
  url: z.url(),
  issuerDid: z.string(),
  wanted: z.int().nonnegative(),
  published: z.int().nonnegative(),
  /** The signed list as JSON text. */
  document: z.string(),
  openedAt: timestamp,
});
export type StatusList = z.infer<typeof statusList>;
