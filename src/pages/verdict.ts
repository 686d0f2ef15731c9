import type { Check, VerificationReport } from '../credentials/verification-report.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import { type Html, html } from './html.ts';

/** Whether it holds now, in plain words: what a person with a link came for. */
export function verdict(report: VerificationReport, record: PublicCredential): Html {
  const because = (cause: string) => report.checks.some((check) => 'cause' in check && check.cause === cause);
  if (record.successor !== undefined)
    return box(
      'failed',
      'Not valid: replaced',
      html`The issuer has replaced this credential by <a href="/credentials/${record.successor}">a corrected one</a>.`,
    );
  if (record.revocation || because('revoked'))
    return box('failed', 'Not valid: revoked', 'The issuer has revoked this credential. Do not rely on it.');
  if (record.suspension || because('suspended'))
    return box(
      'failed',
      'Not valid now: suspended',
      'The issuer has suspended this credential for the time being.',
    );
  if (report.verdict === 'valid')
    return box(
      'ok',
      'Valid',
      'The signature is the issuer\u2019s, the content is unchanged, and it is not revoked.',
    );
  if (report.verdict === 'invalid') return box('failed', 'Not valid', reason(report, 'failed'));
  return box('unsure', 'Could not be checked', reason(report, 'could-not-be-checked'));
}

/** Every check with its outcome, and how to do them elsewhere. */
export function checkList(report: VerificationReport): Html {
  return html`<h2>What was checked just now</h2>
<ul>${report.checks.map((check) => html`<li>${checkLine(check)}</li>`)}</ul>
<p class="soft">To check it yourself, fetch this address as <code>application/vc+ld+json</code> and give it to any verifier of
Open Badges 3.0, or post it to <code>/verify</code>.</p>`;
}

function box(kind: 'ok' | 'failed' | 'unsure', title: string, text: string | Html): Html {
  return html`<div class="verdict ${kind}" role="status"><strong>${title}</strong><span>${text}</span></div>`;
}

function reason(report: VerificationReport, outcome: Check['outcome']): string {
  return report.checks.find((check) => check.outcome === outcome)?.message ?? '';
}

function checkLine({ name, outcome, message }: Check): Html {
  const word = { ok: 'OK', failed: 'Failed', 'could-not-be-checked': 'Could not be checked' }[outcome];
  const kind = { ok: 'ok', failed: 'failed', 'could-not-be-checked': 'unsure' }[outcome];
  return html`<strong class="${kind}">${word}</strong> · ${name.replace('-', ' ')}: ${message}`;
}
