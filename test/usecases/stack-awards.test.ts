import { beforeAll, describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import type { StackVersion } from '../../src/domain/stack.ts';
import type { StackProposal } from '../../src/domain/stack-proposal.ts';
import type { StackAwards } from '../../src/ports.ts';
import { askForStack } from '../../src/usecases/ask-for-stack.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { decideStackProposal } from '../../src/usecases/decide-stack-proposal.ts';
import { finishStackChecks } from '../../src/usecases/finish-stacks.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';
import { issueCredential } from '../../src/usecases/issue-credential.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { listStackAwards, listStackProposals } from '../../src/usecases/read-stack-awards.ts';
import { readStackProgress } from '../../src/usecases/read-stack-progress.ts';
import { reissueCredential } from '../../src/usecases/reissue-credential.ts';
import { reopenFallen } from '../../src/usecases/reopen-fallen.ts';
import { changeStack, endStack, publishStackVersion } from '../../src/usecases/write-stack.ts';
import {
  aLearner,
  anotherVersion,
  approver,
  confirmed,
  earned,
  issuerOfPieces,
  portsOf,
  publishedStack,
} from '../support/stacks.ts';
import { address, away, people, publicUrl, signing, useWorld, type World } from '../support/world.ts';

const theWorld = useWorld();

let goals: Version;
let visits: Version;
let notes: Version;
/** Both of the first two, confirmed by an approver. */
let both: StackVersion;
beforeAll(async () => {
  [goals, visits, notes] = await issuerOfPieces(theWorld());
  both = await publishedStack(theWorld(), [goals, visits]);
});

const proposalOf = (learner: Caller, { stackId } = both) =>
  theWorld().stackAwards.ofLearner(learner.person, stackId);

/** A learner who has earned both pieces, and waits. */
async function waiting(learner = aLearner()) {
  const world = theWorld();
  const pieces = [await earned(world, goals, learner), await earned(world, visits, learner)];
  const proposal = await proposalOf(learner);
  if (!proposal) throw new Error('nothing was proposed');
  return { learner, pieces, proposal };
}

async function verdictOf(world: World, credentialId: string | undefined) {
  const record = await world.credentials.find(credentialId ?? '');
  if (!record) return 'absent';
  return (await verifyCredential(JSON.parse(record.document), ownWorld(world, address))).verdict;
}

async function revoked(world: World, credentialId: string) {
  await changeCredentialStatus(portsOf(world), {
    caller: people.owner,
    credentialId,
    purpose: 'revocation',
    set: true,
    reason: 'Found to be copied.',
  });
}

describe('the last piece', () => {
  it('proposes the award, an approver confirms it, and its credential lists the pieces', async () => {
    const world = theWorld();
    const learner = aLearner();
    const first = await earned(world, goals, learner);
    expect(await proposalOf(learner)).toBeUndefined();
    const second = await earned(world, visits, learner);
    const proposal = await proposalOf(learner);
    expect(proposal).toMatchObject({
      state: 'waiting',
      issuerId: goals.issuerId,
      version: 1,
      recipient: { name: 'Lena Learner' },
      pieces: [
        { microCredentialId: goals.microCredentialId, credentialId: first },
        { microCredentialId: visits.microCredentialId, credentialId: second },
      ],
    });

    const { credential } = await confirmed(world, proposal?.id ?? '');

    expect(credential?.issued).toBe(true);
    const record = await world.credentials.find(credential?.id ?? '');
    expect(record).toMatchObject({ learner: learner.person, issuerId: goals.issuerId });
    const document = JSON.parse(record?.document ?? '');
    expect(document.credentialSubject.achievement).toMatchObject({
      id: `${publicUrl}/stacks/${both.stackId}/versions/1`,
      achievementType: 'Certificate',
      name: 'Working with Families',
      related: [goals, visits].map(({ microCredentialId }) => ({
        id: `${publicUrl}/micro-credentials/${microCredentialId}/versions/1`,
        type: ['Related'],
      })),
    });
    expect(document.evidence.map(({ id }: { id: string }) => id)).toEqual(
      [first, second].map((id) => `${publicUrl}/credentials/${id}`),
    );
    expect(document.credentialSubject.result).toBeUndefined();
    const report = await verifyCredential(document, ownWorld(world, address));
    expect(report.checks.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(report.verdict).toBe('valid');
    expect(await proposalOf(learner)).toMatchObject({
      state: 'confirmed',
      credentialId: credential?.id,
      decision: { by: 'approver', person: approver.person, reason: 'All of it stands.' },
    });
  });

  it('is confirmed by the rule itself where the stack says so, and the record tells', async () => {
    const world = theWorld();
    const learner = aLearner();
    const any = await publishedStack(world, [goals, notes], {
      name: 'One of Two',
      rule: { atLeast: 1 },
      confirmation: 'rule',
    });
    await earned(world, notes, learner);
    const proposal = await proposalOf(learner, any);
    expect(proposal).toMatchObject({ state: 'confirmed', decision: { by: 'rule' } });
    expect(await verdictOf(world, proposal?.credentialId)).toBe('valid');
    const record = await world.credentials.find(proposal?.credentialId ?? '');
    expect(JSON.parse(record?.document ?? '').credentialSubject.narrative).toMatch(
      /by the rule of the stack/,
    );
    // Another piece makes no second award.
    await earned(world, goals, learner);
    expect(await proposalOf(learner, any)).toEqual(proposal);
  });

  it('of two at once makes one proposal, whoever comes first', async () => {
    const world = theWorld();
    const learner = aLearner();
    await Promise.all([earned(world, goals, learner), earned(world, visits, learner)]);
    const { items } = await listStackProposals(world, {
      caller: approver,
      issuerId: goals.issuerId,
      page: { limit: 100 },
    });
    const mine = items.filter(({ proposal }) => proposal.learner === learner.person);
    expect(mine.map(({ proposal }) => proposal.stackId)).toEqual([both.stackId]);
    expect(mine[0]?.pieces.map(({ standing }) => standing)).toEqual(['stands', 'stands']);
  });

  it('is shown to the learner on the way, in plain words', async () => {
    const world = theWorld();
    const learner = aLearner();
    expect(await readStackProgress(world, { caller: learner })).toEqual([]);
    await earned(world, goals, learner);
    const progress = await readStackProgress(world, { caller: learner });
    const mine = progress.find(({ version }) => version.stackId === both.stackId);
    expect(mine?.standing).toMatchObject({ complete: false, earned: [goals.microCredentialId] });
    expect(mine?.missing).toEqual(['Still to earn: "Holding a Visit".']);
    expect(mine?.proposal).toBeUndefined();
  });
});

const crash = () => Promise.reject(new Error('crash'));
const thenCrash =
  <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    await act(...args);
    throw new Error('crash');
  };

describe('a process that dies', () => {
  const faults: Record<string, (stackAwards: StackAwards) => Partial<StackAwards>> = {
    'before it looks': () => ({ check: crash }),
    'before the proposal': () => ({ propose: crash }),
    'after the proposal': ({ propose }) => ({ propose: thenCrash(propose) }),
    'before it notes that it looked': () => ({ checked: crash }),
    'after it noted that it looked': ({ checked }) => ({ checked: thenCrash(checked) }),
  };
  it.each(Object.keys(faults))('%s loses no proposal, and makes none twice', async (where) => {
    const world = theWorld();
    const learner = aLearner();
    await earned(world, goals, learner);
    const stackAwards = { ...world.stackAwards, ...faults[where]?.(world.stackAwards) };
    const errors: unknown[] = [];
    await earned(world, visits, learner, {
      ...portsOf(world),
      stackAwards,
      onSigningFailure: (error?: unknown) => {
        errors.push(error);
      },
    });
    expect(errors).toHaveLength(1);
    const between = await proposalOf(learner);

    expect((await finishStackChecks(world)).failures).toEqual([]);

    const proposal = await proposalOf(learner);
    expect(proposal?.state).toBe('waiting');
    if (between) expect(proposal).toEqual(between);
    expect(await world.stackAwards.checks()).toEqual([]);
    await finishStackChecks(world);
    expect(await proposalOf(learner)).toEqual(proposal);
  });

  it('before anyone hears of the award loses no proposal', async () => {
    const world = theWorld();
    const learner = aLearner();
    await earned(world, goals, learner);
    await earned(world, visits, learner, portsOf(world, away));
    expect(await proposalOf(learner)).toBeUndefined();
    await finishUnfinished({ ...world, signingTasks: signing(world) });
    await finishStackChecks(world);
    expect((await proposalOf(learner))?.state).toBe('waiting');
  });

  const faultsOfDeciding: Record<string, (stackAwards: StackAwards) => Partial<StackAwards>> = {
    'before the decision': () => ({ decide: crash }),
    'after the decision': ({ decide }) => ({ decide: thenCrash(decide) }),
  };
  it.each(Object.keys(faultsOfDeciding))('%s confirms once', async (where) => {
    const world = theWorld();
    const { learner, proposal } = await waiting();
    const stackAwards = { ...world.stackAwards, ...faultsOfDeciding[where]?.(world.stackAwards) };
    await confirmed(world, proposal.id, { ...portsOf(world), stackAwards }).catch(() => undefined);
    const { credential } = await confirmed(world, proposal.id);
    expect(await verdictOf(world, credential?.id)).toBe('valid');
    const mine = await world.credentials.ofLearner(learner.person, { limit: 100 });
    expect(mine.items.filter(({ name }) => name === both.stack.name)).toHaveLength(1);
  });

  it('at the signature leaves it to be finished', async () => {
    const world = theWorld();
    const { proposal } = await waiting();
    const { credential } = await confirmed(world, proposal.id, portsOf(world, away));
    expect(credential?.issued).toBe(false);
    expect(await verdictOf(world, credential?.id)).toBe('absent');
    await finishUnfinished({ ...world, signingTasks: signing(world) });
    expect(await verdictOf(world, credential?.id)).toBe('valid');
  });
});

describe('a decision', () => {
  const decide = (caller: Caller, proposal: StackProposal, outcome: 'confirmed' | 'declined' = 'confirmed') =>
    decideStackProposal(portsOf(theWorld()), {
      caller,
      proposalId: proposal.id,
      outcome,
      reason: 'I looked at it.',
    });

  it('is for approvers, who are people and not the learner', async () => {
    const world = theWorld();
    const { learner, proposal } = await waiting();
    const { issuerId } = goals;
    const refused = (caller: Caller) => decide(caller, proposal).catch(({ code }) => code);
    expect(await refused({ ...approver, machine: true })).toBe('human-required');
    for (const caller of [people.author, people.assessor, people.owner])
      expect(await refused(caller)).toBe('forbidden');
    for (const caller of [people.stranger, learner]) expect(await refused(caller)).toBe('not-found');
    await putMember(world, { caller: people.owner, issuerId, person: learner.person, roles: ['approver'] });
    expect(await refused(learner)).toBe('own-award');
    expect(await decide(learner, proposal, 'declined').catch(({ code }) => code)).toBe('own-award');
    expect(await proposalOf(learner)).toEqual(proposal);
  });

  it('of another issuer is not even seen', async () => {
    const world = theWorld();
    const { proposal } = await waiting();
    const [theirs] = await issuerOfPieces(world);
    const stranger = { person: 'their-approver', machine: false };
    await putMember(world, {
      caller: people.owner,
      issuerId: theirs.issuerId,
      person: stranger.person,
      roles: ['approver'],
    });
    await expect(decide(stranger, proposal)).rejects.toMatchObject({ code: 'not-found' });
    for (const list of [listStackProposals, listStackAwards])
      await expect(
        list(world, { caller: stranger, issuerId: goals.issuerId, fallen: false, page: { limit: 5 } }),
      ).rejects.toMatchObject({ code: 'forbidden' });
    const page = await listStackProposals(world, {
      caller: stranger,
      issuerId: theirs.issuerId,
      page: { limit: 100 },
    });
    expect(page.items).toEqual([]);
  });

  it('is made once, also by many at once', async () => {
    const world = theWorld();
    const { learner, proposal } = await waiting();
    const other = { person: 'second-approver', machine: false };
    await putMember(world, {
      caller: people.owner,
      issuerId: goals.issuerId,
      person: other.person,
      roles: ['approver'],
    });
    const ended = await Promise.allSettled([
      decide(approver, proposal),
      decide(approver, proposal),
      decide(other, proposal, 'declined'),
    ]);
    const decided = await proposalOf(learner);
    expect(['confirmed', 'declined']).toContain(decided?.state);
    const codes = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
    expect(codes.length).toBeGreaterThan(0);
    for (const code of codes) expect(['conflict', 'already-decided']).toContain(code);
    const mine = await world.credentials.ofLearner(learner.person, { limit: 100 });
    expect(mine.items.filter(({ name }) => name === both.stack.name)).toHaveLength(
      decided?.state === 'confirmed' ? 1 : 0,
    );
  });

  it('that declines stays, until the learner holds other credentials', async () => {
    const world = theWorld();
    const { learner, proposal, pieces } = await waiting();
    await decide(approver, proposal, 'declined');
    await expect(
      askForStack(portsOf(world), { caller: learner, stackId: both.stackId }),
    ).rejects.toMatchObject({
      code: 'already-decided',
    });
    await reissueCredential(portsOf(world), {
      caller: people.owner,
      credentialId: pieces[0] ?? '',
      reason: 'The name was misspelt.',
      correction: {},
      ...address,
    });
    await finishStackChecks(world);
    const again = await proposalOf(learner);
    expect(again).toMatchObject({ state: 'waiting' });
    expect(again?.id).not.toBe(proposal.id);
    expect((await world.stackAwards.find(proposal.id))?.state).toBe('declined');
  });

  it('needs every piece to stand at that moment', async () => {
    const world = theWorld();
    const { learner, proposal, pieces } = await waiting();
    await revoked(world, pieces[1] ?? '');
    await expect(decide(approver, proposal)).rejects.toMatchObject({
      code: 'stack-incomplete',
      errors: [{ field: '/pieces', message: 'Still to earn: "Holding a Visit".' }],
    });
    expect(await proposalOf(learner)).toEqual(proposal);
    expect((await decide(approver, proposal, 'declined')).proposal.state).toBe('declined');
  });

  it('goes by the version by which the stack was earned', async () => {
    const world = theWorld();
    const stack = await publishedStack(world, [goals, visits], { name: 'Either', rule: { atLeast: 1 } });
    const learner = aLearner();
    await earned(world, goals, learner);
    const proposal = await proposalOf(learner, stack);
    const { stackId, issuerId } = stack;
    const of = { caller: people.author, issuerId, stackId };
    const draft = await changeStack(world, { ...of, ifMatch: 2, changes: { rule: 'all' } });
    await publishStackVersion(world, { ...of, ifMatch: draft.revision, changeNote: 'Stricter.' });
    const { credential } = await confirmed(world, proposal?.id ?? '');
    const record = await world.credentials.find(credential?.id ?? '');
    expect(JSON.parse(record?.document ?? '').credentialSubject.achievement.id).toBe(
      `${publicUrl}/stacks/${stackId}/versions/1`,
    );
  });
});

describe('a piece that falls', () => {
  it('between confirmation and signature takes the confirmation back, and leaves nothing unfinished', async () => {
    const world = theWorld();
    const { learner, proposal, pieces } = await waiting();
    const { credential } = await confirmed(world, proposal.id, portsOf(world, away));
    await revoked(world, pieces[0] ?? '');
    const { failures } = await finishUnfinished({ ...world, signingTasks: signing(world) });
    expect(failures.map(({ task }) => task)).toEqual([{ kind: 'credential', credentialId: credential?.id }]);
    expect(await reopenFallen(world, credential?.id ?? '')).toBe(true);
    expect(await world.issuances.unfinished()).toEqual([]);
    expect(await world.issuances.find(credential?.id ?? '')).toBeUndefined();
    expect(await proposalOf(learner)).toMatchObject({
      state: 'waiting',
      lapsed: [{ by: 'approver', person: approver.person }],
    });
    await expect(confirmed(world, proposal.id)).rejects.toMatchObject({ code: 'stack-incomplete' });
  });

  it('is not what a signer that is away looks like', async () => {
    const world = theWorld();
    const { proposal } = await waiting();
    const { credential } = await confirmed(world, proposal.id, portsOf(world, away));
    expect(await reopenFallen(world, credential?.id ?? '')).toBe(false);
    await finishUnfinished({ ...world, signingTasks: signing(world) });
    expect(await reopenFallen(world, credential?.id ?? '')).toBe(false);
    expect(await verdictOf(world, credential?.id)).toBe('valid');
  });

  it('after the award is told to the issuer, and the award stands', async () => {
    const world = theWorld();
    const { proposal, pieces } = await waiting();
    const { credential } = await confirmed(world, proposal.id);
    const fallen = async () => {
      const command = { caller: approver, issuerId: goals.issuerId, fallen: true, page: { limit: 100 } };
      const { items } = await listStackAwards(world, command);
      return items.find((one) => one.proposal.id === proposal.id);
    };
    expect(await fallen()).toBeUndefined();
    await revoked(world, pieces[0] ?? '');
    expect(await verdictOf(world, credential?.id)).toBe('valid');
    const told = await fallen();
    expect(told?.pieces.map(({ standing }) => standing)).toEqual(['revoked', 'stands']);
    expect(told?.holds).toBe(false);
  });

  it('by being replaced counts through its successor', async () => {
    const world = theWorld();
    const { proposal, pieces } = await waiting();
    const { successor } = await reissueCredential(portsOf(world), {
      caller: people.owner,
      credentialId: pieces[0] ?? '',
      reason: 'The name was misspelt.',
      correction: { recipient: { name: 'Lena Marie Learner' } },
      ...address,
    });
    const { credential, proposal: decided } = await confirmed(world, proposal.id);
    expect(decided.pieces.map(({ credentialId }) => credentialId)).toEqual([successor.id, pieces[1]]);
    const record = await world.credentials.find(credential?.id ?? '');
    expect(JSON.parse(record?.document ?? '').evidence[0].id).toBe(
      `${publicUrl}/credentials/${successor.id}`,
    );
  });

  it('by its own end does not count any more', async () => {
    const world = theWorld();
    const learner = aLearner();
    const short = await anotherVersion(world, goals.issuerId, {
      name: 'For a Month',
      validFor: { months: 1 },
    });
    const stack = await publishedStack(world, [goals, short]);
    await earned(world, short, learner);
    const then = world.clock.now();
    try {
      world.clock.set(new Date(then.getTime() + 40 * 86_400_000));
      await earned(world, goals, learner);
      expect(await proposalOf(learner, stack)).toBeUndefined();
      const progress = await readStackProgress(world, { caller: learner });
      expect(progress.find(({ version }) => version.stackId === stack.stackId)?.missing).toEqual([
        'Still to earn: "For a Month".',
      ]);
    } finally {
      world.clock.set(then);
    }
  });
});

describe('a learner who asks', () => {
  it('gets what was earned before the stack was published, once', async () => {
    const world = theWorld();
    const learner = aLearner();
    await earned(world, goals, learner);
    await earned(world, notes, learner);
    const late = await publishedStack(world, [goals, notes], { name: 'Late', confirmation: 'rule' });
    const ask = () => askForStack(portsOf(world), { caller: learner, stackId: late.stackId });
    const [one, other] = await Promise.all([ask(), ask()]);
    expect(other.proposal.id).toBe(one.proposal.id);
    expect(await verdictOf(world, one.credential?.id)).toBe('valid');
  });

  it('is told what is missing, and that what is retired or not there cannot be earned', async () => {
    const world = theWorld();
    const learner = aLearner();
    const ask = (caller: Caller, stackId: string) =>
      askForStack(portsOf(world), { caller, stackId }).catch(({ code, errors }) => [code, errors?.length]);
    expect(await ask(learner, both.stackId)).toEqual(['stack-incomplete', 1]);
    expect(await ask(learner, goals.microCredentialId)).toEqual(['not-found', 0]);
    expect(await ask({ ...learner, machine: true }, both.stackId)).toEqual(['human-required', 0]);
    const gone = await publishedStack(world, [goals, visits], { name: 'Either', rule: { atLeast: 1 } });
    const { stackId, issuerId } = gone;
    await endStack(world, { caller: people.author, issuerId, stackId, ifMatch: 2 });
    await earned(world, goals, learner);
    expect(await proposalOf(learner, gone)).toBeUndefined();
    expect(await ask(learner, stackId)).toEqual(['not-found', 0]);
  });
});

describe('the signer', () => {
  /** Confirmed while the signer was away. One will do, since nothing of it is ever signed. */
  let unsigned: string;
  beforeAll(async () => {
    const { proposal } = await waiting();
    const { credential } = await confirmed(theWorld(), proposal.id, portsOf(theWorld(), away));
    unsigned = credential?.id ?? '';
  });

  /** Signs with the records as a test has them. */
  async function signedWith(change: (proposal: StackProposal) => Partial<StackProposal>) {
    const world = theWorld();
    const find = async (id: string) => {
      const found = await world.stackAwards.find(id);
      return found && { ...found, ...change(found) };
    };
    let signatures = 0;
    const signer = {
      sign: (...asked: Parameters<typeof world.signer.sign>) => {
        signatures += 1;
        return world.signer.sign(...asked);
      },
    };
    const ports = { ...world, signer, stackAwards: { ...world.stackAwards, find } };
    const ended = await issueCredential(ports, { credentialId: unsigned, ...address }).then(
      () => 'signed',
      ({ message }) => message as string,
    );
    return { ended, signatures };
  }

  it.each<[string, (proposal: StackProposal) => Partial<StackProposal>, RegExp]>([
    ['waits', () => ({ state: 'waiting' }), /do not carry it/],
    ['is of another credential', ({ id }) => ({ credentialId: id }), /do not carry it/],
    ['is of another learner', () => ({ learner: 'other' }), /do not carry it/],
    [
      'was confirmed by its learner',
      ({ learner, decision }) => ({ decision: { ...decision, person: learner } as never }),
      /do not carry it/,
    ],
    [
      'was confirmed by the rule, of a stack that wants an approver',
      ({ decision }) => ({ decision: { by: 'rule', outcome: 'confirmed', at: decision?.at ?? '' } }),
      /do not carry it/,
    ],
    ['has lost a piece', ({ pieces }) => ({ pieces: pieces.slice(1) }), /do not carry it/],
    ['is of another version', () => ({ version: 2 }), /do not carry it/],
  ])('signs nothing when the proposal %s', async (_, change, why) => {
    const { ended, signatures } = await signedWith(change);
    expect(ended).toMatch(why);
    expect(signatures).toBe(0);
  });

  it('signs nothing when no person is known to have judged a piece', async () => {
    const world = theWorld();
    const ofSubmission = async (id: string) => {
      const found = await world.assessments.ofSubmission(id);
      return found.map(({ assessor: _, ...nobody }) => nobody);
    };
    const ports = { ...world, assessments: { ...world.assessments, ofSubmission } };
    await expect(issueCredential(ports, { credentialId: unsigned, ...address })).rejects.toThrow(
      'A piece of it does not stand.',
    );
    await finishUnfinished({ ...world, signingTasks: signing(world) });
    expect(await verdictOf(world, unsigned)).toBe('valid');
  });
});

describe('the award of a stack, reissued', () => {
  const reissue = (world: World, credentialId: string) =>
    reissueCredential(portsOf(world), {
      caller: people.owner,
      credentialId,
      reason: 'The name was misspelt.',
      correction: { recipient: { name: 'Lena Marie Learner' } },
      ...address,
    });

  it('names its holder as corrected, and the proposal names the successor', async () => {
    const world = theWorld();
    const { learner, proposal } = await waiting();
    const { credential } = await confirmed(world, proposal.id);
    const { successor } = await reissue(world, credential?.id ?? '');
    expect(successor.issued).toBe(true);
    expect(await verdictOf(world, credential?.id)).toBe('invalid');
    expect(await verdictOf(world, successor.id)).toBe('valid');
    expect((await world.credentials.find(successor.id))?.document).toContain('Lena Marie Learner');
    expect((await proposalOf(learner))?.credentialId).toBe(successor.id);
  });

  it('is refused when a piece has fallen, and the old one stands', async () => {
    const world = theWorld();
    const { proposal, pieces } = await waiting();
    const { credential } = await confirmed(world, proposal.id);
    await revoked(world, pieces[0] ?? '');
    await expect(reissue(world, credential?.id ?? '')).rejects.toMatchObject({ code: 'stack-incomplete' });
    expect(await verdictOf(world, credential?.id)).toBe('valid');
  });
});
