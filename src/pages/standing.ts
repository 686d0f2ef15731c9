import type { CheckCause, VerificationReport } from '../credentials/verification-report.ts';
import type { PublicCredential } from '../domain/public-record.ts';
import type { Standing } from './messages/messages.ts';

type Marks = Pick<PublicCredential, 'revocation' | 'suspension' | 'successor'>;

/**
 * How a credential stands, worst first: what its issuer did, then what checking it showed. A record that is marked counts before its
 * list says so, and a list that says so counts without a mark.
 */
export function standingOf(
  report: VerificationReport,
  { revocation, suspension, successor }: Marks = {},
): Standing {
  const causes = new Set(report.checks.flatMap((check) => ('cause' in check ? [check.cause] : [])));
  if (successor !== undefined) return 'replaced';
  if (revocation !== undefined || causes.has('revoked')) return 'revoked';
  if (report.checks.some((check) => check.outcome === 'failed' && !passing.has(check.cause)))
    return 'invalid';
  if (suspension !== undefined || causes.has('suspended')) return 'suspended';
  if (causes.has('expired')) return 'expired';
  if (causes.has('not-yet-valid')) return 'not-yet-valid';
  return report.verdict;
}

/** What says nothing against the credential itself. */
const passing: ReadonlySet<CheckCause> = new Set(['suspended', 'expired', 'not-yet-valid']);
