import * as z from 'zod';
import { DomainError } from './domain-error.ts';
import { endorsed } from './endorsement.ts';
import { personId } from './membership.ts';
import { credentialStatus, type StatusPurpose, statusPurpose } from './status-list.ts';
import { line, passage, slug, timestamp, ulid } from './text.ts';
import { visibilities } from './visibility.ts';

/** Who set a bit, when and why. That stays with the issuer; the public list carries one bit. */
export const statusReason = z.strictObject({ at: timestamp, by: personId, reason: passage(1000) });
export type StatusReason = z.infer<typeof statusReason>;

/** One change of a credential's status, kept for ever. */
export const statusChange = statusReason.extend({ purpose: statusPurpose, set: z.boolean() });
export type StatusChange = z.infer<typeof statusChange>;

/** An issued credential. */
export const credentialRecord = z.strictObject({
  id: ulid,
  issuerId: slug,
  /** Whose it is, when it was earned here. */
  learner: personId.optional(),
  submissionId: ulid.optional(),
  /** The id that the document gives itself, unless that is its address here: then it is not served at an address. */
  foreignId: z.string().optional(),
  /** What it endorses, when it is an endorsement. */
  endorses: endorsed.optional(),
  name: line(200),
  /** The signed JSON text, served as it is. */
  document: z.string(),
  /** The same credential as a JWT. */
  token: z.string().optional(),
  statuses: z.array(credentialStatus),
  issuedAt: timestamp,
  revocation: statusReason.optional(),
  suspension: statusReason.optional(),
  /** The credential that took the place of this one. */
  successor: ulid.optional(),
  /** Who may see it at its address; `link` where the holder never said. */
  visibility: z.enum(visibilities).optional(),
  /** When its holder took it off its address, for good. It may hold all the same: that is the issuer's to say. */
  withdrawnAt: timestamp.optional(),
  /** When its holder had it erased: then `document` is empty. */
  erasedAt: timestamp.optional(),
});
export type CredentialRecord = z.infer<typeof credentialRecord>;

const standing = { revocation: 'revocation', suspension: 'suspension' } as const;

/** What a change of status does to a credential. `undefined`: it is as it shall be already (flips are idempotent). */
export function changeStatus(
  credential: CredentialRecord,
  change: StatusChange,
): CredentialRecord | undefined {
  const { purpose, set, ...reason } = change;
  requireStatus(credential, purpose);
  const member = standing[purpose];
  if (set === (credential[member] !== undefined)) return undefined;
  if (purpose === 'revocation' && !set)
    throw new DomainError('revoked-for-good', 'A revocation cannot be taken back; reissue the credential.');
  if (set) return { ...credential, [member]: reason };
  const { [member]: _, ...without } = credential;
  return without;
}

/** @throws DomainError `no-such-status` when the credential carries no entry of that purpose */
export function requireStatus(credential: CredentialRecord, purpose: StatusPurpose) {
  const status = credential.statuses.find((one) => one.purpose === purpose);
  if (status) return status;
  throw new DomainError('no-such-status', `This credential carries no status entry for ${purpose}.`, [
    { field: '/credentialStatus/statusPurpose', message: 'is not among the entries of this credential' },
  ]);
}
