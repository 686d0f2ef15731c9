import type { SignedAchievementCredential } from '../credentials/open-badge.ts';
import type { VerificationReport } from '../credentials/verification-report.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import type { TextReply } from '../http/operation.ts';
import { alternateForm, externalLink, type Html, html, paragraphs } from './html.ts';
import { page } from './layout.ts';
import { checkList, verdict } from './verdict.ts';

type Badge = SignedAchievementCredential;

const headers = { 'cache-control': 'public, max-age=60', 'x-robots-tag': 'noindex' };

/** What a person with a link wants to know: does it hold now, who earned what, from whom, and on what evidence. */
export function credentialPage({
  record,
  report,
}: {
  record: PublicCredential;
  report: VerificationReport;
}): TextReply {
  const document = JSON.parse(record.document);
  return isBadge(document) ? badgePage(document, record, report) : plainPage(document, record, report);
}

/** Whether it can be shown as a badge: its shape was checked when it was issued, by the type that it claims. */
function isBadge(document: { credentialSubject?: unknown }): document is Badge {
  const subject = document.credentialSubject;
  return typeof subject === 'object' && subject !== null && 'achievement' in subject;
}

/** Any other credential: what it says, word for word. */
function plainPage(
  document: { id: string; issuer: string | { id: string } },
  record: PublicCredential,
  report: VerificationReport,
): TextReply {
  const issuer = typeof document.issuer === 'string' ? document.issuer : document.issuer.id;
  return page({
    title: record.name,
    headers,
    head: alternateForm(document.id, 'application/vc+ld+json'),
    body: html`<header><p class="soft">Verifiable credential</p><h1>${record.name}</h1></header>
<main>
${verdict(report, record)}
<dl><dt>Issued by</dt><dd class="break">${issuer}</dd></dl>
<h2>What it says</h2><pre class="scroll">${JSON.stringify(document, null, 2)}</pre>
${checkList(report)}
</main>
<footer><p class="break">${document.id}</p></footer>`,
  });
}

function badgePage(badge: Badge, record: PublicCredential, report: VerificationReport): TextReply {
  const { achievement } = badge.credentialSubject;
  return page({
    title: `${badge.name} · ${holderName(badge)}`,
    headers,
    head: alternateForm(badge.id, 'application/vc+ld+json'),
    body: html`<header><p class="soft">Micro-credential</p><h1>${badge.name}</h1></header>
<main>
${verdict(report, record)}
${picture(badge, record)}
<dl>
<dt>Earned by</dt><dd>${holderName(badge)}</dd>
<dt>Issued by</dt><dd>${issuerName(badge)}</dd>
<dt>Awarded on</dt><dd>${day(badge.awardedDate ?? badge.validFrom)}</dd>
<dt>Version</dt><dd>${externalLink(achievement.id, 'the definition and rubric as they were')}</dd>
</dl>
<h2>The skill</h2>${paragraphs(achievement.description)}
<h2>How it was judged</h2>
${judgement(badge)}
<h2>The evidence</h2>${evidenceList(badge)}
${checkList(report)}
</main>
<footer><p class="break">${badge.id}</p></footer>`,
  });
}

/** The badge, and the three forms to take along. Addresses of this page's own host, whatever host the credential was signed under. */
function picture(badge: Badge, { id }: PublicCredential): Html {
  const address = `/credentials/${id}`;
  return html`<p><img src="${address}/image?format=svg" width="192" height="192" alt="Badge: ${badge.name}, issued by ${badge.issuer.name}"></p>
<p>Download the credential: <a href="${address}/image?format=png" download="badge-${id}.png">as an image (PNG)</a>,
<a href="${address}/image?format=svg" download="badge-${id}.svg">as an image (SVG)</a>,
<a href="${address}?format=json" download="credential-${id}.json">as JSON</a>. Each holds the signed credential and can be checked anywhere.</p>`;
}

function holderName(badge: Badge): string {
  const name = badge.credentialSubject.identifier?.find((identity) => identity.identityType === 'name');
  return name?.identityHash ?? 'a holder who is not named';
}

function issuerName({ issuer }: Badge): Html {
  return html`${issuer.url ? externalLink(issuer.url, issuer.name) : issuer.name} <span class="soft break">${issuer.id}</span>`;
}

/** A badge that was issued directly may carry no results: then nothing is claimed of how it was judged. */
function judgement(badge: Badge): Html {
  const { narrative, achievement } = badge.credentialSubject;
  const text = narrative && html`<p>${narrative}</p>`;
  if ((achievement.resultDescription ?? []).length === 0)
    return html`${text}${paragraphs(achievement.criteria.narrative ?? '')}`;
  return html`${text}${results(badge)}`;
}

function results({ credentialSubject: { achievement, result = [] } }: Badge): Html {
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Criterion</th><th scope="col">Level reached</th><th scope="col">What that means</th><th scope="col">Level required</th></tr></thead>
<tbody>${(achievement.resultDescription ?? []).map((description) => {
    const level = (id: string | undefined) => description.rubricCriterionLevel?.find((one) => one.id === id);
    const reached = level(result.find((one) => one.resultDescription === description.id)?.achievedLevel);
    return html`<tr><th scope="row">${description.name}</th><td>${reached?.name}</td><td>${reached?.description}</td><td>${level(description.requiredLevel)?.name}</td></tr>`;
  })}</tbody></table></div>`;
}

function evidenceList({ evidence = [] }: Badge): Html {
  if (evidence.length === 0) return html`<p>The holder keeps the evidence private.</p>`;
  return html`<ul>${evidence.map(
    ({ id, name, narrative }) =>
      html`<li><strong>${name}</strong>${id && html`: ${externalLink(id)}`}${narrative && html` <span class="break">${narrative}</span>`}</li>`,
  )}</ul>`;
}

function day(timestamp: string | undefined): string {
  return timestamp?.slice(0, 10) ?? '';
}
