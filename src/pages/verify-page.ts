import type { VerificationReport } from '../credentials/verification-report.ts';
import type { TextReply } from '../http/operation.ts';
import type { Problem } from '../http/problem.ts';
import { externalLink, type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { languageLinks, page } from './layout.ts';
import { filled, type Locale } from './locale.ts';
import type { Unposted } from './messages/messages.ts';
import { standingOf } from './standing.ts';
import { checkList, verdict } from './verdict.ts';

/** What the page shows above its form, if anything. */
export interface ShownVerification {
  readonly locale: Locale;
  /** The address of this site, for the example of an address. */
  readonly publicUrl: string;
  readonly checked?: { readonly report: VerificationReport; readonly now: Date };
  /** Why nothing was checked. */
  readonly problem?: Problem;
}

/** Where anyone checks a credential: a form that needs no script, and above it what came of the last one. */
export function verifyPage({
  problem,
  ...shown
}: ShownVerification & { readonly problem: Problem }): TextReply<number>;
export function verifyPage(shown: Omit<ShownVerification, 'problem'>): TextReply<200>;
export function verifyPage({ locale, publicUrl, checked, problem }: ShownVerification): TextReply<number> {
  const { verify: words, footer } = locale.words;
  const plain = checked === undefined && problem === undefined;
  return page({
    title: words.title,
    language: locale.language,
    status: problem?.status ?? 200,
    headers: plain
      ? { 'cache-control': 'public, max-age=300' }
      : { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' },
    script: true,
    form: true,
    body: html`<header><h1>${words.title}</h1></header>
<main>
${problem && notice(unpostedOf(problem), locale)}
${checked && outcome(checked.report, checked.now, locale)}
${checked !== undefined && html`<h2>${words.again}</h2>`}
<p>${words.intro}</p>
${form(publicUrl, locale)}
<p class="soft">${words.privacy}</p>
</main>
<footer><nav aria-label="${footer.nav}" class="links"><a href="/">${footer.start}</a> ${languageLinks('/verify', locale)}</nav></footer>`,
  });
}

function form(publicUrl: string, { words: { verify: words }, language }: Locale): Html {
  return html`<form method="post" action="/verify?lang=${language}" enctype="multipart/form-data">
<div class="drop" data-drop><label for="file">${words.file}</label>
<input id="file" name="file" type="file" accept=".json,.jsonld,.jwt,.txt,.png,.svg,application/json,application/vc+ld+json,image/png,image/svg+xml,text/plain" aria-describedby="file-hint"><p id="file-hint" class="soft">${words.fileHint}</p></div>
<label for="credential">${words.paste}</label>
<textarea id="credential" name="credential" rows="6" spellcheck="false" autocomplete="off" dir="ltr" aria-describedby="credential-hint"></textarea><p id="credential-hint" class="soft">${words.pasteHint}</p>
<label for="url">${words.url}</label>
<input id="url" name="url" type="text" inputmode="url" autocomplete="off" dir="ltr" aria-describedby="url-hint"><p id="url-hint" class="soft break">${filled(words.urlHint, { example: `${publicUrl}/credentials/…` })}</p>
<p><button type="submit">${words.submit}</button></p></form>`;
}

/** What came of a check, as the page of a credential shows it. */
function outcome(report: VerificationReport, now: Date, locale: Locale): Html {
  const { verify: words, sections } = locale.words;
  const { credential } = report;
  const standing = standingOf(report);
  const state = verdict({
    standing,
    report,
    locale,
    now,
    validFrom: credential?.validFrom,
    validUntil: credential?.validUntil,
  });
  return html`${state}
${
  credential &&
  html`<h2>${sections.found}</h2><dl>
<dt>${words.what}</dt><dd><bdi>${credential.name ?? credential.achievement?.name ?? credential.id ?? ''}</bdi>${credential.id && html` <span class="soft break">${externalLink(credential.id, words.open)}</span>`}</dd>
<dt>${words.issuer}</dt><dd>${credential.issuer.name && html`<bdi>${credential.issuer.name}</bdi> `}<span class="soft">${credential.issuer.id}</span></dd>
<dt>${words.subject}</dt><dd>${credential.subject.id ?? words.unknownSubject}</dd></dl>`
}
${checkList(report, locale)}`;
}

function notice(why: Unposted, { words: { verify: words } }: Locale): Html {
  return html`<div class="verdict state unsure" role="alert">${icon('could-not-be-checked')}<strong>${words.unpostedTitle}</strong><p>${words.unposted[why]}</p></div>`;
}

/** A refusal of this page's form in its own words, by its code and the field that it names. */
function unpostedOf({ code, errors = [] }: Problem): Unposted {
  if (code === 'not-found' || code === 'withdrawn' || code === 'kept-private') return code;
  if (code === 'payload-too-large') return 'too-large';
  const fields = errors.map(({ field }) => field);
  if (fields.includes('/url')) return 'not-ours';
  return fields.includes('/credential') ? 'nothing' : 'unreadable';
}
