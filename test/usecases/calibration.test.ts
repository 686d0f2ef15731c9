import { describe, expect, it } from 'vitest';
import type { SampleFields } from '../../src/domain/calibration.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { claimAssessment } from '../../src/usecases/assess-submission.ts';
import {
  judgeSample,
  listSamples,
  makeSample,
  readCalibration,
  removeSample,
} from '../../src/usecases/calibrate-assessors.ts';
import { handedIn, people, publishedVersion, useWorld } from '../support/world.ts';

const theWorld = useWorld();
const feedback = 'What there is to see.';
const known = (goals: string, activities: string): SampleFields => ({
  title: 'A plan without the family',
  answers: {},
  evidence: [{ kind: 'text', artifact: 'account', title: 'Account', text: 'We planned at the desk.' }],
  judgement: {
    scores: { goals: { level: goals, feedback }, activities: { level: activities, feedback } },
    parts: {},
  },
});
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

const calibrated = (calibrationThreshold?: number) =>
  publishedVersion(theWorld(), { assessmentPolicy: calibrationThreshold ? { calibrationThreshold } : {} });
const of = ({ issuerId, microCredentialId }: Version, caller: Caller) => ({
  caller,
  issuerId,
  microCredentialId,
});
const sampled = (
  version: Version,
  fields = known('demonstrated', 'progressing'),
  caller: Caller = people.author,
) => makeSample(theWorld(), { ...of(version, caller), fields });
const judge = (
  version: Version,
  sampleId: string,
  scores: Record<string, string>,
  caller: Caller = people.assessor,
) => {
  // Each a while after the one before.
  theWorld().clock.set(new Date(theWorld().clock.now().getTime() + 1000));
  return judgeSample(theWorld(), { ...of(version, caller), sampleId, judgement: { scores, parts: {} } });
};
const right = { goals: 'demonstrated', activities: 'progressing' };
const halfRight = { goals: 'demonstrated', activities: 'not-met' };

describe('calibration', () => {
  it('keeps real work from an assessor until the newest three samples agree often enough', async () => {
    const version = await calibrated(80);
    const { assessmentId } = await handedIn(theWorld(), version);
    const claimed = () => refusal(claimAssessment(theWorld(), { caller: people.assessor, assessmentId }));
    const samples = [];
    for (let made = 0; made < 5; made++) samples.push(await sampled(version));
    const [first, second, third, fourth, fifth] = samples.map(({ id }) => id) as [
      string,
      string,
      string,
      string,
      string,
    ];
    expect(await claimed()).toBe('not-calibrated');
    expect((await judge(version, first, halfRight)).standing).toEqual({
      calibrated: false,
      judged: 1,
      needed: 3,
      agreed: 1,
      of: 2,
      threshold: 80,
    });
    expect((await judge(version, second, halfRight)).standing.calibrated).toBe(false);
    expect((await judge(version, third, right)).standing).toMatchObject({
      calibrated: false,
      agreed: 4,
      of: 6,
    });
    expect(await claimed()).toBe('not-calibrated');
    // Five of six are above four of five: the first no longer counts.
    expect((await judge(version, fourth, right)).standing).toMatchObject({
      calibrated: true,
      agreed: 5,
      of: 6,
    });
    expect((await judge(version, fifth, right)).standing).toMatchObject({
      calibrated: true,
      agreed: 6,
      of: 6,
    });
    expect(await claimed()).toBe('done');
  });

  it('is exactly at the threshold enough', async () => {
    const version = await calibrated(50);
    for (let made = 0; made < 3; made++) {
      const { id } = await sampled(version);
      const { standing } = await judge(version, id, halfRight);
      expect(standing.calibrated).toBe(made === 2);
    }
  });

  it('asks nothing where the policy asks nothing', async () => {
    const version = await calibrated();
    const { assessmentId } = await handedIn(theWorld(), version);
    expect(await refusal(claimAssessment(theWorld(), { caller: people.assessor, assessmentId }))).toBe(
      'done',
    );
  });

  it('shows what is known only once a sample was judged, and takes a judgement once', async () => {
    const version = await calibrated(80);
    const { id } = await sampled(version);
    const before = await readCalibration(theWorld(), of(version, people.assessor));
    expect(before.open.map((one) => one.id)).toEqual([id]);
    expect(before.standing).toMatchObject({ judged: 0, calibrated: false });
    const both = await Promise.all([right, halfRight].map((scores) => refusal(judge(version, id, scores))));
    expect(both.filter((one) => one === 'done')).toHaveLength(1);
    expect(['already-decided', 'not-found']).toContain(both.find((one) => one !== 'done'));
    expect((await readCalibration(theWorld(), of(version, people.assessor))).open).toEqual([]);
    expect(await refusal(judge(version, id, right))).toBe('not-found');
    expect((await judge(version, id, halfRight, people.otherAssessor)).sample.judgement.scores).toEqual({
      goals: { level: 'demonstrated', feedback },
      activities: { level: 'progressing', feedback },
    });
  });

  it('wants every criterion judged with a level of the rubric', async () => {
    const version = await calibrated(80);
    const { id } = await sampled(version);
    const amiss: Record<string, string>[] = [
      {},
      { goals: 'demonstrated' },
      { ...right, goals: 'unheard-of' },
    ];
    for (const scores of amiss) expect(await refusal(judge(version, id, scores))).toBe('unscored-criteria');
    expect(await refusal(judge(version, id, right))).toBe('done');
  });

  it('is by people who may', async () => {
    const version = await calibrated(80);
    const { id } = await sampled(version);
    for (const caller of [people.assessor, people.stranger])
      expect(await refusal(sampled(version, undefined, caller))).toBe('forbidden');
    for (const caller of [people.author, people.learner])
      expect(await refusal(judge(version, id, right, caller))).toBe('forbidden');
    expect(await refusal(judge(version, id, right, people.machine))).toBe('human-required');
    const other = await calibrated(80);
    expect(
      await refusal(
        makeSample(theWorld(), {
          ...of(other, people.author),
          microCredentialId: version.microCredentialId,
          fields: known('demonstrated', 'progressing'),
        }),
      ),
    ).toBe('not-found');
  });

  it('refuses a sample that the rubric does not carry, naming what is amiss', async () => {
    const version = await calibrated(80);
    const whole = known('demonstrated', 'progressing');
    const amiss = {
      ...known('unheard-of', 'progressing'),
      evidence: [{ kind: 'text' as const, artifact: 'nothing', title: 'Of nothing', text: 'Text.' }],
    };
    await expect(sampled(version, amiss)).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [
        { field: '/judgement/scores/goals', message: 'needs a known level' },
        { field: '/evidence/0/artifact', message: 'must be one of visit-plan, account' },
      ],
    });
    const [item] = whole.evidence;
    const large = Array.from(
      { length: 7 },
      () => ({ ...item, text: 'x'.repeat(20_000) }) as (typeof whole.evidence)[number],
    );
    expect(await refusal(sampled(version, { ...whole, evidence: large }))).toBe('invalid-request');
    expect(await listSamples(theWorld(), of(version, people.author))).toEqual([]);
  });

  it('does without a sample that was taken back, and keeps what was shown with it', async () => {
    const version = await calibrated(80);
    const { id } = await sampled(version);
    await judge(version, id, right);
    await removeSample(theWorld(), { ...of(version, people.author), sampleId: id });
    expect(await refusal(removeSample(theWorld(), { ...of(version, people.author), sampleId: id }))).toBe(
      'not-found',
    );
    const { open, standing } = await readCalibration(theWorld(), of(version, people.assessor));
    expect([open, standing.judged]).toEqual([[], 1]);
    expect(await refusal(judge(version, id, right, people.otherAssessor))).toBe('not-found');
  });
});
