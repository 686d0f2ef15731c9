import * as z from 'zod';
import { contract } from '../operation.ts';

/** What the service says of itself. */
export const docsContract = contract({
  'GET /': {
    summary: 'Start page',
    public: true,
    answers: { 200: { description: 'A page', html: true } },
    refusals: [],
  },
  'GET /docs': {
    summary: 'This documentation as a page',
    public: true,
    answers: { 200: { description: 'A page', html: true } },
    refusals: [],
  },
  'GET /openapi.json': {
    summary: 'This documentation as OpenAPI 3.1',
    public: true,
    answers: { 200: { description: 'The OpenAPI document', body: z.looseObject({ openapi: z.string() }) } },
    refusals: [],
  },
});
