import type { JsonObject, JsonValue } from '../credentials/json.ts';

/** Members that carry a decision: they count on the credential itself, and nothing else may pass for them. */
const decisions = new Set(['issuer', 'validFrom', 'validUntil', 'credentialStatus']);

/**
 * Whether the members that are read as JSON are the ones that the signature covers as statements (docs/decisions/0009). Stricter
 * than the check of the server: what is unusual is left to that.
 */
export function isPlainForm(document: JsonObject): boolean {
  return isPlain(document, { id: document.id, inside: 'credential', depth: 0 });
}

interface Place {
  readonly id: JsonValue | undefined;
  readonly inside: 'credential' | 'part' | 'endorsement';
  readonly depth: number;
}

function isPlain(object: JsonObject, place: Place): boolean {
  const { id, inside, depth } = place;
  if (depth > 64) return false;
  const members = Object.entries(object);
  if (inside === 'part' && object.id !== undefined && object.id === id && members.length > 1) return false;
  return members.every(([member, value]) => {
    if (member === '@context') return inside !== 'part';
    if (/^[@A-Z]|:/.test(member) || value === null || value === '') return false;
    if (inside === 'part' && decisions.has(member)) return false;
    // Endorsements are signed on their own, and not looked at here; neither are proofs.
    if (member === 'endorsement' || (member === 'proof' && inside === 'credential')) return true;
    return [value].flat().every((item) => isPlainValue(item, { id, inside: 'part', depth: depth + 1 }));
  });
}

function isPlainValue(value: JsonValue, place: Place): boolean {
  if (value === null || Array.isArray(value)) return false;
  if (typeof value !== 'object') return true;
  return '@value' in value || isPlain(value as JsonObject, place);
}
