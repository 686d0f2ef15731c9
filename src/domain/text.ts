import * as z from 'zod';
import { ulidPattern } from './ulid.ts';

/** Text of a length. Each check is the last one where it fails, so that a field has one message. */
const trimmed = (max: number) => z.string().trim().min(1, { abort: true }).max(max, { abort: true });
const otherwise = (message: string) => ({ message, abort: true });

/** Characters that turn the direction of what follows: with them a text can be made to read as another one. */
const turning = /[\u202a-\u202e\u2066-\u2069]/;
const readsAsItIs = (value: string) => !turning.test(value);
const turns = 'must not contain characters that turn the direction of text';

const oneLine = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;
const oneLineOnly = otherwise('must be one line without control characters');
/** Something that can be read out. The fillers of Hangul are letters that nobody sees. */
const readable = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;

/** One line of text for people: trimmed, no control characters, none of Unicode's own line breaks, and something to read. */
export const line = (max: number) =>
  trimmed(max)
    .regex(oneLine, oneLineOnly)
    .regex(readable, otherwise('must have a letter or a digit'))
    .refine(readsAsItIs, turns);

/** One line that others give a meaning to, whatever it is made of. */
export const token = (max: number) => trimmed(max).regex(oneLine, oneLineOnly);

/** A passage of text for people: line breaks and tabs allowed, other control characters not. HTML in it is text. */
export const passage = (max: number) =>
  trimmed(max)
    .regex(
      /^[^\p{Cc}\p{Cs}]*(?:[\n\r\t][^\p{Cc}\p{Cs}]*)*$/u,
      otherwise('must not contain control characters'),
    )
    .refine(readsAsItIs, turns);

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
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens')
  // A member of this name makes an object look like an instance of something: marshallers refuse it.
  .refine((value) => value !== 'constructor', 'must be another word');

/** A ULID: 26 characters of Crockford's base 32, sortable by time and unguessable. */
export const ulid = z.string().regex(ulidPattern, 'is not an id of this service');

/** A time in RFC 3339, UTC, as this service writes it. */
export const timestamp = z.iso.datetime();

/** How many words a text has, as a word limit counts them. */
export function countWords(text: string): number {
  return text.split(/\s+/u).filter((word) => word !== '').length;
}
