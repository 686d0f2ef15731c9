import { DomainError } from '../domain/domain-error.ts';
import type { SentFile } from './operation.ts';

/** The forms that a browser sends without script. */
export const formTypes = ['multipart/form-data', 'application/x-www-form-urlencoded'] as const;

/** What somebody gave a form to be checked: the address of a credential, or a file or text with one in it. */
export type PostedByForm =
  | { readonly json: { readonly url: string } }
  | { readonly file: { readonly mediaType: string; readonly bytes: Uint8Array } };

/** Fields of more are no form of ours. */
const mostParts = 8;

/** Whether a body is a form and not what is to be checked itself. */
export function isForm({ mediaType }: SentFile): boolean {
  return formTypes.some((type) => type === mediaType);
}

/**
 * What the form of `/verify` was given: the `file` where one was chosen, else the text in `credential`, else the `url`. What a file is
 * shows in what it begins with, not in what its sender says of it.
 * @throws DomainError `invalid-request` for a body that is no such form, and naming `/credential` when nothing was given
 */
export function readPostedForm(sent: SentFile): PostedByForm {
  const fields =
    sent.mediaType === 'multipart/form-data' ? fromMultipart(sent.bytes) : fromUrlEncoded(sent.bytes);
  const given = (name: string) => trimmed(fields.get(name) ?? new Uint8Array());
  const [file, text, url] = [given('file'), given('credential'), given('url')];
  const whole = file.length > 0 ? file : text;
  if (whole.length === 0 && url.length === 0)
    throw new DomainError('invalid-request', 'The form is empty.', [
      { field: '/credential', message: 'must be there, or a file or url instead' },
    ]);
  const address = whole.length === 0 ? textOf(url) : addressIn(whole);
  return address === undefined
    ? { file: { mediaType: kindOf(whole), bytes: whole } }
    : { json: { url: address } };
}

/** An address that stands where a credential could. */
function addressIn(bytes: Uint8Array): string | undefined {
  const text = bytes.length <= 2_000 ? textOf(bytes) : '';
  return /^https?:\/\/\S+$/.test(text) ? text : undefined;
}

const png = [0x89, 0x50, 0x4e, 0x47];

function kindOf(bytes: Uint8Array): string {
  if (png.every((byte, index) => bytes[index] === byte)) return 'image/png';
  return bytes[0] === '<'.charCodeAt(0) ? 'image/svg+xml' : 'text/plain';
}

function fromUrlEncoded(bytes: Uint8Array): Map<string, Uint8Array> {
  const parameters = [...new URLSearchParams(textOf(bytes))].slice(0, mostParts);
  return new Map(parameters.map(([name, value]) => [name, new TextEncoder().encode(value)]));
}

/** The fields of a multipart form by name (RFC 7578). Its boundary is its first line. */
function fromMultipart(bytes: Uint8Array): Map<string, Uint8Array> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const boundary = body.subarray(0, Math.max(0, body.indexOf('\r\n')));
  if (!/^--[\w'()+,./:=? -]{1,70}$/.test(boundary.toString('latin1'))) throw malformed();
  const fields = new Map<string, Uint8Array>();
  const separator = Buffer.concat([Buffer.from('\r\n'), boundary]);
  let at = boundary.length;
  while (body.subarray(at, at + 2).toString('latin1') !== '--') {
    const headEnd = body.indexOf('\r\n\r\n', at);
    const end = headEnd < 0 ? -1 : body.indexOf(separator, headEnd + 2);
    if (end < 0 || fields.size >= mostParts) throw malformed();
    const name = /;\s*name="(\w{1,40})"/i.exec(body.subarray(at, headEnd).toString('latin1'))?.[1];
    if (name === undefined || fields.has(name)) throw malformed();
    fields.set(name, body.subarray(headEnd + 4, end));
    at = end + separator.length;
  }
  return fields;
}

/** Without the white space around it, which whoever copies a text takes along. */
function trimmed(bytes: Uint8Array): Uint8Array {
  let [start, end] = [0, bytes.length];
  while (start < end && isSpace(bytes[start])) start += 1;
  while (end > start && isSpace(bytes[end - 1])) end -= 1;
  return bytes.subarray(start, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && [0x20, 0x09, 0x0a, 0x0d].includes(byte);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function malformed(): DomainError {
  return new DomainError('invalid-request', 'The form cannot be read.', [
    { field: '', message: 'must be a form with the fields file, credential and url' },
  ]);
}
