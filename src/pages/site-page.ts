import type { TextReply } from '../http/operation.ts';
import { alternateForm, type Html, html } from './html.ts';
import { languageLinks, page } from './layout.ts';
import type { Locale } from './locale.ts';
import { type CatalogMessages, catalogMessages } from './messages/catalog.ts';

/** What a page of the public site has beside what all pages have. */
export interface SitePage {
  readonly title: string;
  readonly locale: Locale;
  /** Its own address without the host and the query. */
  readonly path: string;
  readonly header: Html;
  readonly main: Html;
  readonly head?: Html | undefined;
  /** Where the same is found as data. */
  readonly data?: { readonly address: string; readonly mediaType: string } | undefined;
  /** What stays in the address when the language is changed. */
  readonly query?: string | undefined;
  readonly brandColour?: string | undefined;
  readonly form?: boolean;
  /** How long it may be kept, in seconds. */
  readonly maxAge?: number;
}

/** The words of the catalog in the language of the reader. */
export function wordsOf({ language }: Locale): CatalogMessages {
  return catalogMessages[language];
}

/** A page of the public site: the way to the others above it, the other languages below. */
export function sitePage({
  locale,
  path,
  header,
  main,
  head,
  data,
  query = '',
  maxAge = 60,
  ...shown
}: SitePage): TextReply {
  const { nav } = wordsOf(locale);
  const lang = `?lang=${locale.language}`;
  const ways = [
    ['/', nav.start],
    ['/micro-credentials', nav.catalog],
    ['/verify', nav.verify],
  ] as const;
  return page({
    ...shown,
    language: locale.language,
    headers: { 'cache-control': `public, max-age=${maxAge}`, 'content-language': locale.language },
    head: html`${data && alternateForm(data.address, data.mediaType)}${head}`,
    body: html`<header><nav aria-label="${nav.label}" class="links screen">${ways.map(
      ([to, label]) => html`<a href="${to}${lang}"${to === path && html` aria-current="page"`}>${label}</a>`,
    )}</nav>
${header}</header>
<main>
${main}
</main>
<footer><nav aria-label="${locale.words.footer.nav}" class="links">${data && html`<a href="${data.address}" type="${data.mediaType}">${nav.otherForms}</a>`}${languageLinks(path, locale, query)}</nav></footer>`,
  });
}
