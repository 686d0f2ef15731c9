import { issuerUrl, microCredentialUrl, stackVersionUrl } from '../credentials/addresses.ts';
import type { Issuer } from '../domain/issuer.ts';
import { type LatestStack, nameOfPiece } from '../domain/stack.ts';
import { ruleInWords } from '../domain/stack-standing.ts';
import type { TextReply } from '../http/operation.ts';
import { alternateForm, html, paragraphs } from './html.ts';
import { page } from './layout.ts';

/** What a learner reads of a stack: what it stands for, its pieces, and which of them are needed. */
export function stackPage({
  version,
  issuer,
  publicUrl,
}: {
  version: LatestStack;
  issuer: Issuer;
  publicUrl: string;
}): TextReply {
  const { stack } = version;
  const address = stackVersionUrl(publicUrl, version.stackId, version.version);
  const nameOf = nameOfPiece(version);
  const pieces = stack.pieces.map(
    (piece) => html`<li><a href="${microCredentialUrl(publicUrl, piece)}">${nameOf(piece)}</a></li>`,
  );
  const confirmed =
    stack.confirmation === 'approver'
      ? 'An approver of the issuer confirms the award.'
      : 'The award is made when the rule is met. Each piece was judged by people.';
  return page({
    title: `${stack.name} · ${issuer.name}`,
    language: stack.language,
    headers: { 'cache-control': 'public, max-age=60' },
    head: alternateForm(address, 'application/json'),
    body: html`<header><p class="soft"><a href="${issuerUrl(publicUrl, issuer.id)}">${issuer.name}</a> · stack of micro-credentials</p>
<h1>${stack.name}</h1>
<p><img src="${new URL(address).pathname}/image" width="128" height="128" alt="${stack.badgeCaption ?? `Badge: ${stack.name}`}"></p></header>
<main>
${version.retiredAt !== undefined && html`<p><strong>Retired on ${version.retiredAt.slice(0, 10)}.</strong> Awards that were made stand.</p>`}
${paragraphs(stack.description)}
<h2>The pieces</h2>
${stack.kind === 'path' && html`<p>A path: the order is a suggestion, unless a piece asks for others first.</p>`}
${stack.kind === 'path' ? html`<ol>${pieces}</ol>` : html`<ul>${pieces}</ul>`}
<h2>What is needed</h2>
${ruleInWords(stack, nameOf).map((sentence) => html`<p>${sentence}</p>`)}
<p>${confirmed}</p>
<h2>About this version</h2>
<dl><dt>Version</dt><dd>${version.version}, published ${version.publishedAt.slice(0, 10)}</dd>
<dt>Change</dt><dd>${version.changeNote}</dd>
<dt>Address</dt><dd><a href="${address}">${address}</a></dd></dl>
</main>`,
  });
}
