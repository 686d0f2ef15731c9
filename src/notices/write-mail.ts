import type { MailLanguage } from '../domain/contact.ts';
import type { Audience } from '../domain/delivery.ts';
import type { AssayEvent } from '../domain/event.ts';
import { mailMessages } from './messages/messages.ts';

/** What a mail speaks of. */
export interface MailFacts {
  readonly name: string;
  readonly issuer: string;
  readonly about: string;
  readonly due?: string | undefined;
  readonly url?: string | undefined;
}

/** The mail that an audience gets about an event; undefined when there is none. */
export function writeMail(
  { kind, note }: Pick<AssayEvent, 'kind' | 'note'>,
  { to, language, ...facts }: MailFacts & { to: Audience; language: MailLanguage },
): { readonly subject: string; readonly text: string } | undefined {
  const messages = mailMessages[language];
  const message = messages[to][kind];
  if (!message) return undefined;
  const due = facts.due && dateIn(language, facts.due);
  const places: Readonly<Record<string, string | undefined>> = { ...facts, due, note };
  const paragraphs = [...message.text, messages.footer[to]].flatMap((text) => filled(text, places) ?? []);
  return {
    subject: filled(message.subject, places) ?? message.subject,
    text: `${paragraphs.join('\n\n')}\n`,
  };
}

/** The text with what belongs in its places; undefined when there is nothing for one. */
function filled(text: string, places: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = /\{([a-z]+)\}/g;
  if ([...text.matchAll(named)].some(([, place = '']) => places[place] === undefined)) return undefined;
  return text.replaceAll(named, (_, place: string) => places[place] ?? '');
}

/** Days are those of UTC, as business days are. */
function dateIn(language: MailLanguage, time: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(time));
}
