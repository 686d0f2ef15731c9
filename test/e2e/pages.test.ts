import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { useBrowser } from './browser.ts';
import { must, server } from './client.ts';
import { awarded, published } from './story.ts';

const theBrowser = useBrowser();
const hostile = `<script>document.title='owned'</script>"'><img src=x onerror=document.title='owned'>`;

/** Opens an address as a browser does, and notes whatever the page asks for or complains about. */
async function open(address: string, options: BrowserContextOptions = {}) {
  const context = await theBrowser().newContext({ viewport: { width: 1000, height: 900 }, ...options });
  const page = await context.newPage();
  const noted: string[] = [];
  page.on('console', (message) => noted.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noted.push(`error: ${error.message}`));
  page.on('request', (request) => request.url() !== address && noted.push(`request: ${request.url()}`));
  const response = await page.goto(address);
  return {
    page,
    noted,
    status: response?.status(),
    headers: response?.headers() ?? {},
    close: () => context.close(),
  };
}

/** Pictures to look at, where the environment asks for them. */
async function picture(page: Page, name: string) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

describe('the page of a credential', () => {
  it('says first that it is valid, then who, from whom, on what evidence', async () => {
    const { url } = await awarded();
    const { page, noted, headers, close } = await open(url);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(await page.title()).toBe(`${definition.name} · Amina Diallo`);
    expect(await page.locator('.verdict strong').textContent()).toBe('Valid');
    expect(await page.locator('h1').textContent()).toBe(definition.name);
    expect(await page.locator('dl').textContent()).toContain('Amina Diallo');
    expect(await page.locator('dl').textContent()).toContain('Riverbend Community Learning Trust');
    const rows = page.locator('tbody tr');
    expect(await rows.count()).toBe(definition.rubric.criteria.length);
    expect(await rows.first().locator('td').allTextContents()).toEqual([
      'Demonstrated',
      definition.rubric.criteria[0]?.descriptors.demonstrated,
      'Demonstrated',
    ]);
    expect(await page.locator('main').textContent()).toMatch(/SHA-256 [0-9a-f]{64}/);
    expect(await page.locator('main').textContent()).not.toContain('assessor-1');
    // It shows the badge, and asks for nothing else.
    expect(noted).toEqual([`request: ${url}/image?format=svg`]);
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
    expect(noted).toEqual([]);
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
    expect(await page.locator('main script, main img').count()).toBe(0);
    expect(noted).toEqual([]);
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
