import { DomainError } from '../domain/domain-error.ts';
import type { StackDraft } from '../domain/stack.ts';
import type { Stacks } from '../ports.ts';
import { latestStacks, stackDrafts, stackPieces, stackVersions } from './dynamo-items.ts';
import { type Action, absent, type Table } from './dynamo-table.ts';

/** Stacks in the table. Lists are newest first. */
export function dynamoStacks(table: Table): Stacks {
  return {
    createDraft: (draft) =>
      table.write([
        {
          put: stackDrafts.item(draft),
          when: absent,
          refuse: () => new DomainError('already-exists', 'There is a stack with this id.'),
        },
      ]),
    findDraft: (id) => table.get(stackDrafts.kind, stackDrafts.key(id)),
    drafts: (issuerId, page) => table.page(stackDrafts.kind, stackDrafts.ofIssuer(issuerId), page),
    saveDraft: (draft, expected) => table.write([save(draft, expected)]),
    publish: (version, draft, expected, before) => {
      const { stackId, stack } = version;
      const gone = (before?.stack.pieces ?? []).filter((piece) => !stack.pieces.includes(piece));
      return table.write([
        save(draft, expected),
        // Invariant 8: no run of this code, however wrong its numbers, writes over a published version.
        { put: stackVersions.item(version), when: absent, refuse: changed },
        {
          put: latestStacks.item(version),
          ...(before ? { when: '#version = :before', values: { before: before.version } } : { when: absent }),
          refuse: changed,
        },
        ...stack.pieces.map((piece) => ({ put: stackPieces.item(piece, stackId) })),
        ...gone.map((piece) => ({ remove: stackPieces.key(piece, stackId) })),
      ]);
    },
    retire: (draft, expected, latest) =>
      table.write([
        save(draft, expected),
        ...(latest
          ? [
              {
                put: latestStacks.item({ ...latest, retiredAt: draft.retiredAt }),
                when: '#version = :version',
                values: { version: latest.version },
                refuse: changed,
              },
            ]
          : []),
      ]),
    findVersion: (id, version) => table.get(stackVersions.kind, stackVersions.key(id, version)),
    latestVersion: (id) => table.get(latestStacks.kind, latestStacks.key(id)),
    ofIssuer: (issuerId, page) => table.page(latestStacks.kind, latestStacks.ofIssuer(issuerId), page),
    withPiece: async (microCredentialId) => {
      const pieces = await table.all(stackPieces.kind, stackPieces.of(microCredentialId));
      return pieces.map(({ stackId }) => stackId);
    },
  };
}

function save(draft: StackDraft, expected: number): Action {
  return {
    put: stackDrafts.item(draft),
    when: '#revision = :expected',
    values: { expected },
    refuse: changed,
  };
}

function changed() {
  return new DomainError('conflict', 'The stack was changed by somebody else: read it again.');
}
