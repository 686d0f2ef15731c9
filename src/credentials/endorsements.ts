import { isPlainObject, type JsonValue } from './json.ts';
import { asArray, type OpenBadge } from './received-credential.ts';
import {
  couldNotCheck,
  failed,
  type Outcome,
  ok,
  type VerificationReport,
  verdictOf,
} from './verification-report.ts';

/** The most endorsements that are verified with one credential. */
export const mostEndorsements = 8;

/**
 * Whether what others signed about a badge, its issuer or its achievement is good (Open Badges 3.0, section 5.6): each is a
 * credential of its own. `verify` is not asked about endorsements of endorsements.
 */
export async function endorsementsOutcome(
  badge: OpenBadge | undefined,
  verify: (endorsement: unknown) => Promise<VerificationReport>,
): Promise<Outcome> {
  const endorsements = badge === undefined ? [] : endorsementsOf(badge);
  if (endorsements.length === 0) return ok('It carries no endorsements.');
  if (endorsements.length > mostEndorsements)
    return couldNotCheck('too-many-endorsements', 'It carries too many endorsements.');
  const reports = await Promise.all(endorsements.map(verify));
  const verdict = verdictOf(
    reports.map(({ verdict: one }) => ({
      outcome: one === 'valid' ? 'ok' : one === 'invalid' ? 'failed' : one,
    })),
  );
  if (verdict === 'invalid')
    return failed('endorsement-invalid', `An endorsement in it is not good: ${reason(reports, 'failed')}`);
  if (verdict === 'could-not-be-checked')
    return couldNotCheck(
      'endorsement-not-checked',
      `An endorsement in it could not be checked: ${reason(reports, verdict)}`,
    );
  return ok(endorsements.length === 1 ? 'Its endorsement is good.' : 'All its endorsements are good.');
}

function reason(reports: readonly VerificationReport[], outcome: Outcome['outcome']): string {
  const checks = reports.flatMap((report) => report.checks);
  return checks.find((check) => check.outcome === outcome)?.message ?? '';
}

/** Those about the badge itself, its achievement and whoever issued or described it, in either form. */
function endorsementsOf({ credentialSubject: { achievement }, ...badge }: OpenBadge): unknown[] {
  const endorsed = [badge, badge.issuer, achievement, achievement.creator] as unknown as JsonValue[];
  return endorsed
    .filter(isPlainObject)
    .flatMap(({ endorsement = [], endorsementJwt = [] }) => [
      ...asArray(endorsement),
      ...asArray(endorsementJwt),
    ]);
}
