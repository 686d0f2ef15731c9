import { en } from './messages/en.ts';
import { es } from './messages/es.ts';
import type { Messages } from './messages/messages.ts';

/** The languages that pages are in. Their own names are words that their readers look for. */
export const languages = { en: 'English', es: 'Español' } as const;
export type PageLanguage = keyof typeof languages;

const messages: Readonly<Record<PageLanguage, Messages>> = { en, es };

/** How a page speaks to its reader. */
export interface Locale {
  readonly language: PageLanguage;
  readonly words: Messages;
}

/** The language that a reader wants most, of those that there are, whatever the region; English where there is none of them. */
export function localeFor(wanted: readonly string[]): Locale {
  const asked = wanted.map((range) => range.split('-')[0]?.toLowerCase());
  const language =
    asked.find((one): one is PageLanguage => one !== undefined && Object.hasOwn(languages, one)) ?? 'en';
  return { language, words: messages[language] };
}

const days = new Map<PageLanguage, Intl.DateTimeFormat>();

/** A day as people write it, in UTC; the text itself where it is no time. */
export function dayOf(timestamp: string, { language }: Locale): string {
  const date = new Date(timestamp);
  if (Number.isNaN(date.getTime())) return timestamp;
  // Making one takes longer than all the rest of a page.
  const format =
    days.get(language) ?? new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' });
  days.set(language, format);
  return format.format(date);
}

/** A text with its places `{name}` filled. */
export function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place);
}
