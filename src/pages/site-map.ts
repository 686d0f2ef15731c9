import { microCredentialUrl } from '../credentials/addresses.ts';
import type { TextReply } from '../http/operation.ts';
import { type Html, html } from './html.ts';

/** Namespace of the protocol (sitemaps.org, version 0.9). */
const namespace = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const headers = { 'cache-control': 'public, max-age=3600' };

/** The index of the site map: its parts that have something in them. */
export function siteMapIndex(parts: readonly string[], publicUrl: string): TextReply {
  return xml(
    html`<sitemapindex xmlns="${namespace}">${parts.map(
      (part) => html`<sitemap><loc>${publicUrl}/sitemaps/${part}</loc></sitemap>`,
    )}</sitemapindex>`,
  );
}

/** One part of the site map. */
export function siteMap(
  all: readonly { readonly microCredentialId: string; readonly publishedAt: string }[],
  publicUrl: string,
): TextReply {
  return xml(
    html`<urlset xmlns="${namespace}">${all.map(
      ({ microCredentialId, publishedAt }) =>
        html`<url><loc>${microCredentialUrl(publicUrl, microCredentialId)}</loc><lastmod>${publishedAt}</lastmod></url>`,
    )}</urlset>`,
  );
}

/** What robots may read (RFC 9309): everything that is public, and where the site map is. */
export function robots(publicUrl: string): TextReply {
  return {
    status: 200,
    mediaType: 'text/plain; charset=utf-8',
    text: `User-agent: *\nAllow: /\n\nSitemap: ${publicUrl}/sitemap.xml\n`,
    headers,
  };
}

function xml(content: Html): TextReply {
  return {
    status: 200,
    mediaType: 'application/xml; charset=utf-8',
    text: `<?xml version="1.0" encoding="UTF-8"?>\n${content.markup}\n`,
    headers,
  };
}
