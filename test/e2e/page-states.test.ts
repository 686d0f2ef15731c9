import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleForBrowsers } from '../../lib/constructs/browser-code.ts';
import { credentialPage } from '../../src/pages/credential-page.ts';
import { localeFor } from '../../src/pages/locale.ts';
import { problemPage } from '../../src/pages/problem-page.ts';
import { verifyPage } from '../../src/pages/verify-page.ts';
import { publicUrl } from '../credentials/example-award.ts';
import { credentialStates, reportOf } from '../pages/credential-states.ts';
import { siteStates } from '../pages/site-states.ts';
import { accessibilityProblems } from './accessibility.ts';
import { useBrowser } from './browser.ts';
import { openPage, picture } from './open-page.ts';

/*
 * Every page in every state, language and scheme, from the code that renders them, in one browser. What the running product does
 * is in pages.test.ts and verify-here.test.ts.
 */

const theBrowser = useBrowser();
const now = new Date('2026-03-02T09:30:00Z');
const scripts = bundleForBrowsers();
const badge =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="192" height="192"><path d="M0 0h9v9H0z"/></svg>';

const problem = (status: number, code: string) => ({
  ...{ type: '', title: 'T', detail: 'In words.', instance: 'urn:request:1' },
  ...{ status, code },
});

let states: Awaited<ReturnType<typeof credentialStates>>;
let server: Server;
let url: string;

/** Pages by their path: `/revoked`, `/verify`, `/verify-invalid`, `/404`. */
function rendered(path: string, language: string) {
  const locale = localeFor([language]);
  const ofSite = siteStates[path.slice(1)];
  if (ofSite) return ofSite(locale);
  const state = states[path.slice(1) as keyof typeof states];
  if (state) return credentialPage({ ...state, locale, publicUrl, brandColour: '#7a0019' });
  if (path === '/verify') return verifyPage({ locale, publicUrl });
  if (path === '/verify-invalid')
    return verifyPage({ locale, publicUrl, checked: { report: reportOf('invalid'), now } });
  if (path === '/verify-empty')
    return verifyPage({
      locale,
      publicUrl,
      problem: { ...problem(400, 'invalid-request'), errors: [{ field: '/credential', message: '' }] },
    });
  if (path === '/410') return problemPage(problem(410, 'withdrawn'), locale);
  if (path === '/403') return problemPage(problem(403, 'kept-private'), locale);
  return problemPage(problem(404, 'not-found'), locale);
}

beforeAll(async () => {
  states = await credentialStates();
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    if (pathname.endsWith('/image')) return response.setHeader('content-type', 'image/svg+xml').end(badge);
    if (pathname.startsWith('/assets/'))
      return response
        .setHeader('content-type', 'text/javascript')
        .end(pathname === '/assets/page.js' ? scripts.page.text : scripts.verify.text);
    const { status, text, headers = {}, mediaType } = rendered(pathname, searchParams.get('lang') ?? 'en');
    for (const [name, value] of Object.entries({ ...headers, 'content-type': mediaType }))
      response.setHeader(name, value);
    response.statusCode = status;
    return response.end(text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((done) => server.close(done)));

const credentials = [
  ...[
    'valid',
    'revoked',
    'suspended',
    'replaced',
    'expired',
    'not-yet-valid',
    'invalid',
    'could-not-be-checked',
  ],
  'a generic one',
];
const paths = [
  ...credentials,
  ...Object.keys(siteStates),
  'verify',
  'verify-invalid',
  'verify-empty',
  '404',
  '410',
  '403',
];
const narrow = { width: 320, height: 640 };

describe.each(['en', 'es'])('pages in %s', (language) => {
  it.each(paths)('%s: nobody is shut out, in the light and in the dark, wide and narrow', async (path) => {
    const address = `${url}/${encodeURI(path)}?lang=${language}`;
    const opened = await openPage(theBrowser(), address);
    const { page, noted, close } = opened;
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    await page.emulateMedia({ colorScheme: 'light' });
    // What a page is made of and its colours are the same in every language, and the scheme changes its colours alone.
    const every = language === 'en';
    expect(await accessibilityProblems(page)).toEqual([]);
    await picture(page, `${path}-${language}-light`);
    if (every) {
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await accessibilityProblems(page, ['color-contrast']), 'dark').toEqual([]);
      await picture(page, `${path}-${language}-dark`);
    }
    await page.setViewportSize(narrow);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(narrow.width);
    await picture(page, `${path}-${language}-narrow`);
    const allowed =
      /^request: http:\/\/127\.0\.0\.1:\d+\/(?:assets\/page\.js|credentials\/\w+\/image\?format=svg|micro-credentials\/\w+\/versions\/\d\/image|stacks\/\w+\/versions\/\d\/image|images\/\w+)$/;
    const failing = /^console: Failed to load resource: the server responded with a status of 4\d\d/;
    expect(noted.filter((one) => !allowed.test(one) && !failing.test(one))).toEqual([]);
    await close();
  });
});

describe('the page of a credential', () => {
  it('moves nothing when its pictures come, and is light', async () => {
    const { page, noted, close } = await openPage(theBrowser(), `${url}/valid`);
    const shift = await page.evaluate(`new Promise((done) => {
      let sum = 0;
      new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; })
        .observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => done(sum), 300);
    })`);
    expect(shift).toBe(0);
    // The page, its script, and the badge: nothing else, and nothing before it can be seen.
    expect(noted).toHaveLength(2);
    const blocking =
      'performance.getEntriesByType("resource").filter((one) => one.renderBlockingStatus === "blocking").length';
    expect(await page.evaluate(blocking)).toBe(0);
    const first = [await (await fetch(`${url}/valid`)).text(), scripts.page.text];
    const bytes = first.reduce((sum, text) => sum + gzipSync(text).length, 0);
    expect(bytes).toBeLessThan(16_000);
    // With the check in the browser, which is fetched when somebody asks for it.
    expect(bytes + gzipSync(scripts.verify.text).length).toBeLessThan(30_000);
    await close();
  });

  it('keeps no cookie and nothing else in the browser', async () => {
    const { page, context, close } = await openPage(theBrowser(), `${url}/valid`);
    expect(await context.cookies()).toEqual([]);
    expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
    await close();
  });

  it('prints as one page, with the code that leads to it and without what is for screens', async () => {
    const { page, close } = await openPage(theBrowser(), `${url}/valid`);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 703, height: 1032 });
    expect(await page.locator('button').first().isVisible()).toBe(false);
    expect(await page.locator('svg.qr').isVisible()).toBe(true);
    expect(
      await page
        .locator('.levels li')
        .evaluateAll(
          (all) => all.filter((one) => (one as unknown as { offsetHeight: number }).offsetHeight > 0).length,
        ),
    ).toBe(2);
    await picture(page, 'print');
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await close();
  });

  it('can be used with the keyboard alone, in the order in which it is read', async () => {
    const { page, close } = await openPage(theBrowser(), `${url}/valid`);
    const visited: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      await page.keyboard.press('Tab');
      const place = (await page.evaluate(`(() => {
        const { activeElement: one } = document;
        if (one === document.body) return '';
        const { outlineStyle } = getComputedStyle(one);
        return [one.getBoundingClientRect().top + scrollY, outlineStyle, one.textContent.trim()].join('|');
      })()`)) as string;
      if (place === '') break;
      visited.push(place);
    }
    const tops = visited.map((one) => Number(one.split('|')[0]));
    expect(tops.length).toBeGreaterThan(8);
    // Within a line of text, a link may stand a little higher than the one before it.
    for (const [index, top] of tops.entries()) expect(top).toBeGreaterThan((tops[index - 1] ?? 0) - 40);
    for (const one of visited) expect(one.split('|')[1]).toBe('solid');
    expect(visited.some((one) => one.endsWith('Verify in this browser'))).toBe(true);
    await close();
  });

  it('is whole without script, and says what script would add', async () => {
    const { page, close } = await openPage(theBrowser(), `${url}/valid`, { javaScriptEnabled: false });
    expect(await page.locator('.verdict strong').first().textContent()).toBe('Valid');
    expect(await page.locator('noscript').textContent()).toContain('With script switched on');
    expect(await page.locator('section[data-module]').isVisible()).toBe(false);
    await close();
  });

  it('can be told apart in forced colours, and turns round where it is read from right to left', async () => {
    const { page, close } = await openPage(theBrowser(), `${url}/could-not-be-checked`, {
      forcedColors: 'active',
    });
    const border = (at: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('${at}')).borderBlockEndStyle`);
    expect([
      await border('.verdict'),
      await border('.check.unsure strong'),
      await border('.check.ok strong'),
    ]).toEqual(['dashed', 'dashed', 'none']);
    await picture(page, 'forced-colours');
    const left = async (at: string) => (await page.locator(at).first().boundingBox())?.x ?? 0;
    expect(await left('.card img')).toBeLessThan(await left('.card dl'));
    await page.evaluate('document.documentElement.dir = "rtl"');
    expect(await left('.card img')).toBeGreaterThan(await left('.card dl'));
    await page.setViewportSize(narrow);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(narrow.width);
    await picture(page, 'right-to-left');
    await close();
  });
});
