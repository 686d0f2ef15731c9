/** A piece of an XML document. `start` and `end` are offsets in its text; values of attributes are as they are written. */
export type XmlToken =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly closed: boolean;
      readonly start: number;
      /** Where the name ends, which is where an attribute can be put in. */
      readonly nameEnd: number;
      /** Where the last attribute ends. */
      readonly attributesEnd: number;
      readonly end: number;
    }
  | { readonly kind: 'close'; readonly name: string; readonly start: number; readonly end: number }
  | { readonly kind: 'text'; readonly raw: string }
  | { readonly kind: 'cdata'; readonly text: string };

/** Thrown for a text that is not well-formed XML, or that uses parts of it that are not read here. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}

const name = '[A-Za-z_:\\u0080-\\uffff][\\w:.\\-\\u0080-\\uffff]*';
const nameAt = new RegExp(name, 'y');
const attributeAt = new RegExp(`\\s+(${name})\\s*=\\s*("[^"<]*"|'[^'<]*')`, 'y');
const tagEndAt = /\s*(\/?)>/y;
const notAllowed = /(?![\t\n\r\u007f-\u009f])[\p{Cc}\ufffe\uffff]/u;
const encoding = /\sencoding\s*=\s*["']([\w.-]+)["']/;

/**
 * The tokens of an XML document, without comments and instructions, in time that is linear in its length. A document type
 * may name itself but hold no declarations, so that there are no entities but the five of XML, and nothing from elsewhere
 * is ever read. @throws XmlError
 */
export function* xmlTokens(source: string): Generator<XmlToken, void> {
  // Everything that is matched here is free of them, so the expressions above need not exclude them.
  if (notAllowed.test(source)) throw new XmlError('a character that XML does not allow');
  for (let at = 0; at < source.length; ) {
    if (source[at] !== '<') {
      const next = source.indexOf('<', at);
      const end = next < 0 ? source.length : next;
      yield { kind: 'text', raw: source.slice(at, end) };
      at = end;
    } else if (source.startsWith('<!--', at)) {
      at = after(source, '-->', at + 4);
    } else if (source.startsWith('<?', at)) {
      const end = after(source, '?>', at + 2);
      checkEncoding(source.slice(at, end));
      at = end;
    } else if (source.startsWith('<![CDATA[', at)) {
      const end = after(source, ']]>', at + 9);
      yield { kind: 'cdata', text: source.slice(at + 9, end - 3) };
      at = end;
    } else if (source.startsWith('<!DOCTYPE', at)) {
      at = afterDocumentType(source, at);
    } else if (source[at + 1] === '/') {
      const called = matchAt(nameAt, source, at + 2)[0];
      const nameEnd = at + 2 + called.length;
      const [tail, slash] = matchAt(tagEndAt, source, nameEnd);
      if (slash) throw new XmlError('an end tag that is empty');
      const end = nameEnd + tail.length;
      yield { kind: 'close', name: called, start: at, end };
      at = end;
    } else {
      const token = openTag(source, at);
      yield token;
      at = token.end;
    }
  }
}

function openTag(source: string, start: number) {
  const called = matchAt(nameAt, source, start + 1)[0];
  const nameEnd = start + 1 + called.length;
  const attributes = new Map<string, string>();
  let at = nameEnd;
  for (;;) {
    attributeAt.lastIndex = at;
    const [whole, key, quoted] = attributeAt.exec(source) ?? [];
    if (whole === undefined || key === undefined || quoted === undefined) break;
    if (attributes.has(key)) throw new XmlError('an attribute twice');
    attributes.set(key, quoted.slice(1, -1));
    at += whole.length;
  }
  const [tail, slash] = matchAt(tagEndAt, source, at);
  return {
    kind: 'open',
    name: called,
    attributes,
    closed: slash === '/',
    start,
    nameEnd,
    attributesEnd: at,
    end: at + tail.length,
  } as const;
}

function matchAt(expression: RegExp, source: string, at: number): RegExpExecArray {
  expression.lastIndex = at;
  const found = expression.exec(source);
  if (!found) throw new XmlError('a tag that is not one');
  return found;
}

function after(source: string, what: string, from: number): number {
  const at = source.indexOf(what, from);
  if (at < 0) throw new XmlError(`no ${what}`);
  return at + what.length;
}

/** A text that says it is not UTF-8 would be read differently by others. */
function checkEncoding(instruction: string): void {
  const [, named] = (/^<\?xml\s/.test(instruction) && encoding.exec(instruction)) || [];
  if (named && !/^(?:utf-?8|us-ascii)$/i.test(named)) throw new XmlError('an encoding other than UTF-8');
}

function afterDocumentType(source: string, start: number): number {
  for (let at = start; at < source.length; at += 1) {
    const character = source[at];
    if (character === '>') return at + 1;
    if (character === '[') throw new XmlError('a document type with declarations');
    if (character === '"' || character === "'") at = after(source, character, at + 1) - 1;
  }
  throw new XmlError('a document type without end');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text with its references resolved: the five entities of XML and numbers of characters. @throws XmlError for any other */
export function resolved(raw: string): string {
  return raw.replaceAll(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\dA-Fa-f]{1,6}));|&/g, (_, ...groups) => {
    const [entity, decimal, hexadecimal] = groups as (string | undefined)[];
    if (entity !== undefined) return entities[entity] ?? '';
    const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '', 16) : Number(decimal);
    if (!(code <= 0x10ffff)) throw new XmlError('a reference to what is not declared');
    const character = String.fromCodePoint(code);
    if (notAllowed.test(character) || !character.isWellFormed())
      throw new XmlError('a reference to a character that XML does not allow');
    return character;
  });
}
