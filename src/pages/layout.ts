import { createHash } from 'node:crypto';
import { colourProblem, onDark } from '../domain/brand-colour.ts';
import type { TextReply } from '../http/operation.ts';
import { browserScripts } from './browser-scripts.ts';
import { type Html, html } from './html.ts';
import { type Locale, languages } from './locale.ts';
import { brandStyle, style } from './style.ts';

export interface Page {
  readonly title: string;
  readonly language?: string;
  readonly body: Html;
  readonly head?: Html;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
  /** The issuer's own, `#rrggbb`; one that could not be read on the page is passed over. */
  readonly brandColour?: string | undefined;
  /** Whether it has a part that script brings out. */
  readonly script?: boolean;
  /** Whether it has a form, which goes to this site. */
  readonly form?: boolean;
  /** Origins that its script may ask, beside this site. */
  readonly connect?: readonly string[];
}

/** A whole page, with the policy that fits it. */
export function page(shown: Page & { readonly status?: 200 | undefined }): TextReply<200>;
export function page<S extends number>(shown: Page & { readonly status: S }): TextReply<S>;
export function page({
  title,
  language = 'en',
  body,
  head,
  headers,
  status = 200,
  ...options
}: Page): TextReply<number> {
  const { brandColour, script = false } = options;
  const styles = [style, ...(isColour(brandColour) ? [brandStyle(brandColour, onDark(brandColour))] : [])];
  const document = html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
${styles.map((one) => html`<style>${{ markup: one }}</style>`)}
${script && html`<script type="module" src="/assets/${browserScripts.page}"></script>`}
</head>
<body>
${body}
</body>
</html>
`;
  return {
    status,
    text: document.markup,
    mediaType: 'text/html; charset=utf-8',
    headers: {
      vary: 'Accept, Accept-Language',
      'content-security-policy': policy(styles, options),
      ...headers,
    },
  };
}

function isColour(colour: string | undefined): colour is string {
  return colour !== undefined && colourProblem(colour) === undefined;
}

const styleHash = hashOf(style);

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** The page may show itself; script, requests and a form only where it has them, and then those of this site. No frame around it. */
function policy(
  styles: readonly string[],
  { script = false, form = false, connect = [] }: Partial<Page>,
): string {
  return [
    "default-src 'none'",
    `style-src ${styles.map((one) => (one === style ? styleHash : hashOf(one))).join(' ')}`,
    "img-src 'self' data:",
    ...(script
      ? [
          "script-src 'self'",
          `connect-src ${["'self'", ...connect].join(' ')}`,
          "require-trusted-types-for 'script'",
        ]
      : []),
    "base-uri 'none'",
    `form-action ${form ? "'self'" : "'none'"}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

const fromRightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ku', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** In which direction a language is written, by its tag (BCP 47). */
export function directionOf(language: string): 'ltr' | 'rtl' {
  const [primary = '', script = ''] = language.toLowerCase().split('-');
  return fromRightToLeft.has(primary) && script !== 'latn' ? 'rtl' : 'ltr';
}

/** The same page in the other languages, for its footer. `path` has no query; `query` is what stays of it, as `&name=value`. */
export function languageLinks(path: string, { language }: Locale, query = ''): Html {
  return html`${Object.entries(languages)
    .filter(([code]) => code !== language)
    .map(
      ([code, name]) =>
        html`<a href="${path}?lang=${code}${query}" hreflang="${code}" lang="${code}" rel="alternate">${name}</a>`,
    )}`;
}
