import { holderOf } from './badge-parts.ts';
import { type Html, html } from './html.ts';
import { filled, type Locale } from './locale.ts';
import { oembedAddress } from './oembed.ts';
import { previewSize } from './preview.ts';
import { awardedOn, type Shared, sharedAddress, sharedTitle } from './shared-facts.ts';

/**
 * What a credential's page tells the places where it is shared, in its head: Open Graph, oEmbed (section 4) and
 * `EducationalOccupationalCredential` of schema.org. Only for a page that its holder shows at its own address.
 */
export function shareHead(shared: Shared, locale: Locale): Html {
  const { badge } = shared;
  const title = sharedTitle(badge);
  const description = summary(badge.credentialSubject.achievement.description);
  const property = (name: string, content: string) =>
    html`<meta property="${name}" content="${content}">
`;
  return html`<meta name="description" content="${description}">
${property('og:type', 'website')}${property('og:site_name', 'Assay')}${property('og:title', title)}${property('og:description', description)}${property('og:url', sharedAddress(shared))}${property('og:locale', locale.language)}${property('og:image', `${sharedAddress(shared)}/preview`)}${property('og:image:type', 'image/png')}${property('og:image:width', String(previewSize.width))}${property('og:image:height', String(previewSize.height))}${property('og:image:alt', filled(locale.words.facts.badge, { name: badge.name, issuer: badge.issuer.name }))}<meta name="twitter:card" content="summary_large_image">
<link rel="alternate" type="application/json+oembed" href="${oembedAddress(shared)}" title="${title}">
${jsonScript(linkedData(shared))}`;
}

/** The credential in the words of schema.org. */
function linkedData({ badge, record, publicUrl }: Shared): object {
  const { achievement } = badge.credentialSubject;
  const address = sharedAddress({ record, publicUrl });
  const holder = holderOf(badge);
  return {
    '@context': 'https://schema.org',
    '@type': 'EducationalOccupationalCredential',
    '@id': address,
    url: address,
    identifier: record.id,
    name: badge.name,
    description: achievement.description,
    image: `${address}/preview`,
    credentialCategory: 'Micro-credential',
    competencyRequired: achievement.description,
    ...(achievement.inLanguage !== undefined && { inLanguage: achievement.inLanguage }),
    ...(awardedOn(badge) && { dateCreated: badge.awardedDate ?? badge.validFrom }),
    ...(badge.validUntil !== undefined && { expires: badge.validUntil }),
    recognizedBy: {
      '@type': 'Organization',
      '@id': badge.issuer.id,
      name: badge.issuer.name,
      ...(badge.issuer.url !== undefined && { url: badge.issuer.url }),
    },
    ...(holder !== undefined && { about: { '@type': 'Person', name: holder } }),
  };
}

/**
 * Data in a script element, which runs nothing and so needs no leave of the page's policy. No `<` is left in it: neither the end
 * of the element nor what would change how it is read (HTML, section 13.2.5.17).
 */
function jsonScript(data: object): Html {
  const text = JSON.stringify(data).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return html`<script type="application/ld+json">${{ markup: text }}</script>`;
}

/** The beginning of a text, in one line. */
function summary(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= 200 ? line : `${line.slice(0, 199).replace(/\s*\S*$/, '')}…`;
}
