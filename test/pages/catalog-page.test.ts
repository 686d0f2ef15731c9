import { describe, expect, it } from 'vitest';
import type { CatalogCard } from '../../src/domain/catalog/entry.ts';
import { countValues } from '../../src/domain/catalog/facets.ts';
import { type CatalogParameters, catalogPage, type ShownCatalog } from '../../src/pages/catalog-page.ts';
import { robots, siteMap, siteMapIndex } from '../../src/pages/site-map.ts';
import { harmlessText } from '../support/hostile.ts';
import { markupOf, unbalanced } from '../support/markup.ts';

const publicUrl = 'https://assay.example';
const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const card: CatalogCard & { issuerName: string } = {
  microCredentialId: id,
  version: 2,
  publishedAt: '2026-03-01T09:30:00.000Z',
  issuerId: 'riverbend',
  issuerName: 'Riverbend',
  name: 'Setting goals',
  competency: 'Sets goals.',
  language: 'en',
  languages: ['en', 'es'],
  facets: { issuer: 'riverbend', topic: 'Families', evidence: ['file'], language: ['en', 'es'], hours: 7.5 },
};
const facets = { ...countValues([card.facets]), complete: true };
const pageOf = (found: ShownCatalog, query: CatalogParameters = {}) => {
  const { text, headers } = catalogPage({ found, query, publicUrl });
  return { ...markupOf(text), html: text, headers };
};
const links = ({ tags }: ReturnType<typeof pageOf>) =>
  tags.filter(({ name, closing }) => name === 'a' && !closing).map(({ attributes }) => attributes.href);
const fields = ({ tags }: ReturnType<typeof pageOf>) =>
  Object.fromEntries(
    tags.filter(({ name }) => name === 'input').map(({ attributes }) => [attributes.name, attributes.value]),
  );

describe('the page of the catalog', () => {
  it('has a form that searches without script, and only on this site', () => {
    const page = pageOf({ items: [card], facets });
    expect(page.tags.find(({ name }) => name === 'form')?.attributes).toEqual({
      action: '/micro-credentials',
      method: 'get',
      role: 'search',
    });
    expect(page.tags.some(({ name }) => name === 'script')).toBe(false);
    expect(page.headers?.['content-security-policy']).toContain("form-action 'self'");
    expect(page.headers?.['content-security-policy']).toContain("default-src 'none'");
  });

  it('has a label for every field, and a name for every part', () => {
    const { tags } = pageOf({ items: [card], facets }, { topic: 'families' });
    const labelled = tags.filter(({ name }) => name === 'label').map(({ attributes }) => attributes.for);
    const seen = tags.filter(
      ({ name, attributes }) => ['input', 'select'].includes(name) && attributes.type !== 'hidden',
    );
    for (const { attributes, closing } of seen) if (!closing) expect(labelled).toContain(attributes.id);
    const ids = tags.flatMap(({ attributes }) => (attributes.id === undefined ? [] : [attributes.id]));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of tags)
      if (attributes['aria-labelledby'] !== undefined) expect(ids).toContain(attributes['aria-labelledby']);
  });

  it('leads to what was found and to what narrows it', () => {
    const page = pageOf({ items: [card], facets }, { q: 'goals & plans', limit: 10 });
    expect(links(page)).toEqual([
      '/?lang=en',
      '/micro-credentials?lang=en',
      '/verify?lang=en',
      `${publicUrl}/micro-credentials/${id}`,
      `${publicUrl}/issuers/riverbend`,
      '/micro-credentials?limit=10&q=goals+%26+plans&topic=families',
      '/micro-credentials?issuer=riverbend&limit=10&q=goals+%26+plans',
      '/micro-credentials?evidence=file&limit=10&q=goals+%26+plans',
      '/micro-credentials?language=en&limit=10&q=goals+%26+plans',
      '/micro-credentials?language=es&limit=10&q=goals+%26+plans',
      '/micro-credentials?limit=10&maxHours=10&q=goals+%26+plans',
      '/micro-credentials?limit=10&maxHours=20&q=goals+%26+plans',
      '/micro-credentials?limit=10&maxHours=40&q=goals+%26+plans',
      // The same as data, and in the other language.
      `${publicUrl}/micro-credentials?limit=10&q=goals+%26+plans`,
      '/micro-credentials?lang=es&limit=10&q=goals+%26+plans',
    ]);
    expect(page.text).toContain('up to 10 hours (1)');
  });

  it('keeps what narrows when it is searched again, without the cursor, and has a way out of each', () => {
    const page = pageOf(
      { items: [card], cursor: 'next', facets },
      { q: 'x', topic: 'families', cursor: 'now' },
    );
    expect(fields(page)).toEqual({ q: 'x', minHours: '', maxHours: '', topic: 'families' });
    expect(links(page)).toContain('/micro-credentials?q=x');
    expect(links(page)).toContain('/micro-credentials?cursor=next&q=x&topic=families');
    expect(links(page)).toContain('/micro-credentials?q=x&topic=families');
  });

  it.each<[string, ShownCatalog, CatalogParameters, string]>([
    [
      'nothing is published',
      { items: [], facets: { ...countValues([]), complete: true } },
      {},
      'Nothing is published yet.',
    ],
    [
      'nothing is found',
      { items: [], unknown: ['xyzzi'] },
      { q: 'xyzzy' },
      'Nothing was found. No definition has “xyzzi”.',
    ],
    [
      'a part held nothing',
      { items: [], cursor: 'next' },
      { q: 'x' },
      'None among those that were looked at',
    ],
    [
      'values were counted in part',
      { items: [card], facets: { ...facets, complete: false } },
      { q: 'x' },
      'Counted among the first of many',
    ],
  ])('says so when %s', (_case, found, query, text) => {
    expect(pageOf(found, query).text).toContain(text);
  });

  it.each(Object.entries(harmlessText))('shows %s as what it is, wherever it stands', (_, text) => {
    const hostile = {
      ...card,
      name: text,
      competency: text,
      issuerName: text,
      facets: { ...card.facets, topic: text, audience: text },
    };
    const page = pageOf(
      { items: [hostile], facets: { ...countValues([hostile.facets]), complete: true }, unknown: [text] },
      { q: text, topic: text, cursor: text },
    );
    expect(unbalanced(page)).toEqual([]);
    expect(fields(page).q).toBe(text);
    for (const link of links(page))
      expect(link).toMatch(/^(?:\/(?:micro-credentials|verify)?(?:\?|$)|https:\/\/assay\.example\/)/);
  });

  it('is not for search engines once it is a search', () => {
    const noindex = (query: CatalogParameters) => pageOf({ items: [card] }, query).html.includes('noindex');
    expect([noindex({}), noindex({ limit: 10 }), noindex({ q: 'x' }), noindex({ cursor: 'x' })]).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('the site map', () => {
  it('is XML of the protocol', () => {
    expect(siteMapIndex(['0', 'z'], publicUrl).text).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>${publicUrl}/sitemaps/0</loc></sitemap><sitemap><loc>${publicUrl}/sitemaps/z</loc></sitemap></sitemapindex>\n`,
    );
    expect(siteMap([card], publicUrl).text).toContain(
      `<url><loc>${publicUrl}/micro-credentials/${id}</loc><lastmod>2026-03-01T09:30:00.000Z</lastmod></url>`,
    );
  });

  it('is where robots look for it', () => {
    expect(robots(publicUrl).text).toContain(`Sitemap: ${publicUrl}/sitemap.xml\n`);
  });
});
