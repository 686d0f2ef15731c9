import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/assessment.ts';
import { addBusinessDays } from '../../src/domain/business-days.ts';
import type { AssessmentPolicy } from '../../src/domain/definition/assessment-policy.ts';
import type { Caller, Role } from '../../src/domain/membership.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { appealDecision } from '../../src/usecases/appeal-decision.ts';
import { approveDecision, listApprovals } from '../../src/usecases/approve-decision.ts';
import {
  claimAssessment,
  handBackAssessment,
  listOverdue,
  listQueue,
  recuseFromAssessment,
  saveScore,
} from '../../src/usecases/assess-submission.ts';
import { checkCompleteness, listPreChecks } from '../../src/usecases/check-completeness.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { handInSubmission, withdrawSubmission } from '../../src/usecases/hand-in-submission.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { declareConflict, putPool } from '../../src/usecases/manage-pools.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { readAgreement, readAnalytics } from '../../src/usecases/read-figures.ts';
import { readSubmission } from '../../src/usecases/read-submission.ts';
import {
  attestations,
  handedIn,
  noFiles,
  people,
  publicUrl,
  publishedVersion,
  signing,
  useWorld,
} from '../support/world.ts';

const theWorld = useWorld();
const page = { limit: 50 };
const person = (name: string): Caller => ({ person: name, name, machine: false });
const [ann, ben, cem, dora] = ['ann', 'ben', 'cem', 'dora'].map(person) as [Caller, Caller, Caller, Caller];
const approver = person('approver');

/** An issuer with three assessors and an approver, and a version that is assessed as the policy says. */
async function withPolicy(assessmentPolicy: AssessmentPolicy): Promise<Version> {
  const world = theWorld();
  const version = await publishedVersion(world, { assessmentPolicy });
  const staff: [Caller, Role][] = [
    [ann, 'assessor'],
    [ben, 'assessor'],
    [cem, 'assessor'],
    [dora, 'assessor'],
    [approver, 'approver'],
  ];
  for (const [{ person: name }, role] of staff)
    await putMember(world, {
      caller: people.owner,
      issuerId: version.issuerId,
      person: name,
      roles: [role],
    });
  return version;
}

const ports = () => {
  const world = theWorld();
  return { ...world, evidenceFiles: noFiles, signingTasks: signing(world), onSigningFailure: () => {} };
};
const waiting = async (version: Version, caller: Caller) =>
  (await listQueue(ports(), { caller, issuerId: version.issuerId, page })).items;
const state = async (id: string) => (await theWorld().submissions.find(id))?.state;
const trail = async (id: string) => (await theWorld().submissions.history(id)).map(({ kind }) => kind);

/** The caller takes what waits for them, gives every criterion this level, and decides. */
async function judge(version: Version, caller: Caller, level: string, decided?: Outcome) {
  const [first] = await waiting(version, caller);
  if (!first) throw new Error('nothing waits');
  const command = { caller, assessmentId: first.id };
  await claimAssessment(ports(), command);
  for (const { id } of version.definition.rubric.criteria)
    await saveScore(ports(), { ...command, criterion: id, given: { level, feedback: 'What I saw.' } });
  const outcome = decided ?? (level === 'demonstrated' ? 'awarded' : 'not-yet');
  return decideAssessment(ports(), { ...command, outcome });
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

describe('two assessors', () => {
  it('judge apart, and award when both do', async () => {
    const version = await withPolicy({ assessors: 2, disagreement: 'third-assessor' });
    const { submission } = await handedIn(theWorld(), version);
    expect(await waiting(version, ann)).toHaveLength(2);
    expect(await judge(version, ann, 'demonstrated')).toMatchObject({ decided: false });
    expect(await state(submission.id)).toBe('submitted');
    // Nobody has two seats.
    expect(await waiting(version, ann)).toEqual([]);
    const [left] = await waiting(version, ben);
    expect(await refusal(claimAssessment(ports(), { caller: ann, assessmentId: left?.id ?? '' }))).toBe(
      'conflict-of-interest',
    );
    const { decided, credential } = await judge(version, ben, 'demonstrated');
    expect([decided, credential?.issued]).toEqual([true, true]);
    const overview = await readSubmission(theWorld(), {
      caller: people.learner,
      submissionId: submission.id,
    });
    expect(overview.feedback?.goals).toEqual({
      level: 'demonstrated',
      feedback: 'What I saw.\n\nWhat I saw.',
    });
    for (const name of ['ann', 'ben']) expect(JSON.stringify(overview)).not.toContain(`"${name}"`);
    const record = await theWorld().credentials.find(credential?.id ?? '');
    expect(JSON.parse(record?.document ?? '{}').credentialSubject.narrative).toBe(
      'Assessed by two subject-matter experts, independently of each other, without knowing whose work it was, against the rubric of version 1.',
    );
    const happened = await trail(submission.id);
    expect(happened.slice(happened.indexOf('submission.handed-in'))).toEqual([
      'submission.handed-in',
      'assessment.claimed',
      'assessment.completed',
      'assessment.claimed',
      'assessment.completed',
      'submission.decided',
      'credential.issued',
    ]);
  });

  it('who disagree are followed by a third, by whom two of three decide', async () => {
    const version = await withPolicy({ assessors: 2, disagreement: 'third-assessor' });
    const { submission } = await handedIn(theWorld(), version);
    await judge(version, ann, 'demonstrated');
    expect(await judge(version, ben, 'progressing')).toMatchObject({ decided: false });
    for (const one of [ann, ben]) expect(await waiting(version, one)).toEqual([]);
    expect(await judge(version, cem, 'progressing')).toMatchObject({ decided: true });
    expect(await state(submission.id)).toBe('not-yet');
  });

  it('who disagree go to an approver, where the policy says so, who says whose judgement stands', async () => {
    const version = await withPolicy({ assessors: 2, disagreement: 'approver' });
    const { submission } = await handedIn(theWorld(), version);
    const { assessment } = await judge(version, ann, 'demonstrated');
    await judge(version, ben, 'progressing');
    const asked = await listApprovals(theWorld(), { caller: approver, issuerId: version.issuerId, page });
    expect(asked.items).toMatchObject([
      { submissionId: submission.id, state: 'asked', disputed: ['/scores/goals', '/scores/activities'] },
    ]);
    const of = { caller: approver, submissionId: submission.id };
    const answer = (given: object) =>
      approveDecision(ports(), { ...of, answer: { action: 'confirm', ...given } as never });
    expect(await refusal(answer({}))).toBe('invalid-request');
    expect(await refusal(answer({ adopt: submission.id }))).toBe('invalid-request');
    for (const caller of [ann, people.learner, people.owner])
      expect(await refusal(approveDecision(ports(), { ...of, caller, answer: { action: 'confirm' } }))).toBe(
        'not-found',
      );
    const { credential } = await answer({ adopt: assessment.id });
    expect(credential?.issued).toBe(true);
    // Said again it is the same; something else comes too late.
    expect((await answer({ adopt: assessment.id })).credential).toEqual(credential);
    expect(
      await refusal(approveDecision(ports(), { ...of, answer: { action: 'refer', note: 'Look again.' } })),
    ).toBe('already-decided');
  });

  it('are counted with what they gave, once, and read by the issuer', async () => {
    const version = await withPolicy({ assessors: 2, disagreement: 'third-assessor' });
    const { issuerId, microCredentialId } = version;
    await handedIn(theWorld(), version);
    await judge(version, ann, 'demonstrated');
    await judge(version, ben, 'progressing');
    await judge(version, cem, 'progressing');
    await handedIn(theWorld(), version, person('another'));
    await judge(version, ben, 'demonstrated');
    await judge(version, ann, 'demonstrated');
    const read = (caller: Caller) =>
      readAgreement(theWorld(), { caller, issuerId, microCredentialId, months: 12 });
    const report = await read(approver);
    // Two criteria of two submissions; the third assessor does not count.
    expect(report.overall).toMatchObject({ pairs: 4, sameLevel: 0.5, samePass: 0.5 });
    expect(report.assessors.map(({ assessor, pairs }) => [assessor, pairs])).toEqual([
      ['ann', 4],
      ['ben', 4],
    ]);
    for (const caller of [ann, people.author, people.stranger])
      expect(await refusal(read(caller))).toBe('forbidden');
    const elsewhere = { caller: people.owner, issuerId, microCredentialId: issuerId, months: 1 };
    expect(await refusal(readAgreement(theWorld(), elsewhere))).toBe('not-found');
  });

  it('are both counted when they finish at the same moment', async () => {
    const version = await withPolicy({ assessors: 2, disagreement: 'third-assessor' });
    const { submission } = await handedIn(theWorld(), version);
    const [first, second] = await waiting(version, ann);
    const seats = [
      { caller: ann, assessmentId: first?.id ?? '' },
      { caller: ben, assessmentId: second?.id ?? '' },
    ];
    for (const seat of seats) {
      await claimAssessment(ports(), seat);
      for (const { id } of version.definition.rubric.criteria)
        await saveScore(ports(), { ...seat, criterion: id, given: { level: 'demonstrated' } });
    }
    const ended = await Promise.all(
      seats.map((seat) => decideAssessment(ports(), { ...seat, outcome: 'awarded' })),
    );
    expect(ended.map(({ decided }) => decided).toSorted()).toEqual([false, true]);
    expect(await state(submission.id)).toBe('awarded');
  });
});

describe('an approver', () => {
  it('confirms before anything is signed, and is nobody who judged', async () => {
    const version = await withPolicy({ approval: true });
    const { submission } = await handedIn(theWorld(), version);
    expect(await judge(version, ann, 'demonstrated')).toMatchObject({ decided: false });
    expect(await state(submission.id)).toBe('submitted');
    await putMember(theWorld(), {
      caller: people.owner,
      issuerId: version.issuerId,
      person: 'ann',
      roles: ['assessor', 'approver'],
    });
    const confirm = { submissionId: submission.id, answer: { action: 'confirm' } } as const;
    expect(await refusal(approveDecision(ports(), { ...confirm, caller: ann }))).toBe('conflict-of-interest');
    expect(
      await refusal(approveDecision(ports(), { ...confirm, caller: { ...approver, machine: true } })),
    ).toBe('human-required');
    expect(await approveDecision(ports(), { ...confirm, caller: approver })).toMatchObject({
      decided: true,
      credential: { issued: true },
    });
    expect((await theWorld().submissions.find(submission.id))?.decision?.approver).toBe('approver');
  });

  it('has one more person judge, and confirms what the three come to in the end', async () => {
    const version = await withPolicy({ approval: true });
    const { submission } = await handedIn(theWorld(), version);
    await judge(version, ann, 'progressing');
    const answer = (action: 'refer' | 'confirm') =>
      approveDecision(ports(), {
        caller: approver,
        submissionId: submission.id,
        answer: { action, note: 'Look at the second page.' },
      });
    await answer('refer');
    await judge(version, ben, 'demonstrated');
    // One against one: by the policy a third follows.
    await judge(version, cem, 'demonstrated');
    expect(await refusal(answer('refer'))).toBe('assessors-limit');
    expect(await answer('confirm')).toMatchObject({ decided: true, credential: { issued: true } });
  });
});

describe('a look at completeness', () => {
  it('comes before anyone scores; what comes back takes no attempt and can be handed in again', async () => {
    const version = await withPolicy({ preCheck: true, maxAttempts: 1 });
    const { submission } = await handedIn(theWorld(), version);
    const issuerId = version.issuerId;
    expect(await waiting(version, ann)).toEqual([]);
    const { items } = await listPreChecks(theWorld(), { caller: ann, issuerId, page });
    expect(items).toMatchObject([{ submissionId: submission.id, state: 'asked' }]);
    const of = { caller: ann, submissionId: submission.id };
    const flaws = [{ field: '/answers/setting', message: 'names no place' }];
    await checkCompleteness(ports(), {
      ...of,
      answer: { complete: false, message: 'Say where it was.', flaws },
    });
    const back = await readSubmission(theWorld(), { caller: people.learner, submissionId: submission.id });
    expect(back.submission).toMatchObject({
      state: 'draft',
      returned: { message: 'Say where it was.', flaws },
    });
    expect(await refusal(checkCompleteness(ports(), { ...of, answer: { complete: true } }))).toBe(
      'not-found',
    );
    const own = { caller: people.learner, submissionId: submission.id, attestations };
    await handInSubmission(ports(), own);
    expect((await theWorld().submissions.find(submission.id))?.returned).toBeUndefined();
    await checkCompleteness(ports(), { ...of, answer: { complete: true } });
    expect(await waiting(version, ann)).toHaveLength(1);
    await judge(version, ben, 'progressing');
    expect(await state(submission.id)).toBe('not-yet');
  });

  it('is over once, whoever answers, and not by the learner', async () => {
    const version = await withPolicy({ preCheck: true });
    const { submission } = await handedIn(theWorld(), version);
    const answer = { complete: true } as const;
    const ended = await Promise.all(
      [ann, ben, cem].map((caller) =>
        refusal(checkCompleteness(ports(), { caller, submissionId: submission.id, answer })),
      ),
    );
    expect(ended.filter((one) => one === 'done')).toHaveLength(1);
    expect(await waiting(version, dora)).toHaveLength(1);
    for (const caller of [people.learner, approver, people.stranger])
      expect(await refusal(checkCompleteness(ports(), { caller, submissionId: submission.id, answer }))).toBe(
        'not-found',
      );
  });
});

describe('who may claim', () => {
  it('is nobody who is in conflict, by their own word or the issuer’s', async () => {
    const version = await withPolicy({});
    const { submission, assessmentId } = await handedIn(theWorld(), version);
    const claim = (caller: Caller, id = assessmentId) =>
      refusal(claimAssessment(ports(), { caller, assessmentId: id }));
    await claimAssessment(ports(), { caller: ann, assessmentId });
    await recuseFromAssessment(ports(), { caller: ann, assessmentId, reason: 'My neighbour.' });
    expect(await claim(ann)).toBe('conflict-of-interest');
    expect(await waiting(version, ann)).toEqual([]);
    await declareConflict(theWorld(), {
      caller: approver,
      issuerId: version.issuerId,
      assessor: 'ben',
      submissionId: submission.id,
    });
    expect(await claim(ben)).toBe('conflict-of-interest');
    expect(await claim(cem)).toBe('done');
    const of = { issuerId: version.issuerId, assessor: 'cem', submissionId: submission.id };
    for (const caller of [ann, people.author, people.stranger])
      expect(await refusal(declareConflict(theWorld(), { ...of, caller }))).toBe('forbidden');
  });

  it('is nobody outside of the pool, where there is one', async () => {
    const version = await withPolicy({});
    const { assessmentId } = await handedIn(theWorld(), version);
    const { issuerId, microCredentialId } = version;
    const put = (assessors: string[], caller: Caller = people.owner) =>
      putPool(theWorld(), { caller, issuerId, microCredentialId, assessors });
    expect(await refusal(put(['ben', 'nobody']))).toBe('invalid-request');
    expect(await refusal(put(['ben'], ann))).toBe('forbidden');
    await put(['ben', 'ben']);
    expect(await refusal(claimAssessment(ports(), { caller: ann, assessmentId }))).toBe('not-in-pool');
    expect([await waiting(version, ann), (await waiting(version, ben)).length]).toEqual([[], 1]);
    expect(await refusal(claimAssessment(ports(), { caller: ben, assessmentId }))).toBe('done');
  });

  it('is nobody who holds as much as one can, until something is handed back or runs out', async () => {
    const version = await withPolicy({});
    const ids: string[] = [];
    for (let count = 0; count < 11; count += 1)
      ids.push((await handedIn(theWorld(), version, person(`learner-${count}`))).assessmentId);
    const claim = (id = '') => refusal(claimAssessment(ports(), { caller: ann, assessmentId: id }));
    for (const id of ids.slice(0, 10)) expect(await claim(id)).toBe('done');
    expect(await claim(ids[10])).toBe('claims-limit');
    // Renewing takes no more room.
    expect(await claim(ids[3])).toBe('done');
    await handBackAssessment(ports(), { caller: ann, assessmentId: ids[3] ?? '' });
    expect(await claim(ids[10])).toBe('done');
    expect(await claim(ids[3])).toBe('claims-limit');
    const before = theWorld().clock.now();
    theWorld().clock.set(new Date(before.getTime() + 73 * 60 * 60 * 1000));
    expect(await claim(ids[3])).toBe('done');
    theWorld().clock.set(before);
  });

  it('of a claim that ran out, the next takes the seat and the first may come again', async () => {
    const version = await withPolicy({ assessors: 2, disagreement: 'third-assessor' });
    await handedIn(theWorld(), version);
    const [seat, other] = await waiting(version, ann);
    const of = (caller: Caller, id = seat?.id ?? '') => ({ caller, assessmentId: id });
    const before = theWorld().clock.now();
    await claimAssessment(ports(), of(ann));
    theWorld().clock.set(new Date(before.getTime() + 73 * 60 * 60 * 1000));
    await claimAssessment(ports(), of(ben));
    expect(await refusal(claimAssessment(ports(), of(ann)))).toBe('assessment-not-open');
    expect(await refusal(claimAssessment(ports(), of(ann, other?.id)))).toBe('done');
    theWorld().clock.set(before);
  });
});

describe('what became of submissions', () => {
  it('is counted once for each, whatever is repeated, by attempt, criterion and time', async () => {
    const version = await withPolicy({});
    const { issuerId, microCredentialId } = version;
    const before = theWorld().clock.now();
    const read = () =>
      readAnalytics(theWorld(), { caller: approver, issuerId, microCredentialId, months: 2 });
    expect((await read()).funnel).toMatchObject({ opened: 0, handedIn: 0, awarded: 0 });
    const { submission } = await handedIn(theWorld(), version);
    theWorld().clock.set(new Date(before.getTime() + 8 * 24 * 60 * 60 * 1000));
    const { assessment } = await judge(version, ann, 'progressing');
    const again = { caller: ann, assessmentId: assessment.id, outcome: 'not-yet' } as const;
    await decideAssessment(ports(), again);
    await appealDecision(theWorld(), {
      ...{ caller: people.learner },
      submissionId: submission.id,
      reason: 'So.',
    });
    await judge(version, ben, 'demonstrated');
    const other = await handedIn(theWorld(), version, person('another'));
    await judge(version, ann, 'demonstrated');
    const third = await handedIn(theWorld(), version, person('a third'));
    await withdrawSubmission(ports(), {
      caller: person('a third'),
      submissionId: third.submission.id,
    });
    expect(other.submission.attempt).toBe(1);
    theWorld().clock.set(before);
    const figures = await readAnalytics(theWorld(), {
      ...{ caller: people.owner, issuerId, microCredentialId },
      months: 3,
    });
    theWorld().clock.set(new Date(before.getTime() + 8 * 24 * 60 * 60 * 1000));
    const all = await read();
    theWorld().clock.set(before);
    expect(figures.months.map(({ month }) => month)).toEqual(['2026-11']);
    expect(all.funnel).toEqual({
      opened: 3,
      handedIn: 3,
      returned: 0,
      withdrawn: 1,
      awarded: 1,
      notYet: 1,
      appealed: 1,
      overturned: 1,
    });
    expect(all.attempts).toEqual([{ attempt: 1, awarded: 1, notYet: 1 }]);
    expect(all.criteria).toEqual([
      { criterion: 'goals', passed: 1, missed: 1 },
      { criterion: 'activities', passed: 1, missed: 1 },
    ]);
    expect(all.timeToDecision.map(({ upTo, count }) => [upTo, count])).toEqual([
      [2, 1],
      [5, 0],
      [10, 1],
      [14, 0],
      [20, 0],
      [undefined, 0],
    ]);
  });
});

describe('what is overdue', () => {
  it('is what was promised earlier than now, and seen by whoever sees to it', async () => {
    const version = await withPolicy({ turnaroundDays: 2 });
    const { issuerId } = version;
    const { assessmentId } = await handedIn(theWorld(), version);
    const read = (caller: Caller) => listOverdue(theWorld(), { caller, issuerId, page });
    expect((await read(approver)).items).toEqual([]);
    const before = theWorld().clock.now();
    // A Monday and two business days.
    theWorld().clock.set(new Date(before.getTime() + 48 * 60 * 60 * 1000 + 1));
    expect((await read(approver)).items.map(({ id }) => id)).toEqual([assessmentId]);
    const late = await handedIn(theWorld(), version, person('another'));
    expect((await read(people.owner)).items.map(({ id }) => id)).toEqual([assessmentId]);
    for (const caller of [ann, people.author]) expect(await refusal(read(caller))).toBe('forbidden');
    await judge(version, ann, 'demonstrated');
    expect((await read(approver)).items).toEqual([]);
    expect(late.submission.dueAt).toBe(addBusinessDays(theWorld().clock.now(), 2).toISOString());
    theWorld().clock.set(before);
  });
});

describe('an appeal', () => {
  const refused = async (version: Version, learner: Caller = people.learner) => {
    const { submission } = await handedIn(theWorld(), version, learner);
    await judge(version, ann, 'progressing');
    return submission;
  };
  const appeal = (submissionId: string, caller: Caller = people.learner) =>
    appealDecision(theWorld(), { caller, submissionId, reason: 'The second page was not read.' });

  it('is judged by somebody else, who sees no score, and overturns the decision', async () => {
    const version = await withPolicy({ maxAttempts: 1 });
    const { id } = await refused(version);
    await appeal(id);
    expect(await state(id)).toBe('appealed');
    expect(await waiting(version, ann)).toEqual([]);
    const [fresh] = await waiting(version, ben);
    expect(fresh).toMatchObject({ purpose: 'appeal', scores: {} });
    expect(await judge(version, ben, 'demonstrated')).toMatchObject({ credential: { issued: true } });
    expect(await theWorld().submissions.find(id)).toMatchObject({
      state: 'awarded',
      appeal: { outcome: 'overturned' },
      decision: { round: 'appeal', outcome: 'awarded' },
    });
    expect(await refusal(appeal(id))).toBe('not-to-be-appealed');
  });

  it('that is upheld is final, and takes no further attempt', async () => {
    const version = await withPolicy({ maxAttempts: 2 });
    const { id } = await refused(version);
    await appeal(id);
    expect(await refusal(withdrawSubmission(ports(), { caller: people.learner, submissionId: id }))).toBe(
      'submission-not-editable',
    );
    await judge(version, ben, 'progressing');
    expect(await theWorld().submissions.find(id)).toMatchObject({
      state: 'not-yet',
      appeal: { outcome: 'upheld' },
    });
    expect(await refusal(appeal(id))).toBe('not-to-be-appealed');
    await refused(version);
  });

  it('comes in time, of one’s own decision, and of the newest attempt', async () => {
    const version = await withPolicy({});
    const { id } = await refused(version);
    expect(await refusal(appeal(id, people.stranger))).toBe('not-found');
    expect(await refusal(appeal(id, { ...people.learner, machine: true }))).toBe('human-required');
    const before = theWorld().clock.now();
    theWorld().clock.set(new Date(before.getTime() + 31 * 24 * 60 * 60 * 1000));
    expect(await refusal(appeal(id))).toBe('appeal-too-late');
    theWorld().clock.set(before);
    const { id: second } = await openSubmission(theWorld(), {
      caller: people.learner,
      microCredentialId: version.microCredentialId,
      name: undefined,
      publicUrl,
    });
    expect(await refusal(appeal(id))).toBe('open-submission-exists');
    expect(await refusal(appeal(second))).toBe('not-to-be-appealed');
  });

  it('is opened once, however often it is asked for at once', async () => {
    const version = await withPolicy({});
    const { id } = await refused(version);
    const ended = await Promise.all(Array.from({ length: 5 }, () => refusal(appeal(id))));
    expect(ended.filter((one) => one === 'done')).toHaveLength(1);
    expect(await waiting(version, ben)).toHaveLength(1);
  });
});
