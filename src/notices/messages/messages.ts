import type { MailLanguage } from '../../domain/contact.ts';
import type { Audience } from '../../domain/delivery.ts';
import type { eventKind } from '../../domain/event.ts';
import { english } from './en.ts';
import { spanish } from './es.ts';

type Kind = (typeof eventKind)['options'][number];

/** A mail with places for `{name}` of the micro-credential, `{issuer}`, `{due}`, `{note}`, and addresses `{url}` and `{about}`. */
export interface Message {
  readonly subject: string;
  /** Paragraphs. One with a place for which there is nothing is left out. */
  readonly text: readonly string[];
}

export interface MailMessages {
  readonly learner: Partial<Record<Kind, Message>>;
  readonly assessor: Partial<Record<Kind, Message>>;
  readonly approver: Partial<Record<Kind, Message>>;
  /** Under every mail of an audience: why they get it and how to end that. */
  readonly footer: Readonly<Record<Audience, string>>;
}

export const mailMessages: Readonly<Record<MailLanguage, MailMessages>> = { en: english, es: spanish };
