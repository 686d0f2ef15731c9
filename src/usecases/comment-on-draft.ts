import { type Comment, requirePlace, resolveComment } from '../domain/design-review/comment.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Clock, DesignReviews, Members, MicroCredentials, NewId, Page, PageRequest } from '../ports.ts';
import { draftFor } from './write-definition.ts';

interface OfDraft {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly microCredentialId: string;
}
interface Ports {
  readonly designReviews: DesignReviews;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
}

/** Says something about a place in the draft. @throws DomainError `invalid-request` for what is no place in it */
export async function addComment(
  ports: Ports & { newId: NewId; clock: Clock },
  { field, text, ...command }: OfDraft & { field: string; text: string },
): Promise<Comment> {
  const draft = await draftFor(ports, command, 'comment-on-drafts');
  requirePlace(draft, field);
  const comment: Comment = {
    id: ports.newId(),
    microCredentialId: draft.id,
    issuerId: draft.issuerId,
    field,
    text,
    by: command.caller.person,
    at: ports.clock.now().toISOString(),
    draftRevision: draft.revision,
    state: 'open',
  };
  await ports.designReviews.addComment(comment);
  return comment;
}

export async function listComments(
  ports: Ports,
  { state, page, ...command }: OfDraft & { state: Comment['state']; page: PageRequest },
): Promise<Page<Comment>> {
  const draft = await draftFor(ports, command, 'read-drafts');
  return ports.designReviews.comments(draft.id, state, page);
}

/** Says that a comment was dealt with. The first one who says so is kept. */
export async function settleComment(
  ports: Ports & { clock: Clock },
  { commentId, ...command }: OfDraft & { commentId: string },
): Promise<Comment> {
  const draft = await draftFor(ports, command, 'comment-on-drafts');
  const found = await ports.designReviews.findComment(draft.id, commentId);
  if (!found) throw new DomainError('not-found', 'There is no such comment.');
  if (found.state === 'resolved') return found;
  const resolved = resolveComment(found, command.caller.person, ports.clock.now());
  await ports.designReviews.resolveComment(resolved);
  return (await ports.designReviews.findComment(draft.id, commentId)) ?? resolved;
}
