import fc from 'fast-check';
import { ulid } from 'ulid';
import { expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.ts';
import { isCarried } from '../../src/domain/case.ts';
import type { AssessmentPolicy } from '../../src/domain/definition/assessment-policy.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { Caller, Role } from '../../src/domain/membership.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import type { Submission } from '../../src/domain/submission.ts';
import type { Advisor } from '../../src/ports.ts';
import { adviseAssessor } from '../../src/usecases/advise-assessor.ts';
import { appealDecision } from '../../src/usecases/appeal-decision.ts';
import { approveDecision } from '../../src/usecases/approve-decision.ts';
import {
  claimAssessment,
  handBackAssessment,
  recuseFromAssessment,
  saveScore,
} from '../../src/usecases/assess-submission.ts';
import { checkCompleteness } from '../../src/usecases/check-completeness.ts';
import { addEvidence } from '../../src/usecases/collect-evidence.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { eraseLearner } from '../../src/usecases/erase-learner.ts';
import { handInSubmission, withdrawSubmission } from '../../src/usecases/hand-in-submission.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { prose } from '../support/definition.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';
import {
  attestations,
  away,
  context,
  noFiles,
  people,
  publicUrl,
  publishedVersion,
  useWorld,
  type World,
} from '../support/world.ts';

/*
 * Random people do random things, often two at once, and after every step the records must make sense. What is done is the
 * product's own use cases; what must hold is said here a second time, and only of what is stored.
 */

const theWorld = useWorld();
const who = (person: string): Caller => ({ person, name: person, machine: false });
/** The last assessor is a learner too. */
const assessors = ['ann', 'ben', 'cem', 'lea'].map(who);
const learners = ['lea', 'leo'].map(who);
const approvers = ['ava', 'ann'].map(who);
const machine: Caller = { person: 'ann', machine: true };
const policies: AssessmentPolicy[] = [
  {},
  { approval: true },
  { assessors: 2, disagreement: 'third-assessor' },
  { assessors: 2, disagreement: 'approver' },
  { assessors: 2, disagreement: 'third-assessor', approval: true, preCheck: true },
  { preCheck: true, maxAttempts: 2 },
];
const actions = [
  'open',
  'hand in',
  'hand in',
  'withdraw',
  'claim',
  'claim',
  'claim',
  'score',
  'score',
  'score',
  'decide',
  'decide',
  'decide',
  'hand back',
  'recuse',
  'look',
  'look',
  'approve',
  'approve',
  'appeal',
  'advise',
  'erase',
  'wait',
] as const;

const step = fc.record({
  action: fc.constantFrom(...actions),
  /** Says who and what, by remainders. */
  who: fc.nat(999),
  what: fc.nat(999),
  level: fc.constantFrom('demonstrated', 'demonstrated', 'progressing'),
  yes: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Story {
  readonly world: World;
  readonly version: Version;
  readonly submissions: string[];
}

const pick = <T>(list: readonly T[], number: number): T | undefined =>
  list[number % Math.max(1, list.length)];

/** What would bring a submission on. */
function natural({ state, stage }: Submission, all: readonly Assessment[], yes: boolean): Step['action'] {
  if (state === 'draft') return 'hand in';
  if (state === 'not-yet') return yes ? 'appeal' : 'open';
  if (state === 'awarded' || state === 'withdrawn') return 'open';
  if (stage !== 'assessment') return stage === 'approval' ? 'approve' : 'look';
  const held = all.find((one) => one.state === 'claimed');
  if (!held || (yes && all.some((one) => one.state === 'open'))) return 'claim';
  return Object.keys(held.scores).length === 0 ? 'score' : 'decide';
}

async function take(
  { world, version, submissions }: Story,
  { action: random, ...by }: Step,
): Promise<unknown> {
  const ports = { ...world, evidenceFiles: noFiles, signingTasks: away, onSigningFailure: () => {} };
  const { microCredentialId } = version;
  const submissionId = pick(submissions.slice(-2), by.what) ?? ulid();
  const found = await world.submissions.find(submissionId);
  // Mostly the right person does the right thing, or the story would get nowhere.
  const isRight = by.who % 7 > 0;
  const anyone = pick(learners, by.who) ?? machine;
  const learner = isRight && found ? who(found.learner) : anyone;
  const caller = by.who % 23 === 0 ? machine : (pick(assessors, by.who) ?? machine);
  const all = await world.assessments.ofSubmission(submissionId);
  const action = found && by.what % 3 > 0 ? natural(found, all, by.yes) : random;
  const open = isRight ? all.filter(({ state }) => state === 'open') : all;
  const assessmentId = pick(open, by.who)?.id ?? pick(all, by.what)?.id ?? ulid();
  const held = pick(
    all.filter(({ state }) => state === 'claimed'),
    by.who,
  );
  const mine = {
    caller: held && isRight ? who(held.assessor ?? '') : caller,
    assessmentId: held?.id ?? assessmentId,
  };
  const carried = Object.values(held?.scores ?? {}).every(({ level }) => level === 'demonstrated');
  switch (action) {
    case 'open': {
      const { id } = await openSubmission(world, {
        caller: anyone,
        microCredentialId,
        name: undefined,
        publicUrl,
      });
      submissions.push(id);
      for (const artifact of version.definition.artifacts)
        await addEvidence(ports, {
          caller: anyone,
          submissionId: id,
          publicUrl,
          item: {
            kind: 'text',
            artifact: artifact.id,
            title: 'Work',
            context,
            disclosure: 'digest',
            text: prose(id),
          },
        });
      return undefined;
    }
    case 'hand in':
      return handInSubmission(ports, { caller: learner, submissionId, attestations });
    case 'withdraw':
      return withdrawSubmission(ports, { caller: learner, submissionId });
    case 'claim':
      return claimAssessment(ports, { caller, assessmentId });
    case 'score':
      for (const { id } of version.definition.rubric.criteria)
        await saveScore(ports, { ...mine, criterion: id, given: { level: by.level, feedback: 'Seen.' } });
      return undefined;
    case 'decide':
      return decideAssessment(ports, { ...mine, outcome: carried === isRight ? 'awarded' : 'not-yet' });
    case 'hand back':
      return handBackAssessment(ports, mine);
    case 'recuse':
      return by.who % 4 === 0 ? recuseFromAssessment(ports, { ...mine, reason: 'I know them.' }) : undefined;
    case 'look':
      return checkCompleteness(ports, {
        caller,
        submissionId,
        answer: by.what % 3 === 0 ? { complete: false, message: 'Say more.', flaws: [] } : { complete: true },
      });
    case 'approve': {
      const adopt = pick(all, by.what)?.id;
      const answer =
        by.what % 4 === 0
          ? ({ action: 'refer', note: 'Once more.' } as const)
          : ({ action: 'confirm', ...(by.yes && adopt !== undefined && { adopt }) } as const);
      return approveDecision(ports, { caller: pick(approvers, by.who) ?? machine, submissionId, answer });
    }
    case 'appeal':
      return appealDecision(ports, { caller: learner, submissionId, reason: 'Read it again.' });
    case 'advise':
      return adviseAssessor({ ...ports, advisor }, mine);
    case 'erase':
      return by.yes
        ? eraseLearner({ ...ports, evidenceEraser: { erase: async () => {} } }, { caller: learner })
        : undefined;
    case 'wait':
      world.clock.set(new Date(world.clock.now().getTime() + by.what * 12 * 60 * 1000));
      return undefined;
  }
}

/** Says the contrary of whatever people say. */
const advisor: Advisor = { advise: async () => ({ model: 'a-model:1', note: 'Decide otherwise.' }) };

/** What must hold of one case, whatever happened. */
async function check({ world, version }: Story, submission: Submission, seen: Map<string, string>) {
  const { id, state, learner, decision, credentialId, stage } = submission;
  const assessments = await world.assessments.ofSubmission(id);
  const events = await world.submissions.history(id);
  const seats = assessments.filter(({ state }) => state === 'claimed' || state === 'final');
  const holders = seats.map(({ assessor }) => assessor);
  expect(new Set(holders).size).toBe(holders.length);
  expect(holders).not.toContain(learner);
  expect(submission.assessors ?? []).toEqual(
    expect.arrayContaining(holders.filter((one) => one !== undefined)),
  );
  const isJudged = state === 'submitted' || state === 'appealed';
  expect(stage !== undefined).toBe(isJudged);
  const isOpen = ({ state }: Assessment) => state === 'open' || state === 'claimed';
  if (!isJudged) expect(assessments.filter(isOpen)).toEqual([]);
  if (isJudged && stage === 'assessment') expect(assessments.some(isOpen)).toBe(true);
  if (stage === 'approval') expect(assessments.some(isOpen)).toBe(false);
  if (submission.erasedAt !== undefined) {
    // Whatever came between, nothing of the learner is left, and nobody judges it any more.
    expect([isJudged, state === 'draft', submission.answers]).toEqual([false, false, {}]);
    expect(await world.submissions.evidence(id)).toEqual([]);
    expect(JSON.stringify([assessments, events])).not.toContain('Seen.');
    const theirs = events.filter(({ kind }) =>
      /^(?:submission\.(?:opened|handed-in|withdrawn)|appeal\.opened)$/.test(kind),
    );
    for (const { actor } of theirs) expect(learners.map(({ person }) => person)).not.toContain(actor);
    for (const one of assessments) expect(await world.cases.advice(id, one.id)).toEqual([]);
  } else expect(seen.get(id)).not.toBe('erased');
  // What was final stays, unless an appeal came between.
  const before = seen.get(id);
  if (before === 'awarded') expect(state).toBe('awarded');
  if (before === 'withdrawn') expect(state).toBe('withdrawn');
  seen.set(id, submission.erasedAt === undefined ? state : 'erased');
  const asked = await world.cases.approvals(submission.issuerId, { limit: 100 });
  expect(asked.items.some((one) => one.submissionId === id)).toBe(stage === 'approval');
  const toCheck = await world.cases.preChecks(submission.issuerId, { limit: 100 });
  expect(toCheck.items.some((one) => one.submissionId === id)).toBe(stage === 'pre-check');
  const queue = await world.assessments.queue(submission.issuerId, { limit: 100 });
  expect(queue.items.filter((one) => one.submissionId === id)).toHaveLength(
    assessments.filter(isOpen).length,
  );
  const decided = events.filter(({ kind }) => kind === 'submission.decided');
  expect(decided.length > 0).toBe(decision !== undefined);
  expect(decided.length).toBeLessThanOrEqual(submission.appeal?.outcome ? 2 : 1);
  if (state === 'awarded') {
    expect(credentialId).toBeDefined();
    const approval = await world.cases.approval(id, decision?.round ?? 'first');
    expect(isCarried({ submission, version, assessments, approval })).toBe(true);
    const { assessors: asked = 1, approval: confirmed } = version.definition.assessmentPolicy ?? {};
    const judged = assessments.filter((one) => decision?.assessmentIds.includes(one.id));
    for (const { scores, state: of } of judged) {
      expect(of).toBe('final');
      expect(Object.keys(scores).toSorted()).toEqual(['activities', 'goals']);
    }
    if (confirmed && decision?.round === 'first') expect(decision.approver).toBeDefined();
    const disputed = approval?.adopted !== undefined;
    if (decision?.round === 'first' && !disputed) expect(judged.length).toBeGreaterThanOrEqual(asked);
    expect((await world.issuances.find(credentialId ?? ''))?.origin).toMatchObject({ submissionId: id });
  } else expect(credentialId).toBeUndefined();
}

it('whatever people do, in any order and at once, each award is carried by what they said', async () => {
  let taken = 0;
  let awarded = 0;
  const ended = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...policies),
      fc.array(fc.tuple(step, fc.option(step, { freq: 3 })), { minLength: 70, maxLength: 70 }),
      async (assessmentPolicy, steps) => {
        const world = theWorld();
        world.clock.set(new Date('2026-11-23T10:15:00.000Z'));
        const version = await publishedVersion(world, { assessmentPolicy });
        const staff = new Map<string, Role[]>();
        for (const [list, role] of [
          [assessors, 'assessor'],
          [approvers, 'approver'],
        ] as const)
          for (const { person } of list) staff.set(person, [...(staff.get(person) ?? []), role]);
        for (const [person, roles] of staff)
          await putMember(world, { caller: people.owner, issuerId: version.issuerId, person, roles });
        const story: Story = { world, version, submissions: [] };
        const seen = new Map<string, string>();
        for (const [first, second] of steps) {
          const results = await Promise.allSettled(
            [first, ...(second ? [second] : [])].map((one) => take(story, one)),
          );
          for (const result of results) {
            taken += 1;
            const failed = result.status === 'rejected';
            if (failed && !(result.reason instanceof DomainError)) throw result.reason;
            const end = failed ? (result.reason as DomainError).code : 'done';
            ended.set(end, (ended.get(end) ?? 0) + 1);
          }
          for (const id of story.submissions) {
            const submission = await world.submissions.find(id);
            if (submission) await check(story, submission, seen);
          }
        }
        // A learner has one award at most, and one attempt that is open.
        const found = await Promise.all(story.submissions.map((id) => world.submissions.find(id)));
        for (const { person } of learners) {
          const own = found.filter((one) => one?.learner === person);
          const live = own.filter((one) =>
            ['draft', 'submitted', 'appealed', 'awarded'].includes(one?.state ?? ''),
          );
          expect(live.length).toBeLessThanOrEqual(1);
        }
        awarded += found.filter((one) => one?.state === 'awarded').length;
      },
    ),
    { numRuns: fuzzRuns(1), endOnFailure: true },
  );
  // The story must get somewhere, or it proves nothing; a few random runs may hold no award.
  expect(ended.get('done') ?? 0).toBeGreaterThan(taken / 10);
  if (process.env.FUZZ_FACTOR) expect(awarded).toBeGreaterThan(0);
});
