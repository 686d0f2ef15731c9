import { describe, expect, it } from 'vitest';
import {
  confirmProposal,
  declineProposal,
  reopenProposal,
  type StackDecision,
  type StackProposal,
  samePieces,
  stackProposal,
} from '../../src/domain/stack-proposal.ts';
import { ending } from '../support/refusal.ts';

const id = (letter: string) => `01JD9Z6V3T5Q8M2K4N7P0R1S2${letter}`;
const at = '2026-03-02T10:00:00.000Z';
const pieces = [
  { microCredentialId: id('A'), credentialId: id('C') },
  { microCredentialId: id('B'), credentialId: id('D') },
];
const waiting: StackProposal = {
  id: id('P'),
  issuerId: 'riverbend',
  stackId: id('S'),
  version: 2,
  learner: 'lena',
  recipient: { name: 'Lena Learner' },
  pieces: pieces.slice(0, 1),
  state: 'waiting',
  proposedAt: at,
  revision: 1,
};
const by = (person: string, outcome: 'confirmed' | 'declined' = 'confirmed'): StackDecision => ({
  by: 'approver',
  person,
  outcome,
  reason: 'All of it stands.',
  at,
});
const byRule: StackDecision = { by: 'rule', outcome: 'confirmed', at };
const confirm = (current: StackProposal, decision: StackDecision) =>
  confirmProposal(current, { decision, pieces, credentialId: id('N') });

describe('a proposal', () => {
  it('is confirmed with the pieces that stand, and the credential that it becomes', () => {
    const confirmed = confirm(waiting, by('approver'));
    expect(stackProposal.parse(confirmed)).toEqual({
      ...waiting,
      state: 'confirmed',
      pieces,
      decision: by('approver'),
      credentialId: id('N'),
      revision: 2,
    });
    expect(confirm(waiting, byRule).decision).toEqual(byRule);
  });

  it('is declined, and makes no credential', () => {
    const declined = declineProposal(waiting, by('approver', 'declined'));
    expect(declined).toMatchObject({ state: 'declined', revision: 2, pieces: waiting.pieces });
    expect(declined.credentialId).toBeUndefined();
  });

  it('is decided once', () => {
    const confirmed = confirm(waiting, by('approver'));
    const declined = declineProposal(waiting, by('approver', 'declined'));
    for (const decided of [confirmed, declined]) {
      expect(ending(() => confirm(decided, byRule))).toBe('already-decided');
      expect(ending(() => declineProposal(decided, by('approver', 'declined')))).toBe('already-decided');
    }
  });

  it('is not decided by the learner, either way', () => {
    expect(ending(() => confirm(waiting, by('lena')))).toBe('own-award');
    expect(ending(() => declineProposal(waiting, by('lena', 'declined')))).toBe('own-award');
  });

  it('waits again when its confirmation lapsed, and who had confirmed stays on record', () => {
    const again = reopenProposal(confirm(waiting, by('approver')));
    expect(stackProposal.parse(again)).toEqual({
      ...waiting,
      pieces,
      lapsed: [by('approver')],
      revision: 3,
    });
    expect(reopenProposal(confirm(again, byRule)).lapsed).toEqual([by('approver'), byRule]);
  });

  it.each<[string, object]>([
    ['no pieces', { pieces: [] }],
    ['a rule that declines', { decision: { by: 'rule', outcome: 'declined', at } }],
    ['an approver without a name', { decision: { ...by(''), person: '' } }],
    ['an approver without a reason', { decision: { ...by('approver'), reason: ' ' } }],
    ['a member that nobody knows', { score: 3 }],
  ])('is not stored with %s', (_, change) => {
    expect(stackProposal.safeParse({ ...waiting, ...change }).success).toBe(false);
  });
});

describe('samePieces', () => {
  it('looks at the credentials, in whatever order', () => {
    expect(samePieces(pieces, pieces.toReversed())).toBe(true);
    expect(samePieces(pieces, pieces.slice(1))).toBe(false);
    expect(samePieces(pieces, [pieces[0], { ...pieces[1], credentialId: id('E') }] as never)).toBe(false);
  });
});
