import { beforeAll, describe, expect, it } from 'vitest';
import { accessibilityProblems } from './accessibility.ts';
import { useBrowser } from './browser.ts';
import { call, must, server } from './client.ts';
import { openPage, picture } from './open-page.ts';
import { awarded } from './story.ts';

const theBrowser = useBrowser();
const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const form = { ...html, 'content-type': 'application/x-www-form-urlencoded' };
const encoded = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
let credential: string;
let url: string;
let json: string;
let png: Buffer;

beforeAll(async () => {
  ({ credential, url } = await awarded());
  json = (await must(200, 'nobody', `GET /credentials/${credential}`)).text;
  png = Buffer.from(await (await fetch(`${url}/image?format=png`)).arrayBuffer());
});

describe('the page to check a credential on', () => {
  it.each([true, false])('takes a file and a pasted text, with script: %s', async (javaScriptEnabled) => {
    const { page, noted, close } = await openPage(theBrowser(), `${server.url}/verify`, {
      javaScriptEnabled,
    });
    const verdict = () => page.locator('.verdict strong').first().textContent();
    await page.locator('#credential').fill(`\n ${json} \n`);
    await page.locator('button[type=submit]').click();
    expect(await verdict()).toBe('Valid');
    expect(await page.locator('.check.ok').count()).toBe(11);
    expect(await page.locator('main').textContent()).toContain('Riverbend Community Learning Trust');
    await page.locator('#file').setInputFiles({ name: 'badge.png', mimeType: 'image/png', buffer: png });
    await page.locator('button[type=submit]').click();
    expect(await verdict()).toBe('Valid');
    await page.locator('#credential').fill(json.replace('Amina Diallo', 'Mallory Diallo'));
    await page.locator('button[type=submit]').click();
    expect(await verdict()).toBe('Not valid');
    await page.locator('#url').fill(url);
    await page.locator('button[type=submit]').click();
    expect(await verdict()).toBe('Valid');
    await picture(page, 'verify-answered');
    await page.locator('button[type=submit]').click();
    expect(await verdict()).toBe('Nothing was checked');
    if (javaScriptEnabled) expect(await accessibilityProblems(page)).toEqual([]);
    expect(noted.filter((one) => /error|Refused|blocked/i.test(one) && !/status of 400/.test(one))).toEqual(
      [],
    );
    await close();
  });

  it('checks a file that is dropped on it', async () => {
    const { page, close } = await openPage(theBrowser(), `${server.url}/verify?lang=es`);
    await page.evaluate((text) => {
      const data = new (
        globalThis as never as { DataTransfer: new () => { items: { add(file: File): void } } }
      ).DataTransfer();
      data.items.add(new File([text], 'credential.json', { type: 'application/json' }));
      const { document, DragEvent } = globalThis as never as Record<string, never> & {
        DragEvent: new (type: string, options: object) => Event;
        document: { querySelector(at: string): EventTarget };
      };
      document
        .querySelector('[data-drop]')
        .dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, json);
    await page.locator('.verdict').waitFor();
    expect(await page.locator('.verdict strong').textContent()).toBe('Válida');
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    await close();
  });

  it('answers a browser with a page, and a program as ever', async () => {
    const asPage = await must(200, 'nobody', 'POST /verify', json, {
      accept: html.accept,
      'content-type': 'application/json',
    });
    expect(asPage.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(asPage.headers.get('cache-control')).toBe('no-store');
    for (const accept of ['*/*', 'application/json']) {
      const { body } = await must(200, 'nobody', 'POST /verify', json, {
        accept,
        'content-type': 'application/json',
      });
      expect(body.verdict).toBe('valid');
    }
    const byForm = await must(200, 'nobody', 'POST /verify', encoded({ credential: json }), {
      'content-type': form['content-type'],
    });
    expect(byForm.body.verdict).toBe('valid');
  });

  it.each<[what: string, fields: () => Record<string, string>, status: number, words: string]>([
    ['nothing', () => ({}), 400, 'Choose a file, paste a credential, or give an address.'],
    [
      'an address elsewhere',
      () => ({ url: 'https://elsewhere.example/credentials/1' }),
      400,
      'That address is not of a credential of this site.',
    ],
    [
      'an address of nothing',
      () => ({ url: `${server.url}/credentials/01ARZ3NDEKTSV4RRFFQ69G5FAV` }),
      404,
      'There is no credential at that address.',
    ],
    ['markup', () => ({ credential: '<script>alert(1)</script>' }), 200, 'A check failed'],
    ['broken JSON', () => ({ credential: '{"id":' }), 200, 'What it holds is not JSON.'],
    ['some words', () => ({ credential: 'my badge' }), 200, 'Not valid'],
  ])('says in plain words what is wrong with %s', async (_, fields, status, words) => {
    const { text, headers } = await must(status, 'nobody', 'POST /verify', encoded(fields()), form);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain(words);
    expect(text).not.toContain('<script>alert');
    expect(text).toContain('<form method="post" action="/verify?lang=en"');
  });

  it('shows a hostile credential as text', async () => {
    const hostile = `<img src=x onerror=alert(1)>"'</style>`;
    const changed = {
      ...JSON.parse(json),
      name: hostile,
      issuer: { ...JSON.parse(json).issuer, name: hostile },
    };
    const { page, noted, close } = await openPage(theBrowser(), `${server.url}/verify`);
    await page.locator('#credential').fill(JSON.stringify(changed));
    await page.locator('button[type=submit]').click();
    expect(await page.locator('main').textContent()).toContain(hostile);
    expect(await page.locator('main img').count()).toBe(0);
    expect(noted.filter((one) => one.includes('/x'))).toEqual([]);
    await close();
  });
});

describe('what is not there', () => {
  it.each([
    ['/credentials/01ARZ3NDEKTSV4RRFFQ69G5FAV', 'en', 'There is nothing here'],
    ['/credentials/01ARZ3NDEKTSV4RRFFQ69G5FAV?lang=es', 'es', 'Aquí no hay nada'],
    ['/credentials/nothing', 'en', 'There is nothing here'],
    ['/nowhere', 'en', 'There is nothing here'],
  ])('at %s is a page for a browser and a problem for a program', async (path, language, title) => {
    const { text, headers } = await must(404, 'nobody', `GET ${path}`, undefined, html);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).toContain(`<html lang="${language}"`);
    expect(text).toContain(`<h1>${title}</h1>`);
    const program = await call('nobody', `GET ${path}`);
    expect([program.status, program.headers.get('content-type'), program.body.code]).toEqual([
      404,
      'application/problem+json',
      'not-found',
    ]);
  });

  it('is said in the language that the browser wants', async () => {
    const { text } = await must(404, 'nobody', 'GET /nowhere', undefined, {
      ...html,
      'accept-language': 'es-MX,es;q=0.9,en;q=0.5',
    });
    expect(text).toContain('<html lang="es"');
  });

  it('answers a wrong method with what is possible', async () => {
    const { headers, text } = await must(405, 'nobody', 'DELETE /verify', undefined, html);
    expect(headers.get('allow')).toBe('GET, POST');
    expect(text).toContain('<h1>That did not work</h1>');
  });
});
