import { instantOf } from './timestamps.ts';
import { failed, type Outcome, ok, worst } from './verification-report.ts';

/** Whether a credential is valid at this time (VC Data Model 2.0, section 4.9). Both ends are part of the period. */
export function validityOutcome(
  {
    validFrom,
    validUntil,
  }: { readonly validFrom?: string | undefined; readonly validUntil?: string | undefined },
  now: Date,
): Outcome {
  const from = validFrom === undefined ? Number.NEGATIVE_INFINITY : instantOf(validFrom);
  const until = validUntil === undefined ? Number.POSITIVE_INFINITY : instantOf(validUntil);
  if (from === undefined || until === undefined || from > until)
    return failed('validity-contradictory', 'The dates between which it is valid contradict each other.');
  if (now.getTime() < from) return failed('not-yet-valid', `It is valid only from ${validFrom}.`);
  if (now.getTime() > until) return failed('expired', `It was valid until ${validUntil}.`);
  return ok(validUntil === undefined ? 'It does not expire.' : `It is valid until ${validUntil}.`);
}

/** As {@link validityOutcome}, for a credential of either version of the data model: 1.1 has other names for the ends. */
export function credentialValidity(
  credential: Parameters<typeof validityOutcome>[0] & {
    readonly issuanceDate?: string | undefined;
    readonly expirationDate?: string | undefined;
  },
  now: Date,
): Outcome {
  const { validFrom, validUntil, issuanceDate, expirationDate } = credential;
  const newer = validityOutcome({ validFrom, validUntil }, now);
  if (issuanceDate === undefined && expirationDate === undefined) return newer;
  const older = validityOutcome({ validFrom: issuanceDate, validUntil: expirationDate }, now);
  return worst([older, newer]) ?? older;
}
