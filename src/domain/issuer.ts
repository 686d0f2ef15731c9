import * as z from 'zod';
import { line, passage, slug, timestamp, webAddress } from './text.ts';

/** What an issuing organisation says of itself; the public Profile of Open Badges is made of it. */
export const issuerProfile = z.strictObject({
  name: line(200),
  url: webAddress,
  description: passage(2000).optional(),
  email: z.email().max(254).optional(),
});

/** An issuing organisation. Its id is the end of its did:web identifier, so it never changes. */
export const issuer = issuerProfile.extend({ id: slug, createdAt: timestamp });
export type Issuer = z.infer<typeof issuer>;

/** A public key that the issuer's DID document lists. `id` is the fragment of the verification method. */
export const issuerKey = z.strictObject({
  id: z.string(),
  /** Multikey (Controlled Identifiers 1.0, section 2.2.2), `z6Mk…`. */
  publicKeyMultibase: z.string(),
  /** The KMS key that holds the private half. */
  kmsKeyId: z.string(),
  createdAt: timestamp,
});
export type IssuerKey = z.infer<typeof issuerKey>;
