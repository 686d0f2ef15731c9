import type { JsonValue } from '../json.ts';

/**
 * The canonical text of a JSON value (JSON Canonicalization Scheme, RFC 8785): members by UTF-16 code units, numbers and
 * strings as ECMAScript writes them. Text must be well-formed and numbers finite: `jsonProblem` sees to both.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value as { readonly [member: string]: JsonValue });
  // The order of UTF-16 code units is what `<` compares by; a locale would order otherwise.
  const ordered = members.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${ordered.map(([member, child]) => `${JSON.stringify(member)}:${canonicalJson(child)}`).join(',')}}`;
}
