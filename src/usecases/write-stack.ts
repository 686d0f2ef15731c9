import { DomainError, type FieldError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Right } from '../domain/permission.ts';
import { editStack, publishStack, retireStack, type StackDraft, type StackVersion } from '../domain/stack.ts';
import type { Clock, Members, MicroCredentials, NewId, Page, PageRequest, Stacks } from '../ports.ts';
import { requireRightIn } from './standing.ts';

interface InIssuer {
  readonly caller: Caller;
  readonly issuerId: string;
}
interface OfStack extends InIssuer {
  readonly stackId: string;
}
type Ports = { stacks: Stacks; members: Members };

/** Starts a stack. Any field may be missing. */
export async function createStack(
  ports: Ports & { newId: NewId; clock: Clock },
  { caller, issuerId, fields }: InIssuer & { fields: StackDraft['fields'] },
): Promise<StackDraft> {
  await requireRightIn(ports, { caller, issuerId }, 'write-drafts');
  const updatedAt = ports.clock.now().toISOString();
  const draft: StackDraft = { id: ports.newId(), issuerId, revision: 1, fields, published: 0, updatedAt };
  await ports.stacks.createDraft(draft);
  return draft;
}

export async function listStackDrafts(
  ports: Ports,
  { caller, issuerId, page }: InIssuer & { page: PageRequest },
): Promise<Page<StackDraft>> {
  await requireRightIn(ports, { caller, issuerId }, 'read-drafts');
  return ports.stacks.drafts(issuerId, page);
}

export function readStackDraft(ports: Ports, command: OfStack): Promise<StackDraft> {
  return stackFor(ports, command, 'read-drafts');
}

/** @throws DomainError `forbidden`, or `not-found` also for another issuer's stack (invariant 7) */
async function stackFor(
  ports: Ports,
  { caller, issuerId, stackId }: OfStack,
  right: Right,
): Promise<StackDraft> {
  await requireRightIn(ports, { caller, issuerId }, right);
  const draft = await ports.stacks.findDraft(stackId);
  if (draft?.issuerId !== issuerId) throw new DomainError('not-found', 'This issuer has no such stack.');
  return draft;
}

/** Changes the named fields of the revision that the caller has read. */
export async function changeStack(
  ports: Ports & { clock: Clock },
  command: OfStack & { ifMatch: number; changes: Readonly<Record<string, unknown>> },
): Promise<StackDraft> {
  const current = requireRevision(await stackFor(ports, command, 'write-drafts'), command.ifMatch);
  const changed = editStack(current, command.changes, ports.clock.now());
  await ports.stacks.saveDraft(changed, current.revision);
  return changed;
}

/**
 * Publishes the revision that the caller has read as the next version.
 * @throws DomainError `incomplete-definition` also for pieces that the issuer has not published
 */
export async function publishStackVersion(
  ports: Ports & { clock: Clock; microCredentials: MicroCredentials },
  command: OfStack & { ifMatch: number; changeNote: string },
): Promise<StackVersion> {
  const current = requireRevision(await stackFor(ports, command, 'write-drafts'), command.ifMatch);
  const names = await namesOfPieces(ports, current);
  const { version, draft } = publishStack(
    current,
    { changeNote: command.changeNote, names },
    ports.clock.now(),
  );
  const before =
    current.published > 0 ? await ports.stacks.findVersion(current.id, current.published) : undefined;
  await ports.stacks.publish(version, draft, current.revision, before);
  return version;
}

/** Ends a stack: nobody begins it anew. What was proposed is still decided, and awards stand. */
export async function endStack(
  ports: Ports & { clock: Clock },
  command: OfStack & { ifMatch: number },
): Promise<StackDraft> {
  const current = requireRevision(await stackFor(ports, command, 'write-drafts'), command.ifMatch);
  const retired = retireStack(current, ports.clock.now());
  await ports.stacks.retire(retired, current.revision, await ports.stacks.latestVersion(current.id));
  return retired;
}

async function namesOfPieces(
  { microCredentials }: { microCredentials: MicroCredentials },
  { issuerId, fields: { pieces = [] } }: StackDraft,
): Promise<Record<string, string>> {
  const versions = await Promise.all(pieces.map((piece) => microCredentials.latestVersion(piece)));
  const errors = versions.flatMap((version, index): FieldError[] =>
    version?.issuerId === issuerId
      ? []
      : [{ field: `/pieces/${index}`, message: 'is no micro-credential that this issuer has published' }],
  );
  if (errors.length > 0) throw new DomainError('incomplete-definition', 'The stack is not complete.', errors);
  return Object.fromEntries(
    versions.flatMap((version) => (version ? [[version.microCredentialId, version.definition.name]] : [])),
  );
}

function requireRevision(draft: StackDraft, ifMatch: number): StackDraft {
  if (draft.revision === ifMatch) return draft;
  throw new DomainError(
    'precondition-failed',
    `The stack is at revision ${draft.revision} now: read it again.`,
    [{ field: 'If-Match', message: `must be "${draft.revision}"` }],
  );
}
