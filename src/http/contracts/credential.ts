import * as z from 'zod';
import { ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';

/** A signed document goes out as it was signed: not one member is added, dropped or changed. */
const signedDocument = z.looseObject({
  id: z.string(),
  type: z.array(z.string()),
  proof: z.array(z.looseObject({})),
});

/** Media type of a verifiable credential as the ecosystem's verifiers ask for it. */
export const credentialMediaType = 'application/vc+ld+json';

/** What verifiers fetch. */
export const credentialContract = contract({
  'GET /credentials/{credential}': {
    summary: 'Read a credential',
    description: 'The signed Open Badges 3.0 document, or a page for a browser (by `Accept`).',
    public: true,
    path: z.strictObject({ credential: ulid }),
    answers: {
      200: {
        description: 'The credential',
        body: signedDocument,
        mediaType: credentialMediaType,
        html: true,
      },
    },
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
