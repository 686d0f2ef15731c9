import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/membership.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { endRetirement, retireDesign } from '../../src/usecases/retire-design.ts';
import { changeDraft, publishVersion } from '../../src/usecases/write-definition.ts';
import { outcome } from '../adapters/outcome.ts';
import {
  handedIn,
  people,
  publicUrl,
  publishedVersion,
  scored,
  signing,
  useWorld,
} from '../support/world.ts';

const world = useWorld();

let version: Version;
beforeEach(async () => {
  version = await publishedVersion(world());
});

const of = (caller: Caller, more: object = {}) => ({
  caller,
  issuerId: version.issuerId,
  microCredentialId: version.microCredentialId,
  ...more,
});
const retire = (caller: Caller = people.owner, more: object = {}) =>
  retireDesign(world(), { ...of(caller), reason: 'Another one takes its place.', ...more });
const open = (learner: Caller) =>
  openSubmission(world(), {
    caller: learner,
    microCredentialId: version.microCredentialId,
    name: undefined,
    publicUrl,
  });
const learner = (): Caller => ({ person: `learner-${ulid()}`, name: 'Lena', machine: false });

describe('a micro-credential that is retired', () => {
  it('takes no new submission, and no new version', async () => {
    await retire();
    expect(await outcome(open(learner()))).toBe('retired');
    const draft = await changeDraft(world(), { ...of(people.author), ifMatch: 2, changes: { name: 'New' } });
    const publish = publishVersion(world(), {
      ...of(people.author),
      ifMatch: draft.revision,
      changeNote: 'Second.',
    });
    expect(await outcome(publish)).toBe('retired');
    expect(await outcome(retire())).toBe('retired');
  });

  it('assesses and awards what it has', async () => {
    const [begun, given] = [learner(), learner()];
    const draft = await open(begun);
    const { assessmentId, submission } = await handedIn(world(), version, given);
    await retire();
    expect(await world().submissions.find(draft.id)).toMatchObject({ state: 'draft' });
    await scored(world(), assessmentId, version);
    const decided = await decideAssessment(
      { ...world(), signingTasks: signing(world()), onSigningFailure: () => {} },
      { caller: people.assessor, assessmentId, outcome: 'awarded' },
    );
    const credential = await world().credentials.find(decided.credential?.id ?? '');
    expect(credential?.submissionId).toBe(submission.id);
    expect(credential?.revocation).toBeUndefined();
  });

  it('begins again when an owner takes it back', async () => {
    await retire();
    await endRetirement(world(), of(people.owner));
    expect((await open(learner())).version).toBe(1);
    expect(await outcome(endRetirement(world(), of(people.owner)))).toBe('not-found');
    await retire();
    expect(await outcome(open(learner()))).toBe('retired');
  });

  it('tells what takes its place', async () => {
    const next = await publishedVersion(world());
    const { successor, reason, by } = await retire(people.owner, { successor: next.microCredentialId });
    expect([successor, reason, by]).toEqual([
      next.microCredentialId,
      'Another one takes its place.',
      'owner',
    ]);
  });
});

describe('retiring is refused', () => {
  it.each<[string, Caller, string]>([
    ['to an author', people.author, 'forbidden'],
    ['to an assessor', people.assessor, 'forbidden'],
    ['to a stranger', people.stranger, 'forbidden'],
    ['to a machine with the id of an owner', { ...people.owner, machine: true }, 'forbidden'],
  ])('%s', async (_case, caller, code) => {
    const before = await world().dump();
    expect(await outcome(retire(caller))).toBe(code);
    expect(await world().dump()).toEqual(before);
    await retire();
    expect(await outcome(endRetirement(world(), of(caller)))).toBe(code);
  });

  it("by way of one's own issuer", async () => {
    const { issuerId } = await publishedVersion(world());
    expect(await outcome(retire(people.owner, { issuerId }))).toBe('not-found');
    await retire();
    expect(await outcome(endRetirement(world(), { ...of(people.owner), issuerId }))).toBe('not-found');
  });

  it('with a successor that nobody could begin', async () => {
    const gone = await publishedVersion(world());
    await retireDesign(world(), {
      caller: people.owner,
      issuerId: gone.issuerId,
      microCredentialId: gone.microCredentialId,
      reason: 'Over.',
    });
    for (const successor of [version.microCredentialId, ulid(), gone.microCredentialId])
      expect(await outcome(retire(people.owner, { successor }))).toBe('invalid-request');
    expect(await world().retirements.find(version.microCredentialId)).toBeUndefined();
  });
});
