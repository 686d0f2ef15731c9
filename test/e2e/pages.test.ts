import type { BrowserContextOptions } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { useBrowser } from './browser.ts';
import { must, server } from './client.ts';
import { openPage, picture } from './open-page.ts';
import { awarded, published } from './story.ts';

const theBrowser = useBrowser();
const hostile = `<script>document.title='owned'</script>"'><img src=x onerror=document.title='owned'>`;

const open = (address: string, options?: BrowserContextOptions) => openPage(theBrowser(), address, options);

describe('the page of a credential', () => {
  it('says first that it is valid, then who, from whom, on what evidence', async () => {
    const { url } = await awarded();
    const { page, noted, headers, close } = await open(url);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(await page.title()).toBe(`${definition.name} · Amina Diallo`);
    expect(await page.locator('.verdict strong').textContent()).toBe('Valid');
    expect(await page.locator('h1').textContent()).toBe(definition.name);
    const facts = await page.locator('dl').first().textContent();
    for (const fact of ['Amina Diallo', 'Riverbend Community Learning Trust']) expect(facts).toContain(fact);
    const reached = page.locator('.levels .reached');
    expect(await reached.count()).toBe(definition.rubric.criteria.length);
    expect(await reached.first().textContent()).toContain(
      definition.rubric.criteria[0]?.descriptors.demonstrated,
    );
    expect(await page.locator('main').textContent()).toMatch(/SHA-256 [0-9a-f]{64}/);
    expect(await page.locator('main').textContent()).not.toContain('assessor-1');
    // Its script, the badge and perhaps the issuer's picture, and nothing from elsewhere.
    const asked = noted.map((one) => one.replace(/-[\w-]{16}\.js$/, '.js'));
    const picturesOfIssuers = `request: ${server.url}/images/`;
    expect(asked.filter((one) => !one.startsWith(picturesOfIssuers)).toSorted()).toEqual([
      `request: ${server.url}/assets/page.js`,
      `request: ${url}/image?format=svg`,
    ]);
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await picture(page, 'credential-valid');
    await close();
  });

  it('says that it is revoked', async () => {
    const { url, credential } = await awarded();
    await must(200, 'owner', `POST /credentials/${credential}/revocation`, { reason: 'A private reason.' });
    const { page, close } = await open(url);
    expect(await page.locator('.verdict strong').textContent()).toBe('Not valid: revoked');
    expect(await page.content()).not.toContain('A private reason.');
    await picture(page, 'credential-revoked');
    await close();
  });

  it('wears the colour of its issuer, who may choose one that can be read', async () => {
    const { url } = await awarded();
    const issuer = `PATCH /issuers/${server.issuer}` as const;
    const { body } = await must(400, 'owner', issuer, { brandColour: '#ffcc00' });
    expect(body.errors).toEqual([
      {
        field: '/brandColour',
        message: 'must be darker: on a page its contrast is 1.3 to 1, and text needs 4.5 to 1',
      },
    ]);
    await must(200, 'owner', issuer, { brandColour: '#7a0019' });
    const { page, noted, close } = await open(url);
    const colour = 'getComputedStyle(document.querySelector(".brand")).color';
    expect(await page.evaluate(colour)).toBe('rgb(122, 0, 25)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate(colour)).not.toBe('rgb(122, 0, 25)');
    expect(noted.filter((one) => !one.startsWith('request: '))).toEqual([]);
    await close();
    await must(200, 'owner', issuer, { brandColour: null });
  });

  it('fits a narrow screen, and the dark', async () => {
    const { url } = await awarded();
    const { page, close } = await open(url, { viewport: { width: 320, height: 700 }, colorScheme: 'dark' });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await picture(page, 'credential-narrow-dark');
    await close();
  });
});

describe('the page of a micro-credential', () => {
  it('shows the whole rubric that assessors score', async () => {
    const { page, noted, close } = await open(`${server.url}/micro-credentials/${server.microCredential}`);
    const { body } = await must(200, 'nobody', `GET /micro-credentials/${server.microCredential}`);
    const { rubric } = body.definition as unknown as typeof definition;
    const shown = await page.locator('table').textContent();
    for (const criterion of rubric.criteria)
      for (const text of Object.values(criterion.descriptors)) expect(shown).toContain(text);
    // The badge, and nothing else.
    expect(noted).toEqual([
      `request: ${server.url}/micro-credentials/${server.microCredential}/versions/1/image`,
    ]);
    await picture(page, 'micro-credential');
    await close();
  });

  it('shows markup in a text as text', async () => {
    const microCredential = await published({
      ...definition,
      name: hostile.slice(0, 150),
      competency: hostile,
      keywords: [hostile.slice(0, 60)],
    });
    const { page, noted, close } = await open(`${server.url}/micro-credentials/${microCredential}`);
    expect(await page.title()).toContain('<script>');
    expect(await page.locator('main script, main img:not([src$="/image"])').count()).toBe(0);
    expect(noted).toEqual([`request: ${server.url}/micro-credentials/${microCredential}/versions/1/image`]);
    await close();
  });
});

describe('the documentation', () => {
  it('lists every route', async () => {
    const { page, noted, close } = await open(`${server.url}/docs`);
    const { body } = await must(200, 'nobody', 'GET /openapi.json');
    const operations = Object.values(body.paths as unknown as Record<string, object>).flatMap((path) =>
      Object.keys(path),
    );
    expect(await page.locator('details').count()).toBe(operations.length);
    await page.locator('details summary').nth(5).click();
    expect(noted).toEqual([]);
    await picture(page, 'docs');
    await close();
  });

  it('begins at the start page', async () => {
    const { page, noted, close } = await open(`${server.url}/`);
    expect(await page.locator('a[href$="/docs"]').count()).toBe(1);
    expect(noted).toEqual([]);
    await picture(page, 'start');
    await close();
  });
});
