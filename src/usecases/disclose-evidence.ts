import type { CredentialRecord } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import {
  canShow,
  type Disclosure,
  disclosure,
  type Evidence,
  effectOfDisclosure,
} from '../domain/evidence.ts';
import type { Caller } from '../domain/membership.ts';
import { requireNotWithdrawn } from '../domain/visibility.ts';
import type { PublicAddress } from './finish-intent.ts';
import { type ReissuePorts, reissue } from './reissue-credential.ts';
import { ownCredential } from './share-credential.ts';

export interface Disclosed {
  /** The credential that stands now. */
  readonly credential: { readonly id: string; readonly issued: boolean };
  readonly evidence: readonly Evidence[];
}

/**
 * Sets what the caller's own award shows of its evidence. Where that changes the signed document, the award is issued anew, by the
 * rules of a correction: the one before is revoked in its favour. Where less is shown than before, the one before is withdrawn
 * from its address too, for it says what its holder no longer says.
 * @throws DomainError `human-required`, `forbidden`, `not-found`, `withdrawn`, `invalid-request` naming the item;
 * `cannot-be-reissued` while the issuer has revoked or suspended it; as for a correction
 */
export async function discloseEvidence(
  ports: ReissuePorts,
  {
    caller,
    credentialId,
    disclosures,
    ...address
  }: {
    caller: Caller;
    credentialId: string;
    disclosures: Readonly<Record<string, Disclosure>>;
  } & PublicAddress,
): Promise<Disclosed> {
  const before = await ownCredential(ports, { caller, credentialId });
  requireNotWithdrawn(before);
  const submission = before.submissionId && (await ports.submissions.find(before.submissionId));
  if (!submission) throw new DomainError('not-found', 'This credential has no evidence that is kept here.');
  const items = await ports.submissions.evidence(submission.id);
  requireDisclosable(items, disclosures);
  const changed = items.flatMap((item) => {
    const wanted = disclosures[item.id];
    return wanted === undefined || wanted === item.disclosure ? [] : [{ ...item, disclosure: wanted }];
  });
  const evidence = items.map((item) => changed.find(({ id }) => id === item.id) ?? item);
  const effects = items.map((item) =>
    effectOfDisclosure(item.disclosure, disclosures[item.id] ?? item.disclosure),
  );
  requireGood(before);
  if (!effects.some(({ changesDocument }) => changesDocument)) {
    if (changed.length > 0)
      await ports.submissions.discloseEvidence({ ...submission, revision: submission.revision + 1 }, changed);
    return { credential: { id: before.id, issued: true }, evidence };
  }
  const { successor } = await reissue(ports, {
    before,
    by: caller.person,
    reason: 'Its holder changed what it shows of the evidence.',
    correction: { evidence: changed },
    ...address,
  });
  if (effects.some(({ showsLess }) => showsLess))
    await ports.credentials.withdraw(
      { credentialId, learner: caller.person },
      ports.clock.now().toISOString(),
    );
  return { credential: successor, evidence };
}

function requireDisclosable(items: readonly Evidence[], disclosures: Readonly<Record<string, Disclosure>>) {
  const errors = Object.entries(disclosures).flatMap(([id, wanted]) => {
    const item = items.find((one) => one.id === id);
    if (!item) return [{ field: `/evidence/${id}`, message: 'is not among the evidence' }];
    if (canShow(item, wanted)) return [];
    const possible = disclosure.options.filter((one) => canShow(item, one));
    return [{ field: `/evidence/${id}`, message: `must be one of ${possible.join(', ')}` }];
  });
  if (errors.length > 0) throw new DomainError('invalid-request', 'That cannot be shown.', errors);
}

/** What the issuer took away comes back by no wish of its holder. */
function requireGood({ revocation, suspension, successor }: CredentialRecord): void {
  if (successor !== undefined)
    throw new DomainError('already-replaced', `This credential was replaced by ${successor}.`);
  if (revocation !== undefined || suspension !== undefined)
    throw new DomainError('cannot-be-reissued', 'The issuer has revoked or suspended it.');
}
