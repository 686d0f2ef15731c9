import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionEnvironment } from '../src/env.ts';
import { layers, violations } from './support/architecture-rules.ts';
import { moduleSyntax, type Source } from './support/module-syntax.ts';

const root = join(import.meta.dirname, '..');

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.') || ['node_modules', 'cdk.out', 'coverage'].includes(entry.name)) return [];
    if (entry.isDirectory()) return sourcesUnder(path);
    return /\.[mc]?[jt]s$/.test(entry.name) ? [path] : [];
  });
}

const sources: Source[] = sourcesUnder('').map((path) => ({
  path,
  text: readFileSync(join(root, path), 'utf8'),
}));

describe('the architecture', () => {
  it('reads the whole project', () => {
    for (const { name, files } of layers)
      expect(sources.filter(({ path }) => files.test(path)).length, name).toBeGreaterThan(0);
  });

  it('is kept by every file', () => {
    expect(sources.flatMap(violations)).toEqual([]);
  });

  it('has one folder for each function, with its entry and its handler', () => {
    const folders = readdirSync(join(root, 'functions')).toSorted();
    expect(folders).toEqual(Object.keys(functionEnvironment).toSorted());
    for (const folder of folders)
      expect(readdirSync(join(root, 'functions', folder)).toSorted(), folder).toEqual([
        'handler.ts',
        'index.ts',
      ]);
  });
});

/** Made-up files that break one rule each: the import or name that must be told, and the rule. */
const wrong: readonly [path: string, text: string, named: string, rule: string][] = [
  [
    'functions/assess/index.ts',
    `import '../submit/handler.ts';`,
    'functions/submit/handler.ts',
    'the entry of a function may',
  ],
  [
    'functions/assess/index.ts',
    `import '../../src/usecases/claim.ts';`,
    'src/usecases/claim.ts',
    'the entry of a function may',
  ],
  [
    'functions/assess/handler.ts',
    `import '../../src/adapters/dynamo-table.ts';`,
    'src/adapters/dynamo-table.ts',
    'a handler may',
  ],
  [
    'functions/assess/handler.ts',
    `import type { Table } from '../../src/adapters/dynamo-table.ts';`,
    'src/adapters/dynamo-table.ts',
    'a handler may',
  ],
  [
    'functions/assess/handler.ts',
    `import { readEnvironment } from '../../src/env.ts';`,
    'src/env.ts',
    'a handler may',
  ],
  [
    'functions/assess/handler.ts',
    `import '../../src/credentials/eddsa-rdfc-2022.ts';`,
    'src/credentials/eddsa-rdfc-2022.ts',
    'a handler may',
  ],
  [
    'functions/assess/handler.ts',
    `import '../submit/handler.ts';`,
    'functions/submit/handler.ts',
    'a handler may',
  ],
  [
    'functions/assess/handler.ts',
    `import { S3Client } from '@aws-sdk/client-s3';`,
    '@aws-sdk/client-s3',
    'speak to AWS',
  ],
  [
    'functions/assess/handler.ts',
    `const table = process.env.TABLE_NAME;`,
    'process.env.TABLE_NAME',
    'src/env.ts alone',
  ],
  ['functions/assess/index.ts', `const { env } = process;`, 'process', 'src/env.ts alone'],
  ['functions/assess/index.ts', `import { env } from 'node:process';`, 'process', 'src/env.ts alone'],
  ['functions/assess/wiring.ts', ``, 'functions/assess/wiring.ts', 'no row'],
  ['src/domain/rubric.ts', `import type { Clock } from '../ports.ts';`, 'src/ports.ts', 'domain may'],
  ['src/domain/rubric.ts', `import { createHash } from 'node:crypto';`, 'node:crypto', 'domain may'],
  ['src/domain/rubric.ts', `import { ulid } from 'ulid';`, 'ulid', 'domain may'],
  [
    'src/domain/rubric.ts',
    `export { problems } from '../http/problem.ts';`,
    'src/http/problem.ts',
    'domain may',
  ],
  ['src/domain/rubric.ts', `export * from '../http/problem.ts';`, 'src/http/problem.ts', 'domain may'],
  [
    'src/domain/rubric.ts',
    `const late = await import('../usecases/claim.ts');`,
    'src/usecases/claim.ts',
    'domain may',
  ],
  [
    'src/domain/rubric.ts',
    'const late = await import(`../usecases/claim.ts`);',
    'src/usecases/claim.ts',
    'domain may',
  ],
  [
    'src/domain/rubric.ts',
    `let claim: typeof import('../usecases/claim.ts');`,
    'src/usecases/claim.ts',
    'domain may',
  ],
  [
    'src/domain/rubric.ts',
    `type Claim = import('../usecases/claim.ts').Claim;`,
    'src/usecases/claim.ts',
    'domain may',
  ],
  [
    'src/domain/rubric.ts',
    `const claim = require('../usecases/claim.ts');`,
    'src/usecases/claim.ts',
    'domain may',
  ],
  [
    'src/domain/rubric.ts',
    `import claim = require('../usecases/claim.ts');`,
    'src/usecases/claim.ts',
    'domain may',
  ],
  ['src/domain/rubric.ts', `const late = await import(name);`, 'computed', 'every import must be readable'],
  ['src/domain/rubric.ts', `import '../domain/../env.ts';`, 'src/env.ts', 'domain may'],
  [
    'src/domain/rubric.ts',
    `import '../../../elsewhere/src/domain/x.ts';`,
    '../elsewhere/src/domain/x.ts',
    'domain may',
  ],
  ['src/domain/rubric.ts', `const at = Date.now();`, 'Date.now', 'through ports'],
  ['src/domain/rubric.ts', `const clock = Date.now;`, 'Date.now', 'through ports'],
  ['src/domain/rubric.ts', `const at = Date['now']();`, 'Date.now', 'through ports'],
  ['src/domain/rubric.ts', `const at = new Date();`, 'new Date()', 'through ports'],
  ['src/domain/rubric.ts', `const at = new Date;`, 'new Date()', 'through ports'],
  ['src/domain/rubric.ts', `const at = Date();`, 'Date', 'through ports'],
  ['src/domain/rubric.ts', `const Time = Date; const at = new Time();`, 'Date', 'through ports'],
  ['src/domain/rubric.ts', `const part = Math.random();`, 'Math.random', 'through ports'],
  ['src/usecases/claim.ts', `import { randomUUID } from 'node:crypto';`, 'randomUUID', 'through ports'],
  ['src/usecases/claim.ts', `import { randomInt as roll } from 'node:crypto';`, 'randomInt', 'through ports'],
  ['src/usecases/claim.ts', `import * as crypto from 'node:crypto';`, '*', 'through ports'],
  [
    'src/usecases/claim.ts',
    `const id = globalThis.crypto.randomUUID();`,
    'globalThis.crypto.randomUUID',
    'through ports',
  ],
  ['src/usecases/claim.ts', `const answer = await fetch('https://example.org/');`, 'fetch', 'through ports'],
  ['src/usecases/claim.ts', `setTimeout(() => {}, 10);`, 'setTimeout', 'through ports'],
  [
    'src/usecases/claim.ts',
    `import '../adapters/dynamo-table.ts';`,
    'src/adapters/dynamo-table.ts',
    'usecases may',
  ],
  ['src/usecases/claim.ts', `import '../http/problem.ts';`, 'src/http/problem.ts', 'usecases may'],
  [
    'src/credentials/eddsa.ts',
    `import { generateKeyPairSync } from 'node:crypto';`,
    'generateKeyPairSync',
    'through ports',
  ],
  ['src/credentials/eddsa.ts', `import '../usecases/claim.ts';`, 'src/usecases/claim.ts', 'credentials may'],
  [
    'src/credentials/eddsa.ts',
    `import type { Signer } from '../ports.ts';`,
    'src/ports.ts',
    'credentials may',
  ],
  ['src/credentials/eddsa.ts', `import { get } from 'node:https';`, 'node:https', 'credentials may'],
  ['src/adapters/dynamo-table.ts', `import '../usecases/claim.ts';`, 'src/usecases/claim.ts', 'adapters may'],
  [
    'src/adapters/dynamo-table.ts',
    `import '../credentials/did.ts';`,
    'src/credentials/did.ts',
    'adapters may',
  ],
  [
    'src/adapters/dynamo-table.ts',
    `const region = process.env.AWS_REGION;`,
    'process.env.AWS_REGION',
    'src/env.ts alone',
  ],
  [
    'src/adapters/dynamo-table.ts',
    `const region = process['env'].AWS_REGION;`,
    'process.env.AWS_REGION',
    'src/env.ts alone',
  ],
  ['src/http/api.ts', `import '../usecases/claim.ts';`, 'src/usecases/claim.ts', 'http may'],
  ['src/http/api.ts', `import { readEnvironment } from '../env.ts';`, 'src/env.ts', 'http may'],
  [
    'src/http/api.ts',
    `import { KMSClient } from '@aws-sdk/client-kms';`,
    '@aws-sdk/client-kms',
    'speak to AWS',
  ],
  ['src/pages/page.ts', `import { httpApi } from '../http/api.ts';`, 'src/http/api.ts', 'pages may'],
  ['src/pages/page.ts', `import '../usecases/claim.ts';`, 'src/usecases/claim.ts', 'pages may'],
  ['src/pages/page.ts', `const year = new Date().getFullYear();`, 'new Date()', 'through ports'],
  [
    'src/ports.ts',
    `import { definition } from './domain/micro-credential.ts';`,
    'src/domain/micro-credential.ts',
    'the ports may',
  ],
  ['src/ports.ts', `import type { Page } from './pages/layout.ts';`, 'src/pages/layout.ts', 'the ports may'],
  ['src/env.ts', `import './domain/text.ts';`, 'src/domain/text.ts', 'the environment may'],
  ['lib/data-stack.ts', `import '../src/domain/rubric.ts';`, 'src/domain/rubric.ts', 'lib may'],
  ['lib/data-stack.ts', `import '@aws-sdk/client-s3';`, '@aws-sdk/client-s3', 'speak to AWS'],
  [
    'lib/data-stack.ts',
    `const account = process.env.CDK_DEFAULT_ACCOUNT;`,
    'process.env.CDK_DEFAULT_ACCOUNT',
    'src/env.ts alone',
  ],
  ['bin/app.ts', `import '../src/env.ts';`, 'src/env.ts', 'bin may'],
  ['local/start.ts', `import '../src/env.ts';`, 'src/env.ts', 'local may'],
  ['local/bootstrap.mjs', `export * from '../lib/app.ts';`, 'lib/app.ts', 'local may'],
  ['soak/kill-nine.ts', `import '../src/env.ts';`, 'src/env.ts', 'soak may'],
  ['demo/main.ts', `import '../local/start.ts';`, 'local/start.ts', 'demo may'],
  ['vitest.config.ts', `import './test/support/dynamo.ts';`, 'test/support/dynamo.ts', 'configuration may'],
  [
    'src/domain/index.ts',
    `export { rubric } from './rubric.ts'; export const more = 1;`,
    'src/domain/index.ts',
    'no barrels',
  ],
  [
    'src/domain/all.ts',
    `export { rubric } from './rubric.ts'; export * from './text.ts';`,
    'src/domain/all.ts',
    'no barrels',
  ],
  ['src/domain/types.ts', ``, 'types', 'must say what is inside'],
  ['src/domain/utils/text.ts', ``, 'utils', 'must say what is inside'],
  ['test/support/test-helpers.ts', ``, 'test-helpers', 'must say what is inside'],
  ['src/http/common.ts', ``, 'common', 'must say what is inside'],
  ['services/mail.ts', ``, 'services/mail.ts', 'no row'],
];

const right: readonly [path: string, text: string][] = [
  [
    'functions/assess/index.ts',
    `import { assessHandler } from './handler.ts'; import '../../src/adapters/x.ts'; import '@aws-sdk/client-s3';`,
  ],
  [
    'functions/assess/handler.ts',
    `import type { Clock } from '../../src/ports.ts'; import { answer } from '../../src/http/operation.ts';`,
  ],
  [
    'src/domain/rubric.ts',
    `import * as z from 'zod'; import { line } from './text.ts'; export const parsed = (now: Date) => new Date(now);`,
  ],
  [
    'src/domain/rubric.ts',
    `/* import '../env.ts' */ const told = "import('../env.ts'); process.env; new Date()"; const now = clock.now();`,
  ],
  [
    'src/domain/rubric.ts',
    `export const port = { fetch: 1, process: 2 }; export const other = ports.fetch; const at = Date.parse(text);`,
  ],
  [
    'src/usecases/claim.ts',
    `import type { Clock } from '../ports.ts'; import { createHash } from 'node:crypto';`,
  ],
  ['src/credentials/lint.ts', `import { generateKeyPairSync } from 'node:crypto';`],
  [
    'src/http/api.ts',
    `import type { FunctionName } from '../env.ts'; import { type APIGatewayProxyEventV2 } from 'aws-lambda';`,
  ],
  [
    'src/pages/page.ts',
    `import type { TextReply } from '../http/operation.ts'; import { problems } from '../http/problem.ts';`,
  ],
  [
    'src/adapters/s3.ts',
    `const local = process.env.AWS_ENDPOINT_URL_S3; import { S3Client } from '@aws-sdk/client-s3';`,
  ],
  ['src/env.ts', `export const all = process.env;`],
  [
    'local/start.ts',
    `const port = process.env.PORT; const handler = await import(path); import type { X } from '@aws-sdk/client-dynamodb';`,
  ],
  ['test/domain/rubric.test.ts', `import '../../src/domain/rubric.ts'; import '../../local/start.ts';`],
];

describe('the dependency rule can go red', () => {
  it.each(wrong)('%s with %s', (path, text, named, rule) => {
    const found = violations({ path, text });
    expect(found).not.toEqual([]);
    expect(found.join('\n')).toContain(path);
    expect(found.join('\n')).toContain(named);
    expect(found.join('\n')).toContain(rule);
  });

  it.each(right)('and allows %s with %s', (path, text) => {
    expect(violations({ path, text })).toEqual([]);
  });

  it('sees a wrong import in a real file', () => {
    const real = sources.find(({ path }) => path === 'src/domain/rubric.ts');
    expect(real).toBeDefined();
    const text = `${real?.text}\nimport { contracts } from '../http/contracts/all.ts';`;
    expect(violations({ path: 'src/domain/rubric.ts', text })).toEqual([
      'src/domain/rubric.ts imports src/http/contracts/all.ts: domain may import src/domain/ only',
    ]);
  });
});

describe('reading a file', () => {
  it('tells types from values, and what is passed on', () => {
    const { imports } = moduleSyntax({
      path: 'a.ts',
      text: `import type { A } from 'a'; import { type B } from 'b'; import { type C, D } from 'c';
import E from 'e'; import * as F from 'f'; import 'g'; export type { H } from 'h'; export { I as J } from 'i';`,
    });
    expect(
      imports.map(({ specifier, typeOnly, passedOn, names }) => [specifier, typeOnly, passedOn, names]),
    ).toEqual([
      ['a', true, false, ['A']],
      ['b', true, false, ['B']],
      ['c', false, false, ['C', 'D']],
      ['e', false, false, ['*']],
      ['f', false, false, ['*']],
      ['g', false, false, []],
      ['h', true, true, ['H']],
      ['i', false, true, ['I']],
    ]);
  });
});
