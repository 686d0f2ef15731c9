import * as z from 'zod';
import { fileMark, maxFileBytes } from '../../domain/definition/file.ts';
import { languageTag } from '../../domain/definition/language.ts';
import { imageMediaTypes } from '../../domain/image-media-types.ts';
import { issuerChanges, issuerKey, issuerProfile, keyAlgorithm } from '../../domain/issuer.ts';
import { keyId } from '../../domain/keys.ts';
import { draft, draftFields, version } from '../../domain/micro-credential.ts';
import { passage, slug, timestamp } from '../../domain/text.ts';
import { imageSides, maxImageSize, maxImageUpload, uploadedImage } from '../../domain/uploaded-image.ts';
import { contract } from '../operation.ts';
import { issuerView, versionView } from './catalog.ts';
import {
  definitionFormat,
  draftPath,
  fieldErrorList,
  issuerPath,
  keyPath,
  pageOf,
  pageQuery,
} from './shared.ts';

/** What each translation lacks, by its language, as JSON pointers into the definition. */
const untranslated = z.record(languageTag, z.array(z.string()));
const draftView = draft
  .omit({ issuerId: true, fields: true, publishedRevision: true })
  .extend({ issuer: slug, definition: draftFields, missing: fieldErrorList, untranslated });

const listedKey = {
  id: keyId,
  createdAt: timestamp,
  retiredAt: timestamp.optional(),
  compromisedAt: timestamp.optional(),
  compromise: issuerKey.options[0].shape.compromise,
  verificationMethod: z.string(),
  url: z.string(),
  /** Whether new credentials are signed with it. */
  signs: z.boolean(),
};
const keyView = z.discriminatedUnion('algorithm', [
  z.object({ algorithm: z.literal('Ed25519'), ...listedKey, publicKeyMultibase: z.string() }),
  z.object({
    algorithm: z.literal('RS256'),
    ...listedKey,
    publicKeyJwk: issuerKey.options[1].shape.publicKeyJwk,
  }),
]);

/** An image is uploaded: no definition names one that was not checked. */
const { image: _uploaded, ...written } = draftFields.shape;
const nullableFields = {
  ...Object.fromEntries(
    Object.entries(written).map(([name, schema]) => [name, z.nullable(schema.unwrap()).optional()]),
  ),
  image: z.null().optional(),
};
const captionQuery = z.strictObject({ caption: uploadedImage.shape.caption });
const imageFile = { types: imageMediaTypes, maxBytes: maxImageUpload } as const;
const aboutImages = `A PNG or JPEG, at most ${maxImageUpload} bytes as it is sent and ${maxImageSize} without its metadata, from ${imageSides.min} to ${imageSides.max} pixels a side, best square. All metadata goes, also how a camera was held: turn the picture before. \`caption\` is the alternative text.`;

/** Issuers, their keys and their drafts, for staff. */
export const authorContract = contract({
  'POST /issuers': {
    summary: 'Create an issuer',
    description:
      'For the operator of the deployment, who becomes its first owner. The id is part of its did:web identifier and never changes.',
    body: issuerProfile.extend({ id: slug }),
    answers: { 201: { description: 'The issuer, with its DID', body: issuerView } },
    refusals: ['invalid-request', 'forbidden', 'already-exists', 'conflict'],
  },
  'PATCH /issuers/{issuer}': {
    summary: 'Change what an issuer says of itself',
    description: 'For owners. null removes an optional field.',
    path: issuerPath,
    body: issuerChanges,
    answers: { 200: { description: 'The issuer as it is now', body: issuerView } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'PUT /issuers/{issuer}/image': {
    summary: 'Upload the image of an issuer',
    description: `For owners. ${aboutImages} Removed by a PATCH of the issuer with \`image\` null.`,
    path: issuerPath,
    query: captionQuery,
    files: imageFile,
    answers: { 200: { description: 'The issuer as it is now', body: issuerView } },
    refusals: ['invalid-request', 'forbidden', 'payload-too-large', 'unsupported-media-type'],
  },
  'GET /issuers/{issuer}/keys': {
    summary: 'List the keys of an issuer',
    description: 'For owners. Every key that it ever had; the public halves are in its DID document.',
    path: issuerPath,
    answers: { 200: { description: 'The keys', body: z.object({ items: z.array(keyView) }) } },
    refusals: ['human-required', 'forbidden'],
  },
  'POST /issuers/{issuer}/keys': {
    summary: 'Make a new key for an issuer',
    description:
      'For owners. The new key signs from now on; the one before signs no more, and what it signed stays valid. A key for RS256 lets credentials be issued as JWTs too. Each key costs about 1 USD a month for as long as it is kept.',
    path: issuerPath,
    body: z.strictObject({
      algorithm: keyAlgorithm.default('Ed25519'),
      /** The key that signs now. With it a request that is repeated makes no second key. */
      replaces: keyId.optional(),
    }),
    answers: { 201: { description: 'The new key', body: keyView } },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'key-limit', 'conflict'],
  },
  'POST /issuers/{issuer}/keys/{key}/compromise': {
    summary: 'Take a key back that others had',
    description:
      'For owners. From now on nothing that the key signed is valid, whenever it was signed: credentials have to be issued anew. Where it was the key that signs, another is made. Said again, the earliest time stands.',
    path: keyPath,
    body: z.strictObject({ at: timestamp, reason: passage(1000) }),
    answers: {
      200: {
        description: 'The key as it is now, and the one that signs in its place where one was made',
        body: z.object({ key: keyView, successor: keyView.optional() }),
      },
    },
    refusals: ['invalid-request', 'human-required', 'forbidden', 'not-found', 'key-limit', 'conflict'],
  },
  'POST /issuers/{issuer}/micro-credentials': {
    summary: 'Start a micro-credential',
    description: 'For authors. Any field may be missing; the answer lists what publishing still needs.',
    path: issuerPath,
    body: draftFields.omit({ image: true }),
    answers: { 201: { description: 'The draft; its ETag is for If-Match', body: draftView } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'POST /issuers/{issuer}/micro-credentials/import': {
    summary: 'Start a micro-credential from a file',
    description: `For authors. The file is one that an export gave, or written by hand: \`format: ${fileMark.format}\`, \`version: ${fileMark.version}\`, \`definition\` with any of its fields, and \`badge\` for an image. YAML is read without anchors, aliases, tags and directives.`,
    path: issuerPath,
    files: { types: ['application/json', 'application/yaml'], maxBytes: maxFileBytes },
    answers: { 201: { description: 'The draft; its ETag is for If-Match', body: draftView } },
    refusals: ['invalid-request', 'forbidden', 'payload-too-large', 'unsupported-media-type'],
  },
  'GET /issuers/{issuer}/micro-credentials': {
    summary: 'List the drafts of an issuer',
    path: issuerPath,
    query: pageQuery,
    answers: { 200: { description: 'Drafts, oldest first', body: pageOf(draftView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}': {
    summary: 'Read a draft',
    path: draftPath,
    answers: { 200: { description: 'The draft; its ETag is for If-Match', body: draftView } },
    refusals: ['forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/micro-credentials/{microCredential}/export': {
    summary: 'Read a draft as a file',
    description:
      'The whole draft in all its languages, with its badge. Importing it gives exactly the same definition.',
    path: draftPath,
    query: z.strictObject({ format: definitionFormat.default('json') }),
    answers: { 200: { description: 'The file', files: ['application/json', 'application/yaml'] } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'PATCH /issuers/{issuer}/micro-credentials/{microCredential}': {
    summary: 'Change fields of a draft',
    description:
      'Each field that is sent replaces the old one; null removes it. Parts of a field may be missing while it is written. Changes that others made of other fields since the revision in If-Match stay; where they changed the same field nothing is saved, and `conflicts` has both texts.',
    path: draftPath,
    ifMatch: true,
    body: z.strictObject(nullableFields),
    answers: { 200: { description: 'The draft as it is now', body: draftView } },
    refusals: [
      'invalid-request',
      'forbidden',
      'not-found',
      'precondition-required',
      'precondition-failed',
      'fields-changed',
      'payload-too-large',
      'conflict',
    ],
  },
  'PUT /issuers/{issuer}/micro-credentials/{microCredential}/image': {
    summary: 'Upload the badge of a micro-credential',
    description: `For authors. ${aboutImages} It belongs to the draft, and to versions that are published from it; credentials are baked into it as a PNG. Removed by a PATCH of the draft with \`image\` null.`,
    path: draftPath,
    query: captionQuery,
    ifMatch: true,
    files: imageFile,
    answers: { 200: { description: 'The draft as it is now', body: draftView } },
    refusals: [
      'invalid-request',
      'forbidden',
      'not-found',
      'payload-too-large',
      'unsupported-media-type',
      'precondition-required',
      'precondition-failed',
      'fields-changed',
      'conflict',
    ],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/versions': {
    summary: 'Publish a version',
    description:
      'Makes an immutable version of the draft, once a reviewer has approved exactly this revision (or where the issuer has made the review optional). Submissions that are open stay with the version that they saw.',
    path: draftPath,
    ifMatch: true,
    body: z.strictObject({ changeNote: version.shape.changeNote }),
    answers: { 201: { description: 'The published version', body: versionView } },
    refusals: [
      'invalid-request',
      'forbidden',
      'not-found',
      'precondition-required',
      'precondition-failed',
      'conflict',
      'incomplete-definition',
      'design-blocked',
      'nothing-to-publish',
      'review-needed',
      'retired',
    ],
  },
});
