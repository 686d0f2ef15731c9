import type { TextReply } from '../http/operation.ts';
import { html } from './html.ts';
import { page } from './layout.ts';

/** What a person finds at the bare address. */
export function startPage({ publicUrl }: { publicUrl: string }): TextReply {
  return page({
    title: 'Assay: micro-credentials, assessed by people',
    headers: { 'cache-control': 'public, max-age=300' },
    body: html`<header><h1>Assay</h1></header>
<main>
<p>Micro-credentials for skills that were shown in real work. People who know the field judge the evidence against a public
rubric; the award is a signed Open Badges 3.0 credential that anyone can check.</p>
<ul>
<li><a href="${publicUrl}/micro-credentials">Published micro-credentials</a> (JSON)</li>
<li><a href="${publicUrl}/docs">API documentation</a>, also as <a href="${publicUrl}/openapi.json">OpenAPI 3.1</a></li>
<li><a href="${publicUrl}/verify">Check a credential</a>, or open its address</li>
</ul>
</main>`,
  });
}
