import * as z from 'zod';
import { colourProblem } from './brand-colour.ts';
import { languageTag } from './definition/language.ts';
import { designReview } from './design-review/setting.ts';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, webAddress } from './text.ts';
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
    postOfficeBoxNumber: line(60).optional(),
    postalCode: line(60).optional(),
  })
  .refine((value) => Object.values(value).some((part) => part !== undefined), 'must not be empty');

/** How else the organisation is registered (IdentifierEntry); types of one's own begin with `ext:`. */
const identifierEntry = z.strictObject({
  identifier: line(200),
  identifierType: z.union([
    z.enum(['identifier', 'sourcedId', 'systemId', 'accountId', 'nationalIdentityNumber']),
    z.string().regex(/^ext:[a-zA-Z0-9._-]{1,60}$/, 'must be a type of Open Badges, or begin with ext:'),
  ]),
});

/** One colour for the issuer's pages, dark enough to be read on light ones. It is made lighter where the page is dark. */
const brandColour = z.string().superRefine((value, context) => {
  const message = colourProblem(value);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/** What an issuing organisation says of itself; the public Profile of Open Badges is made of it. */
export const issuerProfile = z.strictObject({
  name: line(200),
  url: webAddress,
  description: passage(2000).optional(),
  /** What it writes in when nothing says otherwise. */
  language: languageTag.optional(),
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
  brandColour: brandColour.optional(),
  /** Whether a definition is published only after a reviewer who did not write it has approved it. Required when absent. */
  designReview: designReview.optional(),
  /** How many assessments one person may hold at once: what is claimed and left lying is kept from others. Ten when absent. */
  mostClaims: z.int().min(1).max(200).optional(),
});

/** An issuing organisation. Its id is the end of its did:web identifier, so it never changes. */
export const issuer = issuerProfile.extend({
  id: slug,
  createdAt: timestamp,
  /** Uploaded on its own, so that there is no image that was not checked. */
  image: uploadedImage.optional(),
});
export type Issuer = z.infer<typeof issuer>;

const orNull = <T extends z.ZodType>(schema: z.ZodOptional<T>) => z.nullable(schema.unwrap()).optional();

/** Changes of what an issuer says of itself; `null` takes an optional member away. */
export const issuerChanges = z.strictObject({
  name: issuerProfile.shape.name.optional(),
  url: issuerProfile.shape.url.optional(),
  description: orNull(issuerProfile.shape.description),
  language: orNull(issuerProfile.shape.language),
  email: orNull(issuerProfile.shape.email),
  phone: orNull(issuerProfile.shape.phone),
  address: orNull(issuerProfile.shape.address),
  otherIdentifier: orNull(issuerProfile.shape.otherIdentifier),
  official: orNull(issuerProfile.shape.official),
  recipientIdentity: orNull(issuerProfile.shape.recipientIdentity),
  awardSuspension: orNull(issuerProfile.shape.awardSuspension),
  brandColour: orNull(issuerProfile.shape.brandColour),
  designReview: orNull(issuerProfile.shape.designReview),
  mostClaims: orNull(issuerProfile.shape.mostClaims),
  image: z.null().optional(),
});
export type IssuerChanges = Omit<z.infer<typeof issuerChanges>, 'image'> & {
  readonly image?: UploadedImage | null | undefined;
};

/** How a key signs. `Ed25519`: the proofs of documents (eddsa-rdfc-2022). `RS256`: credentials as JWTs (RFC 7518, section 3.3). */
export const keyAlgorithm = z.enum(['Ed25519', 'RS256']);
export type KeyAlgorithm = z.infer<typeof keyAlgorithm>;

/** What any key has. */
const anyKey = {
  /** The fragment of its verification method, for ever: `key-1`, `rsa-1`. */
  id: z.string(),
  /** ARN of the KMS key that holds the private half. It serves this issuer alone. */
  kmsKeyId: z.string(),
  createdAt: timestamp,
  /** Since when a newer key signs in its place. What it signed stays good. */
  retiredAt: timestamp.optional(),
  /** Since when somebody else may have signed with it. Nothing that it signed, at any time, is good any more. */
  compromisedAt: timestamp.optional(),
  /** Who said so, when and why. That stays with the issuer. */
  compromise: z.strictObject({ by: personId, recordedAt: timestamp, reason: passage(1000) }).optional(),
};

/** The public half of an RSA key as a JSON Web Key (RFC 7518, section 6.3.1). */
export const rsaPublicKey = z.strictObject({ kty: z.literal('RSA'), n: z.string(), e: z.string() });

/** A key of an issuer, as it is kept. Its public half is in the DID document for ever. */
export const issuerKey = z.discriminatedUnion('algorithm', [
  z.strictObject({
    algorithm: z.literal('Ed25519'),
    ...anyKey,
    /** Multikey (Controlled Identifiers 1.0, section 2.2.2), `z6Mk…`. */
    publicKeyMultibase: z.string(),
  }),
  z.strictObject({
    algorithm: z.literal('RS256'),
    ...anyKey,
    publicKeyJwk: rsaPublicKey,
  }),
]);
export type IssuerKey = z.infer<typeof issuerKey>;
export type IssuerKeyOf<A extends KeyAlgorithm> = Extract<IssuerKey, { algorithm: A }>;
