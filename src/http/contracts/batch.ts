import * as z from 'zod';
import { mostRows, rowState } from '../../domain/batch.ts';
import { rowTime } from '../../domain/batch-row.ts';
import { personId } from '../../domain/membership.ts';
import { line, slug, ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { fieldErrorList, issuerPath, pageOf, pageQuery } from './shared.ts';

/** The most bytes of rows that are taken at once. */
export const maxRowsBytes = 5_000_000;
const csv = 'text/csv';

const batchPath = issuerPath.extend({ batch: ulid });
const count = z.int().nonnegative();
const batchView = z.object({
  id: ulid,
  issuer: slug,
  name: z.string(),
  phase: z.enum(['empty', 'loading', 'unchecked', 'checking', 'checked', 'issuing', 'finished']),
  /** Work is under way, and nothing has changed for an hour: start or check again. */
  stalled: z.boolean(),
  rows: z.object({
    total: count,
    unchecked: count,
    /** They passed the check. */
    valid: count,
    invalid: count,
    /** Their key has a credential already. */
    taken: count,
    waiting: count,
    issued: count,
    failed: count,
  }),
  createdAt: z.iso.datetime(),
  createdBy: personId,
  changedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().optional(),
  startedBy: personId.optional(),
});
const rowView = z.object({
  row: z.int().positive(),
  key: z.string().optional(),
  state: z.enum([...rowState.options, 'waiting']),
  problems: fieldErrorList.optional(),
  /** The address of the credential of the key, once it is issued. */
  credential: z.url().optional(),
});

/** Credentials of one achievement for many people, issued by a worker that takes its time. */
export const batchContract = contract({
  'POST /issuers/{issuer}/batches': {
    summary: 'Make a batch',
    description:
      'For direct issuers, owners, and machine clients with `batches:run`. `achievement` is an Open Badges 3.0 Achievement under an address of your own; it cannot be one that is assessed here. Every row becomes a credential of it.',
    path: issuerPath,
    body: z.strictObject({
      name: line(200),
      achievement: z.looseObject({}),
      credentialName: line(200).optional(),
      awardedDate: rowTime.optional(),
      validUntil: rowTime.optional(),
    }),
    answers: { 201: { description: 'The batch, without rows', body: batchView } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'GET /issuers/{issuer}/batches': {
    summary: 'List batches',
    path: issuerPath,
    query: pageQuery,
    answers: { 200: { description: 'Batches, newest first', body: pageOf(batchView) } },
    refusals: ['invalid-request', 'forbidden'],
  },
  'GET /issuers/{issuer}/batches/{batch}': {
    summary: 'Read the progress of a batch',
    path: batchPath,
    answers: { 200: { description: 'The batch, with how many rows are in which state', body: batchView } },
    refusals: ['forbidden', 'not-found'],
  },
  'PUT /issuers/{issuer}/batches/{batch}/rows': {
    summary: 'Put the rows of a batch',
    description: `Up to ${mostRows} rows, as CSV with a header or as a JSON array, in the place of all that were put before. Columns: key and name, and as needed email, did, narrative, evidence (addresses apart by white space), evidenceNarrative, awardedDate, validUntil, and result.<id> for each result that the achievement describes (its id, or what follows the # of it): a level by name or id, or a value. In JSON, evidence is a list and results an object. A key has one credential in an issuer, for ever.`,
    path: batchPath,
    body: z.array(z.record(z.string(), z.unknown())).min(1).max(mostRows),
    maxBody: maxRowsBytes,
    files: { types: [csv], maxBytes: maxRowsBytes },
    answers: { 200: { description: 'The batch; rows that cannot be read are invalid', body: batchView } },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'batch-started', 'conflict'],
  },
  'GET /issuers/{issuer}/batches/{batch}/rows': {
    summary: 'Read the report of a batch, row by row',
    description:
      'JSON in pages, or all of it as CSV for `Accept: text/csv`. `state` leaves out the rows of other states; `valid` is what waits to be issued.',
    path: batchPath,
    query: pageQuery.extend({
      state: rowState.optional(),
      cursor: z
        .string()
        .regex(/^[1-9]\d{0,4}$/, 'must be a cursor that this list returned; leave it out to start again')
        .transform(Number)
        .optional(),
    }),
    answers: { 200: { description: 'Rows, in their order', body: pageOf(rowView), files: [csv] } },
    refusals: [
      'invalid-request',
      'forbidden',
      'not-found',
      'batch-not-ready',
      'conflict',
      'payload-too-large',
    ],
  },
  'POST /issuers/{issuer}/batches/{batch}/check': {
    summary: 'Check every row',
    description:
      'A dry run: each credential is made and put to every rule, as it is when it is issued, and none is signed. Read the batch until its phase is `checked`.',
    path: batchPath,
    answers: { 202: { description: 'The check is under way, or done', body: batchView } },
    refusals: ['forbidden', 'not-found', 'batch-started', 'batch-not-ready', 'conflict'],
  },
  'POST /issuers/{issuer}/batches/{batch}/start': {
    summary: 'Issue the rows, or resume',
    description:
      'Issues every valid row; with `skipInvalid` it does so although others are invalid. Asked again, it resumes what waits and what failed.',
    path: batchPath,
    body: z.strictObject({ skipInvalid: z.boolean().default(false) }),
    answers: { 202: { description: 'Issuing is under way, or done', body: batchView } },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'batch-not-ready', 'conflict'],
  },
});
