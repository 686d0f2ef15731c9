// zod without its methods, as the function that answers these is to start quickly.
import * as z from 'zod/mini';
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

/** The formats of a badge, the first where the caller does not care. */
export const badgeTypes = ['image/png', 'image/svg+xml'] as const;

// Addresses of credentials are passed on, and places where they are shared put parameters of their own behind them: those
// are no mistake of the reader's, so queries here are not strict.

/** What verifiers fetch. */
export const credentialContract = contract({
  'GET /credentials/{credential}': {
    summary: 'Read a credential',
    description:
      'The signed document, or a page for a browser (by `Accept`); as a JWT for `application/vc+jwt` where the issuer has a key for that. A credential that was replaced has a link to its successor (`Link: rel="successor-version"`).',
    public: true,
    path: credentialPath,
    query: z.object({ format: z.optional(z.enum(['json', 'jwt'], 'must be json or jwt')) }),
    answers: {
      200: {
        description: 'The credential',
        body: signedDocument,
        mediaType: credentialMediaType,
        html: true,
        files: [tokenMediaType],
      },
    },
    refusals: ['not-found', 'not-acceptable'],
  },
  'GET /credentials/{credential}/image': {
    summary: 'Read the badge of a credential',
    description:
      'An image with the signed document baked into it (Open Badges 3.0), as PNG or SVG by `format` or by `Accept`.',
    public: true,
    path: credentialPath,
    query: z.object({ format: z.optional(z.enum(['png', 'svg'], 'must be png or svg')) }),
    answers: { 200: { description: 'The badge', files: badgeTypes } },
    refusals: ['not-found'],
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
