import * as z from 'zod';
import { languageTag } from '../../domain/definition/language.ts';
import { evidenceKind, sha256 } from '../../domain/evidence.ts';
import { imageMediaTypes } from '../../domain/image-media-types.ts';
import { issuer } from '../../domain/issuer.ts';
import { definition, fieldsOfDefinition, version } from '../../domain/micro-credential.ts';
import { publicRetirement } from '../../domain/retirement.ts';
import { slug, ulid } from '../../domain/text.ts';
import { uploadedImage } from '../../domain/uploaded-image.ts';
import { contract } from '../operation.ts';
import {
  comparisonView,
  definitionFormat,
  fromQuery,
  issuerPath,
  keyPath,
  langQuery,
  pageOf,
  pageQuery,
} from './shared.ts';
import { stackCatalogContract } from './stack-catalog.ts';

const imageView = uploadedImage.extend({ url: z.url() });

export const issuerView = issuer.extend({ did: z.string(), url: z.string(), image: imageView.optional() });

/** A published version as everyone reads it: the rubric is the one that assessors score. */
export const versionView = version.omit({ issuerId: true }).extend({
  /** In one language; the export has all of them. */
  definition: fieldsOfDefinition.omit({ translations: true }),
  /** Which languages there are, which one this is in, and which texts of it are still in the original (JSON pointers). */
  languages: z.object({
    original: languageTag,
    shown: languageTag,
    available: z.array(languageTag),
    untranslated: z.array(z.string()),
  }),
  /** At the address of the newest version, where the micro-credential takes nothing new any more. */
  retirement: publicRetirement.optional(),
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

/** A form sends what was left empty too. */
const orNothing = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const hours = z
  .string()
  .regex(/^\d{1,4}(?:\.\d{1,2})?$/, 'must be a number of hours')
  .transform(Number);

/** What the catalog is searched by. Everything is optional, and everything must match. */
const catalogQuery = pageQuery.extend({
  cursor: orNothing(z.string().max(2000)),
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
  lang: orNothing(languageTag).describe('The language in which the page speaks.'),
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

/** What anyone may read of issuers and their published micro-credentials. */
export const catalogContract = contract({
  ...stackCatalogContract,
  'GET /issuers/{issuer}': {
    summary: 'Read an issuer',
    public: true,
    path: issuerPath,
    query: langQuery,
    answers: { 200: { description: 'The issuer', body: issuerView, html: true } },
    refusals: ['invalid-request', 'not-found'],
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
    refusals: ['kept-private', 'withdrawn'],
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
    summary: 'Search the published micro-credentials',
    description:
      'The newest version of each, best match first, or the newest first. A page may hold fewer than `limit`, even none, and still have a cursor: then there is more to look at. What stays as it is comes once on the pages of a search, whatever else is published, changed or retired meanwhile. `facets` are on the first page alone; they are `complete` unless just the first thousand candidates were counted.',
    public: true,
    query: catalogQuery,
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
    description: inOneLanguage,
    public: true,
    path: microCredentialPath,
    query: langQuery.extend({ format: vocabulary.optional() }),
    answers: { 200: versionAnswer },
    refusals: ['not-found'],
  },
  'GET /micro-credentials/{microCredential}/versions/{version}': {
    summary: 'Read one version of a micro-credential',
    description: `${inOneLanguage} With \`format\` json or yaml it is the whole definition as a file, in all its languages, as it can be imported.`,
    public: true,
    path: microCredentialPath.extend({ version: versionNumber }),
    query: langQuery.extend({
      format: z.enum([...definitionFormat.options, ...vocabulary.options]).optional(),
    }),
    answers: { 200: { ...versionAnswer, files: [...versionAnswer.files, 'application/yaml'] } },
    refusals: ['not-found'],
  },
  'GET /micro-credentials/{microCredential}/versions/{version}/diff': {
    summary: 'Compare a version with an earlier one',
    description:
      'With the one before it, or with the one that `from` names; 0 is nothing at all. Criteria, levels, artifacts and all that has an id are matched by it. Anyone may see what a change note is about.',
    public: true,
    path: microCredentialPath.extend({ version: versionNumber }),
    query: fromQuery,
    answers: { 200: { description: 'What the version changed', body: comparisonView } },
    refusals: ['invalid-request', 'not-found'],
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
  'GET /sitemap.xml': {
    summary: 'Read the index of the site map',
    public: true,
    answers: { 200: { description: 'Where the parts of it are', files: siteMapTypes } },
    refusals: [],
  },
  'GET /sitemaps/{part}': {
    summary: 'Read a part of the site map',
    public: true,
    path: z.strictObject({ part: z.string().regex(/^[0-9a-hjkmnp-tv-z]$/) }),
    answers: { 200: { description: 'Pages of micro-credentials', files: siteMapTypes } },
    refusals: ['not-found'],
  },
  'GET /robots.txt': {
    summary: 'Read what robots may read',
    public: true,
    answers: { 200: { description: 'The rules', files: ['text/plain'] } },
    refusals: [],
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
