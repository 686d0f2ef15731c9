import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { localeFor } from '../../src/pages/locale.ts';
import { catalogMessages } from '../../src/pages/messages/catalog.ts';
import { markupOf, unbalanced } from '../support/markup.ts';
import { siteStates } from './site-states.ts';

type Texts = { readonly [member: string]: string | Texts };

/** Every text with the path to it. */
function texts(value: Texts, path = ''): [path: string, text: string][] {
  return Object.entries(value).flatMap(([member, child]) =>
    typeof child === 'string'
      ? [[`${path}/${member}`, child] as [string, string]]
      : texts(child, `${path}/${member}`),
  );
}
const inEnglish = texts(catalogMessages.en as unknown as Texts);
const inSpanish = new Map(texts(catalogMessages.es as unknown as Texts));
const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();

describe.each(['en', 'es'] as const)('the pages of the site in %s', (language) => {
  const locale = localeFor([language]);
  const shown = Object.entries(siteStates).map(([name, state]) => [name, state(locale)] as const);

  it.each(shown)('%s is a page in that language, with a way to the other', (_, { text, headers }) => {
    const markup = markupOf(text);
    expect(unbalanced(markup)).toEqual([]);
    expect(text).toContain(`<html lang="${language}" dir="ltr">`);
    expect(headers?.['content-language']).toBe(language);
    expect(headers?.vary).toBe('Accept, Accept-Language');
    expect(headers?.['set-cookie']).toBeUndefined();
    const other = language === 'en' ? 'es' : 'en';
    expect(markup.tags.some(({ attributes }) => attributes.hreflang === other)).toBe(true);
    expect(text.match(/<h1/g)).toHaveLength(1);
    expect(markup.text).not.toMatch(/\{\w+\}|undefined|NaN/);
  });

  it.each(shown)('%s is small enough for a slow line, and runs nothing', (_, { text, headers }) => {
    expect(gzipSync(text).byteLength).toBeLessThan(30 * 1024);
    expect(markupOf(text).tags.filter(({ name }) => name === 'script')).toEqual([]);
    expect(headers?.['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(headers?.['content-security-policy']).not.toContain('unsafe-inline');
    expect(headers?.['cache-control']).toMatch(/^public, max-age=(?:60|300)$/);
  });

  it('say every text of the messages', () => {
    const everything = shown
      .map(([, { text }]) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'"))
      .join('\n');
    const missing = texts(catalogMessages[language] as unknown as Texts).filter(
      ([, text]) => !text.split(/\{\w+\}/).every((part) => everything.includes(part.trim())),
    );
    expect(missing).toEqual([]);
  });
});

describe('the messages of the catalog', () => {
  it.each(inEnglish)('%s is in Spanish, with the same places', (path, text) => {
    const spanish = inSpanish.get(path) ?? '';
    expect(spanish.trim()).not.toBe('');
    expect(places(spanish)).toEqual(places(text));
  });
});

describe('the page of an issuer', () => {
  const { text } = siteStates.issuer?.(localeFor([])) ?? { text: '' };

  it('says who it is and what it offers, and as who it signs', () => {
    expect(text).toContain('did:web:');
    expect(text).toMatch(/<h1 class="brand">[^<]+<\/h1>/);
    expect(text).toContain('/micro-credentials?issuer=');
    expect(text).toContain('Working with families');
  });

  it('shows whatever someone wrote as text', () => {
    const hostile = '<script>alert(1)</script>"\'><img src=x>';
    const state = siteStates['issuer-bare'];
    expect(state?.(localeFor([])).text).not.toContain(hostile);
  });
});
