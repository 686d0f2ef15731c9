import type { StackFields, StackRule } from './stack.ts';

/** So many more of these pieces are needed. */
export interface StillNeeded {
  readonly count: number;
  readonly of: readonly string[];
}

/** How far a learner is with a stack. Pieces are micro-credentials, by their ids. */
export interface StackStanding {
  readonly complete: boolean;
  /** In the order of the stack. */
  readonly earned: readonly string[];
  readonly missing: readonly StillNeeded[];
  /** The piece that a path suggests next. It is the learner's choice, unless a piece asks for others first. */
  readonly next?: string;
}

type Judged = Pick<StackFields, 'kind' | 'pieces' | 'rule'>;

/** Whether what a learner has earned makes the stack, and what is missing. What is no piece of it changes nothing. */
export function stackStanding({ kind, pieces, rule }: Judged, earned: ReadonlySet<string>): StackStanding {
  const missing = needs(pieces, rule).flatMap(({ count, of }) => {
    const open = of.filter((piece) => !earned.has(piece));
    const still = count - (of.length - open.length);
    return still > 0 ? [{ count: still, of: open }] : [];
  });
  const wanted = new Set(missing.flatMap(({ of }) => of));
  const next = kind === 'path' ? pieces.find((piece) => wanted.has(piece)) : undefined;
  return {
    complete: missing.length === 0,
    earned: pieces.filter((piece) => earned.has(piece)),
    missing,
    ...(next !== undefined && { next }),
  };
}

function needs(pieces: readonly string[], rule: StackRule): StillNeeded[] {
  if (rule === 'all') return [{ count: pieces.length, of: pieces }];
  if ('atLeast' in rule) return [{ count: rule.atLeast, of: pieces }];
  const { required, electives } = rule;
  return [
    { count: required.length, of: required },
    { count: electives.atLeast, of: electives.of },
  ];
}

type NameOf = (piece: string) => string;

/** What is still needed, in plain words: a sentence for each. */
export function missingInWords({ missing }: StackStanding, nameOf: NameOf): string[] {
  return missing.map(({ count, of }) => {
    const names = listed(of, nameOf);
    if (count === of.length) return `Still to earn: ${names}.`;
    return `Still to earn: ${count} of these: ${names}.`;
  });
}

/** The rule in plain words: a sentence for each part. */
export function ruleInWords({ pieces, rule }: Judged, nameOf: NameOf): string[] {
  return needs(pieces, rule).map(({ count, of }) => {
    const names = listed(of, nameOf);
    return count === of.length ? `Earn ${names}.` : `Earn at least ${count} of these: ${names}.`;
  });
}

function listed(pieces: readonly string[], nameOf: NameOf): string {
  const names = pieces.map((piece) => `"${nameOf(piece)}"`);
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
