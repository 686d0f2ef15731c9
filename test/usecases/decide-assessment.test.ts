import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Caller } from '../../src/domain/membership.ts';
import {
  claimAssessment,
  listQueue,
  readAssessment,
  saveScore,
} from '../../src/usecases/assess-submission.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { withdrawSubmission } from '../../src/usecases/hand-in-submission.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { readSubmission } from '../../src/usecases/read-submission.ts';
import { publishStatusList } from '../../src/usecases/status-lists.ts';
import {
  address,
  away,
  handedIn,
  people,
  publicUrl,
  publishedVersion,
  scored,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();

function decide(
  world: World,
  caller: Caller,
  assessmentId: string,
  outcome: 'awarded' | 'not-yet',
  tasks = signing(world),
) {
  const failures: unknown[] = [];
  const ports = { ...world, signingTasks: tasks, onSigningFailure: (error: unknown) => failures.push(error) };
  return decideAssessment(ports, { caller, assessmentId, outcome });
}

async function readyToDecide(world: World, level?: string) {
  const version = await publishedVersion(world);
  const { submission, assessmentId } = await handedIn(world, version);
  await scored(world, assessmentId, version, level);
  return { version, submission, assessmentId };
}

describe('decideAssessment', () => {
  it('awards: the learner sees the feedback and the credential', async () => {
    const world = theWorld();
    const { submission, assessmentId } = await readyToDecide(world);
    const { credential } = await decide(world, people.assessor, assessmentId, 'awarded');
    expect(credential?.issued).toBe(true);
    const overview = await readSubmission(world, { caller: people.learner, submissionId: submission.id });
    expect(overview.submission.state).toBe('awarded');
    expect(overview.credential).toEqual(credential);
    expect(Object.keys(overview.feedback ?? {}).sort()).toEqual(['activities', 'goals']);
    expect(JSON.stringify(overview)).not.toContain(people.assessor.person);
  });

  it('repeats the same decision without a second award', async () => {
    const world = theWorld();
    const { assessmentId } = await readyToDecide(world);
    const first = await decide(world, people.assessor, assessmentId, 'awarded');
    expect(await decide(world, people.assessor, assessmentId, 'awarded')).toEqual(first);
  });

  it('keeps a decision whose signing failed, and finishes it when the decision is repeated', async () => {
    const world = theWorld();
    const { assessmentId } = await readyToDecide(world);
    const { credential } = await decide(world, people.assessor, assessmentId, 'awarded', away);
    expect(credential?.issued).toBe(false);
    const again = await decide(world, people.assessor, assessmentId, 'awarded');
    expect(again.credential).toEqual({ id: credential?.id, issued: true });
  });

  it('lets one of many simultaneous decisions through', async () => {
    const world = theWorld();
    const { assessmentId, submission } = await readyToDecide(world);
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, () => decide(world, people.assessor, assessmentId, 'awarded', away)),
    );
    const ids = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value.credential?.id] : []));
    expect(new Set(ids).size).toBe(1);
    expect((await world.submissions.find(submission.id))?.credentialId).toBe(ids[0]);
    expect(await world.issuances.find(ids[0] ?? '')).toMatchObject({ state: 'due' });
  });

  it('leaves "not yet" with feedback and lets the learner try again', async () => {
    const world = theWorld();
    const { version, submission, assessmentId } = await readyToDecide(world, 'progressing');
    const decided = await decide(world, people.assessor, assessmentId, 'not-yet');
    expect(decided.credential).toBeUndefined();
    expect((await world.submissions.find(submission.id))?.credentialId).toBeUndefined();
    const next = await openSubmission(world, {
      caller: people.learner,
      microCredentialId: version.microCredentialId,
      name: undefined,
      publicUrl,
    });
    expect(next.state).toBe('draft');
  });

  describe('refuses, and nothing changes', () => {
    const refusals: {
      story: string;
      code: string;
      run: (world: World) => Promise<{ promise: Promise<unknown>; submissionId: string }>;
    }[] = [
      {
        story: 'a criterion without a score',
        code: 'unscored-criteria',
        run: async (world) => {
          const version = await publishedVersion(world);
          const { submission, assessmentId } = await handedIn(world, version);
          await claimAssessment(world, { caller: people.assessor, assessmentId });
          const given = { level: 'demonstrated', feedback: 'Seen.' };
          await saveScore(world, { caller: people.assessor, assessmentId, criterion: 'goals', given });
          return {
            promise: decide(world, people.assessor, assessmentId, 'awarded'),
            submissionId: submission.id,
          };
        },
      },
      {
        story: 'a level below the required one',
        code: 'level-not-reached',
        run: async (world) => {
          const { submission, assessmentId } = await readyToDecide(world, 'progressing');
          return {
            promise: decide(world, people.assessor, assessmentId, 'awarded'),
            submissionId: submission.id,
          };
        },
      },
      {
        story: 'an assessor who does not hold the claim',
        code: 'assessment-not-claimed',
        run: async (world) => {
          const { submission, assessmentId } = await readyToDecide(world);
          return {
            promise: decide(world, people.otherAssessor, assessmentId, 'awarded'),
            submissionId: submission.id,
          };
        },
      },
      {
        story: 'a machine',
        code: 'human-required',
        run: async (world) => {
          const { submission, assessmentId } = await readyToDecide(world);
          return {
            promise: decide(world, people.machine, assessmentId, 'awarded'),
            submissionId: submission.id,
          };
        },
      },
      ...(['owner', 'author', 'learner', 'stranger'] as const).map((who) => ({
        story: `the ${who}, who is no assessor of the issuer`,
        code: 'not-found',
        run: async (world: World) => {
          const { submission, assessmentId } = await readyToDecide(world);
          return {
            promise: decide(world, people[who], assessmentId, 'awarded'),
            submissionId: submission.id,
          };
        },
      })),
      {
        story: 'a claim that has expired',
        code: 'assessment-not-claimed',
        run: async (world) => {
          const { submission, assessmentId } = await readyToDecide(world);
          const late = {
            ...world,
            clock: { now: () => new Date(world.clock.now().getTime() + 73 * 3_600_000), set() {} },
          };
          return {
            promise: decide(late, people.assessor, assessmentId, 'awarded'),
            submissionId: submission.id,
          };
        },
      },
      {
        story: 'an assessor of another issuer',
        code: 'not-found',
        run: async (world) => {
          const { submission, assessmentId } = await readyToDecide(world);
          const elsewhere = await publishedVersion(world);
          await putMember(world, {
            caller: people.owner,
            issuerId: elsewhere.issuerId,
            person: people.stranger.person,
            roles: ['assessor'],
          });
          return {
            promise: decide(world, people.stranger, assessmentId, 'awarded'),
            submissionId: submission.id,
          };
        },
      },
    ];

    it.each(refusals)('$story: $code', async ({ code, run }) => {
      const world = theWorld();
      const { promise, submissionId } = await run(world);
      await expect(promise).rejects.toMatchObject({ code });
      expect((await world.submissions.find(submissionId))?.state).toBe('submitted');
      const states = (await world.assessments.ofSubmission(submissionId)).map(({ state }) => state);
      expect(states).not.toContain('final');
      expect((await world.submissions.find(submissionId))?.credentialId).toBeUndefined();
    });

    it('the other outcome once it is decided: already-decided', async () => {
      const world = theWorld();
      const { assessmentId } = await readyToDecide(world);
      await decide(world, people.assessor, assessmentId, 'awarded', away);
      await expect(decide(world, people.assessor, assessmentId, 'not-yet')).rejects.toMatchObject({
        code: 'already-decided',
      });
    });

    it('a second award to the same learner: already-awarded', async () => {
      const world = theWorld();
      const { version, assessmentId } = await readyToDecide(world);
      await decide(world, people.assessor, assessmentId, 'awarded', away);
      await expect(
        openSubmission(world, {
          caller: people.learner,
          microCredentialId: version.microCredentialId,
          name: undefined,
          publicUrl,
        }),
      ).rejects.toMatchObject({ code: 'already-awarded' });
    });

    it('a submission that was withdrawn meanwhile', async () => {
      const world = theWorld();
      const { submission, assessmentId } = await readyToDecide(world);
      await withdrawSubmission(world, { caller: people.learner, submissionId: submission.id });
      await expect(decide(world, people.assessor, assessmentId, 'awarded')).rejects.toMatchObject({
        code: 'assessment-not-claimed',
      });
      expect((await world.submissions.find(submission.id))?.credentialId).toBeUndefined();
    });
  });
});

describe('own submissions', () => {
  it('are not in the queue, not to be read, claimed or decided by the learner who is an assessor', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const { assessmentId } = await handedIn(world, version, people.assessor);
    const of = { caller: people.assessor, assessmentId };
    const queue = await listQueue(world, { ...of, issuerId: version.issuerId, page: { limit: 10 } });
    expect(queue.items).toEqual([]);
    for (const attempt of [
      () => claimAssessment(world, of),
      () => readAssessment(world, of),
      () => decide(world, people.assessor, assessmentId, 'awarded'),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'own-submission' });
  });
});

describe('revokeCredential', () => {
  async function awarded(world: World) {
    const { assessmentId, version } = await readyToDecide(world);
    const { credential } = await decide(world, people.assessor, assessmentId, 'awarded');
    if (!credential) throw new Error('not awarded');
    return { version, credentialId: credential.id };
  }
  const revoke = (
    world: World,
    caller: Caller,
    credentialId: string,
    reason = 'Issued in error.',
    tasks = signing(world),
  ) =>
    changeCredentialStatus(
      { ...world, signingTasks: tasks, onSigningFailure: () => {} },
      { caller, credentialId, reason, purpose: 'revocation', set: true },
    );
  const causeOf = async (world: World, credentialId: string) => {
    const record = await world.credentials.find(credentialId);
    const report = await verifyCredential(JSON.parse(record?.document ?? ''), ownWorld(world, address));
    return report.checks.flatMap((check) => (check.outcome === 'ok' ? [] : [check.cause]));
  };

  it('shows in the public list at once, for this credential alone', async () => {
    const world = theWorld();
    const [one, other] = [await awarded(world), await awarded(world)];
    expect(await revoke(world, people.owner, one.credentialId)).toMatchObject({ published: true });
    expect(await causeOf(world, one.credentialId)).toEqual(['revoked']);
    expect(await causeOf(world, other.credentialId)).toEqual([]);
  });

  it('keeps the first reason and time when it is repeated', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    const first = await revoke(world, people.owner, credentialId);
    expect(await revoke(world, people.owner, credentialId, 'Another reason.')).toEqual(first);
    expect((await world.credentials.find(credentialId))?.revocation?.reason).toBe('Issued in error.');
  });

  it('lets the old list stand while the signer is away, and catches up', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    expect(await revoke(world, people.owner, credentialId, 'Issued in error.', away)).toMatchObject({
      published: false,
    });
    expect(await causeOf(world, credentialId)).toEqual([]);
    const [unfinished] = await world.statusLists.unfinished();
    await publishStatusList(world, { listId: unfinished?.listId ?? '', ...address });
    expect(await causeOf(world, credentialId)).toEqual(['revoked']);
    expect(await world.statusLists.unfinished()).toEqual([]);
  });

  it.each([
    ['author', 'forbidden'],
    ['assessor', 'forbidden'],
    ['learner', 'not-found'],
    ['stranger', 'not-found'],
  ] as const)('is refused to the %s: %s', async (who, code) => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    await expect(revoke(world, people[who], credentialId)).rejects.toMatchObject({ code });
    expect((await world.credentials.find(credentialId))?.revocation).toBeUndefined();
    expect(await causeOf(world, credentialId)).toEqual([]);
  });
});
