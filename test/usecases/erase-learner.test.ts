import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { eraseCredential, eraseJournal, eraseProposal } from '../../src/domain/erasure.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { StackProposal } from '../../src/domain/stack-proposal.ts';
import type { Submission } from '../../src/domain/submission.ts';
import { appealDecision } from '../../src/usecases/appeal-decision.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { askCoach } from '../../src/usecases/coach-learners.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { eraseLearner } from '../../src/usecases/erase-learner.ts';
import { deleteOldEvidence, holdSubmission, setRetention } from '../../src/usecases/keep-evidence.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { readCredential } from '../../src/usecases/read-credential.ts';
import { createLink } from '../../src/usecases/share-credential.ts';
import {
  address,
  away,
  handedIn,
  people,
  portsOf,
  publicUrl,
  publishedVersion,
  scored,
  useWorld,
} from '../support/world.ts';

const theWorld = useWorld();
let learners = 0;
/** Somebody whom no other test knows. */
const someone = (): Caller => {
  learners += 1;
  return {
    person: `sub-of-lovelace-${learners}`,
    name: 'Ada Lovelace',
    email: `ada${learners}@lovelace.example`,
    machine: false,
  };
};
const erasing = () => {
  const files: string[] = [];
  const evidenceEraser = {
    async erase({ id }: Pick<Submission, 'id'>) {
      files.push(id);
    },
  };
  return { files, ports: () => ({ ...theWorld(), evidenceEraser }) };
};
const erase = (caller: Caller) => eraseLearner(erasing().ports(), { caller });
async function decided(caller: Caller, level: string, { tasks }: { tasks?: typeof away } = {}) {
  const world = theWorld();
  const version = await publishedVersion(world, { assessmentPolicy: { maxAttempts: 1 } });
  const { submission, assessmentId } = await handedIn(world, version, caller);
  await scored(world, assessmentId, version, level, 'Ada Lovelace shows it.');
  const outcome = level === 'demonstrated' ? 'awarded' : 'not-yet';
  const { credential } = await decideAssessment(portsOf(world, tasks), {
    caller: people.assessor,
    assessmentId,
    outcome,
  });
  return { version, id: submission.id, assessmentId, credentialId: credential?.id ?? '' };
}
/** Everything that the table holds, as text. */
const dump = async () => JSON.stringify(await theWorld().local.dump());
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

describe('a learner who has themselves erased', () => {
  it('is nowhere in the table any more, with an award, a refusal, an appeal, an open draft, questions and links', async () => {
    const world = theWorld();
    const ada = someone();
    const award = await decided(ada, 'demonstrated');
    const refused = await decided(ada, 'progressing');
    const appealed = await decided(ada, 'progressing');
    await askCoach(world, {
      caller: ada,
      microCredentialId: refused.version.microCredentialId,
      message: 'I, Ada Lovelace, ask.',
    });
    await appealDecision(world, {
      caller: ada,
      submissionId: appealed.id,
      reason: 'Ada Lovelace was misjudged.',
    });
    const draft = await openSubmission(world, {
      caller: ada,
      microCredentialId: (await publishedVersion(world)).microCredentialId,
      name: undefined,
      publicUrl,
    });
    await createLink(
      { ...world, newSecret: () => 'secret' },
      { caller: ada, credentialId: award.credentialId, label: 'For Ada', end: { days: 7 } },
    );
    expect(await dump()).toMatch(/Lovelace/);
    const { files, ports } = erasing();
    const erased = await eraseLearner(ports(), { caller: ada });
    expect(erased).toEqual({
      submissions: expect.arrayContaining([award.id, refused.id, appealed.id, draft.id]),
      credentials: [{ id: award.credentialId, issuerId: award.version.issuerId, revoked: false }],
      held: [],
      pending: [],
      memberships: [],
    });
    expect(files.toSorted()).toEqual([...erased.submissions].toSorted());
    const left = await dump();
    expect(left).not.toMatch(/Lovelace|lovelace|For Ada/);
    // What was decided, and by whom, stays.
    expect(await world.submissions.find(award.id)).toMatchObject({
      state: 'awarded',
      recipient: { name: 'Erased' },
      answers: {},
      learner: `erased-${award.id.toLowerCase()}`,
      decision: { outcome: 'awarded', assessmentIds: [award.assessmentId] },
    });
    expect(await world.submissions.find(appealed.id)).toMatchObject({
      state: 'not-yet',
      appeal: { outcome: 'upheld' },
    });
    expect((await world.assessments.find(award.assessmentId))?.scores).toEqual({
      goals: { level: 'demonstrated' },
      activities: { level: 'demonstrated' },
    });
    expect((await world.submissions.history(award.id)).map(({ kind }) => kind)).toContain(
      'submission.decided',
    );
    expect(await eraseLearner(ports(), { caller: ada })).toMatchObject({ submissions: [], credentials: [] });
  });

  it('leaves copies of the credential that verify, and that the issuer can revoke', async () => {
    const world = theWorld();
    const ada = someone();
    const { credentialId } = await decided(ada, 'demonstrated');
    const copy = JSON.parse((await world.credentials.find(credentialId))?.document ?? '');
    const before = await world.issuances.find(credentialId);
    await erase(ada);
    expect(await refusal(readCredential(world, { credentialId }))).toBe('withdrawn');
    expect((await verifyCredential(copy, ownWorld(world, address))).verdict).toBe('valid');
    const after = await world.issuances.find(credentialId);
    if (before?.state !== 'issued' || after?.state !== 'issued') throw new Error('not issued');
    expect(after.intent).toMatchObject({ document: '', signingInput: before.intent.signingInput });
    const change = {
      caller: people.owner,
      credentialId,
      purpose: 'revocation',
      set: true,
      reason: 'A mistake.',
    } as const;
    await changeCredentialStatus(portsOf(world), change);
    expect((await verifyCredential(copy, ownWorld(world, address))).verdict).toBe('invalid');
  });

  it('keeps a revocation that came at the same moment', async () => {
    const world = theWorld();
    const { credentialId } = await decided(someone(), 'demonstrated');
    const [record, journal] = await Promise.all([
      world.credentials.find(credentialId),
      world.issuances.find(credentialId),
    ]);
    if (!record || journal?.state !== 'issued') throw new Error('not issued');
    const change = {
      caller: people.owner,
      credentialId,
      purpose: 'revocation',
      set: true,
      reason: 'A mistake.',
    } as const;
    await changeCredentialStatus(portsOf(world), change);
    const now = world.clock.now();
    expect(
      await refusal(world.erasures.credential(eraseCredential(record, now), eraseJournal(journal))),
    ).toBe('conflict');
    expect((await world.credentials.find(credentialId))?.revocation).toMatchObject({ reason: 'A mistake.' });
  });

  it('leaves no proposal of a stack that somebody could confirm', () => {
    const proposal = {
      id: '01JD9Z6V3T5Q8M2K4N7P0R1S2T',
      state: 'waiting',
      learner: 'ada',
      recipient: { name: 'Ada' },
      revision: 1,
    };
    expect(eraseProposal(proposal as StackProposal)).toMatchObject({
      state: 'declined',
      learner: 'erased-01jd9z6v3t5q8m2k4n7p0r1s2t',
      recipient: { name: 'Erased' },
    });
    expect(eraseProposal({ ...proposal, state: 'confirmed' } as StackProposal).state).toBe('confirmed');
  });

  it('may begin anew, as somebody whom nobody knows', async () => {
    const world = theWorld();
    const ada = someone();
    const { version } = await decided(ada, 'demonstrated');
    const again = { caller: ada, microCredentialId: version.microCredentialId, name: undefined, publicUrl };
    expect(await refusal(openSubmission(world, again))).toBe('already-awarded');
    await erase(ada);
    expect(await refusal(openSubmission(world, again))).toBe('done');
  });

  it('is told what an issuer holds and what is being signed, and erases it later', async () => {
    const world = theWorld();
    const ada = someone();
    const held = await decided(ada, 'demonstrated');
    const pending = await decided(ada, 'demonstrated', { tasks: away });
    const hold = { caller: people.owner, issuerId: held.version.issuerId, submissionId: held.id };
    await holdSubmission(world, { ...hold, reason: 'The award is disputed.' });
    expect(await erase(ada)).toEqual({
      submissions: [],
      credentials: [],
      held: [{ id: held.id, issuerId: held.version.issuerId }],
      pending: [pending.id],
      memberships: [],
    });
    expect((await world.credentials.find(held.credentialId))?.document).toContain('Lovelace');
    await portsOf(world).signingTasks.run({ kind: 'credential', credentialId: pending.credentialId });
    await holdSubmission(world, { ...hold, reason: undefined });
    expect((await erase(ada)).submissions.toSorted()).toEqual([held.id, pending.id].toSorted());
    expect(await dump()).not.toMatch(new RegExp(ada.person));
  });

  it('is a person, with a token that is not for less', async () => {
    expect(await refusal(erase(people.machine))).toBe('human-required');
    expect(await refusal(erase({ ...someone(), scopes: ['drafts:read'] }))).toBe('forbidden');
  });
});

describe('retention', () => {
  const day = 24 * 60 * 60 * 1000;

  it('lets go of evidence when its days are over, and keeps digest, scores and feedback', async () => {
    const world = theWorld();
    const start = world.clock.now();
    const ada = someone();
    const { id, version, credentialId, assessmentId } = await decided(ada, 'demonstrated');
    const younger = await handedIn(world, version, someone());
    const before = await world.submissions.evidence(id);
    const { files, ports } = erasing();
    await setRetention(world, { caller: people.owner, issuerId: version.issuerId, days: 30 });
    world.clock.set(new Date(start.getTime() + 30 * day - 1));
    expect(await deleteOldEvidence(ports())).toEqual({ deleted: 0, failures: [] });
    world.clock.set(new Date(start.getTime() + 30 * day));
    expect(await deleteOldEvidence(ports())).toEqual({ deleted: 1, failures: [] });
    expect(await deleteOldEvidence(ports())).toEqual({ deleted: 0, failures: [] });
    expect(files).toEqual([id]);
    const after = await world.submissions.evidence(id);
    expect(after.map((item) => 'sha256' in item && item.sha256)).toEqual(
      before.map((item) => 'sha256' in item && item.sha256),
    );
    expect(JSON.stringify(after)).not.toMatch(/described here|My work|At home/);
    expect((await world.assessments.find(assessmentId))?.scores.goals?.feedback).toBe(
      'Ada Lovelace shows it.',
    );
    expect((await world.credentials.find(credentialId))?.document).toContain('SHA-256');
    expect(JSON.stringify(await world.submissions.evidence(younger.submission.id))).toMatch(/described here/);
    world.clock.set(start);
  });

  it('waits while a submission is held or judged again, and tries again what failed', async () => {
    const world = theWorld();
    const start = world.clock.now();
    const ada = someone();
    const held = await decided(ada, 'progressing');
    await setRetention(world, { caller: people.owner, issuerId: held.version.issuerId, days: 30 });
    const hold = { caller: people.owner, issuerId: held.version.issuerId, submissionId: held.id };
    await holdSubmission(world, { ...hold, reason: 'A dispute.' });
    await appealDecision(world, { caller: ada, submissionId: held.id, reason: 'It was misjudged.' });
    world.clock.set(new Date(start.getTime() + 31 * day));
    const { files, ports } = erasing();
    expect((await deleteOldEvidence(ports())).deleted).toBe(0);
    await holdSubmission(world, { ...hold, reason: undefined });
    expect((await deleteOldEvidence(ports())).deleted).toBe(0);
    expect(files).toEqual([]);
    world.clock.set(start);
    const other = await decided(someone(), 'progressing');
    await setRetention(world, { caller: people.owner, issuerId: other.version.issuerId, days: 30 });
    world.clock.set(new Date(start.getTime() + 31 * day));
    const broken = { ...ports(), evidenceEraser: { erase: () => Promise.reject(new Error('away')) } };
    expect((await deleteOldEvidence(broken)).failures.map(({ submissionId }) => submissionId)).toEqual([
      other.id,
    ]);
    expect((await deleteOldEvidence(ports())).deleted).toBe(1);
    world.clock.set(start);
  });

  it('keeps everything where nobody said otherwise, and is the owner’s to say', async () => {
    const world = theWorld();
    const start = world.clock.now();
    const { id, version } = await decided(someone(), 'progressing');
    const { files, ports } = erasing();
    for (const caller of [people.author, people.assessor, people.stranger])
      expect(await refusal(setRetention(world, { caller, issuerId: version.issuerId, days: 30 }))).toBe(
        'forbidden',
      );
    world.clock.set(new Date(start.getTime() + 5000 * day));
    await deleteOldEvidence(ports());
    await setRetention(world, { caller: people.owner, issuerId: version.issuerId, days: 30 });
    await setRetention(world, { caller: people.owner, issuerId: version.issuerId, days: null });
    await deleteOldEvidence(ports());
    expect(files).not.toContain(id);
    const other = { caller: people.owner, issuerId: (await publishedVersion(world)).issuerId };
    expect(await refusal(holdSubmission(world, { ...other, submissionId: id, reason: 'Mine.' }))).toBe(
      'not-found',
    );
    world.clock.set(start);
  });
});
