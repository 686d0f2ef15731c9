import type { IndexState, IndexStep, ListChange, ListName } from '../domain/catalog/index-step.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { CatalogIndex } from '../ports.ts';
import { catalogCards, indexStates, listLengths, postings } from './dynamo-items.ts';
import type { Action, Table } from './dynamo-table.ts';

/** Most micro-credentials that are told to be behind at once. */
const mostBehind = 50;

/** The lists of the catalog in the table, as they are written. */
export function dynamoCatalogIndex(table: Table): CatalogIndex {
  return {
    state: (id) => table.get(indexStates.kind, indexStates.key(id)),
    take: (state, step) =>
      table.write([
        stateAfter(state, step),
        ...cardAfter(state, step),
        ...step.changes.flatMap(listAfter(state)),
      ]),
    async behind() {
      const { items } = await table.page(indexStates.idKind, indexStates.behind, { limit: mostBehind });
      return items;
    },
  };
}

/** That the catalog has to be brought up to date with a micro-credential: part of the write that changes what it should show. */
export function markBehind(microCredentialId: string): Action {
  return {
    update: indexStates.key(microCredentialId),
    change: `SET #type = :type, #microCredentialId = :id, #gsi1pk = :behind, #gsi1sk = :id,
      #revision = if_not_exists(#revision, :zero) + :one, #present = if_not_exists(#present, :nothing)`,
    values: {
      type: indexStates.kind.type,
      id: microCredentialId,
      behind: indexStates.behind.gsi1pk,
      zero: 0,
      one: 1,
      nothing: '{}',
    },
  };
}

function stateAfter({ microCredentialId, revision }: IndexState, { present, last }: IndexStep): Action {
  return {
    update: indexStates.key(microCredentialId),
    change: `SET #revision = :next, #present = :present${last ? ' REMOVE #gsi1pk, #gsi1sk' : ''}`,
    when: '#revision = :revision',
    values: { revision, next: revision + 1, present: JSON.stringify(present) },
    refuse: () => new DomainError('conflict', 'The catalog is being brought up to date by somebody else.'),
  };
}

function cardAfter({ microCredentialId }: IndexState, { card }: IndexStep): Action[] {
  if (card === undefined) return [];
  return card === null
    ? [{ remove: catalogCards.key(microCredentialId) }]
    : [{ put: catalogCards.item(card) }];
}

const listAfter =
  ({ microCredentialId }: IndexState) =>
  (change: ListChange): Action[] => {
    const { list, before } = change;
    const taken = (impact: number): Action => ({ remove: postings.key(list, { impact, microCredentialId }) });
    if (change.kind === 'remove') return [taken(change.before), lengthened(list, -1)];
    const put: Action = { put: postings.item(list, change.posting) };
    if (before === undefined) return [put, lengthened(list, 1, change.label)];
    return before === change.posting.impact ? [put] : [put, taken(before)];
  };

function lengthened(list: ListName, by: number, label?: string): Action {
  return {
    update: listLengths.key(list),
    change: `SET #type = :type, #list = :list${label === undefined ? '' : ', #label = :label'} ADD #count :by`,
    values: { type: listLengths.kind.type, list, by, ...(label !== undefined && { label }) },
  };
}
