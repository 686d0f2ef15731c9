import type { FieldError } from './domain-error.ts';
import { DomainError } from './domain-error.ts';
import { type Definition, type Draft, definition, type Version } from './micro-credential.ts';

/** What a draft still lacks before it can be published, as JSON pointers into the definition. */
export function missingFields(fields: Draft['fields']): FieldError[] {
  const parsed = definition.safeParse(fields);
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => ({
    field: `/${issue.path.map(String).join('/')}`,
    message: issue.message,
  }));
}

/** Largest definition in bytes of JSON: it and what is awarded by it each fit into one record and one credential. */
const maxDefinitionSize = 128 * 1024;

/** @throws DomainError `payload-too-large` */
export function requireModestSize(fields: Draft['fields']): void {
  if (Buffer.byteLength(JSON.stringify(fields)) > maxDefinitionSize)
    throw new DomainError('payload-too-large', `A definition may be ${maxDefinitionSize} bytes at most.`);
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
