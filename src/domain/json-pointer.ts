/** A JSON pointer (RFC 6901, section 3). */
export function pointerTo(steps: readonly (string | number)[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** The steps of a JSON pointer; undefined for what is none. */
export function stepsOf(pointer: string): string[] | undefined {
  if (!/^(?:\/(?:[^~/]|~[01])*)*$/.test(pointer)) return undefined;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What a pointer leads to; undefined where there is nothing. */
export function valueAt(value: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>(
    (found, step) =>
      typeof found === 'object' &&
      found !== null &&
      Object.hasOwn(found, step) &&
      !(Array.isArray(found) && step === 'length')
        ? (found as Record<string | number, unknown>)[step]
        : undefined,
    value,
  );
}

/** Whether two values are the same JSON, whatever the order of their members. */
export function sameJson(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const mine = membersOf(one);
  return (
    mine.length === membersOf(other).length &&
    mine.every(([name, member]) => Object.hasOwn(other, name) && sameJson(member, (other as Members)[name]))
  );
}

type Members = Readonly<Record<string, unknown>>;

function membersOf(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, member]) => member !== undefined);
}
