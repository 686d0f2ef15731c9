import { imageUrl, issuerUrl, stackUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { LatestStack } from '../domain/stack.ts';
import type { TextReply } from '../http/operation.ts';
import { cards, type ShownCard } from './catalog-page.ts';
import { externalLink, type Html, html, paragraphs } from './html.ts';
import { type Locale, localeFor } from './locale.ts';
import { sitePage, wordsOf } from './site-page.ts';

/** Who an issuer is, and what it offers. */
export function issuerPage({
  issuer,
  offers,
  stacks,
  publicUrl,
  locale = localeFor([]),
}: {
  readonly issuer: Issuer;
  /** Its newest micro-credentials. */
  readonly offers: readonly ShownCard[];
  readonly stacks: readonly LatestStack[];
  readonly publicUrl: string;
  readonly locale?: Locale;
}): TextReply {
  const { issuer: words } = wordsOf(locale);
  const address = issuerUrl(publicUrl, issuer.id);
  const foreign =
    issuer.language === undefined || issuer.language === locale.language ? undefined : issuer.language;
  const lang = `&lang=${locale.language}`;
  return sitePage({
    title: issuer.name,
    locale,
    path: new URL(address).pathname,
    data: { address, mediaType: 'application/json' },
    brandColour: issuer.brandColour,
    header: html`<p class="soft">${words.kind}</p>
<div class="by">${issuer.image && html`<img src="${new URL(imageUrl(publicUrl, issuer.image.digest)).pathname}" width="96" height="96" alt="${issuer.image.caption}">`}<h1 class="brand">${issuer.name}</h1></div>`,
    main: html`${issuer.description !== undefined && paragraphs(issuer.description, undefined, foreign)}
<dl><dt>${words.website}</dt><dd>${externalLink(issuer.url)}</dd>
${contact(issuer, words.contact)}
${issuer.address && html`<dt>${words.address}</dt><dd>${postal(issuer.address)}</dd>`}
<dt>${words.identifier}</dt><dd class="break">${didWeb(publicUrl, issuer.id)}</dd></dl>
<h2>${words.offers}</h2>
${offers.length > 0 ? html`${cards(offers, publicUrl, locale)}<p><a href="/micro-credentials?issuer=${issuer.id}${lang}">${words.allOffers}</a></p>` : html`<p>${words.none}</p>`}
${
  stacks.length > 0 &&
  html`<h2>${words.stacks}</h2><ul>${stacks.map(
    ({ stackId, stack }) =>
      html`<li><a href="${stackUrl(publicUrl, stackId)}"${stack.language !== locale.language && html` lang="${stack.language}"`}>${stack.name}</a></li>`,
  )}</ul>`
}`,
  });
}

function contact({ email, phone }: Issuer, title: string): Html {
  const ways = [email, phone].filter((one) => one !== undefined);
  return html`${ways.length > 0 && html`<dt>${title}</dt><dd>${ways.map((way, index) => html`${index > 0 && ' · '}<bdi>${way}</bdi>`)}</dd>`}`;
}

/** An address as it is written on a letter. */
function postal({
  streetAddress,
  postOfficeBoxNumber,
  postalCode,
  addressLocality,
  addressRegion,
  addressCountry,
  addressCountryCode,
}: NonNullable<Issuer['address']>): string {
  const country = addressCountry ?? addressCountryCode;
  const place = [postalCode, addressLocality].filter((one) => one !== undefined).join(' ');
  return [streetAddress, postOfficeBoxNumber, place, addressRegion, country]
    .filter((one) => one !== undefined && one !== '')
    .join(', ');
}
