import type { Step, StepCode, StepName } from '../../browser/step.ts';
import type { Check, CheckCause, CheckName } from '../../credentials/verification-report.ts';
import type { ShareMessages } from './share.ts';

/** How a credential stands, as its page says it. */
export type Standing =
  | 'valid'
  | 'revoked'
  | 'suspended'
  | 'replaced'
  | 'expired'
  | 'not-yet-valid'
  | 'invalid'
  | 'could-not-be-checked';

/** Why there is no page of what was asked for. */
export type ProblemKind = 'not-found' | 'withdrawn' | 'kept-private' | 'link-ended' | 'other';

/** Why nothing was checked. */
export type Unposted =
  | 'nothing'
  | 'not-ours'
  | 'not-found'
  | 'withdrawn'
  | 'kept-private'
  | 'too-large'
  | 'unreadable';

/**
 * All that pages say, in one language. `{name}` is a place to fill. Plain words: the reader is an employer with a link, not
 * someone who knows what a proof is.
 */
export interface Messages {
  readonly kinds: { readonly microCredential: string; readonly credential: string };
  readonly standings: Readonly<Record<Standing, { readonly title: string; readonly text: string }>>;
  readonly successor: string;
  readonly checkedNow: string;
  readonly facts: {
    readonly badge: string;
    readonly earnedBy: string;
    readonly unnamed: string;
    readonly issuedBy: string;
    readonly awarded: string;
    readonly validFrom: string;
    readonly validUntil: string;
    readonly noEnd: string;
    readonly credits: string;
  };
  readonly sections: {
    readonly competency: string;
    readonly criteria: string;
    readonly rubric: string;
    readonly assessment: string;
    readonly evidence: string;
    readonly endorsements: string;
    readonly checks: string;
    readonly takeAlong: string;
    readonly says: string;
    readonly found: string;
  };
  readonly rubric: {
    readonly intro: string;
    readonly reached: string;
    readonly required: string;
    readonly reachedAndRequired: string;
    readonly notStated: string;
  };
  readonly assessment: {
    readonly how: string;
    readonly against: string;
    readonly version: string;
    readonly definition: string;
    readonly rubricLink: string;
    readonly notStated: string;
  };
  readonly evidence: { readonly private: string; readonly intro: string };
  readonly endorsement: {
    readonly by: string;
    readonly of: Readonly<Record<'credential' | 'achievement' | 'issuer', string>>;
  };
  readonly checks: {
    readonly outcomes: Readonly<Record<Check['outcome'], string>>;
    readonly names: Readonly<Record<CheckName, string>>;
    readonly elsewhere: string;
    readonly warnings: string;
  };
  /** What a report says, where it is not in English: reports are. */
  readonly report?: {
    readonly ok: Readonly<Record<CheckName, string>>;
    readonly causes: Readonly<Record<CheckCause, string>>;
    /** By the English text. */
    readonly warnings: Readonly<Record<string, string>>;
  };
  readonly here: {
    readonly title: string;
    readonly intro: string;
    readonly button: string;
    readonly running: string;
    readonly broken: string;
    readonly withoutScript: string;
    readonly verdicts: Readonly<Record<Step['outcome'], string>>;
    readonly names: Readonly<Record<StepName, string>>;
    readonly codes: Readonly<Record<StepCode, string>>;
  };
  readonly takeAlong: {
    readonly intro: string;
    readonly json: string;
    readonly jwt: string;
    readonly png: string;
    readonly svg: string;
    readonly qr: string;
    readonly qrText: string;
  };
  readonly share: ShareMessages;
  readonly footer: {
    readonly address: string;
    readonly verify: string;
    readonly start: string;
    readonly nav: string;
  };
  readonly verify: {
    readonly title: string;
    readonly intro: string;
    readonly file: string;
    readonly fileHint: string;
    readonly paste: string;
    readonly pasteHint: string;
    readonly url: string;
    readonly urlHint: string;
    readonly submit: string;
    readonly again: string;
    readonly privacy: string;
    readonly unposted: Readonly<Record<Unposted, string>>;
    readonly unpostedTitle: string;
    readonly what: string;
    readonly issuer: string;
    readonly subject: string;
    readonly unknownSubject: string;
    readonly open: string;
  };
  readonly problems: Readonly<Record<ProblemKind, { readonly title: string; readonly text: string }>>;
  readonly problem: { readonly request: string; readonly verify: string; readonly start: string };
}
