import * as z from 'zod';
import { issuerChanges, issuerProfile } from '../../domain/issuer.ts';
import { membership, personId, role } from '../../domain/membership.ts';
import { definition, draft, draftFields, version } from '../../domain/micro-credential.ts';
import { slug } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { issuerView, versionView } from './catalog.ts';
import { draftPath, fieldErrorList, issuerPath, pageOf, pageQuery } from './shared.ts';

const memberPath = issuerPath.extend({ person: personId });
const memberView = membership.omit({ issuerId: true });
const draftView = draft
  .omit({ issuerId: true, fields: true, publishedRevision: true })
  .extend({ issuer: slug, definition: draftFields, missing: fieldErrorList });

const nullableFields = Object.fromEntries(
  Object.entries(definition.shape).map(([name, schema]) => [name, z.nullable(schema).optional()]),
);

/** Issuers, their members and their drafts, for staff. */
export const authorContract = contract({
  'POST /issuers': {
    summary: 'Create an issuer',
    description:
      'For the operator of the deployment, who becomes its first owner. The id is part of its did:web identifier and never changes.',
    body: issuerProfile.extend({ id: slug }),
    answers: { 201: { description: 'The issuer, with its DID', body: issuerView } },
    refusals: ['invalid-request', 'forbidden', 'already-exists'],
  },
  'PATCH /issuers/{issuer}': {
    summary: 'Change what an issuer says of itself',
    description: 'For owners. null removes an optional field.',
    path: issuerPath,
    body: issuerChanges,
    answers: { 200: { description: 'The issuer as it is now', body: issuerView } },
    refusals: ['invalid-request', 'forbidden', 'not-found'],
  },
  'GET /issuers/{issuer}/members': {
    summary: 'List the members of an issuer',
    path: issuerPath,
    answers: {
      200: { description: 'Every member with their roles', body: z.object({ items: z.array(memberView) }) },
    },
    refusals: ['forbidden'],
  },
  'PUT /issuers/{issuer}/members/{person}': {
    summary: 'Give a person roles in an issuer',
    description: 'For owners. `person` is the `sub` of their token.',
    path: memberPath,
    body: z.strictObject({ roles: z.array(role).min(1).max(role.options.length) }),
    answers: { 200: { description: 'The membership', body: memberView } },
    refusals: ['invalid-request', 'forbidden', 'last-owner', 'conflict'],
  },
  'DELETE /issuers/{issuer}/members/{person}': {
    summary: 'Remove a person from an issuer',
    path: memberPath,
    answers: { 204: { description: 'Removed' } },
    refusals: ['forbidden', 'not-found', 'last-owner', 'conflict'],
  },
  'POST /issuers/{issuer}/micro-credentials': {
    summary: 'Start a micro-credential',
    description: 'For authors. Any field may be missing; the answer lists what publishing still needs.',
    path: issuerPath,
    body: draftFields,
    answers: { 201: { description: 'The draft; its ETag is for If-Match', body: draftView } },
    refusals: ['invalid-request', 'forbidden'],
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
  'PATCH /issuers/{issuer}/micro-credentials/{microCredential}': {
    summary: 'Change fields of a draft',
    description: 'Each field that is sent replaces the old one; null removes it.',
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
      'conflict',
    ],
  },
  'POST /issuers/{issuer}/micro-credentials/{microCredential}/versions': {
    summary: 'Publish a version',
    description:
      'Makes an immutable version of the draft. Submissions that are open stay with the version that they saw.',
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
      'nothing-to-publish',
    ],
  },
});
