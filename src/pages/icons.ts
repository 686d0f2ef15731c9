import type { Check } from '../credentials/verification-report.ts';
import { type Html, html } from './html.ts';

/** A shape for each outcome, so that no colour is needed to tell them apart: a tick in a circle, a cross in an octagon, a question in a broken circle. */
const paths: Readonly<Record<Check['outcome'], Html>> = {
  ok: html`<circle cx="12" cy="12" r="10"></circle><path d="m7 12.5 3.5 3.5 6.5-7.5"></path>`,
  failed: html`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"></path><path d="m8.5 8.5 7 7m0-7-7 7"></path>`,
  'could-not-be-checked': html`<circle cx="12" cy="12" r="10" stroke-dasharray="4 3"></circle><path d="M9 9.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2.9-1.2 1.8m0 3v.1"></path>`,
};

/** The class of an outcome, which gives it its colour. */
export const outcomeClass = { ok: 'ok', failed: 'failed', 'could-not-be-checked': 'unsure' } as const;

/** The shape of an outcome. Words beside it say the same. */
export function icon(outcome: Check['outcome']): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">${paths[outcome]}</svg>`;
}
