import { issuerUrl, microCredentialUrl, stackVersionUrl } from '../credentials/addresses.ts';
import type { Issuer } from '../domain/issuer.ts';
import { type LatestStack, nameOfPiece } from '../domain/stack.ts';
import { stackStanding } from '../domain/stack-standing.ts';
import type { TextReply } from '../http/operation.ts';
import { html, paragraphs } from './html.ts';
import { dayOf, filled, type Locale, localeFor } from './locale.ts';
import { sitePage, wordsOf } from './site-page.ts';

/** What a learner reads of a stack: what it stands for, its pieces, and which of them are needed. */
export function stackPage({
  version,
  issuer,
  publicUrl,
  locale = localeFor([]),
}: {
  version: LatestStack;
  issuer: Issuer;
  publicUrl: string;
  locale?: Locale;
}): TextReply {
  const { stack } = version;
  const { stack: words, definition, badge } = wordsOf(locale);
  const address = stackVersionUrl(publicUrl, version.stackId, version.version);
  const { pathname } = new URL(address);
  const nameOf = nameOfPiece(version);
  const foreign = stack.language === locale.language ? undefined : stack.language;
  const lang = foreign !== undefined && html` lang="${foreign}"`;
  const pieces = stack.pieces.map(
    (piece) => html`<li><a href="${microCredentialUrl(publicUrl, piece)}">${nameOf(piece)}</a></li>`,
  );
  const listed = (names: readonly string[]) => {
    const [last = '', ...others] = names.toReversed();
    return others.length === 0 ? last : filled(words.and, { names: others.reverse().join(', '), last });
  };
  const needed = stackStanding(stack, new Set()).missing.map(({ count, of }) =>
    filled(count === of.length ? words.earnAll : words.earnSome, {
      count: String(count),
      names: listed(of.map((piece) => `“${nameOf(piece)}”`)),
    }),
  );
  return sitePage({
    title: `${stack.name} · ${issuer.name}`,
    locale,
    path: pathname,
    data: { address, mediaType: 'application/json' },
    brandColour: issuer.brandColour,
    header: html`<p class="soft"><a href="${issuerUrl(publicUrl, issuer.id)}">${issuer.name}</a> · ${words.kind}</p>
<h1${lang}>${stack.name}</h1>`,
    main: html`${version.retiredAt !== undefined && html`<p class="verdict unsure" role="note"><strong>${filled(words.retired, { date: dayOf(version.retiredAt, locale) })}</strong> <span>${words.retiredText}</span></p>`}
<div class="card"><img src="${pathname}/image" width="192" height="192" alt="${stack.badgeCaption ?? filled(badge, { name: stack.name })}">
<div>${paragraphs(stack.description, undefined, foreign)}</div></div>
<h2>${words.pieces}</h2>
${stack.kind === 'path' && html`<p>${words.path}</p>`}
${stack.kind === 'path' ? html`<ol${lang}>${pieces}</ol>` : html`<ul${lang}>${pieces}</ul>`}
<h2>${words.needed}</h2>
${needed.map((sentence) => html`<p>${sentence}</p>`)}
<p>${stack.confirmation === 'approver' ? words.byApprover : words.byRule}</p>
<h2>${definition.about}</h2>
<dl><dt>${definition.version}</dt><dd>${filled(definition.published, { version: String(version.version), date: dayOf(version.publishedAt, locale) })}</dd>
<dt>${definition.change}</dt><dd${lang}>${version.changeNote}</dd>
<dt>${definition.address}</dt><dd><a href="${address}">${address}</a></dd></dl>`,
  });
}
