import { issuerUrl, microCredentialUrl, versionUrl } from '../credentials/addresses.ts';
import type { CatalogCard } from '../domain/catalog/entry.ts';
import { type FacetCounts, type FacetName, facetNames } from '../domain/catalog/facets.ts';
import type { TextReply } from '../http/operation.ts';
import { type Html, html } from './html.ts';
import { filled, type Locale, localeFor } from './locale.ts';
import { sitePage, wordsOf } from './site-page.ts';

/** What was searched by, as the address has it. */
export type CatalogParameters = Readonly<Record<string, string | number | undefined>>;

export type ShownCard = CatalogCard & { readonly issuerName: string };

export interface ShownCatalog {
  readonly items: readonly ShownCard[];
  readonly cursor?: string;
  readonly facets?: FacetCounts & { readonly complete: boolean };
  readonly unknown?: readonly string[];
}

/** The catalog for a browser: a search form that needs no script, what was found, and links that narrow it. */
export function catalogPage({
  found,
  query,
  publicUrl,
  locale = localeFor([]),
}: {
  readonly found: ShownCatalog;
  readonly query: CatalogParameters;
  readonly publicUrl: string;
  readonly locale?: Locale;
}): TextReply {
  const { cursor: _cursor, ...search } = query;
  const searched = Object.entries(search).some(
    ([name, value]) => name !== 'limit' && name !== 'lang' && value !== undefined,
  );
  const { search: words } = wordsOf(locale);
  const { lang: _lang, ...asked } = query;
  const rest = hrefOf(asked).split('?')[1];
  return sitePage({
    title: typeof query.q === 'string' ? `${query.q} · ${words.title}` : words.title,
    locale,
    path: '/micro-credentials',
    query: rest === undefined ? '' : `&${rest}`,
    form: true,
    data: { address: `${publicUrl}${hrefOf(query)}`, mediaType: 'application/json' },
    // What a search finds changes; what it finds is in the site map.
    head: html`${(searched || query.cursor !== undefined) && html`<meta name="robots" content="noindex, follow">`}`,
    header: html`<h1>${words.title}</h1><p>${words.intro}</p>`,
    main: html`${form(search, locale)}
${narrowed(search, found.facets, locale)}
<section aria-labelledby="found"><h2 id="found">${searched ? words.found : words.newestFirst}</h2>
${found.items.length > 0 ? cards(found.items, publicUrl, locale) : nothing(found, searched, locale)}
<p class="links">${found.cursor !== undefined && html`<a rel="next" href="${hrefOf({ ...query, cursor: found.cursor })}">${found.items.length > 0 ? words.next : words.further}</a>`}
${query.cursor !== undefined && html`<a href="${hrefOf(search)}">${words.beginning}</a>`}</p>
</section>
${found.facets && narrowing(search, found.facets, locale)}`,
  });
}

/** The address of a search, its parameters always in the same order. */
function hrefOf(query: CatalogParameters): string {
  const set = Object.entries(query)
    .filter((entry): entry is [string, string | number] => entry[1] !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]): [string, string] => [name, String(value)]);
  return `/micro-credentials${set.length > 0 ? `?${new URLSearchParams(set)}` : ''}`;
}

function form({ q, sort, minHours, maxHours, ...kept }: CatalogParameters, locale: Locale): Html {
  const { search: words } = wordsOf(locale);
  const isOpen = sort !== undefined || minHours !== undefined || maxHours !== undefined;
  return html`<form action="/micro-credentials" method="get" role="search">
<label for="q">${words.words}</label>
<div class="line"><input type="search" id="q" name="q" maxlength="500" value="${q ?? ''}"><button type="submit">${words.submit}</button></div>
<details${isOpen && html` open`}><summary>${words.more}</summary>
<label for="minHours">${words.hoursFrom}</label><input type="number" id="minHours" name="minHours" min="0" max="1000" step="any" value="${minHours ?? ''}">
<label for="maxHours">${words.hoursTo}</label><input type="number" id="maxHours" name="maxHours" min="0" max="1000" step="any" value="${maxHours ?? ''}">
<label for="sort">${words.order}</label><select id="sort" name="sort"><option value="relevance">${words.best}</option><option value="newest"${sort === 'newest' && html` selected`}>${words.newest}</option></select></details>
${Object.entries(kept).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
</form>`;
}

/** What the search is narrowed by, each with a way out of it. */
function narrowed(search: CatalogParameters, facets: FacetCounts | undefined, locale: Locale): Html {
  const { search: words, facets: titles } = wordsOf(locale);
  const filters = facetNames.filter((facet) => facet !== 'hours' && search[facet] !== undefined);
  return html`${
    filters.length > 0 &&
    html`<h2>${words.narrowedBy}</h2><ul>${filters.map((facet) => {
      const value = String(search[facet]);
      const label = facets?.[facet].find(({ key }) => key === value)?.label ?? value;
      return html`<li>${titles[facet]}: ${labelOf(facet, value, label, locale)} <a href="${hrefOf({ ...search, [facet]: undefined })}">${words.remove}<span class="soft"> ${titles[facet]}</span></a></li>`;
    })}</ul>`
  }`;
}

/** Links that narrow what was found. */
function narrowing(
  search: CatalogParameters,
  facets: NonNullable<ShownCatalog['facets']>,
  locale: Locale,
): Html {
  const { search: words, facets: titles } = wordsOf(locale);
  const shown = facetNames.filter(
    (facet) => facets[facet].length > 0 && search[parameterOf(facet)] === undefined,
  );
  return html`${
    shown.length > 0 &&
    html`<nav aria-labelledby="narrow"><h2 id="narrow">${words.narrow}</h2>
${!facets.complete && html`<p class="soft">${words.incomplete}</p>`}
<div class="tiles">${shown.map(
      (facet) =>
        html`<div><h3>${titles[facet]}</h3><ul>${facets[facet].map(
          ({ key, label, count }) =>
            html`<li><a href="${hrefOf({ ...search, [parameterOf(facet)]: key })}">${labelOf(facet, key, label, locale)}</a> <span class="soft">(${count})</span></li>`,
        )}</ul></div>`,
    )}</div></nav>`
  }`;
}

const parameterOf = (facet: FacetName) => (facet === 'hours' ? 'maxHours' : facet);

function labelOf(facet: FacetName, key: string, label: string, locale: Locale): string {
  const words = wordsOf(locale);
  if (facet === 'hours') return filled(words.hours.upTo, { hours: key });
  if (facet === 'evidence') return nameOfEvidence(key, locale) ?? label;
  return facet === 'language' ? nameOfLanguage(key, locale) : label;
}

/** What a form of evidence is called; undefined when it is none. */
export function nameOfEvidence(kind: string, locale: Locale): string | undefined {
  const { evidence } = wordsOf(locale);
  return Object.hasOwn(evidence, kind) ? evidence[kind as keyof typeof evidence] : undefined;
}

const languageNames = new Map<string, Intl.DisplayNames>();

/** What a language is called, in that of the reader; its tag where it has no name. */
export function nameOfLanguage(tag: string, { language }: Pick<Locale, 'language'>): string {
  const names = languageNames.get(language) ?? new Intl.DisplayNames([language], { type: 'language' });
  languageNames.set(language, names);
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** Micro-credentials as a list shows them. */
export function cards(items: readonly ShownCard[], publicUrl: string, locale: Locale): Html {
  const words = wordsOf(locale);
  return html`<div class="tiles">${items.map(
    ({ microCredentialId, version, issuerId, issuerName, name, competency, language, languages, facets }) => {
      const about = [
        ...(facets.topic !== undefined ? [facets.topic] : []),
        ...(facets.hours !== undefined
          ? [filled(words.hours.about, { hours: facets.hours.toLocaleString(locale.language) })]
          : []),
        ...(languages.length > 1
          ? [
              filled(words.inLanguages, {
                languages: languages.map((tag) => nameOfLanguage(tag, locale)).join(', '),
              }),
            ]
          : []),
      ];
      const address = new URL(versionUrl(publicUrl, microCredentialId, version)).pathname;
      const lang = language !== locale.language && html` lang="${language}"`;
      return html`<article class="tile"><img src="${address}/image" width="64" height="64" alt="" loading="lazy">
<h3${lang}><a href="${microCredentialUrl(publicUrl, microCredentialId)}">${name}</a></h3>
<p class="soft"><a href="${issuerUrl(publicUrl, issuerId)}">${issuerName}</a>${about.map((one) => html` · ${one}`)}</p>
<p class="text clip"${lang}>${competency}</p></article>`;
    },
  )}</div>`;
}

function nothing({ cursor, unknown = [] }: ShownCatalog, searched: boolean, locale: Locale): Html {
  const { search: words } = wordsOf(locale);
  if (cursor !== undefined) return html`<p>${words.noneAmong}</p>`;
  if (!searched) return html`<p>${words.noneYet}</p>`;
  const list = new Intl.ListFormat(locale.language, { type: 'disjunction' });
  const missing = list.format(unknown.map((word) => `“${word}”`));
  return html`<p>${words.nothing}${unknown.length > 0 && html` ${filled(words.noWord, { words: missing })}`}</p>
<p><a href="/micro-credentials">${words.all}</a></p>`;
}
