import type { Check, VerificationReport } from '../credentials/verification-report.ts';
import { type Html, html } from './html.ts';
import { icon, outcomeClass } from './icons.ts';
import { dayOf, filled, type Locale } from './locale.ts';
import type { Standing } from './messages/messages.ts';

/** What a verdict is about, for its words. */
export interface Judged {
  readonly standing: Standing;
  readonly report: VerificationReport;
  readonly locale: Locale;
  readonly validFrom?: string | undefined;
  readonly validUntil?: string | undefined;
  /** Where the credential is that took the place of this one. */
  readonly successor?: string | undefined;
  /** When it was checked. */
  readonly now: Date;
}

const outcomes: Readonly<Record<Standing, Check['outcome']>> = {
  valid: 'ok',
  revoked: 'failed',
  suspended: 'failed',
  replaced: 'failed',
  expired: 'failed',
  'not-yet-valid': 'failed',
  invalid: 'failed',
  'could-not-be-checked': 'could-not-be-checked',
};

/** Whether it holds now, in plain words: what a person with a link came for. */
export function verdict({ standing, report, locale, successor, now, ...dates }: Judged): Html {
  const { standings, successor: successorText, checkedNow } = locale.words;
  const outcome = outcomes[standing];
  const text = filled(standings[standing].text, {
    until: dayOf(dates.validUntil ?? '', locale),
    from: dayOf(dates.validFrom ?? '', locale),
    reason: reasonOf(report, outcome, locale),
  });
  return html`<div class="verdict state ${outcomeClass[outcome]}" role="status">${icon(outcome)}<strong>${standings[standing].title}</strong>
<p>${text}${successor && html` <a href="${successor}" rel="successor-version">${successorText}</a>`}
<br><small class="soft">${filled(checkedNow, { day: dayOf(now.toISOString(), locale) })}</small></p></div>`;
}

/** Every check with its outcome, what else there is to know, and how to do without this page. */
export function checkList(report: VerificationReport, locale: Locale): Html {
  const { checks, sections } = locale.words;
  return html`<h2 id="checks">${sections.checks}</h2>
<ul class="checks">${report.checks.map((check) => checkLine(check, locale))}</ul>
${report.warnings.length > 0 && warningList(report.warnings, locale)}
<p class="soft screen">${checks.elsewhere}</p>`;
}

function warningList(warnings: readonly string[], { words }: Locale): Html {
  return html`<h3>${words.checks.warnings}</h3><ul>${warnings.map((text) => {
    const translated = words.report?.warnings[text];
    return words.report !== undefined && translated === undefined
      ? html`<li lang="en">${text}</li>`
      : html`<li>${translated ?? text}</li>`;
  })}</ul>`;
}

function reasonOf(report: VerificationReport, outcome: Check['outcome'], locale: Locale): string {
  const check = report.checks.find((one) => one.outcome === outcome);
  return check === undefined ? '' : messageOf(check, locale);
}

/** What a check says, in the language of the page; times as days, which is what people read. */
function messageOf(check: Check, locale: Locale): string {
  const { report } = locale.words;
  if (report === undefined)
    return check.message.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => dayOf(time, locale));
  return 'cause' in check ? report.causes[check.cause] : report.ok[check.name];
}

function checkLine(check: Check, locale: Locale): Html {
  const { outcome, name } = check;
  const { checks } = locale.words;
  return html`<li class="check ${outcomeClass[outcome]}"><strong>${icon(outcome)} ${checks.outcomes[outcome]}</strong> <span>${checks.names[name]}<span class="said">: ${messageOf(check, locale)}</span></span></li>`;
}
