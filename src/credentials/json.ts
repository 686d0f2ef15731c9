/** A JSON value as `JSON.parse` gives it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** A JSON object as `JSON.parse` gives it. */
export interface JsonObject {
  readonly [member: string]: JsonValue;
}

/** What is wrong with a value: a stable code, and where as a JSON pointer (RFC 6901; `''` is the whole value). */
export interface JsonProblem {
  readonly code:
    | 'not-an-object'
    | 'not-json'
    | 'too-deep'
    | 'too-large'
    | 'ill-formed-text'
    | 'forbidden-member';
  readonly path: string;
}

/** The most that is looked at: nesting, values, and UTF-16 units of text in members and strings together. */
export const jsonLimits = { depth: 64, values: 5_000, text: 1_048_576 } as const;

// Names that reach a prototype. No vocabulary that we know uses them, and the JSON-LD processor keeps plain objects.
const forbiddenMembers = new Set(['__proto__', 'constructor', 'prototype']);
// A lone surrogate becomes U+FFFD in UTF-8, so two different texts would share one signature.
const loneSurrogate = /\p{Surrogate}/u;

interface Visit {
  readonly value: unknown;
  readonly depth: number;
  readonly path: () => string;
}

/**
 * Whether a value from outside is a plain JSON object within the limits, before anything recursive or superlinear touches
 * it. @returns the first problem, or undefined when `value` is a {@link JsonObject}
 */
export function jsonProblem(value: unknown): JsonProblem | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { code: 'not-an-object', path: '' };
  const pending: Visit[] = [{ value, depth: 1, path: () => '' }];
  let values = 1;
  let text = 0;
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { value: current, depth, path } = visit;
    const problem = (code: JsonProblem['code'], member?: string): JsonProblem => ({
      code,
      path: member === undefined ? path() : pointer(path(), member),
    });
    if (typeof current === 'string') {
      text += current.length;
      if (text > jsonLimits.text) return problem('too-large');
      if (loneSurrogate.test(current)) return problem('ill-formed-text');
    } else if (typeof current === 'number') {
      if (!Number.isFinite(current)) return problem('not-json');
    } else if (typeof current === 'object' && current !== null) {
      if (depth > jsonLimits.depth) return problem('too-deep');
      if (!isPlain(current)) return problem('not-json');
      const entries = Object.entries(current);
      values += entries.length;
      if (values > jsonLimits.values) return problem('too-large');
      for (const [member, child] of entries) {
        text += member.length;
        if (text > jsonLimits.text) return problem('too-large');
        if (forbiddenMembers.has(member)) return problem('forbidden-member', member);
        if (loneSurrogate.test(member)) return problem('ill-formed-text');
        pending.push({ value: child, depth: depth + 1, path: () => pointer(path(), member) });
      }
    } else if (typeof current !== 'boolean' && current !== null) {
      return problem('not-json');
    }
  }
  return undefined;
}

/** Whether `value` is a plain JSON object within the limits. */
export function isJsonObject(value: unknown): value is JsonObject {
  return jsonProblem(value) === undefined;
}

/** Whether a JSON value is an object, and no array. */
export function isPlainObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON pointer (RFC 6901) of a member or an array position under `parent`. */
export function pointer(parent: string, member: string | number): string {
  const name = String(member);
  return `${parent}/${/[~/]/.test(name) ? name.replaceAll('~', '~0').replaceAll('/', '~1') : name}`;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
