import { describe, expect, it } from 'vitest';
import { job } from '../../src/domain/job.ts';

const rows = { kind: 'batch-rows', batchId: '01JZ0000000000000000000000', from: 0, to: 20 };

describe('a job', () => {
  it.each([rows, { ...rows, from: 19 }, { ...rows, to: 10_000 }])('may be %j', (value) => {
    expect(job.parse(JSON.parse(JSON.stringify(value)))).toEqual(value);
  });

  it.each([
    ['of an unknown kind', { ...rows, kind: 'other' }],
    ['of no kind', { ...rows, kind: undefined }],
    ['without a batch', { ...rows, batchId: undefined }],
    ['for what is no batch', { ...rows, batchId: 'B1' }],
    ['of no row', { ...rows, from: 20 }],
    ['from before the first row', { ...rows, from: -1 }],
    ['from a part of a row', { ...rows, from: 1.5 }],
    ['up to text', { ...rows, to: '20' }],
    ['without an end', { ...rows, to: undefined }],
    ['with data of its own', { ...rows, name: 'Amina' }],
    ['that is nothing', null],
    ['that is text', 'batch-rows'],
  ])('may not be one %s', (_, value) => {
    expect(job.safeParse(value).success).toBe(false);
  });
});
