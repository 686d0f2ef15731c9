import * as z from 'zod';
import { line, passage, slug, timestamp, token, webAddress } from './text.ts';
import { type UploadedImage, uploadedImage } from './uploaded-image.ts';

/** A postal address, in the members of Open Badges (Address). */
const address = z
  .strictObject({
    addressCountry: line(100).optional(),
    addressCountryCode: z
      .string()
      .regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166-1)')
      .optional(),
    addressRegion: line(100).optional(),
    addressLocality: line(100).optional(),
    streetAddress: line(200).optional(),
    postOfficeBoxNumber: token(40).optional(),
    postalCode: token(40).optional(),
  })
  .refine((value) => Object.values(value).some((part) => part !== undefined), 'must not be empty');

/** How else the organisation is registered (IdentifierEntry); types of one's own begin with `ext:`. */
const identifierEntry = z.strictObject({
  identifier: token(200),
  identifierType: z.union([
    z.enum(['identifier', 'sourcedId', 'systemId', 'accountId', 'nationalIdentityNumber']),
    z.string().regex(/^ext:[a-zA-Z0-9._-]{1,60}$/, 'must be a type of Open Badges, or begin with ext:'),
  ]),
});

/** What an issuing organisation says of itself; the public Profile of Open Badges is made of it. */
export const issuerProfile = z.strictObject({
  name: line(200),
  url: webAddress,
  description: passage(2000).optional(),
  email: z.email().max(254).optional(),
  phone: z
    .string()
    .regex(/^\+?\d[\d ().-]{2,38}\d$/, 'must be a telephone number')
    .optional(),
  address: address.optional(),
  otherIdentifier: z.array(identifierEntry).min(1).max(10).optional(),
  /** Who speaks for the organisation, by name. */
  official: line(200).optional(),
  /**
   * How a credential names a holder of whom no DID is known: by a salted hash of the verified e-mail address, which only who
   * knows the address can match, or by the address itself. Hashed when absent.
   */
  recipientIdentity: z.enum(['hashed', 'plain']).optional(),
  /**
   * Whether awards can be suspended. They then carry a second status entry, and strict Open Badges validators, whose schema
   * has one, refuse them. Off when absent.
   */
  awardSuspension: z.boolean().optional(),
});

/** An issuing organisation. Its id is the end of its did:web identifier, so it never changes. */
export const issuer = issuerProfile.extend({
  id: slug,
  createdAt: timestamp,
  /** Uploaded on its own, so that there is no image that was not checked. */
  image: uploadedImage.optional(),
});
export type Issuer = z.infer<typeof issuer>;

const orNull = <T extends z.ZodType>(schema: z.ZodOptional<T>) =>
  z.union([schema.unwrap(), z.null()]).optional();

/** Changes of what an issuer says of itself; `null` takes an optional member away. */
export const issuerChanges = z.strictObject({
  name: issuerProfile.shape.name.optional(),
  url: issuerProfile.shape.url.optional(),
  description: orNull(issuerProfile.shape.description),
  email: orNull(issuerProfile.shape.email),
  phone: orNull(issuerProfile.shape.phone),
  address: orNull(issuerProfile.shape.address),
  otherIdentifier: orNull(issuerProfile.shape.otherIdentifier),
  official: orNull(issuerProfile.shape.official),
  recipientIdentity: orNull(issuerProfile.shape.recipientIdentity),
  awardSuspension: orNull(issuerProfile.shape.awardSuspension),
  image: z.null().optional(),
});
export type IssuerChanges = Omit<z.infer<typeof issuerChanges>, 'image'> & {
  readonly image?: UploadedImage | null | undefined;
};

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
