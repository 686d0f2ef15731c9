import * as z from 'zod';
import { DomainError } from '../domain-error.ts';
import { stepsOf, valueAt } from '../json-pointer.ts';
import { personId } from '../membership.ts';
import { type Draft, fieldsOfDefinition } from '../micro-credential.ts';
import { passage, slug, timestamp, ulid } from '../text.ts';

/** What somebody says about a place in a draft. */
export const comment = z.strictObject({
  id: ulid,
  microCredentialId: ulid,
  issuerId: slug,
  /** Where, as a JSON pointer into the definition as it was at that revision; empty for the whole of it. */
  field: z.string().max(500),
  text: passage(4000),
  by: personId,
  at: timestamp,
  draftRevision: z.int().positive(),
  state: z.enum(['open', 'resolved']),
  resolvedBy: personId.optional(),
  resolvedAt: timestamp.optional(),
});
export type Comment = z.infer<typeof comment>;

/** @throws DomainError `invalid-request` for what is no place in the draft; a field that is still to be written is one */
export function requirePlace(draft: Draft, field: string): void {
  const message = whyNoPlace(draft, field);
  if (message !== undefined)
    throw new DomainError('invalid-request', 'There is no such place in the definition.', [
      { field: '/field', message },
    ]);
}

function whyNoPlace({ fields }: Draft, field: string): string | undefined {
  const steps = stepsOf(field);
  if (!steps) return 'must be a JSON pointer (RFC 6901)';
  const [name, ...deeper] = steps;
  if (name === undefined) return undefined;
  if (!Object.hasOwn(fieldsOfDefinition.shape, name)) return `"${name}" is no field of a definition`;
  if (deeper.length > 0 && valueAt(fields, steps) === undefined) return 'leads to nothing that the draft has';
  return undefined;
}

/** Resolving again changes nothing. */
export function resolveComment(current: Comment, by: string, now: Date): Comment {
  if (current.state === 'resolved') return current;
  return { ...current, state: 'resolved', resolvedBy: by, resolvedAt: now.toISOString() };
}
