import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { furtherContexts } from '../../contexts/index.ts';
import {
  addressTerms,
  openBadgeContexts,
  pinnedContexts,
  pinnedLoader,
  UnpinnedContextError,
} from '../../src/credentials/contexts.ts';
import { proofContexts } from '../../src/credentials/proof-contexts.ts';
import { contextProblems, termsOf } from './context-rules.ts';

const all = [...pinnedContexts].flatMap(([url, document]) =>
  termsOf(document).map((found) => ({ url, ...found })),
);
const newest = all.filter(({ url }) => openBadgeContexts.some((known) => known === url));

describe('the pinned contexts', () => {
  it('hold what is issued and what is read, and cannot be changed', () => {
    expect([...pinnedContexts.keys()]).toEqual([
      'https://www.w3.org/2018/credentials/v1',
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context.json',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
      'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json',
      'https://w3id.org/security/data-integrity/v2',
      'https://w3id.org/security/suites/ed25519-2020/v1',
      ...furtherContexts.map(({ url }) => url),
    ]);
    const context = pinnedContexts.get('https://www.w3.org/ns/credentials/v2') as {
      '@context': Record<string, unknown>;
    };
    expect(() => {
      context['@context'].name = 'https://elsewhere.example/';
    }).toThrow(TypeError);
  });

  it.each([
    'https://www.w3.org/ns/credentials/v1',
    'http://www.w3.org/ns/credentials/v2',
    'https://www.w3.org/ns/credentials/v2/',
    'https://www.w3.org/ns/credentials/v2#',
    'https://www.w3.org/2018/credentials/examples/v1',
    '__proto__',
    '',
  ])('nothing is loaded for %j', async (url) => {
    await expect(pinnedLoader(url)).rejects.toThrow(UnpinnedContextError);
  });

  it.each([...pinnedContexts.keys()])('have nothing in %s that could be read in two ways', (url) => {
    expect(contextProblems(pinnedContexts.get(url) ?? {})).toEqual([]);
  });

  it('say which members hold addresses', () => {
    for (const term of [
      'image',
      'evidence',
      'issuer',
      'source',
      'parentOrg',
      'statusListCredential',
      'renderMethod',
      'aud',
    ])
      expect(addressTerms, term).toContain(term);
    for (const term of ['name', 'validFrom', 'achievedLevel', 'url', 'level', '@context'])
      expect(addressTerms, term).not.toContain(term);
  });

  it('let the order of levels be a set, which is why order is never read from it', () => {
    const levels = newest.filter(({ term }) => term === 'rubricCriterionLevel');
    expect(levels.map(({ container }) => container)).toEqual(['@set']);
  });
});

describe('the contexts for proofs', () => {
  it('are the ones that others publish', async () => {
    const modules = join(import.meta.dirname, '../../node_modules');
    const published = [
      '@digitalbazaar/data-integrity-context/contexts/data-integrity-v2.jsonld',
      'ed25519-signature-2020-context/contexts/ed25519-signature-2020-v1.jsonld',
    ];
    const documents = published.map((path) => JSON.parse(readFileSync(join(modules, path), 'utf8')));
    expect([...proofContexts.values()]).toEqual(documents);
  });
});

describe('the further contexts', () => {
  const folder = join(import.meta.dirname, '../../contexts');

  it.each(furtherContexts)('$url is the file that was pinned', ({ file, sha256, document }) => {
    const bytes = readFileSync(join(folder, file));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect(document).toEqual(JSON.parse(bytes.toString('utf8')));
  });

  it('are all there, once each, beside those of the product', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(furtherContexts.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
    const own = [...pinnedContexts.keys()].length - furtherContexts.length;
    expect(own).toBe(9);
    for (const { url } of furtherContexts) expect(new URL(url).href).toBe(url);
  });

  it('are tabled in their README', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const { url } of furtherContexts) expect(readme).toContain(`| \`${url}\` |`);
  });

  it('include what the published packages have', () => {
    const path = '../../node_modules/@digitalbazaar/credentials-context/contexts/undefined-terms-v2.jsonld';
    const published = readFileSync(join(import.meta.dirname, path));
    expect(readFileSync(join(folder, 'undefined-terms-v2.json'))).toEqual(published);
  });
});

describe('a context that could be read in two ways is not pinned', () => {
  const schema = (context: unknown) => contextProblems({ '@context': context });
  const x = 'https://x.example/ns#';

  it('while a plain one is', () => {
    expect(
      schema({
        '@version': 1.1,
        '@protected': true,
        a: `${x}a`,
        B: { '@id': `${x}B`, '@context': { c: `${x}c` } },
      }),
    ).toEqual([]);
    expect(schema({ '@vocab': x })).toEqual([]);
    expect(schema([{ a: `${x}a` }, { b: { '@id': `${x}b`, '@container': '@set' } }])).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      'a second name for the status',
      { state: 'https://www.w3.org/2018/credentials#credentialStatus' },
      'are both',
    ],
    ['two names for one thing', { a: `${x}a`, b: `${x}a` }, 'a and b are both'],
    ['a second name for a keyword', { uid: '@id' }, 'uid renames @id'],
    ['a second name for values', { v: '@value' }, 'v renames @value'],
    [
      'a second name deep inside',
      { A: { '@id': `${x}A`, '@context': { kind: '@type' } } },
      'kind renames @type',
    ],
    [
      'a vocabulary that reaches ours',
      { '@vocab': 'https://www.w3.org/2018/credentials#' },
      'its vocabulary',
    ],
    ['a vocabulary for all there is', { '@vocab': 'https://' }, 'uses @vocab'],
    ['no vocabulary', { '@vocab': null }, 'uses @vocab'],
    ['a vocabulary for a part', { A: { '@id': `${x}A`, '@context': { '@vocab': x } } }, 'uses @vocab'],
    ['a language map', { label: { '@id': `${x}label`, '@container': '@language' } }, 'is in a @language'],
    ['an index', { by: { '@id': `${x}by`, '@container': ['@index', '@set'] } }, 'is in a @index,@set'],
    ['an id map', { by: { '@id': `${x}by`, '@container': '@id' } }, 'is in a @id'],
    ['another context', 'https://elsewhere.example/', 'names another context'],
    ['another context beside', [{ a: `${x}a` }, 'https://elsewhere.example/'], 'names another context'],
    ['an import', { '@import': 'https://elsewhere.example/' }, 'uses @import'],
    ['a base', { '@base': x }, 'uses @base'],
    ['a language for all', { '@language': 'en' }, 'uses @language'],
    ['a statement turned round', { of: { '@reverse': `${x}of` } }, 'uses @reverse'],
    ['a name for nothing', { group: { '@id': `${x}group`, '@nest': 'more' } }, 'uses @nest'],
    ['a colon in a name', { 'a:b': `${x}ab` }, 'a:b has a colon'],
    ['nothing', undefined, 'is none'],
  ])('with %s', (_, context, problem) => {
    expect(schema(context).join('; ')).toContain(problem);
  });
});
