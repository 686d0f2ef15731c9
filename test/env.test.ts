import { describe, expect, it } from 'vitest';
import { type EnvName, type FunctionName, functionEnvironment, readEnvironment } from '../src/env.ts';
import { keyPolicyEnvironment } from './support/key-policies.ts';

const good: Readonly<Record<EnvName, string>> = {
  TABLE_NAME: 'records',
  EVIDENCE_BUCKET: 'evidence',
  SIGNING_KEY_ID: 'arn:aws:kms:eu-central-1:000000000000:key/11111111-1111-4111-8111-111111111111',
  SIGNING_KEY_POLICIES: JSON.stringify(keyPolicyEnvironment),
  PROVISION_FUNCTION_NAME: 'provision',
  ADVICE_MODEL: 'amazon.nova-lite-v1:0',
  ADVISE_FUNCTION_NAME: 'advise',
  BLINDER_FUNCTION_NAME: 'blinder',
  EVIDENCE_SCAN: 'guardduty',
  SIGNER_FUNCTION_NAME: 'signer',
  JOB_TRIES: '6',
  JOBS_QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/000000000000/jobs',
  PUBLIC_URL: 'https://assay.example',
  FORMER_PUBLIC_URLS: 'https://old.example,http://127.0.0.1:3000',
  OIDC_ISSUER: 'https://login.example.org/realms/a/',
  OPERATOR_EMAIL: 'operator@example.org',
  MAIL_FROM: 'assay@example.org',
};
const policyOf = (sign: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [sign, ...keyPolicyEnvironment.others] });
const functions = Object.keys(functionEnvironment) as FunctionName[];
const read = (name: FunctionName, change: Readonly<Record<string, string | undefined>> = {}) =>
  readEnvironment(name, { ...good, ...change });

describe.each(functions)('the environment of %s', (name) => {
  const names: readonly EnvName[] = functionEnvironment[name];

  it('has what it needs, and nothing else', () => {
    expect(Object.keys(read(name, { AWS_SECRET_ACCESS_KEY: 'secret' })).toSorted()).toEqual(names.toSorted());
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(names.map((variable) => [variable]))('cannot do without %s', (variable) => {
    const lacking = Object.fromEntries(Object.entries(good).filter(([one]) => one !== variable));
    const message = `function ${name}: environment variable ${variable} is missing or malformed`;
    expect(() => readEnvironment(name, lacking)).toThrow(message);
    expect(() => readEnvironment(name, { ...lacking, [variable]: undefined })).toThrow(message);
  });
});

describe('who is told what', () => {
  const readers = (variable: EnvName) =>
    functions.filter((name) => (functionEnvironment[name] as readonly EnvName[]).includes(variable));

  it('is each function what it works with, and no more', () => {
    expect(readers('SIGNER_FUNCTION_NAME')).toEqual(['award', 'batch-worker', 'audit']);
    expect(readers('JOBS_QUEUE_URL')).toEqual(['batch', 'batch-worker']);
    expect(readers('JOB_TRIES')).toEqual(['batch-worker']);
    expect(readers('PROVISION_FUNCTION_NAME')).toEqual(['author']);
    expect(readers('SIGNING_KEY_ID')).toEqual(['author']);
    expect(readers('SIGNING_KEY_POLICIES')).toEqual(['provision']);
    expect(readers('EVIDENCE_BUCKET')).toEqual([
      'evidence',
      'submit',
      'assess',
      'blinder',
      'erase',
      'retention',
    ]);
    expect(readers('MAIL_FROM')).toEqual(['notify']);
    expect(readers('OPERATOR_EMAIL')).toEqual(['author']);
    expect(readers('OIDC_ISSUER')).toEqual(['docs']);
    expect(readers('TABLE_NAME')).toEqual(
      functions.filter((name) => !['docs', 'blinder', 'advise', 'provision'].includes(name)),
    );
  });
});

describe('a variable', () => {
  it.each<[name: FunctionName, variable: EnvName, value: string, parsed: unknown]>([
    ['docs', 'PUBLIC_URL', 'http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['docs', 'PUBLIC_URL', 'https://example.org/assay', 'https://example.org/assay'],
    ['verify', 'FORMER_PUBLIC_URLS', '', []],
    ['verify', 'FORMER_PUBLIC_URLS', 'https://old.example', ['https://old.example']],
    [
      'verify',
      'FORMER_PUBLIC_URLS',
      'https://old.example,http://127.0.0.1:3000',
      ['https://old.example', 'http://127.0.0.1:3000'],
    ],
    ['verify', 'FORMER_PUBLIC_URLS', ',https://old.example,,', ['https://old.example']],
    [
      'verify',
      'FORMER_PUBLIC_URLS',
      'https://a.example, https://b.example',
      ['https://a.example', 'https://b.example'],
    ],
    [
      'provision',
      'SIGNING_KEY_POLICIES',
      JSON.stringify(keyPolicyEnvironment),
      {
        Ed25519: policyOf(keyPolicyEnvironment.sign.Ed25519),
        RS256: policyOf(keyPolicyEnvironment.sign.RS256),
      },
    ],
    ['author', 'OPERATOR_EMAIL', '', ''],
    ['author', 'OPERATOR_EMAIL', 'operator@example.org', 'operator@example.org'],
  ])('of %s, %s = %j is read', (name, variable, value, parsed) => {
    expect(read(name, { [variable]: value })).toMatchObject({ [variable]: parsed });
  });

  it.each<[name: FunctionName, variable: EnvName, value: string]>([
    ['catalog', 'TABLE_NAME', ''],
    ['submit', 'EVIDENCE_BUCKET', ''],
    ['author', 'SIGNING_KEY_ID', ''],
    ['provision', 'SIGNING_KEY_POLICIES', ''],
    ['provision', 'SIGNING_KEY_POLICIES', 'null'],
    ['provision', 'SIGNING_KEY_POLICIES', '{"sign":'],
    ['provision', 'SIGNING_KEY_POLICIES', JSON.stringify({ ...keyPolicyEnvironment, others: [] })],
    [
      'provision',
      'SIGNING_KEY_POLICIES',
      JSON.stringify({ ...keyPolicyEnvironment, sign: { Ed25519: keyPolicyEnvironment.sign.Ed25519 } }),
    ],
    ['award', 'SIGNER_FUNCTION_NAME', ''],
    ['docs', 'PUBLIC_URL', ''],
    ['docs', 'PUBLIC_URL', 'assay.example'],
    ['docs', 'PUBLIC_URL', '//assay.example'],
    ['docs', 'PUBLIC_URL', 'https://assay.example/'],
    ['docs', 'PUBLIC_URL', 'https://assay.example//'],
    ['docs', 'PUBLIC_URL', 'ftp://assay.example'],
    ['docs', 'PUBLIC_URL', 'javascript:alert(1)'],
    ['docs', 'OIDC_ISSUER', ''],
    ['docs', 'OIDC_ISSUER', 'login.example.org'],
    ['verify', 'FORMER_PUBLIC_URLS', 'old.example'],
    ['verify', 'FORMER_PUBLIC_URLS', 'https://a.example,b'],
    ['verify', 'FORMER_PUBLIC_URLS', 'https://a.example/'],
    ['verify', 'FORMER_PUBLIC_URLS', 'https://a.example;https://b.example/'],
    ['author', 'OPERATOR_EMAIL', ' '],
    ['author', 'OPERATOR_EMAIL', 'operator'],
    ['author', 'OPERATOR_EMAIL', 'a@example.org,b@example.org'],
  ])('of %s, %s = %j is refused by name, and not repeated', (name, variable, value) => {
    let message = '';
    try {
      read(name, { [variable]: value });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toBe(`function ${name}: environment variable ${variable} is missing or malformed`);
  });
});

describe('the process', () => {
  it('is read when nothing else is given', () => {
    const before = { ...process.env };
    try {
      Object.assign(process.env, { TABLE_NAME: 'from-process', PUBLIC_URL: 'https://process.example' });
      expect(readEnvironment('catalog')).toEqual({
        TABLE_NAME: 'from-process',
        PUBLIC_URL: 'https://process.example',
      });
    } finally {
      for (const name of ['TABLE_NAME', 'PUBLIC_URL'])
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
    }
  });
});
