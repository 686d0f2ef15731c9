import type { SignedAchievementCredential } from '../credentials/open-badge.ts';
import type { Check, VerificationReport } from '../credentials/verification-report.ts';
import type { CredentialRecord } from '../domain/award.ts';
import type { TextReply } from '../http/operation.ts';
import { alternateForm, externalLink, type Html, html, paragraphs } from './html.ts';
import { page } from './layout.ts';

type Badge = SignedAchievementCredential;

/** What a person with a link wants to know: does it hold now, who earned what, from whom, and on what evidence. */
export function credentialPage({
  record,
  report,
}: {
  record: CredentialRecord;
  report: VerificationReport;
}): TextReply {
  const badge = JSON.parse(record.document) as Badge;
  const { achievement } = badge.credentialSubject;
  return page({
    title: `${badge.name} · ${holderName(badge)}`,
    headers: { 'cache-control': 'public, max-age=60', 'x-robots-tag': 'noindex' },
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
<p>${badge.credentialSubject.narrative} Every criterion had to reach its required level.</p>
${results(badge)}
<h2>The evidence</h2>${evidenceList(badge)}
<h2>What was checked just now</h2>
<ul>${report.checks.map((check) => html`<li>${checkLine(check)}</li>`)}</ul>
<p class="soft">To check it yourself, fetch this address as <code>application/vc+ld+json</code> and give it to any verifier of
Open Badges 3.0, or post it to <code>/verify</code>.</p>
</main>
<footer><p class="break">${badge.id}</p></footer>`,
  });
}

function verdict(report: VerificationReport, record: CredentialRecord): Html {
  if (record.revocation || report.checks.some((check) => 'cause' in check && check.cause === 'revoked'))
    return box('failed', 'Not valid: revoked', 'The issuer has revoked this credential. Do not rely on it.');
  if (report.verdict === 'valid')
    return box(
      'ok',
      'Valid',
      'The signature is the issuer\u2019s, the content is unchanged, and it is not revoked.',
    );
  if (report.verdict === 'invalid') return box('failed', 'Not valid', reason(report, 'failed'));
  return box('unsure', 'Could not be checked', reason(report, 'could-not-be-checked'));
}

function box(kind: 'ok' | 'failed' | 'unsure', title: string, text: string): Html {
  return html`<div class="verdict ${kind}" role="status"><strong>${title}</strong><span>${text}</span></div>`;
}

/** The badge, and the three forms to take along. Addresses of this page's own host, whatever host the credential was signed under. */
function picture(badge: Badge, { id }: CredentialRecord): Html {
  const address = `/credentials/${id}`;
  return html`<p><img src="${address}/image?format=svg" width="192" height="192" alt="Badge: ${badge.name}, issued by ${badge.issuer.name}"></p>
<p>Download the credential: <a href="${address}/image?format=png" download="badge-${id}.png">as an image (PNG)</a>,
<a href="${address}/image?format=svg" download="badge-${id}.svg">as an image (SVG)</a>,
<a href="${address}?format=json" download="credential-${id}.json">as JSON</a>. Each holds the signed credential and can be checked anywhere.</p>`;
}

function reason(report: VerificationReport, outcome: Check['outcome']): string {
  return report.checks.find((check) => check.outcome === outcome)?.message ?? '';
}

function checkLine({ name, outcome, message }: Check): Html {
  const word = { ok: 'OK', failed: 'Failed', 'could-not-be-checked': 'Could not be checked' }[outcome];
  const kind = { ok: 'ok', failed: 'failed', 'could-not-be-checked': 'unsure' }[outcome];
  return html`<strong class="${kind}">${word}</strong> · ${name.replace('-', ' ')}: ${message}`;
}

function holderName(badge: Badge): string {
  const name = badge.credentialSubject.identifier?.find((identity) => identity.identityType === 'name');
  return name?.identityHash ?? 'a holder who is not named';
}

function issuerName({ issuer }: Badge): Html {
  return html`${issuer.url ? externalLink(issuer.url, issuer.name) : issuer.name} <span class="soft break">${issuer.id}</span>`;
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
