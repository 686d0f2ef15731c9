import * as z from 'zod';
import { sha256 } from '../../domain/evidence.ts';
import { imageMediaTypes } from '../../domain/image-media-types.ts';
import { issuer } from '../../domain/issuer.ts';
import { definition, version } from '../../domain/micro-credential.ts';
import { slug, ulid } from '../../domain/text.ts';
import { uploadedImage } from '../../domain/uploaded-image.ts';
import { contract } from '../operation.ts';
import {
  comparisonView,
  definitionFormat,
  fromQuery,
  issuerPath,
  keyPath,
  pageOf,
  pageQuery,
} from './shared.ts';
import { stackCatalogContract } from './stack-catalog.ts';

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
/** A form sends what was left empty too. */
const orNothing = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const hours = z
  .string()
  .regex(/^\d{1,4}(?:\.\d{1,2})?$/, 'must be a number of hours')
  .transform(Number);

/** What the catalog is searched by. Everything is optional, and everything must match. */
const catalogQuery = pageQuery.extend({
  q: orNothing(z.string().max(500)).describe(
    'Words to look for; all must be there, in any form and language. Nothing in it is an operator. The first ten count.',
  ),
  issuer: orNothing(slug).describe('The id of an issuer.'),
  stack: orNothing(ulid).describe('The id of a stack that it is a piece of.'),
  topic: orNothing(z.string().max(100)).describe('A topic; case, accents and spaces make no difference.'),
  audience: orNothing(z.string().max(300)).describe('For whom it is, in the same way.'),
  evidence: orNothing(evidenceKind).describe('A form in which it takes evidence.'),
  language: orNothing(z.string().regex(/^[a-z]{2,3}$/, 'must be a language such as en or es')).describe(
    'A language that it is in, or translated into; without region.',
  ),
  minHours: orNothing(hours).describe('Fewest hours of work. What does not tell its hours is not found.'),
  maxHours: orNothing(hours).describe('Most hours of work, in the same way.'),
  sort: orNothing(z.enum(['relevance', 'newest'])).describe(
    'By how well it matches (when words are looked for), or the newest first.',
  ),
});

const facetCounts = z
  .array(z.object({ value: z.string(), label: z.string(), count: z.int().positive() }))
  .describe(
    'Values to narrow by, with what they are called and how many of those that were found have them.',
  );

const found = versionView
  .pick({ id: true, microCredentialId: true, version: true, publishedAt: true, badge: true })
  .extend({
    issuer: z.object({ id: slug, did: z.string(), name: z.string() }),
    name: definition.shape.name,
    competency: definition.shape.competency,
    language: definition.shape.language,
    languages: z.array(z.string()),
    keywords: definition.shape.keywords,
    topic: z.string().optional(),
    audience: z.string().optional(),
    evidence: z.array(evidenceKind),
    stacks: z.array(ulid).optional(),
    hours: z.number().optional(),
  });
const inOneLanguage =
  'In the language that `lang` or Accept-Language asks for, where there is a translation; `languages` says which one it is and which texts of it are still in the original.';
const langQuery = z.strictObject({ lang: languageTag.optional() });

/** Vocabularies of others that a version is told in, as JSON-LD. */
const vocabulary = z
  .enum(['achievement', 'ctdl'])
  .describe(
    'As an Achievement of Open Badges 3.0 (`Accept: application/ld+json` does the same), or as CTDL.',
  );
const versionAnswer = {
  description: 'The version, with its whole rubric',
  body: versionView,
  html: true,
  files: ['application/ld+json'],
} as const;
const siteMapTypes = ['application/xml'] as const;

    path: z.strictObject({ credential: ulid }),
    answers: {
  ...stackCatalogContract,
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
        description: 'What was found',
        body: pageOf(found).extend({
          facets: z
            .object({
              topic: facetCounts,
              audience: facetCounts,
              issuer: facetCounts,
              stack: facetCounts,
              evidence: facetCounts,
              language: facetCounts,
              hours: facetCounts.describe('As most hours: each counts those before it too.'),
              complete: z.boolean(),
            })
            .optional(),
          unknown: z.array(z.string()).optional().describe('Words that are nowhere, as they are looked for.'),
        }),
        html: true,
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
