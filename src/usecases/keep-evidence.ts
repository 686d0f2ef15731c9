import { DomainError } from '../domain/domain-error.ts';
import { letGo } from '../domain/erasure.ts';
import type { Caller } from '../domain/membership.ts';
import { isOver, type KeptEvidence, type Retention } from '../domain/retention.ts';
import type { Submission } from '../domain/submission.ts';
import type { Clock, Erasures, EvidenceEraser, Members, Retentions, Submissions } from '../ports.ts';
import { fingerprintsOf } from './fingerprint-evidence.ts';
import { requireRightIn } from './standing.ts';

interface OfIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}
type RulePorts = { readonly members: Members; readonly retentions: Retentions };

/** How long an issuer keeps evidence; undefined when it never said. @throws DomainError `forbidden` */
export async function readRetention(ports: RulePorts, of: OfIssuer): Promise<Retention | undefined> {
  await requireRightIn(ports, of, 'manage-retention');
  return ports.retentions.find(of.issuerId);
}

/** Sets how long an issuer keeps evidence, of what is decided already too. @throws DomainError `forbidden` */
export async function setRetention(
  ports: RulePorts & { clock: Clock },
  { caller, issuerId, days }: OfIssuer & { days: number | null },
): Promise<Retention> {
  await requireRightIn(ports, { caller, issuerId }, 'manage-retention');
  const since = ports.clock.now().toISOString();
  const rule: Retention = { issuerId, ...(days !== null && { days }), since, setBy: caller.person };
  await ports.retentions.put(rule);
  return rule;
}

type HoldPorts = { readonly members: Members; readonly submissions: Submissions };

/** Lets nothing of a submission be deleted, or ends that. @throws DomainError `forbidden`, `not-found`, `conflict` */
export async function holdSubmission(
  ports: HoldPorts & { clock: Clock },
  { reason, ...command }: OfIssuer & { submissionId: string; reason: string | undefined },
): Promise<Submission> {
  await requireRightIn(ports, command, 'manage-retention');
  const submission = await ports.submissions.find(command.submissionId);
  if (submission?.issuerId !== command.issuerId || submission.erasedAt !== undefined)
    throw new DomainError('not-found', 'The issuer has no such submission.');
  const { hold: _hold, ...current } = submission;
  const held: Submission = {
    ...current,
    ...(reason !== undefined && {
      hold: { at: ports.clock.now().toISOString(), by: command.caller.person, reason },
    }),
    revision: current.revision + 1,
  };
  await ports.submissions.save(held);
  return held;
}

export interface ExpiryPorts {
  readonly clock: Clock;
  readonly erasures: Erasures;
  readonly evidenceEraser: EvidenceEraser;
  readonly retentions: Retentions;
  readonly submissions: Submissions;
}

/** Deletes evidence whose retention is over. One failure stops no other. @returns how many submissions, and what went wrong */
export async function deleteOldEvidence(
  ports: ExpiryPorts,
): Promise<{ deleted: number; failures: { submissionId: string; error: unknown }[] }> {
  const failures: { submissionId: string; error: unknown }[] = [];
  let deleted = 0;
  for (const rule of await ports.retentions.limited()) {
    let cursor: string | undefined;
    let isYoung = false;
    do {
      const page = await ports.retentions.kept(rule.issuerId, cursor);
      for (const kept of page.items) {
        isYoung = !isOver(kept, rule, ports.clock.now());
        if (isYoung) break;
        try {
          if (await deleteOf(ports, kept)) deleted += 1;
        } catch (error) {
          failures.push({ submissionId: kept.submissionId, error });
        }
      }
      cursor = page.cursor;
    } while (cursor !== undefined && !isYoung);
  }
  return { deleted, failures };
}

async function deleteOf(ports: ExpiryPorts, kept: KeptEvidence): Promise<boolean> {
  const submission = await ports.submissions.find(kept.submissionId);
  if (submission?.hold !== undefined) return false;
  const isClosed = submission && ['awarded', 'not-yet', 'withdrawn'].includes(submission.state);
  // What is judged again is kept anew when that is decided.
  if (!isClosed || submission.erasedAt !== undefined) {
    if (!submission || submission.erasedAt !== undefined) await ports.retentions.letGo(kept);
    return false;
  }
  const now = ports.clock.now();
  const items = await ports.submissions.evidence(submission.id);
  await ports.evidenceEraser.erase(submission);
  await ports.erasures.evidence(
    { ...submission, revision: submission.revision + 1 },
    items.map((item) => letGo(item, now)),
    fingerprintsOf(submission, items, now),
  );
  await ports.retentions.letGo(kept);
  return true;
}
