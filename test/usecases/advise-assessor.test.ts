import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { AdviceRequest } from '../../src/domain/advice.ts';
import { mostNote } from '../../src/domain/advice.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { Advisor } from '../../src/ports.ts';
import { adviseAssessor } from '../../src/usecases/advise-assessor.ts';
import {
  claimAssessment,
  handBackAssessment,
  readAssessment,
  saveScore,
} from '../../src/usecases/assess-submission.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { eraseLearner } from '../../src/usecases/erase-learner.ts';
import { readHistory, readSubmission } from '../../src/usecases/read-submission.ts';
import { outcome } from '../adapters/outcome.ts';
import { prose } from '../support/definition.ts';
import { aLearner } from '../support/stacks.ts';
import {
  handedIn,
  people,
  piece,
  portsOf,
  publishedVersion,
  scored,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();
const { assessor, otherAssessor } = people;
const model = 'amazon.nova-lite-v1:0';

/** A model that says this, and remembers what it was asked. */
function advisorThatSays(note: string, before: () => Promise<unknown> = async () => {}) {
  const asked: AdviceRequest[] = [];
  const advisor: Advisor = {
    advise: async (request) => {
      asked.push(request);
      await before();
      return { model, note };
    },
  };
  return { advisor, asked };
}

/** An assessment that the assessor holds. */
async function claimed(world: World, learner = aLearner()) {
  const version = await publishedVersion(world, piece);
  const { submission, assessmentId } = await handedIn(world, version, learner);
  await claimAssessment(world, { caller: assessor, assessmentId });
  return { version, submission, assessmentId, learner, of: { caller: assessor, assessmentId } };
}

const award = 'Award it: every criterion is demonstrated.';

describe('advice by software', () => {
  it('is a note of its own, with the model, in the record, and told to who asked', async () => {
    const world = theWorld();
    const { of, submission, learner } = await claimed(world);
    const { advisor, asked } = advisorThatSays(' Goals are named in the second sentence. ');
    const advice = await adviseAssessor({ ...world, advisor }, of);
    expect(advice).toMatchObject({
      number: 1,
      model,
      note: 'Goals are named in the second sentence.',
      askedBy: assessor.person,
    });
    expect((await readAssessment(world, of)).advice).toEqual([advice]);
    const [last] = (await world.submissions.history(submission.id)).slice(-1);
    expect(last).toMatchObject({ kind: 'advice.given', actor: assessor.person, facts: { model } });
    // The model was not told who the learner is.
    const said = JSON.stringify(asked);
    for (const name of [learner.person, learner.name ?? '', learner.email ?? ''])
      expect(said).not.toContain(name);
  });

  it('scores nothing and decides nothing, whatever it says', async () => {
    const world = theWorld();
    const { of, assessmentId } = await claimed(world);
    const before = await world.assessments.find(assessmentId);
    await adviseAssessor({ ...world, advisor: advisorThatSays(award).advisor }, of);
    expect(await world.assessments.find(assessmentId)).toEqual(before);
    const { standing } = await readAssessment(world, of);
    expect(standing.unscored).toHaveLength(1);
    expect(await outcome(decideAssessment(portsOf(world), { ...of, outcome: 'awarded' }))).toBe(
      'unscored-criteria',
    );
  });

  it('changes no decision and no credential: both are as without it, and know nothing of it', async () => {
    const world = theWorld();
    const results = [];
    for (const note of [undefined, award, 'Never award this.']) {
      const { of, version, submission, assessmentId, learner } = await claimed(world);
      await scored(world, assessmentId, version);
      if (note) await adviseAssessor({ ...world, advisor: advisorThatSays(note).advisor }, of);
      const { credential } = await decideAssessment(portsOf(world), { ...of, outcome: 'awarded' });
      const record = await world.credentials.find(credential?.id ?? '');
      expect(record?.document).not.toContain(note ?? model);
      expect(record?.document).not.toContain(model);
      const { result } = JSON.parse(record?.document ?? '').credentialSubject;
      results.push(result.map(({ value, status }: Record<string, unknown>) => [value, status]));
      const decided = await world.submissions.find(submission.id);
      expect(Object.keys(decided?.decision ?? {})).not.toContain('advice');
      // The learner is told that a model was asked, and not what it said.
      const seen = JSON.stringify([
        await readHistory(world, { caller: learner, submissionId: submission.id }),
        await readSubmission(world, { caller: learner, submissionId: submission.id }),
      ]);
      expect(seen.includes('advice.given')).toBe(note !== undefined);
      expect(seen).not.toContain(note ?? award);
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });

  it('is read by nothing that judges, decides or signs', async () => {
    const readers: string[] = [];
    for await (const file of glob('{src,functions}/**/*.ts'))
      if (/\.advice\b|adviceItems/.test(readFileSync(file, 'utf8'))) readers.push(file);
    expect(readers.toSorted()).toEqual([
      'src/adapters/dynamo-cases.ts',
      'src/adapters/dynamo-erasures.ts',
      'src/adapters/dynamo-items.ts',
      'src/usecases/advise-assessor.ts',
      // To show it to who holds the assessment.
      'src/usecases/assess-submission.ts',
    ]);
  });

  it('is for who holds the assessment, a person, where it is switched on', async () => {
    const world = theWorld();
    const { of, submission, assessmentId, learner } = await claimed(world);
    const { advisor, asked } = advisorThatSays('A note.');
    const ask = (caller: typeof of.caller | typeof otherAssessor) =>
      outcome(adviseAssessor({ ...world, advisor }, { caller, assessmentId }));
    const before = await world.local.dump();
    expect(await ask(otherAssessor)).toBe('assessment-not-claimed');
    expect(await ask(people.machine as never)).toBe('human-required');
    for (const caller of [people.stranger, learner, people.author])
      expect(await ask(caller as never)).toBe('not-found');
    expect(await outcome(adviseAssessor({ ...world, advisor: undefined }, of))).toBe('advice-off');
    expect(asked).toEqual([]);
    expect(await world.local.dump()).toEqual(before);
    expect((await world.submissions.find(submission.id))?.revision).toBe(submission.revision + 1);
  });

  it('is seen by nobody else, and not by the next who claims', async () => {
    const world = theWorld();
    const { of, assessmentId } = await claimed(world);
    await adviseAssessor({ ...world, advisor: advisorThatSays('A note.').advisor }, of);
    await handBackAssessment(world, of);
    expect((await readAssessment(world, of)).advice).toEqual([]);
    const other = { caller: otherAssessor, assessmentId };
    expect((await readAssessment(world, other)).advice).toEqual([]);
    await claimAssessment(world, other);
    expect((await readAssessment(world, other)).advice).toEqual([]);
  });

  it('is given three times at most, also to who asks several times at once', async () => {
    const world = theWorld();
    const { of, submission, assessmentId } = await claimed(world);
    const { advisor } = advisorThatSays('A note.');
    const ended = await Promise.all(
      Array.from({ length: 5 }, () => outcome(adviseAssessor({ ...world, advisor }, of))),
    );
    const given = await world.cases.advice(submission.id, assessmentId);
    expect(given.length).toBeLessThanOrEqual(3);
    expect(given.map(({ number }) => number)).toEqual(given.map((_, index) => index + 1));
    for (const end of ended) expect(['done', 'conflict', 'advice-limit']).toContain(end);
    for (let more = given.length; more < 3; more += 1) await adviseAssessor({ ...world, advisor }, of);
    expect(await outcome(adviseAssessor({ ...world, advisor }, of))).toBe('advice-limit');
  });

  it('is lost, and nothing else, when the model does not answer, or the claim ends while it reads', async () => {
    const world = theWorld();
    const { of, assessmentId, version } = await claimed(world);
    const away: Advisor = { advise: () => Promise.reject(new DomainError('advice-unavailable', 'Away.')) };
    const before = await world.local.dump();
    expect(await outcome(adviseAssessor({ ...world, advisor: away }, of))).toBe('advice-unavailable');
    expect(await world.local.dump()).toEqual(before);
    const { advisor } = advisorThatSays('A note.', () => handBackAssessment(world, of));
    expect(await outcome(adviseAssessor({ ...world, advisor }, of))).toBe('assessment-not-claimed');
    await claimAssessment(world, of);
    const [criterion] = version.definition.rubric.criteria;
    // A score that is saved meanwhile stays.
    const scoring = advisorThatSays('A note.', () =>
      saveScore(world, {
        ...of,
        criterion: criterion?.id ?? '',
        given: { level: 'demonstrated', feedback: prose('Seen') },
      }),
    );
    await adviseAssessor({ ...world, advisor: scoring.advisor }, of);
    expect(Object.keys((await world.assessments.find(assessmentId))?.scores ?? {})).toEqual([criterion?.id]);
  });

  it('is as long as a note may be, and goes with the learner', async () => {
    const world = theWorld();
    const { of, learner, submission, assessmentId } = await claimed(world);
    const long = `Lena shows it. ${'x'.repeat(2 * mostNote)}`;
    const { note } = await adviseAssessor({ ...world, advisor: advisorThatSays(long).advisor }, of);
    expect(note).toHaveLength(mostNote);
    const evidenceEraser = { erase: async () => {} };
    await eraseLearner({ ...world, evidenceEraser }, { caller: learner });
    expect(await world.cases.advice(submission.id, assessmentId)).toEqual([]);
    expect(JSON.stringify(await world.local.dump())).not.toContain('Lena shows it');
  });
});
