import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Draft, Version } from '../domain/micro-credential.ts';
import type { Right } from '../domain/permission.ts';
import { editDraft, publishDraft, requireModestSize } from '../domain/publishing.ts';
import type { Clock, Members, MicroCredentials, NewId, Page, PageRequest } from '../ports.ts';
import { requirePossiblePrerequisites } from './check-prerequisites.ts';
import { requireRightIn } from './standing.ts';

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
  const draft: Draft = { id: ports.newId(), issuerId, revision: 1, fields, published: 0, updatedAt };
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

/** Changes the named fields of the revision that the caller has read. */
export async function changeDraft(
  ports: Ports & { clock: Clock },
  command: OfDraft & { ifMatch: number; changes: Readonly<Record<string, unknown>> },
): Promise<Draft> {
  const current = requireRevision(await draftFor(ports, command, 'write-drafts'), command.ifMatch);
  const changed = editDraft(current, command.changes, ports.clock.now());
  await ports.microCredentials.saveDraft(changed, current.revision);
  return changed;
}

/** Publishes the revision that the caller has read as the next version. */
export async function publishVersion(
  ports: Ports & { clock: Clock },
  command: OfDraft & { ifMatch: number; changeNote: string },
): Promise<Version> {
  const current = requireRevision(await draftFor(ports, command, 'write-drafts'), command.ifMatch);
  const { version, draft } = publishDraft(current, command.changeNote, ports.clock.now());
  await requirePossiblePrerequisites(ports, version);
  await ports.microCredentials.publish(version, draft, current.revision);
  return version;
}

function requireRevision(draft: Draft, ifMatch: number): Draft {
  if (draft.revision === ifMatch) return draft;
  throw new DomainError(
    'precondition-failed',
    `The draft is at revision ${draft.revision} now: read it again.`,
    [{ field: 'If-Match', message: `must be "${draft.revision}"` }],
  );
}
