import { publishReviewed } from '../domain/design-review/review.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Draft, Version } from '../domain/micro-credential.ts';
import type { Right } from '../domain/permission.ts';
import { editDraft, publishDraft, requireModestSize } from '../domain/publishing.ts';
import { retired } from '../domain/retirement.ts';
import type {
  Clock,
  DesignReviews,
  Issuers,
  Members,
  MicroCredentials,
  NewId,
  Page,
  PageRequest,
  Retirements,
} from '../ports.ts';
import { requirePossiblePrerequisites } from './check-prerequisites.ts';
import { retryOnConflict } from './retry-on-conflict.ts';
import { requireRightIn } from './standing.ts';
import { type CatalogUpdatePorts, updateCatalogSoon } from './update-catalog.ts';

interface InIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}
interface OfDraft extends InIssuer {
  readonly microCredentialId: string;
}
type Ports = { microCredentials: MicroCredentials; members: Members };

/** Starts a definition. Any field may be missing. */
export async function createDraft(
  ports: Ports & { newId: NewId; clock: Clock },
  { caller, issuerId, fields }: InIssuer & { fields: Draft['fields'] },
): Promise<Draft> {
  await requireRightIn(ports, { caller, issuerId }, 'write-drafts');
  requireModestSize(fields);
  const updatedAt = ports.clock.now().toISOString();
  const draft: Draft = {
    id: ports.newId(),
    issuerId,
    revision: 1,
    fields,
    fieldRevisions: {},
    editors: [caller.person],
    published: 0,
    updatedAt,
  };
  await ports.microCredentials.createDraft(draft);
  return draft;
}

export async function listDrafts(
  ports: Ports,
  { caller, issuerId, page }: InIssuer & { page: PageRequest },
): Promise<Page<Draft>> {
  await requireRightIn(ports, { caller, issuerId }, 'read-drafts');
  return ports.microCredentials.drafts(issuerId, page);
}

export async function readDraft(ports: Ports, command: OfDraft): Promise<Draft> {
  return draftFor(ports, command, 'read-drafts');
}

/** @throws DomainError `forbidden`, or `not-found` also for another issuer's draft (invariant 7) */
export async function draftFor(
  ports: Ports,
  { caller, issuerId, microCredentialId }: OfDraft,
  right: Right,
): Promise<Draft> {
  await requireRightIn(ports, { caller, issuerId }, right);
  const draft = await ports.microCredentials.findDraft(microCredentialId);
  if (draft?.issuerId !== issuerId)
    throw new DomainError('not-found', 'This issuer has no such micro-credential.');
  return draft;
}

/**
 * Changes the named fields. Other fields may have been changed since the caller read the draft; of the same ones both texts are
 * told. @throws DomainError as `editDraft`
 */
export async function changeDraft(
  ports: Ports & { clock: Clock },
  command: OfDraft & { ifMatch: number; changes: Readonly<Record<string, unknown>> },
): Promise<Draft> {
  return retryOnConflict(async () => {
    const current = await draftFor(ports, command, 'write-drafts');
    const change = { changes: command.changes, read: command.ifMatch, by: command.caller.person };
    const changed = editDraft(current, change, ports.clock.now());
    await ports.microCredentials.saveDraft(changed, current.revision);
    return changed;
  });
}

/** Publishes the revision that the caller has read as the next version, where it was approved or need not be. */
export async function publishVersion(
  ports: Ports &
    CatalogUpdatePorts & {
      clock: Clock;
      designReviews: DesignReviews;
      issuers: Issuers;
      retirements: Retirements;
    },
  command: OfDraft & { ifMatch: number; changeNote: string },
): Promise<Version> {
  const current = requireRevision(await draftFor(ports, command, 'write-drafts'), command.ifMatch);
  if (await ports.retirements.find(current.id)) throw retired();
  const now = ports.clock.now();
  const { version, draft } = publishDraft(current, command.changeNote, now);
  const [latest, issuer] = await Promise.all([
    ports.designReviews.latest(current.id),
    ports.issuers.find(current.issuerId),
  ]);
  const step = publishReviewed({
    draft: current,
    latest,
    by: command.caller.person,
    now,
    setting: issuer?.designReview ?? 'required',
    version: version.version,
  });
  await requirePossiblePrerequisites(ports, version);
  await ports.microCredentials.publish(version, draft, current.revision, step);
  await updateCatalogSoon(ports, version.microCredentialId);
  return version;
}

/** @throws DomainError `precondition-failed` */
export function requireRevision(draft: Draft, ifMatch: number): Draft {
  if (draft.revision === ifMatch) return draft;
  throw new DomainError(
    'precondition-failed',
    `The draft is at revision ${draft.revision} now: read it again.`,
    [{ field: 'If-Match', message: `must be "${draft.revision}"` }],
  );
}
