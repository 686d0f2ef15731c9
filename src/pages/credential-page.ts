import type { VerificationReport } from '../credentials/verification-report.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import type { TextReply } from '../http/operation.ts';
import { assessment, endorsements, evidence, facts, holderOf, ofTheBadge, rubric } from './badge-parts.ts';
import { checkHere, originsOf } from './check-here.ts';
import { alternateForm, type Html, html, paragraphs } from './html.ts';
import { languageLinks, page } from './layout.ts';
import { filled, type Locale, localeFor } from './locale.ts';
import { qrCode } from './qr-code.ts';
import { type Badge, readBadge } from './read-badge.ts';
import { shareSection } from './share.ts';
import { shareHead } from './share-head.ts';
import { badgeOf, type Shared } from './shared-facts.ts';
import { standingOf } from './standing.ts';
import { checkList, verdict } from './verdict.ts';

/** What is shown of a credential. */
export interface ShownCredential {
  readonly record: PublicCredential;
  readonly report: VerificationReport;
  /** When it was checked. */
  readonly now: Date;
  /** English when absent. */
  readonly locale?: Locale;
  /** The issuer's colour, `#rrggbb`. */
  readonly brandColour?: string | undefined;
  /** Where the page and the other forms of the credential are on this host; `/credentials/<id>` when absent. */
  readonly path?: string | undefined;
  /** Offers the credential for sharing, at its address under this one; not where a link of its holder shows it. */
  readonly publicUrl?: string | undefined;
}

interface Document {
  readonly id: string;
  readonly name?: unknown;
  readonly issuer: string | { readonly id: string; readonly name?: unknown };
  readonly validFrom?: string;
  readonly validUntil?: string;
  readonly credentialSubject?: unknown;
  readonly credentialStatus?: unknown;
}

/** What a person with a link wants to know: does it hold now, who earned what, from whom, and on what evidence. */
export function credentialPage({ locale = localeFor([]), ...shown }: ShownCredential): TextReply {
  const { record, report, now, path = `/credentials/${record.id}` } = shown;
  const document = JSON.parse(record.document) as Document;
  const standing = standingOf(report, record);
  const state = verdict({
    standing,
    report,
    locale,
    now,
    validFrom: document.validFrom,
    validUntil: document.validUntil,
    successor: record.successor && `/credentials/${record.successor}`,
  });
  const isTransient = standing === 'could-not-be-checked';
  const badge = readBadge(document);
  const shared = sharedFrom(record, shown.publicUrl);
  const content = badge
    ? badgeContent(badge, { document, path }, locale)
    : plainContent(document, record, locale);
  return page({
    title:
      standing === 'valid' ? content.title : `${locale.words.standings[standing].title} · ${content.title}`,
    language: locale.language,
    // A failure to look something up is not to be remembered.
    headers: {
      'cache-control': isTransient ? 'no-store' : 'public, max-age=60',
      ...(record.visibility !== 'public' && { 'x-robots-tag': 'noindex' }),
      ...(record.successor !== undefined && {
        link: `</credentials/${record.successor}>; rel="successor-version"`,
      }),
    },
    head: html`${alternateForm(document.id, 'application/vc+ld+json')}${shared && shareHead(shared, locale)}`,
    brandColour: shown.brandColour,
    script: true,
    connect: originsOf(document),
    body: html`${content.header}
<main>
${state}
${shown.path !== undefined && html`<p class="soft screen">${locale.words.share.byLink}</p>`}
${content.main}
${checkList(report, locale)}
${checkHere({ address: `${path}?format=json`, id: document.id, locale })}
${takeAlong(record, { path, isBadge: badge !== undefined }, locale)}
${shared && shareSection(shared, locale)}
</main>
${foot(document.id, { path, scan: shown.path === undefined }, locale)}`,
  });
}

/** What of it is passed on from here: a badge, where it is shown at its own address. */
function sharedFrom(record: PublicCredential, publicUrl: string | undefined): Shared | undefined {
  const badge = publicUrl === undefined ? undefined : badgeOf(record);
  return badge && publicUrl !== undefined ? { badge, record, publicUrl } : undefined;
}

interface Content {
  readonly title: string;
  readonly header: Html;
  readonly main: Html;
}

/** Any other credential: what it says, word for word. */
function plainContent(document: Document, record: PublicCredential, { words }: Locale): Content {
  const { issuer } = document;
  const id = typeof issuer === 'string' ? issuer : issuer.id;
  const name = typeof issuer !== 'string' && typeof issuer.name === 'string' ? issuer.name : undefined;
  return {
    title: record.name,
    header: html`<header><p class="soft">${words.kinds.credential}</p><h1><bdi>${record.name}</bdi></h1></header>`,
    main: html`<dl><dt>${words.facts.issuedBy}</dt><dd class="break">${name && html`<bdi data-claim="/issuer/name">${name}</bdi> `}<span class="soft">${id}</span></dd></dl>
<h2>${words.sections.says}</h2><pre class="scroll" tabindex="0">${JSON.stringify(document, null, 2)}</pre>`,
  };
}

function badgeContent(
  badge: Badge,
  { document, path }: { document: Document; path: string },
  locale: Locale,
): Content {
  const { facts: words, kinds, sections } = locale.words;
  const { achievement } = badge.credentialSubject;
  // Where in the signed document it stands, for the check in the browser.
  const nameAt = document.name === undefined ? '/credentialSubject/achievement/name' : '/name';
  const isNamed = typeof document.issuer !== 'string' && document.issuer.name !== undefined;
  return {
    title: `${badge.name} · ${holderOf(badge) ?? words.unnamed}`,
    header: html`<header><p class="by">${issuerPicture(badge)}<span><bdi class="brand"${isNamed && html` data-claim="/issuer/name"`}>${badge.issuer.name}</bdi><br><span class="soft">${kinds.microCredential}</span></span></p>
<h1${ofTheBadge(badge)} data-claim="${nameAt}">${badge.name}</h1></header>`,
    main: html`<div class="card"><img src="${path}/image?format=svg" width="192" height="192" alt="${filled(words.badge, { name: badge.name, issuer: badge.issuer.name })}">
${facts(badge, locale)}</div>
<h2>${sections.competency}</h2><div${ofTheBadge(badge)}>${paragraphs(achievement.description)}</div>
<h2>${sections.assessment}</h2>${assessment(badge, locale)}
${rubric(badge, locale)}
${achievement.criteria.narrative !== undefined && html`<div class="screen"><h2>${sections.criteria}</h2><div${ofTheBadge(badge)}>${paragraphs(achievement.criteria.narrative)}</div></div>`}
<h2>${sections.evidence}</h2>${evidence(badge, locale)}
${endorsements(badge, locale)}`,
  };
}

/** The issuer's image, when it is one that was uploaded here: pages show nothing from elsewhere. */
function issuerPicture({ issuer }: Badge): Html {
  const digest = /\/images\/([0-9a-f]{64})$/.exec(issuer.image?.id ?? '')?.[1];
  return html`${digest && html`<img src="/images/${digest}" width="56" height="56" alt="">`}`;
}

/** The forms to take along. Addresses of this page's own host, whatever host the credential was signed under. */
function takeAlong(
  { id, token }: PublicCredential,
  { path, isBadge }: { path: string; isBadge: boolean },
  { words }: Locale,
): Html {
  const { takeAlong: texts, sections } = words;
  return html`<div class="screen"><h2>${sections.takeAlong}</h2><p>${texts.intro}</p>
<ul class="links"><li><a href="${path}?format=json" download="credential-${id}.json">${texts.json}</a></li>
${token !== undefined && html`<li><a href="${path}?format=jwt" download="credential-${id}.jwt">${texts.jwt}</a></li>`}
${
  isBadge &&
  html`<li><a href="${path}/image?format=png" download="badge-${id}.png">${texts.png}</a></li>
<li><a href="${path}/image?format=svg" download="badge-${id}.svg">${texts.svg}</a></li>`
}</ul></div>`;
}

/** Where the credential is for good; to be scanned, unless it is shown by a link and perhaps not there. */
function foot(address: string, { path, scan }: { path: string; scan: boolean }, locale: Locale): Html {
  const { footer, takeAlong: texts } = locale.words;
  return html`<footer><div class="share">${scan && qrCode(address, texts.qr)}
<p>${footer.address}<br><span class="break">${address}</span>${scan && html`<br><small>${texts.qrText}</small>`}</p></div>
<nav aria-label="${footer.nav}" class="links"><a href="/verify">${footer.verify}</a> <a href="/">${footer.start}</a> ${languageLinks(path, locale)}</nav></footer>`;
}
