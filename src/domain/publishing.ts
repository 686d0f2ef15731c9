import { notAvailable } from './definition/assessment-policy.ts';
import { inconsistencies } from './definition/consistency.ts';
import type { FieldError } from './domain-error.ts';
import { DomainError } from './domain-error.ts';
import { type Definition, type Draft, fieldsOfDefinition, type Version } from './micro-credential.ts';

/** What keeps a draft from being published, as JSON pointers into the definition: what it lacks, and what does not fit. */
export function missingFields(fields: Draft['fields']): FieldError[] {
  const parsed = fieldsOfDefinition.safeParse(fields);
  const missing = parsed.success ? [] : parsed.error.issues;
  const inconsistent = inconsistencies(fields).filter(
    // A translation waits for a field that is still to be written.
    ({ path: [field, , of] }) => field !== 'translations' || !missing.some(({ path }) => path[0] === of),
  );
  return [
    ...[...missing, ...inconsistent].map(({ path, message }) => ({
      field: `/${path.map(String).join('/')}`,
      message,
    })),
    ...notAvailable(fields.assessmentPolicy ?? {}),
  ];
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

/** Changes some fields of a draft. `null` removes a field. @throws DomainError `payload-too-large` */
export function editDraft(current: Draft, changes: Readonly<Record<string, unknown>>, now: Date): Draft {
  const fields = Object.fromEntries(
    Object.entries({ ...current.fields, ...changes }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  ) as Draft['fields'];
  requireModestSize(fields);
  return { ...current, fields, revision: current.revision + 1, updatedAt: now.toISOString() };
}

/**
 * Makes the next version of a draft (invariant 8).
 * @throws DomainError `incomplete-definition` with everything that is missing, or `nothing-to-publish`
 */
export function publishDraft(
  current: Draft,
  changeNote: string,
  now: Date,
): { version: Version; draft: Draft } {
  const missing = missingFields(current.fields);
  if (missing.length > 0)
    throw new DomainError('incomplete-definition', 'The definition is not complete.', missing);
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
