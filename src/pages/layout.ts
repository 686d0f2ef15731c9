import { createHash } from 'node:crypto';
import type { TextReply } from '../http/operation.ts';
import { type Html, html } from './html.ts';

const style = `
:root{color-scheme:light dark;--ink:#1c2330;--soft:#556070;--paper:#fff;--panel:#f3f5f8;--line:#d5dae2;--accent:#0b5a8a;--good:#17692f;--bad:#a31d1d;--unsure:#7a5200}
@media (prefers-color-scheme:dark){:root{--ink:#e8ebf0;--soft:#a9b3c1;--paper:#12161d;--panel:#1b212b;--line:#353e4b;--accent:#7cc0f0;--good:#7fd89a;--bad:#ff9b9b;--unsure:#f0c56b}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 system-ui,-apple-system,"Segoe UI",sans-serif}
main,header,footer{max-width:50rem;margin:0 auto;padding:1rem 1.25rem}
header{padding-top:1.5rem}footer{color:var(--soft);font-size:.875rem;border-top:1px solid var(--line);margin-top:3rem}
h1{font-size:1.9rem;line-height:1.2;margin:.25rem 0 .75rem}h2{font-size:1.25rem;margin:2.25rem 0 .5rem}h3{font-size:1.05rem;margin:1.5rem 0 .25rem}
a{color:var(--accent)}a:focus-visible,summary:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
p{margin:.4rem 0 .8rem}.text{white-space:pre-line}.soft{color:var(--soft)}.break{overflow-wrap:anywhere}
.verdict{border:2px solid;border-radius:.6rem;padding:.9rem 1.1rem;margin:1.25rem 0;background:var(--panel)}.verdict strong{display:block;font-size:1.2rem}
.ok{color:var(--good)}.failed{color:var(--bad)}.unsure{color:var(--unsure)}.verdict span{color:var(--ink)}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.35rem 1.25rem;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.95rem}th,td{text-align:start;vertical-align:top;border:1px solid var(--line);padding:.5rem .65rem}th{background:var(--panel)}
td.reached{box-shadow:inset 0 0 0 2px var(--good)}ul{padding-inline-start:1.25rem}li{margin:.25rem 0}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,monospace;font-size:.875em}pre{background:var(--panel);padding:.8rem;border-radius:.4rem;overflow-x:auto}
.method{display:inline-block;min-width:4.2rem;font-weight:700;color:var(--accent)}details{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .8rem;margin:.5rem 0}summary{cursor:pointer;overflow-wrap:anywhere}
@media print{footer{display:none}}
`;

/** The page may show itself and nothing else: no script, no request, no frame around it. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Page {
  readonly title: string;
  readonly language?: string;
  readonly body: Html;
  readonly head?: Html;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A whole page, with the policy that fits it. */
export function page({ title, language = 'en', body, head, headers }: Page): TextReply {
  const document = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${head}
<style>${{ markup: style }}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return {
    status: 200,
    text: document.markup,
    mediaType: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': policy, ...headers },
  };
}
