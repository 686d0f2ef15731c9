import { DomainError } from '../domain/domain-error.ts';
import type { StackProposal } from '../domain/stack-proposal.ts';
import type { StackAwards } from '../ports.ts';
import { issuances, stackChecks, stackClaims, stackProposals } from './dynamo-items.ts';
import { type Action, absent, present, type Table } from './dynamo-table.ts';

/** Proposals of stacks' awards in the table, and the credentials whose stacks are to be looked at. */
export function dynamoStackAwards(table: Table): StackAwards {
  const find = (id: string) => table.get(stackProposals.kind, stackProposals.key(id));
  return {
    find,
    async ofLearner(person, stackId) {
      const claim = await table.get(stackClaims.kind, stackClaims.key(person, stackId));
      return claim && find(claim.proposalId);
    },
    propose: (proposal, instead, due) =>
      table.tryWrite([
        { put: stackProposals.item(proposal), when: absent },
        {
          put: stackClaims.item(proposal),
          ...(instead
            ? { when: '#proposalId = :instead', values: { instead: instead.id } }
            : { when: absent }),
        },
        ...(due ? [{ put: issuances.item(due), when: absent }] : []),
      ]),
    decide: (proposal, due) =>
      table.write([
        saveProposal(proposal),
        ...(due ? [{ put: issuances.item(due), when: absent, refuse: changed }] : []),
      ]),
    reopen: (proposal, credentialId) =>
      table.write([
        saveProposal(proposal),
        {
          remove: issuances.key(credentialId),
          when: `${present} AND #state <> :issued`,
          values: { issued: 'issued' },
          refuse: changed,
        },
      ]),
    waiting: (issuerId, page) => table.page(stackProposals.kind, stackProposals.waiting(issuerId), page),
    confirmed: (issuerId, page) => table.page(stackProposals.kind, stackProposals.confirmed(issuerId), page),
    check: (credentialId) => table.get(stackChecks.kind, stackChecks.key(credentialId)),
    checks: () => table.all(stackChecks.kind, stackChecks.waiting),
    async checked({ credentialId, at }) {
      await table.tryWrite([{ remove: stackChecks.key(credentialId), when: '#at = :at', values: { at } }]);
    },
  };
}

/** Saves a proposal over the revision one below. */
export function saveProposal(proposal: StackProposal): Action {
  return {
    put: stackProposals.item(proposal),
    when: '#revision = :expected',
    values: { expected: proposal.revision - 1 },
    refuse: changed,
  };
}

function changed() {
  return new DomainError('conflict', 'The proposal was changed meanwhile: read it again.');
}
