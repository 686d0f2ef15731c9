import * as z from 'zod';
import { languageTag } from './definition/language.ts';
import { DomainError, type FieldError } from './domain-error.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

const fewestPieces = 2;
/** Each piece is looked at when a learner earns one, and is listed in the credential. */
const mostPieces = 30;

const unique = (ids: readonly string[]) => new Set(ids).size === ids.length;
const once = 'each must be named once';
const some = (fewest: number) => z.array(ulid).min(fewest).max(mostPieces).refine(unique, once);

/** Which pieces make the stack: all of them, any number of them, or some that are required and a choice among the others. */
export const stackRule = z.union([
  z.literal('all'),
  z.strictObject({ atLeast: z.int().min(1).max(mostPieces) }),
  z.strictObject({
    required: some(1),
    electives: z.strictObject({ atLeast: z.int().min(1).max(mostPieces), of: some(1) }),
  }),
]);
export type StackRule = z.infer<typeof stackRule>;

/** The fields of a stack, each by itself. */
export const fieldsOfStack = z.strictObject({
  name: line(200).describe('What the stack, and the award of it, is called.'),
  description: passage(3000).describe('What someone can do who holds it.'),
  language: languageTag.describe('The language that it is written in.'),
  kind: z
    .enum(['set', 'path'])
    .describe('A set is earned in any order. A path suggests the order of its pieces.'),
  pieces: some(fewestPieces).describe('The micro-credentials that it is made of, in order.'),
  rule: stackRule.describe('Which of the pieces are needed.'),
  confirmation: z
    .enum(['approver', 'rule'])
    .describe('Who confirms an award: an approver of the issuer, or the rule by itself.'),
  badgeCaption: line(300).optional().describe('What the badge says to who cannot see it.'),
});

/** What a stack says. */
export const stackFields = fieldsOfStack.superRefine((value, context) => {
  for (const { path, message } of misfits(value)) context.addIssue({ code: 'custom', path, message });
});
export type StackFields = z.infer<typeof stackFields>;

/** A draft may lack any field; what is there must be well formed. */
export const stackDraftFields = fieldsOfStack.partial();

/** A stack while it is written. `revision` is what `If-Match` is compared with. */
export const stackDraft = z.strictObject({
  id: ulid,
  issuerId: slug,
  revision: z.int().positive(),
  fields: stackDraftFields,
  /** How many versions were published; the next one gets the number after it. */
  published: z.int().nonnegative(),
  /** The revision that the newest version was made of, when there is one. */
  publishedRevision: z.int().positive().optional(),
  /** From then on nobody begins anew: it is in no list, and proposes no award. */
  retiredAt: timestamp.optional(),
  updatedAt: timestamp,
});
export type StackDraft = z.infer<typeof stackDraft>;

/** A published version: immutable (invariant 8). */
export const stackVersion = z.strictObject({
  stackId: ulid,
  version: z.int().positive(),
  issuerId: slug,
  changeNote: passage(1000),
  publishedAt: timestamp,
  stack: stackFields,
  /** What each piece was called then. */
  names: z.record(ulid, line(200)),
});
export type StackVersion = z.infer<typeof stackVersion>;

/** What a piece of a version is called. */
export function nameOfPiece({ names }: StackVersion): (microCredentialId: string) => string {
  return (microCredentialId) => names[microCredentialId] ?? microCredentialId;
}

/** The newest version, and whether the stack is retired. */
export const latestStack = stackVersion.extend({ retiredAt: timestamp.optional() });
export type LatestStack = z.infer<typeof latestStack>;

interface Misfit {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Where the rule does not fit the pieces. */
function misfits({ pieces, rule }: Partial<Pick<StackFields, 'pieces' | 'rule'>>): Misfit[] {
  if (pieces === undefined || rule === undefined || rule === 'all') return [];
  if ('atLeast' in rule)
    return rule.atLeast > pieces.length
      ? [{ path: ['rule', 'atLeast'], message: `must be at most ${pieces.length}, the number of pieces` }]
      : [];
  const { required, electives } = rule;
  const told = [...required, ...electives.of];
  const strange = (path: (string | number)[], ids: readonly string[]): Misfit[] =>
    ids.flatMap((id, index) =>
      pieces.includes(id) ? [] : [{ path: [...path, index], message: 'must be one of the pieces' }],
    );
  return [
    ...strange(['rule', 'required'], required),
    ...strange(['rule', 'electives', 'of'], electives.of),
    ...electives.of.flatMap((id, index) =>
      required.includes(id)
        ? [{ path: ['rule', 'electives', 'of', index], message: 'is required already' }]
        : [],
    ),
    ...pieces.flatMap((id, index) =>
      told.includes(id)
        ? []
        : [{ path: ['pieces', index], message: 'must be required or among the electives' }],
    ),
    ...(electives.atLeast > electives.of.length
      ? [
          {
            path: ['rule', 'electives', 'atLeast'],
            message: `must be at most ${electives.of.length}, the number of electives`,
          },
        ]
      : []),
  ];
}

/** What keeps a draft from being published, as JSON pointers into the stack. */
export function missingInStack(fields: StackDraft['fields']): FieldError[] {
  const parsed = fieldsOfStack.safeParse(fields);
  return [...(parsed.success ? [] : parsed.error.issues), ...misfits(fields)].map(({ path, message }) => ({
    field: `/${path.map(String).join('/')}`,
    message,
  }));
}

/** Changes some fields of a draft. `null` removes a field. @throws DomainError `stack-retired` */
export function editStack(
  current: StackDraft,
  changes: Readonly<Record<string, unknown>>,
  now: Date,
): StackDraft {
  requireLive(current);
  const fields = Object.fromEntries(
    Object.entries({ ...current.fields, ...changes }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  ) as StackDraft['fields'];
  return { ...current, fields, revision: current.revision + 1, updatedAt: now.toISOString() };
}

/**
 * Makes the next version of a draft (invariant 8).
 * @throws DomainError `incomplete-definition` with everything that is missing, `nothing-to-publish` or `stack-retired`
 */
export function publishStack(
  current: StackDraft,
  { changeNote, names }: Pick<StackVersion, 'changeNote' | 'names'>,
  now: Date,
): { version: StackVersion; draft: StackDraft } {
  requireLive(current);
  const missing = missingInStack(current.fields);
  if (missing.length > 0)
    throw new DomainError('incomplete-definition', 'The stack is not complete.', missing);
  if (current.publishedRevision === current.revision)
    throw new DomainError('nothing-to-publish', 'Nothing has changed since the last version.');
  const published = current.published + 1;
  const revision = current.revision + 1;
  const publishedAt = now.toISOString();
  return {
    version: {
      stackId: current.id,
      version: published,
      issuerId: current.issuerId,
      changeNote,
      publishedAt,
      stack: current.fields as StackFields,
      names,
    },
    draft: { ...current, published, revision, publishedRevision: revision, updatedAt: publishedAt },
  };
}

/** Ends a stack: what was proposed is still decided, and awards stand. @throws DomainError `stack-retired` */
export function retireStack(current: StackDraft, now: Date): StackDraft {
  requireLive(current);
  const retiredAt = now.toISOString();
  return { ...current, retiredAt, revision: current.revision + 1, updatedAt: retiredAt };
}

/** @throws DomainError `stack-retired` */
export function requireLive({ retiredAt }: Pick<StackDraft, 'retiredAt'>): void {
  if (retiredAt !== undefined) throw new DomainError('stack-retired', 'This stack was retired.');
}
