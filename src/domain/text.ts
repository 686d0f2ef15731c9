import * as z from 'zod';

/** One line of text for people: trimmed, no control characters, none of Unicode's own line breaks. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u, 'must be one line without control characters');

/** A passage of text for people: line breaks and tabs allowed, other control characters not. HTML in it is text. */
export const passage = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*(?:[\n\r\t][^\p{Cc}\p{Cs}]*)*$/u, 'must not contain control characters');

/** An absolute https address without credentials, in the characters of RFC 3986: it is signed and shown as it is. */
export const webAddress = z
  .string()
  .max(2000)
  .refine(isWebAddress, 'must be an https address of a host with a name, without credentials')
  .meta({ format: 'uri' });

function isWebAddress(value: string): boolean {
  if (!/^https:\/\/[\w.:-]+(?:[/?#][\w.~:/?#[\]@!$&'()*+,;=%-]*)?$/.test(value) || !URL.canParse(value))
    return false;
  return z.regexes.domain.test(new URL(value).hostname);
}

/** A short name that is part of an address: `riverbend`, `family-goals`. */
export const slug = z
  .string()
  .min(2)
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens');

/** A ULID: 26 characters of Crockford's base 32, sortable by time and unguessable. */
export const ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'is not an id of this service');

/** A time in RFC 3339, UTC, as this service writes it. */
export const timestamp = z.iso.datetime();

/** How many words a text has, as a word limit counts them. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}
