import { type AgreementReport, agreementReport, monthBefore } from '../domain/agreement/summary.ts';
import { type Analytics, analyticsOf } from '../domain/analytics.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Cases, Clock, Members, MicroCredentials } from '../ports.ts';
import { requireRightIn } from './standing.ts';

interface OfMonths {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly microCredentialId: string;
  readonly months: number;
}
type Ports = { cases: Cases; clock: Clock; members: Members; microCredentials: MicroCredentials };

/** What became of the submissions to a micro-credential, over so many months with this one. */
export async function readAnalytics(ports: Ports, command: OfMonths): Promise<Analytics> {
  const { rubric, months } = await asked(ports, command);
  return analyticsOf(await ports.cases.counters(command.microCredentialId, months), rubric);
}

/** How far the assessors of a micro-credential agree, over so many months with this one. */
export async function readAgreement(ports: Ports, command: OfMonths): Promise<AgreementReport> {
  const { rubric, months, now } = await asked(ports, command);
  return agreementReport(await ports.cases.pairs(command.microCredentialId, months), rubric, now);
}

/** For whoever may see it: the rubric of the newest version, and the months. */
async function asked(ports: Ports, command: OfMonths) {
  const { issuerId, microCredentialId, months } = command;
  await requireRightIn(ports, command, 'read-trails');
  const version = await ports.microCredentials.latestVersion(microCredentialId);
  if (version?.issuerId !== issuerId)
    throw new DomainError('not-found', 'The issuer has published no such micro-credential.');
  const now = ports.clock.now();
  return {
    now,
    rubric: version.definition.rubric,
    months: Array.from({ length: months }, (_, before) => monthBefore(now, before)),
  };
}
