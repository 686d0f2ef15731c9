import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { extractCredential } from '../../src/credentials/baking/extract.ts';
import { definition } from '../support/definition.ts';
import { useBrowser } from './browser.ts';
import { call, must } from './client.ts';
import { awarded } from './story.ts';

const theBrowser = useBrowser();
let url = '';
let id = '';
let document = '';
beforeAll(async () => {
  ({ url, credential: id } = await awarded());
  document = (await must(200, 'nobody', `GET ${url}`)).text;
});

/** The badge as bytes, as a program asks for it. */
async function badge(accept?: string, query = '') {
  const response = await fetch(`${url}/image${query}`, {
    headers: { origin: 'https://wallet.example', ...(accept && { accept }) },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes };
}

/** Pictures to look at, where the environment asks for them. */
async function picture(page: Page, name: string) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe('the badge of a credential', () => {
  it.each<[accept: string | undefined, query: string, mediaType: string]>([
    [undefined, '', 'image/png'],
    ['image/png', '', 'image/png'],
    ['image/svg+xml', '', 'image/svg+xml'],
    ['image/*,*/*;q=0.8', '', 'image/png'],
    ['text/html', '?format=svg&utm_source=elsewhere', 'image/svg+xml'],
    ['image/svg+xml', '?format=png', 'image/png'],
  ])('asked for with Accept %j and %j is %s', async (accept, query, mediaType) => {
    const { status, headers, bytes } = await badge(accept, query);
    const format = mediaType === 'image/png' ? 'png' : 'svg';
    expect([status, headers.get('content-type')]).toEqual([200, mediaType]);
    expect(extractCredential(bytes)).toEqual({ found: true, format, credential: document });
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-disposition': `inline; filename="badge-${id}.${format}"`,
      'cache-control': 'public, max-age=60',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      vary: 'Accept',
    });
    expect(headers.get('etag')).toMatch(/^"[\w-]{43}"$/);
    expect(headers.get('content-security-policy')).toBe(
      format === 'svg' ? "default-src 'none'; img-src data:" : null,
    );
  });

  it('is the same file each time', async () => {
    const [one, other] = [await badge('image/png'), await badge('image/png')];
    expect(one.bytes.equals(other.bytes)).toBe(true);
    expect(one.headers.get('etag')).toBe(other.headers.get('etag'));
    expect(one.headers.get('etag')).not.toBe((await badge('image/svg+xml')).headers.get('etag'));
  });

  it('verifies when it is posted as what was taken out of it', async () => {
    const taken = extractCredential((await badge('image/png')).bytes);
    const { body } = await must(200, 'nobody', 'POST /verify', taken.found ? taken.credential : '');
    expect(body.verdict).toBe('valid');
  });

  it('is not there where no credential is', async () => {
    for (const one of ['01ARZ3NDEKTSV4RRFFQ69G5FAV', 'x']) {
      const { status, headers } = await call('nobody', `GET /credentials/${one}/image`, undefined, {
        accept: 'image/svg+xml',
      });
      expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    }
    expect((await call('nobody', `GET ${url}/image?format=gif`)).status).toBe(400);
  });

  it.each(['png', 'svg'])('is a picture to a browser: %s', async (format) => {
    const context = await theBrowser().newContext({ viewport: { width: 420, height: 420 } });
    const page = await context.newPage();
    const noted: string[] = [];
    page.on('console', (message) => noted.push(message.text()));
    const image = (size: number) =>
      `<img src="${url}/image?format=${format}" width="${size}" height="${size}">`;
    for (const ground of ['#ffffff', '#12161d']) {
      await page.setContent(
        `<body style="margin:16px;background:${ground}">${image(128)} ${image(64)}</body>`,
      );
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('[...document.images].map((one) => one.naturalWidth)')).toEqual([512, 512]);
      await picture(page, `badge-${format}-${ground === '#ffffff' ? 'light' : 'dark'}`);
    }
    expect(noted).toEqual([]);
    await context.close();
  });

  it('opened alone as an SVG has a title, and nothing in it runs', async () => {
    const page = await theBrowser().newPage();
    const noted: string[] = [];
    page.on('console', (message) => noted.push(message.text()));
    await page.goto(`${url}/image?format=svg`);
    expect(await page.title()).toBe(definition.name);
    expect(
      await page.evaluate(
        "document.getElementsByTagNameNS('https://purl.imsglobal.org/ob/v3p0', 'credential')[0].textContent",
      ),
    ).toBe(document);
    expect(noted).toEqual([]);
    await page.close();
  });
});

describe('the page of a credential', () => {
  it('shows the badge, and hands out three files that hold the credential', async () => {
    const context = await theBrowser().newContext({ viewport: { width: 1000, height: 900 } });
    const page = await context.newPage();
    await page.goto(url);
    const shown = page.locator('main img[alt^="Badge: "]');
    expect(await shown.getAttribute('alt')).toBe(
      `Badge: ${definition.name}, issued by Riverbend Community Learning Trust`,
    );
    const width = 'document.querySelector(\'main img[alt^="Badge: "]\').naturalWidth';
    expect(await page.evaluate(width)).toBe(512);
    await picture(page, 'credential-with-badge');
    const links = await page.evaluate(
      "[...document.querySelectorAll('a[download]')].map((link) => [link.download, link.href])",
    );
    const files = [];
    for (const [name = '', address = ''] of links as string[][]) {
      // As a browser follows a link: it would rather have a page.
      const response = await fetch(address, { headers: { accept: 'text/html,*/*;q=0.8' } });
      const bytes = Buffer.from(await response.arrayBuffer());
      const taken = extractCredential(bytes);
      files.push([name, taken.found ? taken.credential : bytes.toString()]);
    }
    expect(files.toSorted()).toEqual([
      [`badge-${id}.png`, document],
      [`badge-${id}.svg`, document],
      [`credential-${id}.json`, document],
    ]);
    await context.close();
  });
});
