import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  addressTerms,
  openBadgeContexts,
  pinnedContexts,
  pinnedLoader,
  UnpinnedContextError,
} from '../../src/credentials/contexts.ts';
import { proofContexts } from '../../src/credentials/proof-contexts.ts';

interface Definition {
  readonly '@id'?: string;
  readonly '@container'?: string | readonly string[];
  readonly '@context'?: Terms | null;
}
type Terms = Readonly<Record<string, string | boolean | Definition>>;

/** Every term that a context defines, at any depth of scoped contexts, with what it stands for. */
function termsOf(context: Terms): { term: string; iri: string; container: string }[] {
  return Object.entries(context).flatMap(([term, definition]) => {
    if (term.startsWith('@') || typeof definition === 'boolean') return [];
    if (typeof definition === 'string') return [{ term, iri: definition, container: '' }];
    const { '@id': iri = '', '@container': container = '', '@context': scoped } = definition;
    return [{ term, iri, container: [container].flat().join() }, ...(scoped ? termsOf(scoped) : [])];
  });
}

const all = [...pinnedContexts].flatMap(([url, document]) => {
  const { '@context': contexts } = document as { '@context': Terms | readonly (Terms | string)[] };
  const own = [contexts].flat().filter((context): context is Terms => typeof context !== 'string');
  return own.flatMap((context) => termsOf(context).map((found) => ({ url, ...found })));
});
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
    'https://www.w3.org/ns/credentials/undefined-terms/v2',
    '__proto__',
    '',
  ])('nothing is loaded for %j', async (url) => {
    await expect(pinnedLoader(url)).rejects.toThrow(UnpinnedContextError);
  });

  // The next three are what `compact-form.ts` relies on when it forbids full IRIs and keywords.
  it('give a property no second name but that of a class, in upper case', () => {
    for (const context of pinnedContexts.keys()) {
      const names = new Map<string, Set<string>>();
      for (const { url, term, iri } of all) {
        const together = url === context || url === openBadgeContexts[0];
        if (together && !/^[A-Z]/.test(term)) names.set(iri, (names.get(iri) ?? new Set()).add(term));
      }
      expect(
        [...names.values()].filter((terms) => terms.size > 1),
        context,
      ).toEqual([]);
    }
    expect(all.filter(({ term }) => term.includes(':'))).toEqual([]);
  });

  it('name no keyword but id and type', () => {
    const aliases = all.filter(({ iri }) => iri.startsWith('@')).map(({ term, iri }) => `${term} ${iri}`);
    expect(new Set(aliases)).toEqual(new Set(['id @id', 'type @type']));
  });

  it('have no container in which member names are not signed', () => {
    expect(new Set(all.map(({ container }) => container))).toEqual(new Set(['', '@set', '@list', '@graph']));
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
