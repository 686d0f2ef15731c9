import { type AgreementReport, agreementReport, monthBefore } from '../domain/agreement/summary.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Cases, Clock, Members, MicroCredentials } from '../ports.ts';
import { requireRightIn } from './standing.ts';

/** How far the assessors of a micro-credential agree, over so many months with this one. */
export async function readAgreement(
  ports: { cases: Cases; clock: Clock; members: Members; microCredentials: MicroCredentials },
  command: { caller: Caller; issuerId: string; microCredentialId: string; months: number },
): Promise<AgreementReport> {
  const { issuerId, microCredentialId, months } = command;
  await requireRightIn(ports, command, 'read-trails');
  const version = await ports.microCredentials.latestVersion(microCredentialId);
  if (version?.issuerId !== issuerId)
    throw new DomainError('not-found', 'The issuer has published no such micro-credential.');
  const now = ports.clock.now();
  const asked = Array.from({ length: months }, (_, before) => monthBefore(now, before));
  return agreementReport(await ports.cases.pairs(microCredentialId, asked), version.definition.rubric, now);
}
