import { holderOf } from './badge-parts.ts';
import { embedCode } from './embed-code.ts';
import { type Html, html } from './html.ts';
import { filled, type Locale } from './locale.ts';
import { awardedOn, type Shared, sharedAddress } from './shared-facts.ts';

/**
 * The part of a credential's page by which it is passed on: links, and texts to copy. Nothing is asked of anybody until it is used;
 * copying needs the script of the page and is hidden without it.
 */
export function shareSection(shared: Shared, { words: { share, facts } }: Locale): Html {
  const { badge } = shared;
  const address = sharedAddress(shared);
  const subject = filled(share.mailSubject, { name: badge.name, holder: holderOf(badge) ?? facts.unnamed });
  return html`<section class="screen"><h2>${share.title}</h2>
<ul class="links"><li><a href="${linkedInLink(shared)}" rel="noopener noreferrer">${share.linkedIn}</a></li>
<li><a href="${mailLink(subject, `${share.mailText}\r\n${address}`)}">${share.mail}</a></li></ul>
<label for="share-address">${share.address}</label><input id="share-address" readonly value="${address}">
${copyButton('share-address', share)}
<label for="share-embed">${share.embed}</label><textarea id="share-embed" readonly rows="3">${embedCode(shared).markup}</textarea>
${copyButton('share-embed', share)}
<p class="soft">${share.wallet}</p></section>`;
}

function copyButton(id: string, { copy, copied }: { copy: string; copied: string }): Html {
  return html`<p hidden><button type="button" data-copy="${id}" data-done="${copied}">${copy}</button> <span role="status"></span></p>`;
}

/** LinkedIn's form for a certification, filled in (Add to Profile). It is the reader's own profile that it goes to. */
export function linkedInLink({ badge, record, publicUrl }: Shared): string {
  const awarded = awardedOn(badge);
  return withQuery('https://www.linkedin.com/profile/add', {
    startTask: 'CERTIFICATION_NAME',
    name: badge.name,
    organizationName: badge.issuer.name,
    ...(awarded && {
      issueYear: String(awarded.getUTCFullYear()),
      issueMonth: String(awarded.getUTCMonth() + 1),
    }),
    certUrl: sharedAddress({ record, publicUrl }),
    certId: record.id,
  });
}

/** A message that names nobody as its recipient (RFC 6068). */
function mailLink(subject: string, body: string): string {
  return withQuery('mailto:', { subject, body });
}

/** Values percent-encoded: in an e-mail address a plus is a plus. */
function withQuery(address: string, values: Readonly<Record<string, string>>): string {
  const query = Object.entries(values).map(
    ([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`,
  );
  return `${address}?${query.join('&')}`;
}
