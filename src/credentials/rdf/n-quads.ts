/**
 * An IRI with a scheme and without a character that would have to be escaped in N-Quads. Narrower than what the JSON-LD
 * processor takes: what is outside is left to it.
 */
export const absoluteIri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s\p{Cc}<>"{}|\\^`]*$/u;

/** A string as it stands between the quotes of a literal in canonical N-Quads (RDF Dataset Canonicalization 1.0, section 5). */
export function escapeLiteral(text: string): string {
  return escaped.test(text) ? text.replace(everyEscaped, (character) => escapes.get(character) ?? '') : text;
}

const named: readonly (readonly [string, string])[] = [
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['"', '\\"'],
  ['\\', '\\\\'],
];
const controls = [...Array(0x20).keys(), 0x7f].map(
  (code) => [String.fromCharCode(code), `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`] as const,
);
const escapes = new Map([...controls, ...named]);
// All that may stand as it is, turned round: what is left is what `escapes` holds.
const escaped = /[^ !#-[\]-~\u0080-\uffff]/;
const everyEscaped = new RegExp(escaped, 'g');
