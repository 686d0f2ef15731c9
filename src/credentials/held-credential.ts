import * as z from 'zod';
import type { CredentialRecord } from '../domain/credential.ts';

const held = z.object({
  validUntil: z.string().optional(),
  credentialSubject: z.object({ achievement: z.object({ id: z.string() }).optional() }).optional(),
});

/** Whether a credential that was issued here counts at a moment: not revoked, not suspended, not expired. */
export function counts(record: CredentialRecord, now: Date): boolean {
  if (record.revocation !== undefined || record.suspension !== undefined) return false;
  const { data } = held.safeParse(JSON.parse(record.document));
  if (!data) return false;
  // An end that cannot be read is no end that is known to lie ahead.
  return data.validUntil === undefined || Date.parse(data.validUntil) > now.getTime();
}

/** The id of what was achieved; undefined for a credential of another kind. */
export function achievementOf({ document }: CredentialRecord): string | undefined {
  return held.safeParse(JSON.parse(document)).data?.credentialSubject?.achievement?.id;
}
