import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { DomainError, type ErrorCode } from '../../src/domain/domain-error.ts';
import { contracts } from '../../src/http/contracts/all.ts';
import { problem } from '../../src/http/contracts/problem.ts';
import type { Operation } from '../../src/http/operation.ts';
import { fieldErrors, internalProblem, problemOf, problems } from '../../src/http/problem.ts';

const declared = readFileSync(join(import.meta.dirname, '../../src/domain/domain-error.ts'), 'utf8');
const codes = [...(declared.match(/type ErrorCode =([^;]*);/)?.[1] ?? '').matchAll(/'([a-z-]+)'/g)].map(
  ([, code]) => code,
);

describe('the table of problems', () => {
  it('has a row for every code, and no other', () => {
    expect(codes.length).toBeGreaterThan(20);
    expect(Object.keys(problems).toSorted()).toEqual(codes.toSorted());
  });

  it.each(Object.entries(problems))('%s has a status for a refusal and a title', (_, { status, title }) => {
    expect([400, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 428, 501, 503]).toContain(status);
    expect(title).toMatch(/^[A-Z][^.]{5,60}$/);
  });

  it('has a title for each code alone', () => {
    const titles = Object.values(problems).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('calls nothing that nobody knows a refusal of ours', () => {
    for (const name of ['internal', 'constructor', '__proto__', 'toString'])
      expect(Object.hasOwn(problems, name)).toBe(false);
  });

  it.each(
    Object.entries(contracts).flatMap(([area, contract]) =>
      Object.entries(contract).map(([route, operation]) => [area, route, operation as Operation] as const),
    ),
  )('%s: %s refuses by codes that are there, each once', (_area, _route, { refusals }) => {
    for (const code of refusals) expect(codes).toContain(code);
    expect(new Set(refusals).size).toBe(refusals.length);
  });
});

describe('a problem', () => {
  const refused = (code: ErrorCode, errors?: { field: string; message: string }[]) =>
    problemOf(new DomainError(code, 'In words.', errors), 'https://assay.example', 'request-1');

  it('says what, which, where and in which request', () => {
    expect(refused('level-not-reached', [{ field: '/scores/goals', message: 'is below' }])).toEqual({
      type: 'https://assay.example/docs#level-not-reached',
      title: 'A required level is not reached',
      status: 422,
      code: 'level-not-reached',
      detail: 'In words.',
      instance: 'urn:request:request-1',
      errors: [{ field: '/scores/goals', message: 'is below' }],
    });
  });

  it('has no empty list of fields', () => {
    expect(refused('conflict')).not.toHaveProperty('errors');
  });

  it.each(codes as ErrorCode[])('for %s has the documented shape', (code) => {
    expect(problem.strict().parse(refused(code))).toMatchObject({ code, status: problems[code].status });
  });

  it('of our own fault says nothing but the request', () => {
    const internal = internalProblem('request-1');
    expect(problem.strict().parse(internal)).toMatchObject({
      status: 500,
      code: 'internal',
      instance: 'urn:request:request-1',
    });
    expect(internal.type).toBe('about:blank');
  });
});

describe('fields at fault', () => {
  const of = (schema: z.ZodType, value: unknown, root?: string) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) throw new Error('nothing is at fault');
    return fieldErrors(parsed.error, root);
  };

  it('are JSON pointers', () => {
    const schema = z.strictObject({ 'a~b': z.array(z.strictObject({ 'c/d': z.int() })) });
    expect(
      of(schema, { 'a~b': [{ 'c/d': 1 }, { 'c/d': 1.5, 'e~/f': 1 }] }).map(({ field }) => field),
    ).toEqual(['/a~0b/1/c~1d', '/a~0b/1/e~0~1f']);
  });

  it('begin where the part begins', () => {
    expect(of(z.strictObject({ limit: z.string() }), { more: 1 }, 'query').map(({ field }) => field)).toEqual(
      ['query/limit', 'query/more'],
    );
    expect(of(z.string(), 7)[0]?.field).toBe('');
  });

  it('name each unknown field in a word of their own', () => {
    expect(of(z.strictObject({}), { a: 1, b: 2 })).toEqual([
      { field: '/a', message: 'is not a known field' },
      { field: '/b', message: 'is not a known field' },
    ]);
  });
});
