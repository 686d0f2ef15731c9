import { createHash } from 'node:crypto';
import type { VerificationReport } from '../credentials/verification-report.ts';
import type { TextReply } from '../http/operation.ts';
import { holderOf } from './badge-parts.ts';
import { type Html, html } from './html.ts';
import { icon, outcomeClass } from './icons.ts';
import { directionOf } from './layout.ts';
import { dayOf, filled, type Locale } from './locale.ts';
import type { ProblemKind } from './messages/messages.ts';
import { awardedOn, type Shared, sharedAddress, sharedTitle } from './shared-facts.ts';
import { standingOf } from './standing.ts';

const style = `
:root{color-scheme:light dark;--ink:#1c2330;--soft:#4f5a6a;--paper:#fff;--line:#8a94a3;--accent:#0b5a8a;--good:#17692f;--bad:#a31d1d;--unsure:#7a5200}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#a9b3c1;--paper:#12161d;--line:#5a6576;--accent:#7cc0f0;--good:#7fd89a;--bad:#ff9b9b;--unsure:#f0c56b}}
*{box-sizing:border-box}html,body{block-size:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:.875rem/1.35 system-ui,-apple-system,"Segoe UI",sans-serif}
main{display:flex;gap:1rem;align-items:center;min-block-size:100%;padding:.75rem 1rem;border:1px solid var(--line)}
img{inline-size:7.5rem;block-size:7.5rem;flex:none}
div{min-inline-size:0}
h1{font-size:1.05rem;line-height:1.25;margin:0 0 .15rem;overflow-wrap:anywhere;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}
p{margin:0 0 .2rem;overflow-wrap:anywhere}.soft{color:var(--soft)}.line{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.foot{display:flex;flex-wrap:wrap;gap:0 1rem}.state{display:flex;gap:.3rem;align-items:center;font-weight:700}.ok{color:var(--good)}.failed{color:var(--bad)}.unsure{color:var(--unsure)}
.icon{inline-size:1.15em;block-size:1.15em;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;flex:none}
a{color:var(--accent)}:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
@media (max-width:22rem){main{gap:.6rem;padding:.5rem .6rem}img{inline-size:3.5rem;block-size:3.5rem;align-self:flex-start}}
@media (max-height:9rem){main{padding-block:.25rem}img{inline-size:3.5rem;block-size:3.5rem}h1{-webkit-line-clamp:1}.more{display:none}}
@media (forced-colors:active){.icon{stroke:CanvasText}}
`;

/** Any page may show it in a frame. It shows itself and a picture of this site, and can do nothing. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  'frame-ancestors *',
].join('; ');

/** A small card of a credential, checked just now, for the pages of others. */
export function embedCard(
  shared: Shared,
  { report, locale }: { readonly report: VerificationReport; readonly locale: Locale },
): TextReply {
  const { badge, record } = shared;
  const { facts, standings, share } = locale.words;
  const standing = standingOf(report, record);
  const outcome =
    standing === 'valid' || standing === 'could-not-be-checked'
      ? ({ valid: 'ok', 'could-not-be-checked': 'could-not-be-checked' } as const)[standing]
      : 'failed';
  const holder = holderOf(badge);
  const awarded = awardedOn(badge);
  return card({
    locale,
    title: sharedTitle(badge),
    headers: {
      'cache-control': standing === 'could-not-be-checked' ? 'no-store' : 'public, max-age=60',
      ...(record.visibility !== 'public' && { 'x-robots-tag': 'noindex' }),
    },
    body: html`<img src="/credentials/${record.id}/image?format=svg" width="120" height="120" alt="${filled(facts.badge, { name: badge.name, issuer: badge.issuer.name })}">
<div><h1 dir="auto">${badge.name}</h1>
${holder !== undefined && html`<p class="line"><bdi>${holder}</bdi></p>`}
<p class="soft line more"><bdi>${badge.issuer.name}</bdi></p>
${awarded && html`<p class="soft line more"><time datetime="${awarded.toISOString()}">${dayOf(awarded.toISOString(), locale)}</time></p>`}
<div class="foot"><p class="state ${outcomeClass[outcome]}">${icon(outcome)} ${standings[standing].title}</p>
<p><a href="${sharedAddress(shared)}" target="_blank" rel="noopener noreferrer">${share.openPage}</a></p></div></div>`,
  });
}

/** The card in place of one that is not shown: a frame on somebody's page is not left broken. Not to be cached. */
export function missingCard(
  { status, kind }: { readonly status: number; readonly kind: ProblemKind },
  locale: Locale,
): TextReply<number> {
  const { title } = locale.words.problems[kind];
  return {
    ...card({
      locale,
      title,
      headers: { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' },
      body: html`<div><h1>${title}</h1><p class="soft">${locale.words.kinds.microCredential}</p></div>`,
    }),
    status,
  };
}

function card({
  locale: { language },
  title,
  headers,
  body,
}: {
  locale: Locale;
  title: string;
  headers: Readonly<Record<string, string>>;
  body: Html;
}): TextReply {
  const document = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;
  return {
    status: 200,
    text: document.markup,
    mediaType: 'text/html; charset=utf-8',
    headers: { vary: 'Accept, Accept-Language', 'content-security-policy': policy, ...headers },
  };
}
