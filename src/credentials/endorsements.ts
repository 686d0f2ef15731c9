import { isPlainObject, type JsonValue } from './json.ts';
import { identifiedObjects } from './merged-nodes.ts';
import { asArray, type OpenBadge } from './received-credential.ts';
import {
  type Check,
  couldNotCheck,
  failed,
  type Outcome,
  ok,
  type VerificationReport,
} from './verification-report.ts';

/** The most endorsements that are verified with one credential. */
export const mostEndorsements = 8;

interface Endorsements {
  readonly outcome: Outcome;
  readonly warnings: readonly string[];
}

/**
 * Whether what others signed about a badge, its issuer or its achievement is theirs (Open Badges 3.0, section 5.6): each is a
 * credential of its own. One that was forged, or that is about something else, is the fault of whoever put it there, and fails.
 * One that its endorser took back, or that cannot be looked up, is told in a warning: an endorser has no say in whether the award
 * stands. `verify` is not asked about endorsements of endorsements.
 */
export async function endorsementsOutcome(
  badge: OpenBadge | undefined,
  verify: (endorsement: unknown) => Promise<VerificationReport>,
): Promise<Endorsements> {
  const endorsements = badge === undefined ? [] : endorsementsOf(badge);
  if (badge === undefined || endorsements.length === 0)
    return { outcome: ok('It carries no endorsements.'), warnings: [] };
  if (endorsements.length > mostEndorsements)
    return {
      outcome: couldNotCheck('too-many-endorsements', 'It carries too many endorsements.'),
      warnings: [],
    };
  const reports = await Promise.all(endorsements.map(verify));
  const things = thingsIn(badge);
  const wrong = reports.flatMap((report) => forgery(report, things) ?? []);
  if (wrong[0] !== undefined)
    return {
      outcome: failed('endorsement-invalid', `An endorsement in it is not good: ${wrong[0]}`),
      warnings: [],
    };
  const verdicts = reports.map(({ verdict }) => verdict);
  const warnings = [
    ...(verdicts.includes('invalid') ? ['An endorsement in it no longer stands.'] : []),
    ...(verdicts.includes('could-not-be-checked') ? ['An endorsement in it could not be checked.'] : []),
  ];
  return { outcome: ok(warnings.length > 0 ? 'No endorsement in it is forged.' : good(reports)), warnings };
}

function good({ length }: readonly VerificationReport[]): string {
  return length === 1 ? 'Its endorsement is good.' : 'All its endorsements are good.';
}

/** What shows that an endorsement is not what it says, whatever happened since it was made. */
function forgery(
  { checks, credential }: VerificationReport,
  things: ReadonlySet<string>,
): string | undefined {
  const wrong = checks.find(isForgery);
  if (wrong !== undefined) return wrong.message;
  const about = credential?.subject.id;
  return credential === undefined || (about !== undefined && things.has(about))
    ? undefined
    : 'It is about something else.';
}

/** Time, and what its endorser publishes, can change the other checks. */
function isForgery(check: Check): boolean {
  if (check.outcome !== 'failed') return false;
  const { name, cause } = check;
  if (name === 'issuer-key') return cause === 'not-the-issuers-key';
  if (name === 'proof') return cause !== 'proof-expired';
  return name === 'format' || name === 'contexts' || name === 'schema';
}

/** The ids of all that a badge speaks of, outside of its endorsements. */
function thingsIn(badge: OpenBadge): ReadonlySet<string> {
  const objects = identifiedObjects(badge as unknown as JsonValue);
  const ids = objects.filter(({ path }) => !path.includes('/endorsement/')).map(({ id }) => id);
  return new Set(typeof badge.issuer === 'string' ? [...ids, badge.issuer] : ids);
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
