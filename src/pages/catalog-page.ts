import { issuerUrl, microCredentialUrl } from '../credentials/addresses.ts';
import type { CatalogCard } from '../domain/catalog/entry.ts';
import { type FacetCounts, type FacetName, facetNames } from '../domain/catalog/facets.ts';
import type { TextReply } from '../http/operation.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';

/** What was searched by, as the address has it. */
export type CatalogParameters = Readonly<Record<string, string | number | undefined>>;

export interface ShownCatalog {
  readonly items: readonly (CatalogCard & { readonly issuerName: string })[];
  readonly cursor?: string;
  readonly facets?: FacetCounts & { readonly complete: boolean };
  readonly unknown?: readonly string[];
}

const facetTitles: Readonly<Record<FacetName, string>> = {
  topic: 'Topic',
  audience: 'Audience',
  issuer: 'Issuer',
  stack: 'Stack',
  evidence: 'Evidence',
  language: 'Language',
  hours: 'Work',
};
const evidenceLabels: Readonly<Record<string, string>> = {
  file: 'files',
  link: 'links',
  text: 'written text',
};
const languageNames = new Intl.DisplayNames(['en'], { type: 'language' });

/** The catalog for a browser: a search form that needs no script, what was found, and links that narrow it. */
export function catalogPage({
  found,
  query,
  publicUrl,
}: {
  readonly found: ShownCatalog;
  readonly query: CatalogParameters;
  readonly publicUrl: string;
}): TextReply {
  const { cursor: _cursor, ...search } = query;
  const searched = Object.entries(search).some(([name, value]) => name !== 'limit' && value !== undefined);
  return page({
    title: typeof query.q === 'string' ? `${query.q} · Micro-credentials` : 'Micro-credentials',
    form: true,
    headers: { 'cache-control': 'public, max-age=60' },
    head: html`<link rel="alternate" type="application/json" href="${publicUrl}${hrefOf(query)}">${
      // What a search finds changes; what it finds is in the site map.
      (searched || query.cursor !== undefined) && html`<meta name="robots" content="noindex, follow">`
    }`,
    body: html`<header><h1>Micro-credentials</h1>
<p>Each recognises one skill that was shown in real work, judged by people against a public rubric.</p></header>
<main>
${form(search)}
${narrowed(search, found.facets)}
<section aria-labelledby="found"><h2 id="found">${searched ? 'What was found' : 'Newest first'}</h2>
${found.items.length > 0 ? results(found.items, publicUrl) : nothing(found, searched)}
${found.cursor !== undefined && html`<p><a rel="next" href="${hrefOf({ ...query, cursor: found.cursor })}">${found.items.length > 0 ? 'More' : 'Look further'}</a></p>`}
${query.cursor !== undefined && html`<p><a href="${hrefOf(search)}">Back to the beginning</a></p>`}
</section>
${found.facets && narrowing(search, found.facets)}
</main>`,
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

function form({ q, sort, minHours, maxHours, ...kept }: CatalogParameters): Html {
  return html`<form action="/micro-credentials" method="get" role="search">
<p><label for="q">Search by words</label><br><input type="search" id="q" name="q" maxlength="500" value="${q ?? ''}"></p>
<p><label for="minHours">Hours of work, from</label> <input type="number" id="minHours" name="minHours" min="0" max="1000" step="any" value="${minHours ?? ''}">
<label for="maxHours">to</label> <input type="number" id="maxHours" name="maxHours" min="0" max="1000" step="any" value="${maxHours ?? ''}"></p>
<p><label for="sort">Order</label> <select id="sort" name="sort"><option value="relevance">best match first</option><option value="newest"${sort === 'newest' && html` selected`}>newest first</option></select></p>
${Object.entries(kept).map(([name, value]) => value !== undefined && html`<input type="hidden" name="${name}" value="${value}">`)}
<p><button type="submit">Search</button></p>
</form>`;
}

/** What the search is narrowed by, each with a way out of it. */
function narrowed(search: CatalogParameters, facets: FacetCounts | undefined): Html {
  const filters = facetNames.filter((facet) => facet !== 'hours' && search[facet] !== undefined);
  return html`${
    filters.length > 0 &&
    html`<h2>Narrowed by</h2><ul>${filters.map((facet) => {
      const value = String(search[facet]);
      const label = facets?.[facet].find(({ key }) => key === value)?.label ?? value;
      return html`<li>${facetTitles[facet]}: ${labelOf(facet, value, label)} <a href="${hrefOf({ ...search, [facet]: undefined })}">Remove<span class="soft"> ${facetTitles[facet]}</span></a></li>`;
    })}</ul>`
  }`;
}

/** Links that narrow what was found. */
function narrowing(search: CatalogParameters, facets: NonNullable<ShownCatalog['facets']>): Html {
  const shown = facetNames.filter(
    (facet) => facets[facet].length > 0 && search[parameterOf(facet)] === undefined,
  );
  return html`${
    shown.length > 0 &&
    html`<nav aria-labelledby="narrow"><h2 id="narrow">Narrow it down</h2>
${!facets.complete && html`<p class="soft">Counted among the first of many: there may be more of each.</p>`}
${shown.map(
  (facet) =>
    html`<h3>${facetTitles[facet]}</h3><ul>${facets[facet].map(
      ({ key, label, count }) =>
        html`<li><a href="${hrefOf({ ...search, [parameterOf(facet)]: key })}">${labelOf(facet, key, label)}</a> <span class="soft">(${count})</span></li>`,
    )}</ul>`,
)}</nav>`
  }`;
}

const parameterOf = (facet: FacetName) => (facet === 'hours' ? 'maxHours' : facet);

function labelOf(facet: FacetName, key: string, label: string): string {
  if (facet === 'hours') return `up to ${key} hours`;
  if (facet === 'evidence') return evidenceLabels[key] ?? label;
  return facet === 'language' ? nameOfLanguage(key) : label;
}

function nameOfLanguage(tag: string): string {
  return languageNames.of(tag) ?? tag;
}

function results(items: ShownCatalog['items'], publicUrl: string): Html {
  return html`${items.map(
    ({
      microCredentialId,
      issuerId,
      issuerName,
      name,
      competency,
      language,
      languages,
      facets,
    }) => html`<article>
<h3 lang="${language}"><a href="${microCredentialUrl(publicUrl, microCredentialId)}">${name}</a></h3>
<p class="soft"><a href="${issuerUrl(publicUrl, issuerId)}">${issuerName}</a>${facets.topic !== undefined && html` · ${facets.topic}`}${facets.hours !== undefined && html` · about ${facets.hours} hours`}${languages.length > 1 && html` · in ${languages.map(nameOfLanguage).join(', ')}`}</p>
<p class="text" lang="${language}">${competency}</p>
</article>`,
  )}`;
}

function nothing({ cursor, unknown = [] }: ShownCatalog, searched: boolean): Html {
  if (cursor !== undefined)
    return html`<p>None among those that were looked at; there are more to look at.</p>`;
  if (!searched) return html`<p>Nothing is published yet.</p>`;
  return html`<p>Nothing was found.${unknown.length > 0 && html` No definition has ${unknown.map((word) => `“${word}”`).join(' or ')}.`}</p>
<p><a href="/micro-credentials">See all micro-credentials</a></p>`;
}
