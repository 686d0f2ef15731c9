import { S3Error } from './error.ts';

/** Bytes that the file may have, both ends included. */
export interface SizeRange {
  min: number;
  max: number;
}

/** Fields that no condition has to cover. */
const EXEMPT = /^(?:x-amz-signature|policy|file|x-ignore-.*)$/;

/**
 * Checks a form against its policy (base64 of a JSON document) as S3 does: not expired, every condition met, every field covered
 * by one. `fields` are by name in lower case; `bucket` is the bucket that was posted to, whatever a field says. Names compare
 * without regard to case, values exactly. Answers the sizes that the policy allows; throws AccessDenied or InvalidPolicyDocument.
 */
export function checkPolicy(
  policy: string,
  bucket: string,
  fields: ReadonlyMap<string, string>,
  now: Date,
): SizeRange | undefined {
  const { expiration, conditions } = parsePolicy(policy);
  if (now.getTime() >= expiration) throw denied('Policy expired.');
  const values = new Map([...fields, ['bucket', bucket]]);
  const covered = new Set<string>();
  let sizes: SizeRange | undefined;
  for (const condition of conditions) {
    const [operator, subject, wanted] = Array.isArray(condition) ? condition : simpleCondition(condition);
    const fail = () => {
      const spelt = [operator, subject, wanted].map((part) => JSON.stringify(part));
      return denied(`Policy Condition failed: [${spelt.join(', ')}]`);
    };
    if (operator === 'content-length-range') {
      const range = { min: bytes(subject), max: bytes(wanted) };
      if (Number.isNaN(range.min) || Number.isNaN(range.max)) throw fail();
      // Where several ranges are given, all of them hold.
      sizes = {
        min: Math.max(range.min, sizes?.min ?? 0),
        max: Math.min(range.max, sizes?.max ?? range.max),
      };
      continue;
    }
    if (operator !== 'eq' && operator !== 'starts-with') {
      throw invalid(`Invalid Condition: unknown operation '${String(operator)}'.`);
    }
    if (typeof subject !== 'string' || typeof wanted !== 'string') throw invalid('Invalid Condition.');
    const name = subject.slice(1).toLowerCase();
    const value = values.get(name);
    if (!subject.startsWith('$') || value === undefined) throw fail();
    // A list of content types is as good as its worst member.
    const parts = name === 'content-type' ? value.split(/,\s*/) : [value];
    const met = operator === 'eq' ? value === wanted : parts.every((part) => part.startsWith(wanted));
    if (!met) throw fail();
    covered.add(name);
  }
  const extra = [...values.keys()].filter((name) => !covered.has(name) && !EXEMPT.test(name));
  if (extra.length > 0) throw denied(`Extra input fields: ${extra.join(', ')}`);
  return sizes;
}

function parsePolicy(policy: string): { expiration: number; conditions: unknown[] } {
  let document: { expiration?: unknown; conditions?: unknown } | null;
  try {
    document = JSON.parse(Buffer.from(policy, 'base64').toString('utf8'));
  } catch {
    throw invalid('Invalid JSON.');
  }
  const { expiration, conditions } = document ?? {};
  if (typeof expiration !== 'string') throw invalid('Policy missing expiration.');
  if (!Array.isArray(conditions)) throw invalid('Policy missing conditions.');
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(expiration)
    ? Date.parse(expiration)
    : Number.NaN;
  if (Number.isNaN(instant)) throw invalid(`Invalid 'expiration' value: '${expiration}'`);
  return { expiration: instant, conditions };
}

/** `{"key": "x"}` is short for `["eq", "$key", "x"]`. */
function simpleCondition(condition: unknown): [string, string, string] {
  const [[name, value] = [], ...more] = Object.entries(condition ?? {});
  if (name === undefined || more.length > 0) {
    throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
  }
  if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: value must be a string.');
  return ['eq', `$${name}`, value];
}

const bytes = (value: unknown) => (/^\d{1,15}$/.test(String(value)) ? Number(value) : Number.NaN);

const denied = (why: string) => new S3Error(403, 'AccessDenied', `Invalid according to Policy: ${why}`);

const invalid = (why: string) => new S3Error(400, 'InvalidPolicyDocument', `Invalid Policy: ${why}`);
