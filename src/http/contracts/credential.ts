// zod without its methods, as the function that answers these is to start quickly.
import * as z from 'zod/mini';
import { linkTokenPattern } from '../../domain/link-token.ts';
import { ulidPattern } from '../../domain/ulid.ts';
import { contract } from '../operation.ts';

/** A signed document goes out as it was signed: not one member is added, dropped or changed. */
const signedDocument = z.looseObject({
  id: z.string(),
  type: z.union([z.string(), z.array(z.string())]),
  /** A badge has its proofs in an array. */
  proof: z.union([z.looseObject({}), z.array(z.looseObject({}))]),
});

/** Media type of a verifiable credential as the ecosystem's verifiers ask for it. */
export const credentialMediaType = 'application/vc+ld+json';

/** Media type of a credential that is secured as a JWT (VC-JOSE-COSE, section 6.1.1). */
export const tokenMediaType = 'application/vc+jwt';

const ulid = z.string().check(z.regex(ulidPattern, 'is not an id of this service'));
const credentialPath = z.strictObject({ credential: ulid });
const linkPath = z.strictObject({
  link: z.string().check(z.regex(linkTokenPattern, 'is not a link of this service')),
});
const format = z.optional(z.enum(['json', 'jwt'], 'must be json or jwt'));
const picture = z.optional(z.enum(['png', 'svg'], 'must be png or svg'));
// The language of the page; one that there is not is passed over.
const language = z.optional(z.string());
const pixels = z.optional(
  z.pipe(
    z.string().check(z.regex(/^[1-9]\d{0,4}$/, 'must be a number of pixels')),
    z.transform((text) => Number(text)),
  ),
);

/** The formats of a badge, the first where the caller does not care. */
export const badgeTypes = ['image/png', 'image/svg+xml'] as const;

// Addresses of credentials are passed on, and places where they are shared put parameters of their own behind them: those
// are no mistake of the reader's, so queries here are not strict.

/** An answer of the kind `rich` (oEmbed, section 2.3.4.4). */
const oembed = z.strictObject({
  type: z.literal('rich'),
  version: z.literal('1.0'),
  title: z.string(),
  author_name: z.string(),
  author_url: z.optional(z.string()),
  provider_name: z.string(),
  provider_url: z.string(),
  cache_age: z.number(),
  thumbnail_url: z.optional(z.string()),
  thumbnail_width: z.optional(z.number()),
  thumbnail_height: z.optional(z.number()),
  html: z.string(),
  width: z.number(),
  height: z.number(),
});

/** What verifiers fetch, and the places where credentials are shared. */
export const credentialContract = contract({
  'GET /credentials/{credential}': {
    summary: 'Read a credential',
    description:
      'The signed document, or a page for a browser (by `Accept`); as a JWT for `application/vc+jwt` where the issuer has a key for that. A credential that was replaced has a link to its successor (`Link: rel="successor-version"`).',
    public: true,
    path: credentialPath,
    query: z.object({ format, lang: language }),
    answers: {
      200: {
        description: 'The credential',
        body: signedDocument,
        mediaType: credentialMediaType,
        html: true,
        files: [tokenMediaType],
      },
    },
    refusals: ['not-found', 'kept-private', 'withdrawn', 'not-acceptable'],
  },
  'GET /credentials/{credential}/image': {
    summary: 'Read the badge of a credential',
    description:
      'An image with the signed document baked into it (Open Badges 3.0), as PNG or SVG by `format` or by `Accept`.',
    public: true,
    path: credentialPath,
    query: z.object({ format: picture }),
    answers: { 200: { description: 'The badge', files: badgeTypes } },
    refusals: ['not-found', 'kept-private', 'withdrawn'],
  },
  'GET /credentials/{credential}/preview': {
    summary: 'Read the picture of a credential for places where it is shared',
    description:
      'A PNG of 1200 by 630 pixels with the name, the holder and the issuer, and with a warning where the credential holds no longer.',
    public: true,
    path: credentialPath,
    answers: { 200: { description: 'The picture', files: ['image/png'] } },
    refusals: ['not-found', 'kept-private', 'withdrawn'],
  },
  'GET /credentials/{credential}/embed': {
    summary: 'Read a card of a credential for a frame on another page',
    description: 'Checked when it is read. Any page may frame it; it runs no script.',
    public: true,
    path: credentialPath,
    query: z.object({ lang: language }),
    answers: {
      200: { description: 'The card', html: true },
      403: { description: 'A card that says that its holder keeps it private', html: true },
      404: { description: 'A card that says that there is none', html: true },
      410: { description: 'A card that says that its holder has withdrawn it', html: true },
    },
    refusals: [],
  },
  'GET /oembed': {
    summary: 'Read how to show a credential on another page (oEmbed 1.0)',
    description: 'For `url`, the address of a credential of this site. JSON only.',
    public: true,
    query: z.object({
      url: z.string(),
      format: z.optional(z.string()),
      maxwidth: pixels,
      maxheight: pixels,
    }),
    answers: { 200: { description: 'A rich embed', body: oembed } },
    refusals: ['invalid-request', 'not-found', 'kept-private', 'withdrawn', 'format-missing'],
  },
  'GET /shared/{link}': {
    summary: 'Read a credential by a link of its holder',
    description:
      'As at its own address, also while it is private there. A link that has ended answers 410 for some time.',
    public: true,
    path: linkPath,
    query: z.object({ format, lang: language }),
    answers: {
      200: {
        description: 'The credential',
        body: signedDocument,
        mediaType: credentialMediaType,
        html: true,
        files: [tokenMediaType],
      },
    },
    refusals: ['not-found', 'withdrawn', 'link-ended', 'not-acceptable'],
  },
  'GET /shared/{link}/image': {
    summary: 'Read the badge of a credential by a link of its holder',
    public: true,
    path: linkPath,
    query: z.object({ format: picture }),
    answers: { 200: { description: 'The badge', files: badgeTypes } },
    refusals: ['not-found', 'withdrawn', 'link-ended'],
  },
  'GET /status/{list}': {
    summary: 'Read a status list',
    description:
      'A signed Bitstring Status List credential. A revocation shows here within 60 seconds of its answer.',
    public: true,
    path: z.strictObject({ list: ulid }),
    answers: {
      200: {
        description: 'The status list credential',
        body: signedDocument,
        mediaType: credentialMediaType,
      },
    },
    refusals: ['not-found'],
  },
});
