import type { ReviewStep } from '../domain/design-review/review.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { DesignReviews } from '../ports.ts';
import { checklists, comments, drafts, reviewSteps, reviews } from './dynamo-items.ts';
import { type Action, absent, type Table } from './dynamo-table.ts';

/** Reviews of drafts in the table. */
export function dynamoDesignReviews(table: Table): DesignReviews {
  return {
    latest: (id) => table.get(reviews.kind, reviews.key(id)),
    take: (step, approved) => {
      const unchanged = {
        when: '#revision = :revision',
        values: { revision: step.draftRevision },
        refuse: () => new DomainError('conflict', 'The draft was changed meanwhile: read it again.'),
      };
      return table.write([
        approved
          ? { put: drafts.item(approved), ...unchanged }
          : { check: drafts.key(step.microCredentialId), ...unchanged },
        ...nextStep(step),
      ]);
    },
    history: (id, page) => table.page(reviewSteps.kind, reviewSteps.of(id), page),
    waiting: (issuerId, page) => table.page(reviews.kind, reviews.waiting(issuerId), page),
    checklist: (id, reviewer) => table.get(checklists.kind, checklists.key(id, reviewer)),
    checklists: (id) => table.all(checklists.kind, checklists.of(id)),
    saveChecklist: (checklist) => table.write([{ put: checklists.item(checklist) }]),
    addComment: (comment) => table.write([{ put: comments.item(comment), when: absent, refuse: taken }]),
    findComment: (id, commentId) => table.get(comments.kind, comments.key(id, commentId)),
    comments: (id, state, page) => table.page(comments.kind, comments.of(id, state), page),
    async resolveComment(resolved) {
      await table.tryWrite([
        { put: comments.item(resolved), when: '#state = :open', values: { open: 'open' } },
      ]);
    },
  };
}

/** The writes of a step, which comes right after the one before it. */
export function nextStep(step: ReviewStep): Action[] {
  const refuse = () =>
    new DomainError('conflict', 'Somebody else took a step in the review meanwhile: read it again.');
  const first = step.number === 1;
  return [
    {
      put: reviews.item(step),
      when: first ? absent : '#number = :before',
      ...(!first && { values: { before: step.number - 1 } }),
      refuse,
    },
    { put: reviewSteps.item(step), when: absent, refuse },
  ];
}

function taken() {
  return new DomainError('already-exists', 'There is a comment with this id.');
}
