import * as z from 'zod';
import { imageMediaTypes } from '../../domain/image-media-types.ts';
import { fieldsOfStack, latestStack } from '../../domain/stack.ts';
import { slug, ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { langQuery, pageOf, pageQuery } from './shared.ts';

/** A published version of a stack as everyone reads it. */
export const stackVersionView = latestStack
  .pick({ stackId: true, version: true, changeNote: true, publishedAt: true, retiredAt: true })
  .extend({
    /** The version's own address. It never changes and its content never changes. */
    id: z.url(),
    issuer: z.object({ id: slug, did: z.string() }),
    stack: fieldsOfStack,
    /** The pieces by name, in order. */
    pieces: z.array(z.object({ microCredential: z.url(), name: z.string() })),
    /** The rule in plain words. */
    rule: z.array(z.string()),
    badge: z.url(),
  });

const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,5}$/)
  .transform(Number);
const stackPath = z.strictObject({ stack: ulid });
const versionPath = stackPath.extend({ version: versionNumber });

/** What anyone may read of stacks. */
export const stackCatalogContract = contract({
  'GET /stacks': {
    summary: 'List the stacks of an issuer',
    public: true,
    query: pageQuery.extend({ issuer: slug }),
    answers: {
      200: { description: 'The newest version of each that is not retired', body: pageOf(stackVersionView) },
    },
    refusals: ['invalid-request'],
  },
  'GET /stacks/{stack}': {
    summary: 'Read the newest version of a stack',
    public: true,
    path: stackPath,
    query: langQuery,
    answers: { 200: { description: 'The version', body: stackVersionView, html: true } },
    refusals: ['invalid-request', 'not-found'],
  },
  'GET /stacks/{stack}/versions/{version}': {
    summary: 'Read one version of a stack',
    description: 'What the credential of a stack names as its achievement.',
    public: true,
    path: versionPath,
    query: langQuery,
    answers: { 200: { description: 'The version', body: stackVersionView, html: true } },
    refusals: ['invalid-request', 'not-found'],
  },
  'GET /stacks/{stack}/versions/{version}/image': {
    summary: 'Read the badge of a stack',
    description: 'Art made from the stack. Credentials have it with themselves in it.',
    public: true,
    path: versionPath,
    answers: { 200: { description: 'The badge', files: imageMediaTypes } },
    refusals: ['not-found'],
  },
});
