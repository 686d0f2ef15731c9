import * as z from 'zod';
import { sha256 } from '../../domain/evidence.ts';
import { imageMediaTypes } from '../../domain/image-media-types.ts';
import { issuer } from '../../domain/issuer.ts';
import { definition, version } from '../../domain/micro-credential.ts';
import { slug, ulid } from '../../domain/text.ts';
import { uploadedImage } from '../../domain/uploaded-image.ts';
import { contract } from '../operation.ts';
import { issuerPath, keyPath, pageOf, pageQuery } from './shared.ts';

const imageView = uploadedImage.extend({ url: z.url() });

export const issuerView = issuer.extend({ did: z.string(), url: z.string(), image: imageView.optional() });

/** A published version as everyone reads it: the rubric is the one that assessors score. */
export const versionView = version.omit({ issuerId: true }).extend({
  /** The version's own address. It never changes and its content never changes. */
  id: z.url(),
  issuer: z.object({ id: slug, did: z.string() }),
  /** The badge as a PNG or JPEG, with nothing baked into it. */
  badge: z.url(),
});

const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,5}$/)
  .transform(Number);

const microCredentialPath = z.strictObject({ microCredential: ulid });

/** What anyone may read of issuers and their published micro-credentials. */
export const catalogContract = contract({
  'GET /issuers/{issuer}': {
    summary: 'Read an issuer',
    public: true,
    path: issuerPath,
    answers: { 200: { description: 'The issuer', body: issuerView } },
    refusals: ['not-found'],
  },
  'GET /credentials/{credential}/endorsements': {
    summary: 'Read what other issuers say of a credential',
    description: 'Signed EndorsementCredentials, as far as the issuer of the credential shows them.',
    public: true,
    path: z.strictObject({ credential: ulid }),
    answers: {
      200: {
        description: 'The endorsements',
        body: z.object({ items: z.array(z.record(z.string(), z.unknown())) }),
      },
    },
    refusals: [],
  },
  'GET /issuers/{issuer}/did.json': {
    summary: "Read an issuer's DID document",
    description: 'did:web resolves here. Every key that ever signed stays listed.',
    public: true,
    path: issuerPath,
    answers: {
      200: {
        description: 'The DID document',
        body: z.looseObject({ id: z.string() }),
        mediaType: 'application/did+json',
      },
    },
    refusals: ['not-found'],
  },
  'GET /issuers/{issuer}/keys/{key}': {
    summary: 'Read a public key of an issuer',
    description:
      'A bare JSON Web Key: what `kid` of a token leads to. A key that was compromised is no longer given out here; the DID document says when it ended.',
    public: true,
    path: keyPath,
    answers: {
      200: {
        description: 'The key',
        body: z.looseObject({ kty: z.string(), use: z.literal('sig'), kid: z.string() }),
        mediaType: 'application/jwk+json',
      },
    },
    refusals: ['not-found', 'key-compromised'],
  },
  'GET /micro-credentials': {
    summary: 'List the published micro-credentials',
    public: true,
    query: pageQuery,
    answers: {
      200: {
        description: 'The newest version of each, oldest micro-credential first',
        body: pageOf(
          versionView.pick({ id: true, microCredentialId: true, version: true, issuer: true }).extend({
            name: definition.shape.name,
            competency: definition.shape.competency,
            language: definition.shape.language,
            keywords: definition.shape.keywords,
          }),
        ),
      },
    },
    refusals: ['invalid-request'],
  },
  'GET /micro-credentials/{microCredential}': {
    summary: 'Read the newest version of a micro-credential',
    public: true,
    path: microCredentialPath,
    answers: { 200: { description: 'The version, with its whole rubric', body: versionView, html: true } },
    refusals: ['not-found'],
  },
  'GET /micro-credentials/{microCredential}/versions/{version}': {
    summary: 'Read one version of a micro-credential',
    public: true,
    path: microCredentialPath.extend({ version: versionNumber }),
    answers: { 200: { description: 'The version, with its whole rubric', body: versionView, html: true } },
    refusals: ['not-found'],
  },
  'GET /micro-credentials/{microCredential}/versions/{version}/image': {
    summary: 'Read the badge of a version',
    description:
      'The image that the issuer uploaded, or art made from the definition. Credentials have it with themselves in it.',
    public: true,
    path: microCredentialPath.extend({ version: versionNumber }),
    answers: { 200: { description: 'The badge', files: imageMediaTypes } },
    refusals: ['not-found'],
  },
  'GET /images/{digest}': {
    summary: 'Read an uploaded image',
    description: 'By the SHA-256 of its bytes: what is at this address never changes.',
    public: true,
    path: z.strictObject({ digest: sha256 }),
    answers: { 200: { description: 'The image', files: imageMediaTypes } },
    refusals: ['not-found'],
  },
});
