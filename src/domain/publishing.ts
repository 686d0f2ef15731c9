import { notAvailable } from './definition/assessment-policy.ts';
import { inconsistencies } from './definition/consistency.ts';
import { automaticFindings } from './design-review/automatic-findings.ts';
import type { FieldError } from './domain-error.ts';
import { DomainError } from './domain-error.ts';
import { pointerTo, sameJson } from './json-pointer.ts';
import { type Definition, type Draft, fieldsOfDefinition, type Version } from './micro-credential.ts';
import { faultsOfRubric } from './rubric.ts';
import { wellFormedFields } from './well-formed-fields.ts';

/** What keeps a draft from being published, as JSON pointers into the definition: what it lacks, and what does not fit. */
export function missingFields(fields: Draft['fields']): FieldError[] {
  const parsed = fieldsOfDefinition.safeParse(fields);
  const missing: Fault[] = parsed.success ? [] : parsed.error.issues;
  const unfinished = (name: unknown) => missing.some(({ path }) => path[0] === name);
  const rubric = unfinished('rubric')
    ? faultsOfRubric(fields.rubric ?? {}).map(({ path, message }) => ({ path: ['rubric', ...path], message }))
    : [];
  const wellFormed = wellFormedFields(fields);
  const inconsistent = inconsistencies(wellFormed).filter(
    // What belongs to a field waits until that is written.
    ({ path: [field, of, ofTranslation] }) =>
      !(field === 'passCriteria' && unfinished(of)) &&
      !(field === 'translations' && unfinished(ofTranslation)),
  );
  const errors = [...missing, ...rubric, ...inconsistent].map(({ path, message }) => ({
    field: pointerTo(path.map(String)),
    message,
  }));
  return [
    ...errors.filter(({ field }, index) => errors.findIndex((one) => one.field === field) === index),
    ...notAvailable(wellFormed.assessmentPolicy ?? {}),
  ];
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Largest definition in bytes of JSON: it and what is awarded by it each fit into one record and one credential. */
const maxDefinitionSize = 128 * 1024;
/** Largest translations of one definition, together. No credential has them. */
const maxTranslationsSize = 192 * 1024;

/** @throws DomainError `payload-too-large` */
export function requireModestSize({ translations = {}, ...original }: Draft['fields']): void {
  requireSize('A definition', original, maxDefinitionSize);
  requireSize('The translations of a definition', translations, maxTranslationsSize);
}

function requireSize(what: string, value: unknown, most: number): void {
  if (Buffer.byteLength(JSON.stringify(value)) > most)
    throw new DomainError('payload-too-large', `${what} may be ${most} bytes at most.`);
}

/** A change of a draft by someone who has read it at some revision. */
export interface DraftChange {
  /** By field; `null` takes one away. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** The revision that was read. */
  readonly read: number;
  readonly by: string;
}

/**
 * Changes some fields of a draft. What others did to other fields since it was read stays; of a field that they changed too, both
 * texts are told and nothing is changed.
 * @throws DomainError `precondition-failed`, `fields-changed` or `payload-too-large`
 */
export function editDraft(current: Draft, { changes, read, by }: DraftChange, now: Date): Draft {
  if (read > current.revision)
    throw new DomainError('precondition-failed', 'The draft never had this revision: read it again.', [
      { field: 'If-Match', message: `must be "${current.revision}" or one before` },
    ]);
  const before = current.fields as Readonly<Record<string, unknown>>;
  const sent = Object.entries(changes).filter(([, value]) => value !== undefined);
  const changed = sent.filter(([name, value]) => !sameJson(value ?? undefined, before[name]));
  const lost = changed.filter(([name]) => (current.fieldRevisions[name] ?? 1) > read);
  if (lost.length > 0) throw bothTexts(current, lost);
  const fields = Object.fromEntries(
    Object.entries({ ...before, ...Object.fromEntries(sent) }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  ) as Draft['fields'];
  requireModestSize(fields);
  const revision = current.revision + 1;
  return {
    ...current,
    fields,
    revision,
    fieldRevisions: {
      ...current.fieldRevisions,
      ...Object.fromEntries(changed.map(([name]) => [name, revision])),
    },
    editors: current.editors.includes(by) ? current.editors : [...current.editors, by],
    updatedAt: now.toISOString(),
  };
}

function bothTexts(current: Draft, lost: readonly (readonly [name: string, yours: unknown])[]): DomainError {
  const fields = current.fields as Readonly<Record<string, unknown>>;
  return new DomainError(
    'fields-changed',
    `Others changed the same fields since you read the draft, which is at revision ${current.revision} now. Nothing was saved.`,
    lost.map(([name]) => ({ field: pointerTo([name]), message: 'was changed by somebody else meanwhile' })),
    lost.map(([name, yours]) => ({
      field: pointerTo([name]),
      yours: yours ?? null,
      theirs: fields[name] ?? null,
      revision: current.fieldRevisions[name] ?? 1,
    })),
  );
}

/** @throws DomainError `incomplete-definition` or `design-blocked`, with all that stands in the way */
export function requirePublishable(fields: Draft['fields']): void {
  const missing = missingFields(fields);
  if (missing.length > 0)
    throw new DomainError('incomplete-definition', 'The definition is not complete.', missing);
  const blocking = automaticFindings(fields).filter(({ effect }) => effect === 'blocks');
  if (blocking.length > 0)
    throw new DomainError(
      'design-blocked',
      'The design has what no micro-credential may have.',
      blocking.map(({ at, found, todo }) => ({ field: at, message: `${found} ${todo}` })),
    );
}

/**
 * Makes the next version of a draft (invariant 8).
 * @throws DomainError `incomplete-definition` with everything that is missing, `design-blocked` with every finding that blocks, or
 * `nothing-to-publish`
 */
export function publishDraft(
  current: Draft,
  changeNote: string,
  now: Date,
): { version: Version; draft: Draft } {
  requirePublishable(current.fields);
  if (current.publishedRevision === current.revision)
    throw new DomainError('nothing-to-publish', 'Nothing has changed since the last version.');
  const number = current.published + 1;
  const revision = current.revision + 1;
  return {
    version: {
      microCredentialId: current.id,
      version: number,
      issuerId: current.issuerId,
      changeNote,
      publishedAt: now.toISOString(),
      definition: current.fields as Definition,
    },
    draft: {
      ...current,
      published: number,
      revision,
      publishedRevision: revision,
      updatedAt: now.toISOString(),
    },
  };
}
