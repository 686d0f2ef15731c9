import { randomInt } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { useBrowser } from './browser.ts';
import { type Answer, call, must, server } from './client.ts';
import { published } from './story.ts';

/** A word that nothing else has. */
const made = (beginning: string) =>
  beginning + Array.from({ length: 10 }, () => 'bcdfghjk'[randomInt(8)]).join('');
const word = made('zq');

const { image: _image, prerequisites: _prerequisites, translations, ...rest } = fullDefinition;
const { image: _caption, ...spanish } = translations.es;
const full = { ...rest, translations: { es: spanish } };
/** What these tests search for, by name. The first is in two languages. */
const definitions = {
  families: {
    ...full,
    name: `Familias ${word}`,
    topic: `Work with ${word}`,
    hours: 6,
  },
  welding: {
    ...definition,
    name: `Soldering ${word}`,
    competency: 'Joins pipes.',
    keywords: [word],
    hours: 30,
  },
  planning: { ...definition, name: 'Planning', competency: `Plans one ${word}.`, audience: `For ${word}` },
};
const ids = {} as Record<keyof typeof definitions, string>;
beforeAll(async () => {
  for (const [name, fields] of Object.entries(definitions))
    ids[name as keyof typeof definitions] = await published(fields);
});

const search = (parameters: Record<string, string>) =>
  must(200, 'nobody', `GET /micro-credentials?${new URLSearchParams(parameters)}`);
const found = ({ body }: Answer) =>
  (body.items as unknown as { microCredentialId: string }[]).map(
    ({ microCredentialId }) => microCredentialId,
  );

describe('searching what is published', () => {
  it('finds it at once by its words, in any form, what is most about them first', async () => {
    const answer = await search({ q: word.toUpperCase() });
    expect(found(answer).toSorted()).toEqual(Object.values(ids).toSorted());
    expect(found(answer).at(-1)).toBe(ids.planning);
    expect(found(await search({ q: `"${word}" AND (pipe)` }))).toEqual([ids.welding]);
    expect(found(await search({ q: `${word} metas` }))).toEqual([ids.families]);
  });

  it.each<[string, Record<string, string>, (keyof typeof definitions)[]]>([
    ['issuer', { issuer: server.issuer }, ['planning', 'welding', 'families']],
    ['an issuer that has none', { issuer: 'nowhere' }, []],
    ['language', { language: 'es' }, ['families']],
    ['topic', { topic: `WORK WITH ${word}` }, ['families']],
    ['audience', { audience: `for ${word}` }, ['planning']],
    ['hours', { minHours: '6', maxHours: '10' }, ['families']],
    [
      'nothing that was left empty',
      { topic: '', minHours: '', cursor: '' },
      ['planning', 'welding', 'families'],
    ],
  ])('narrows by %s', async (_case, parameters, expected) => {
    const answer = await search({ sort: 'newest', ...parameters, q: word });
    expect(found(answer)).toEqual(expected.map((name) => ids[name]));
  });

  it('counts what was found, and names the issuer', async () => {
    const { body } = await search({ q: word });
    expect(body.facets).toMatchObject({
      issuer: [{ value: server.issuer, label: 'Riverbend Community Learning Trust', count: 3 }],
      language: [
        { value: 'en', count: 3 },
        { value: 'es', count: 1 },
      ],
      hours: [
        { value: '10', count: 1 },
        { value: '20', count: 1 },
        { value: '40', count: 2 },
      ],
      complete: true,
    });
  });

  it('goes on from page to page', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const answer: Answer = await search({ q: word, limit: '1', ...(cursor !== '' && { cursor }) });
      expect(found(answer)).toHaveLength(1);
      expect(answer.body.facets === undefined).toBe(cursor !== '');
      seen.push(...found(answer));
      cursor = answer.body.cursor as string | undefined;
    }
    expect(seen).toEqual(found(await search({ q: word })));
  });

  it.each([
    ['a query without end', `q=${'x'.repeat(501)}`, 'q'],
    ['a cursor of nothing', 'cursor=xyz', 'cursor'],
    ['a limit above all', 'limit=101', 'limit'],
    ['hours that are none', 'minHours=soon', 'minHours'],
    ['a kind of evidence that there is not', 'evidence=video', 'evidence'],
    ['a language with its region', 'language=es-MX', 'language'],
    ['an order that there is not', 'sort=price', 'sort'],
    ['an issuer that is no id', 'issuer=../x', 'issuer'],
    ['a parameter that there is not', 'isuer=x', ''],
  ])('refuses %s', async (_case, query, field) => {
    const { status, body } = await call('nobody', `GET /micro-credentials?${query}`);
    expect([status, body.code]).toEqual([400, 'invalid-request']);
    expect(JSON.stringify(body.errors)).toContain(field);
  });

  it.each(['<script>alert(1)</script>', '%00', '__proto__', '🜏', '"', 'x'.repeat(500)])(
    'answers %j',
    async (q) => {
      expect(found(await search({ q }))).toEqual([]);
    },
  );

  it('shows the newest version, and no more what is retired', async () => {
    const once = made('xv');
    const id = await published({ ...definition, name: `First ${once}` });
    const path = `/issuers/${server.issuer}/micro-credentials/${id}`;
    const patch = await must(
      200,
      'author',
      `PATCH ${path}`,
      { name: `Second ${once}` },
      { 'if-match': '"2"' },
    );
    await must(
      201,
      'author',
      `POST ${path}/versions`,
      { changeNote: 'Renamed.' },
      { 'if-match': String(patch.headers.get('etag')) },
    );
    expect((await search({ q: once })).body.items).toMatchObject([{ version: 2, name: `Second ${once}` }]);
    await must(201, 'owner', `POST ${path}/retirement`, { reason: 'No longer needed.' });
    expect(found(await search({ q: once }))).toEqual([]);
    expect((await must(200, 'nobody', `GET /micro-credentials/${id}`)).body).toMatchObject({ version: 2 });
  });
});

describe('one micro-credential in the vocabularies of others', () => {
  const read = (format: string, headers: Record<string, string> = {}) =>
    must(200, 'nobody', `GET /micro-credentials/${ids.families}${format}`, undefined, headers);
  const rubric = full.rubric;

  it('is an Achievement, with the rubric word for word', async () => {
    const answer = await read('?format=achievement');
    expect(answer.headers.get('content-type')).toBe('application/ld+json');
    expect(answer.body).toMatchObject({
      id: `${server.url}/micro-credentials/${ids.families}/versions/1`,
      type: ['Achievement'],
      resultDescription: rubric.criteria.map(({ name, descriptors }) => ({
        name,
        rubricCriterionLevel: rubric.levels.map((level) => ({
          name: level.name,
          description: descriptors[level.id as keyof typeof descriptors],
        })),
      })),
    });
    expect((await read('', { accept: 'application/ld+json' })).body).toEqual(answer.body);
    expect((await read('/versions/1?format=achievement')).body).toEqual(answer.body);
  });

  it('is CTDL, with the rubric word for word', async () => {
    const answer = await read('?format=ctdl');
    expect(answer.headers.get('content-type')).toBe('application/ld+json');
    expect(answer.body['@context']).toBe('https://credreg.net/ctdl/schema/context/json');
    const graph = answer.body['@graph'] as unknown as Record<string, never>[];
    const texts = graph
      .filter((node) => node['@type'] === 'ceasn:CriterionLevel')
      .map((node) => node['ceasn:benchmarkText']);
    expect(texts).toEqual(
      rubric.criteria.flatMap(({ id, descriptors }) =>
        Object.entries(descriptors).map(([level, en]) => ({
          en,
          es: (
            full.translations.es.rubric.criteria as Record<string, { descriptors: Record<string, string> }>
          )[id]?.descriptors[level],
        })),
      ),
    );
    expect((await read('/versions/1?format=ctdl')).body).toEqual(answer.body);
  });

  it('is JSON where nothing is asked for, and a page for a browser', async () => {
    expect((await read('', { accept: '*/*' })).headers.get('content-type')).toBe('application/json');
    const browser = await read('', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(browser.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  it.each(['?format=pdf', '?format=', '/versions/1?format=ctdl2'])('refuses %s', async (format) => {
    const { status } = await call('nobody', `GET /micro-credentials/${ids.families}${format}`);
    expect(status).toBe(400);
  });

  it('is not there where there is nothing', async () => {
    const { status } = await call('nobody', 'GET /micro-credentials/01JD9Z6V3T5Q8M2K4N7P0R1S2T?format=ctdl');
    expect(status).toBe(404);
  });
});

describe('the site map', () => {
  it('leads robots to every micro-credential', async () => {
    const robots = await must(200, 'nobody', 'GET /robots.txt');
    const [, index = ''] = /^Sitemap: (.+)$/m.exec(robots.text) ?? [];
    const parts = [...(await must(200, 'nobody', `GET ${index}`)).text.matchAll(/<loc>([^<]+)<\/loc>/g)];
    const pages: string[] = [];
    for (const [, part] of parts) {
      const { headers, text } = await must(200, 'nobody', `GET ${part}`);
      expect(headers.get('content-type')).toBe('application/xml; charset=utf-8');
      pages.push(...[...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc = '']) => loc));
    }
    for (const id of Object.values(ids)) expect(pages).toContain(`${server.url}/micro-credentials/${id}`);
    expect(new Set(pages).size).toBe(pages.length);
  });

  it.each(['i', 'A', '00', 'xml'])('has no part %s', async (part) => {
    expect((await call('nobody', `GET /sitemaps/${part}`)).status).toBe(404);
  });
});

describe('the catalog in a browser', () => {
  const theBrowser = useBrowser();
  const open = async (use: (page: Page, context: BrowserContext) => Promise<void>) => {
    const context = await theBrowser().newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${server.url}/micro-credentials`);
    await use(page, context);
    await context.close();
  };

  it('searches, narrows and leads on without script', async () => {
    await open(async (page) => {
      await page.getByLabel('Search by words').fill(word);
      await page.getByRole('button', { name: 'Search' }).click();
      expect(await page.locator('article').count()).toBe(3);
      await page.getByRole('link', { name: 'Spanish' }).click();
      expect(await page.locator('article h3').allTextContents()).toEqual([definitions.families.name]);
      expect(new URL(page.url()).searchParams.get('q')).toBe(word);
      await page.getByRole('link', { name: /^Remove/ }).click();
      expect(await page.locator('article').count()).toBe(3);
      await page.getByRole('link', { name: definitions.welding.name }).click();
      expect(await page.locator('h1').textContent()).toBe(definitions.welding.name);
    });
  });

  it('pages through', async () => {
    await open(async (page) => {
      await page.goto(`${server.url}/micro-credentials?q=${word}&limit=2`);
      await page.getByRole('link', { name: 'More' }).click();
      expect(await page.locator('article').count()).toBe(1);
      await page.getByRole('link', { name: 'Back to the beginning' }).click();
      expect(await page.locator('article').count()).toBe(2);
    });
  });

  it('says what it did not find, as text', async () => {
    await open(async (page) => {
      await page.getByLabel('Search by words').fill(`<b>${made('qx')}</b>`);
      await page.keyboard.press('Enter');
      await page.waitForURL(/[?&]q=/);
      expect(await page.locator('main').textContent()).toContain('Nothing was found.');
      expect(await page.locator('main b').count()).toBe(0);
    });
  });
});
