import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { once } from '../support/once.ts';
import { accessibilityProblems } from './accessibility.ts';
import { useBrowser } from './browser.ts';
import { call, must, server } from './client.ts';
import { openPage, picture } from './open-page.ts';
import { awarded, linked } from './story.ts';

const theBrowser = useBrowser();
/** What these tests only look at. */
const shown = once(() => awarded());
const open = (address: string, options?: Parameters<typeof openPage>[2]) =>
  openPage(theBrowser(), address, options);

const sizes =
  '({ scrollWidth: document.documentElement.scrollWidth, scrollHeight: document.documentElement.scrollHeight, innerWidth, innerHeight })';
/** How wide the badge is that a page really shows. */
const badgeWidth =
  '(() => { const one = document.querySelector("main img[src*=image]"); return one.decode().then(() => one.naturalWidth); })()';

/** Somebody else's site: another origin, with a page that shows what it is given. */
let content = '';
const elsewhere = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><html lang="en"><title>Elsewhere</title><h1>My page</h1>${content}</html>`);
});
let site = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
});
afterAll(() => elsewhere.close());

/** Opens a page of the other site that shows what oEmbed says of a credential. */
async function embedded(html: string, options?: Parameters<typeof openPage>[2]) {
  content = html;
  const opened = await open(site, options);
  const frame = opened.page.frameLocator('iframe');
  /** The value of an expression inside of the frame. */
  const inside = (expression: string) => opened.page.frames()[1]?.evaluate(expression);
  return { ...opened, frame, inside };
}

describe('a card on somebody else’s page', () => {
  it('shows who earned what, that it holds now, and its badge; and runs nothing', async () => {
    const { url } = await shown();
    const { body } = await must(200, 'nobody', `GET /oembed?url=${encodeURIComponent(url)}`);
    const { frame, inside, page, context, noted, close } = await embedded(String(body.html));
    expect(await frame.locator('h1').textContent()).toBe(definition.name);
    expect(await frame.locator('main').textContent()).toContain('Amina Diallo');
    expect(await frame.locator('.state').textContent()).toContain('Valid');
    expect(await inside(badgeWidth)).toBe(512);
    const fits =
      'document.documentElement.scrollHeight <= innerHeight && document.documentElement.scrollWidth <= innerWidth';
    expect(await inside(fits)).toBe(true);
    expect(noted.filter((line) => !line.startsWith('request: '))).toEqual([]);
    expect(noted.filter((line) => !line.includes(`${url}/`))).toEqual([]);
    await picture(page, 'embed-on-another-page');
    // Its link opens the page in a tab of its own: nothing happens to the page that shows it.
    const [opened] = await Promise.all([context.waitForEvent('page'), frame.locator('a').click()]);
    await opened.waitForLoadState();
    expect(opened.url()).toBe(url);
    expect(await opened.locator('.verdict strong').textContent()).toBe('Valid');
    expect(await opened.evaluate('window.opener')).toBeNull();
    expect(page.url()).toBe(site);
    await close();
  });

  it.each([
    { name: 'narrow', options: { viewport: { width: 320, height: 500 } }, query: '&maxwidth=280' },
    { name: 'dark', options: { colorScheme: 'dark' as const }, query: '' },
    { name: 'low', options: {}, query: '&maxheight=90' },
    { name: 'spanish', options: { locale: 'es-MX' }, query: '' },
  ])('fits where it is shown: $name', async ({ name, options, query }) => {
    const { url } = await shown();
    const { body } = await must(200, 'nobody', `GET /oembed?url=${encodeURIComponent(url)}${query}`);
    const { frame, inside, page, close } = await embedded(String(body.html), options);
    await frame.locator('.state').waitFor();
    expect(await frame.locator('html').getAttribute('lang')).toBe(name === 'spanish' ? 'es' : 'en');
    const { scrollWidth, scrollHeight, innerWidth, innerHeight } = (await inside(sizes)) as Record<
      string,
      number
    >;
    expect(scrollWidth).toBeLessThanOrEqual(innerWidth ?? 0);
    expect(scrollHeight).toBeLessThanOrEqual(innerHeight ?? 0);
    await picture(page, `embed-${name}`);
    await close();
  });

  it('says that its holder keeps it private, or has withdrawn it, and no more', async () => {
    const { credential, url } = await awarded();
    const { body } = await must(200, 'nobody', `GET /oembed?url=${encodeURIComponent(url)}`);
    await must(200, 'learner', `PATCH /me/credentials/${credential}/sharing`, { visibility: 'private' });
    const hidden = await embedded(String(body.html));
    expect(await hidden.frame.locator('main').textContent()).toContain('Kept private by the holder');
    await picture(hidden.page, 'embed-private');
    await hidden.close();
    await must(200, 'learner', `POST /me/credentials/${credential}/withdrawal`);
    const gone = await embedded(String(body.html));
    const text = await gone.frame.locator('main').textContent();
    expect(text).toContain('Withdrawn by the holder');
    expect(text).not.toContain(definition.name);
    expect(await gone.frame.locator('img').count()).toBe(0);
    await gone.close();
  });

  it('is the only thing of ours that a frame shows', async () => {
    const { url } = await shown();
    const { page, noted, close } = await embedded(`<iframe src="${url}"></iframe>`);
    await expect.poll(() => noted.join('\n')).toContain('frame-ancestors');
    const frames = page.frames().filter((frame) => frame.url().startsWith(server.url));
    expect(frames.map((frame) => frame.url())).toEqual([]);
    await close();
  });

  it('has nothing that axe finds fault with, by itself, light and dark', async () => {
    const { url } = await shown();
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, close } = await open(`${url}/embed`, { colorScheme });
      expect(await accessibilityProblems(page)).toEqual([]);
      await close();
    }
  });
});

describe('the page of a credential, shared', () => {
  it('offers what it says, asks nobody else, and copies at a touch', async () => {
    const { url, credential } = await shown();
    const { page, noted, context, close } = await open(url);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const links = (await page.evaluate('[...document.links].map((one) => one.href)')) as string[];
    expect(links).toContainEqual(
      expect.stringContaining('https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME'),
    );
    expect(links).toContainEqual(expect.stringMatching(/^mailto:\?subject=/));
    // Data in the page breaks no rule of its policy, and nothing of a third party is asked for.
    expect(noted.filter((line) => !line.startsWith(`request: ${server.url}/`))).toEqual([]);
    const data = await page.locator('script[type="application/ld+json"]').textContent();
    expect(JSON.parse(data ?? '')).toMatchObject({
      '@type': 'EducationalOccupationalCredential',
      identifier: credential,
      about: { name: 'Amina Diallo' },
    });
    expect(await page.locator('#share-address').inputValue()).toBe(url);
    await page.locator('button[data-copy="share-address"]').click();
    await expect
      .poll(() => page.locator('button[data-copy="share-address"] + [role="status"]').textContent())
      .toBe('Copied.');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(url);
    await picture(page, 'credential-share');
    await close();
  });

  it('hides what needs script where there is none', async () => {
    const { url } = await shown();
    const { page, close } = await open(url, { javaScriptEnabled: false });
    expect(await page.locator('button[data-copy="share-address"]').isVisible()).toBe(false);
    expect(await page.locator('#share-address').inputValue()).toBe(url);
    await close();
  });

  it('comes with a preview of the size that places ask for', async () => {
    const { url } = await shown();
    const { page, close } = await open(url);
    const image = await page.locator('meta[property="og:image"]').getAttribute('content');
    expect(image).toBe(`${url}/preview`);
    await page.goto(String(image));
    expect(
      await page.evaluate('[document.images[0].naturalWidth, document.images[0].naturalHeight]'),
    ).toEqual([1200, 630]);
    await picture(page, 'preview');
    await close();
  });
});

describe('a link of the holder', () => {
  it('shows a private credential with its badge, and lets this browser check it', async () => {
    const { address, link } = await linked();
    const { page, noted, headers, close } = await open(link.url);
    expect(await page.locator('.verdict strong').first().textContent()).toBe('Valid');
    expect(headers['cache-control']).toBe('no-store');
    expect(await page.evaluate(badgeWidth)).toBe(512);
    await page.getByRole('button', { name: 'Verify in this browser' }).click();
    await expect
      .poll(() => page.locator('section [role="status"]').first().textContent(), { timeout: 15_000 })
      .toContain('Verified in this browser');
    expect(noted.filter((line) => line.startsWith('request: ') && line.includes(address))).toEqual([]);
    expect(await page.locator('meta[property^="og:"]').count()).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await picture(page, 'shared-by-link');
    await close();
  });

  it('ends on a page that says so', async () => {
    const { credential, address, link } = await linked();
    const hidden = await open(address);
    expect([hidden.status, await hidden.page.locator('h1').textContent()]).toEqual([
      403,
      'Kept private by the holder',
    ]);
    await hidden.close();
    await must(204, 'learner', `DELETE /me/credentials/${credential}/links/${link.id}`);
    const ended = await open(link.url);
    expect([ended.status, await ended.page.locator('h1').textContent()]).toEqual([
      410,
      'This link has ended',
    ]);
    expect(await accessibilityProblems(ended.page)).toEqual([]);
    await picture(ended.page, 'link-ended');
    await ended.close();
    expect((await call('nobody', `GET ${link.url}`)).body.code).toBe('link-ended');
  });
});
