import * as z from 'zod';
import { contract } from '../operation.ts';
import { langQuery } from './shared.ts';

/** What the service says of itself. */
export const docsContract = contract({
  'GET /': {
    summary: 'Start page',
    public: true,
    query: langQuery,
    answers: { 200: { description: 'A page', html: true } },
    refusals: ['invalid-request'],
  },
  'GET /docs': {
    summary: 'This documentation as a page',
    public: true,
    answers: { 200: { description: 'A page', html: true } },
    refusals: [],
  },
  'GET /assets/{file}': {
    summary: 'A script of the pages',
    description: 'Its name holds its digest: what is at the address never changes.',
    public: true,
    path: z.strictObject({ file: z.string().regex(/^[a-z]+-[\w-]{16}\.js$/) }),
    answers: { 200: { description: 'The script', files: ['text/javascript'] } },
    refusals: ['not-found'],
  },
  'GET /openapi.json': {
    summary: 'This documentation as OpenAPI 3.1',
    public: true,
    answers: { 200: { description: 'The OpenAPI document', body: z.looseObject({ openapi: z.string() }) } },
    refusals: [],
  },
});
