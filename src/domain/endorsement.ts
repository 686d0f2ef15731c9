import * as z from 'zod';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';

/** What can be endorsed: an issuer, a version of a micro-credential, or a credential; each of this deployment. */
export const endorsed = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('issuer'), issuer: slug }),
  z.strictObject({ kind: z.literal('achievement'), microCredential: ulid, version: z.int().positive() }),
  z.strictObject({ kind: z.literal('credential'), credential: ulid }),
]);
export type Endorsed = z.infer<typeof endorsed>;

/** What an endorsement says, in the words of whoever endorses. */
export const endorsementWords = z.strictObject({ name: line(200), comment: passage(2000) });

/**
 * That an issuer wants an endorsement of another one to be seen with what is theirs. Without it anyone who may issue here could put
 * words into the credentials of others.
 */
export const acceptance = z.strictObject({ credentialId: ulid, by: personId, at: timestamp });
export type Acceptance = z.infer<typeof acceptance>;

/** One text for what is endorsed, to keep things under. */
export function endorsedKey(of: Endorsed): string {
  if (of.kind === 'issuer') return `issuer ${of.issuer}`;
  if (of.kind === 'achievement') return `achievement ${of.microCredential} ${of.version}`;
  return `credential ${of.credential}`;
}
