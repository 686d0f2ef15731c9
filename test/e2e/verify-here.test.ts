import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBrowser } from './browser.ts';
import { call, must, server } from './client.ts';
import { openPage, picture } from './open-page.ts';
import { awarded } from './story.ts';

/* The check in the reader's browser, against the running product; and what stands between them, in the browser's own network. */

const theBrowser = useBrowser();
const patience = { timeout: 15_000 };
let url: string;
let credential: string;
let document: Record<string, never> & { credentialStatus: { statusListCredential: string } };

beforeAll(async () => {
  ({ url, credential } = await awarded());
  const { body } = await must(200, 'nobody', `GET /credentials/${credential}`);
  document = body as never;
});

type Between = (page: Page) => Promise<unknown>;
let opened: Awaited<ReturnType<typeof openPage>> | undefined;
afterAll(() => opened?.close());

/** Opens the page with something in between, asks for the check, and reads what it says. */
async function check(between: Between = async () => {}, language = 'en') {
  opened ??= await openPage(theBrowser(), url);
  const { page, noted } = opened;
  await page.unrouteAll();
  await page.goto(`${url}?lang=${language}`);
  await between(page);
  noted.length = 0;
  await page.locator('section[data-module] button').click();
  const result = page.locator('section[data-module] [role="status"].verdict');
  await result.waitFor(patience);
  const lines = await page.locator('section[data-module] li').allTextContents();
  const kind = (await result.getAttribute('class'))?.split(' ').at(-1);
  return { page, kind, verdict: await result.textContent(), lines, noted: [...noted] };
}
const answer =
  (at: string, change: (body: string) => string): Between =>
  async (page) => {
    const body = await (await fetch(at, { headers: { accept: 'application/json' } })).text();
    await page.route(at, (route) => route.fulfill({ contentType: 'application/json', body: change(body) }));
  };
const silent =
  (at: string): Between =>
  (page) =>
    page.route(at, (route) => route.abort());
const lineOf = (lines: readonly string[], name: string) =>
  lines.find((one) => one.includes(` ${name}: `)) ?? '';

describe('the check in the browser', () => {
  it('reads the credential, the keys and the status list, and finds all of it good', async () => {
    const { page, kind, verdict, lines, noted } = await check();
    expect([kind, verdict]).toEqual(['ok', 'Verified in this browser: every step is OK.']);
    expect(lines).toHaveLength(7);
    for (const line of lines) expect(line).toMatch(/^OK /);
    const list = document.credentialStatus.statusListCredential;
    expect(lineOf(lines, 'Issuer’s key')).toContain(`${server.url}/issuers/${server.issuer}/did.json`);
    expect(lineOf(lines, 'Revocation')).toContain(`of ${list} is 0, and the issuer signed that list.`);
    // Nobody else is asked for anything, and nothing is forbidden by the page's policy.
    expect(noted.map((one) => one.replace(/-[\w-]{16}\.js$/, '.js'))).toEqual([
      `request: ${server.url}/assets/verify.js`,
      `request: ${url}?format=json`,
      `request: ${server.url}/issuers/${server.issuer}/did.json`,
      `request: ${list}`,
    ]);
    await picture(page, 'verified-here');
  });

  it('says it in Spanish', async () => {
    const { verdict, lines } = await check(undefined, 'es');
    expect(verdict).toBe('Verificada en este navegador: todos los pasos son correctos.');
    expect(lineOf(lines, 'Firma')).toContain('que firmó la entidad emisora (Ed25519)');
  });

  it('finds a changed credential, as the server does', async () => {
    const change = (body: string) => body.replace('Amina Diallo', 'Mallory Diallo');
    const { page, kind, lines } = await check(answer(`${url}?format=json`, change));
    expect(kind).toBe('failed');
    expect(lineOf(lines, 'Signature')).toMatch(/^Failed .*The credential was changed after it was signed/);
    expect(lineOf(lines, 'This page')).toContain(
      'it says “Amina Diallo”, which the signed credential does not say',
    );
    const { body } = await must(200, 'nobody', 'POST /verify', JSON.parse(change(JSON.stringify(document))));
    expect(body.verdict).toBe('invalid');
    await picture(page, 'tampered-here');
  });

  it.each<[what: string, between: () => Between, name: string, words: string]>([
    [
      'the status list does not answer',
      () => silent(document.credentialStatus.statusListCredential),
      'Revocation',
      'could not be fetched',
    ],
    [
      'the status list was changed',
      () =>
        answer(document.credentialStatus.statusListCredential, (body) =>
          body.replace(/"validFrom":"\d{4}/, '"validFrom":"2020'),
        ),
      'Revocation',
      'is not signed by the issuer',
    ],
    [
      'the issuer does not answer',
      () => silent(`${server.url}/issuers/${server.issuer}/did.json`),
      'Issuer’s key',
      'could not be fetched',
    ],
    [
      'the credential does not answer',
      () => silent(`${url}?format=json`),
      'Credential',
      'could not be fetched',
    ],
  ])('says that it could not be checked when %s', async (_, between, name, words) => {
    const { kind, verdict, lines } = await check(between());
    expect([kind, verdict]).toEqual(['unsure', 'Could not be checked completely in this browser.']);
    expect(lineOf(lines, name)).toMatch(/^Could not be checked /);
    expect(lineOf(lines, name)).toContain(words);
    expect(lines.some((one) => one.startsWith('Failed'))).toBe(false);
  });

  it('says when the browser does not know Ed25519', async () => {
    const { kind, lines } = await check(async (page) => {
      await page.evaluate(
        `SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))`,
      );
    });
    expect(kind).toBe('unsure');
    expect(lineOf(lines, 'Signature')).toContain('does not know the signature algorithm Ed25519');
  });

  it('says when its code cannot be had, and can be asked again', async () => {
    const { page, kind, verdict } = await check(silent('**/assets/verify-*.js'));
    expect([kind, verdict]).toEqual([
      'unsure',
      'The check could not be started. Reload the page and try again.',
    ]);
    expect(await page.locator('section[data-module] button').getAttribute('aria-disabled')).toBe(null);
  });

  it('finds a revocation', async () => {
    const other = await awarded();
    await must(200, 'owner', `POST /credentials/${other.credential}/revocation`, { reason: 'A mistake.' });
    const { page, close } = await openPage(theBrowser(), other.url);
    await page.locator('section[data-module] button').click();
    const result = page.locator('section[data-module] .verdict');
    await result.waitFor(patience);
    expect(await result.textContent()).toBe('Not valid: a step failed in this browser.');
    expect(await page.locator('section[data-module] li', { hasText: 'Revocation:' }).textContent()).toMatch(
      /revoked\. Position \d+ of .* is 1\.$/,
    );
    await close();
  });
});

describe('the scripts of pages', () => {
  it('are kept for ever by browsers, and are scripts', async () => {
    const page = await must(200, 'nobody', `GET /credentials/${credential}`, undefined, {
      accept: 'text/html',
    });
    const [, script = ''] = /src="(\/assets\/page-[\w-]{16}\.js)"/.exec(page.text) ?? [];
    const [, module = ''] = /data-module="(\/assets\/verify-[\w-]{16}\.js)"/.exec(page.text) ?? [];
    for (const path of [script, module]) {
      const { headers } = await must(200, 'nobody', `GET ${path}`);
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each(['/assets/page.js', '/assets/page-0000000000000000.js', '/assets/..%2Findex.mjs', '/assets/'])(
    'are not at %s',
    async (path) => {
      expect((await call('nobody', `GET ${path}`)).status).toBe(404);
    },
  );
});
