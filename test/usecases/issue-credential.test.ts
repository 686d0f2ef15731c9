import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import type { SigningTasks } from '../../src/ports.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { makeIntent } from '../../src/usecases/finish-intent.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';
import { issueAward, type SigningPorts } from '../../src/usecases/issue-award.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { publishStatusList, reservePosition } from '../../src/usecases/status-lists.ts';
import {
  address,
  handedIn,
  people,
  publicUrl,
  publishedVersion,
  scored,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();

const signerIsAway: SigningTasks = { run: () => Promise.reject(new Error('the signer is away')) };

/** A decided award that nothing was signed for. */
async function dueAward(world: World, published?: Version) {
  const version = published ?? (await publishedVersion(world));
  const { submission, assessmentId } = await handedIn(world, version);
  await scored(world, assessmentId, version);
  const { credential } = await decideAssessment(
    { ...world, signingTasks: signerIsAway, onSigningFailure: () => {} },
    { caller: people.assessor, assessmentId, outcome: 'awarded' },
  );
  if (!credential) throw new Error('no award was decided');
  return { submissionId: submission.id, credentialId: credential.id, version };
}

/** A published version whose issuer has a signed status list already. */
async function versionOfIssuerWithList(world: World): Promise<Version> {
  const version = await publishedVersion(world);
  const list = { ...address, issuerId: version.issuerId, credentialId: world.newId() };
  await reservePosition(world, list);
  return version;
}

function tasksOf(world: World): SigningTasks {
  return {
    run: (task) =>
      task.kind === 'award'
        ? issueAward(world, { ...task, ...address })
        : publishStatusList(world, { ...task, ...address }),
  };
}

/** Counts how often the key was used. */
function counting(world: World) {
  let signatures = 0;
  const signer = {
    sign: (keyId: string, bytes: Uint8Array) => {
      signatures += 1;
      return world.signer.sign(keyId, bytes);
    },
  };
  return { ports: { ...world, signer }, signatures: () => signatures };
}

type Fault = (world: World) => Partial<SigningPorts>;
const crash = () => Promise.reject(new Error('crash'));
const after =
  <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
  async (...args: A): Promise<R> => {
    await call(...args);
    throw new Error('crash');
  };

/** Where a run can die: before or after each thing that it does to the world. */
const faults: Record<string, Fault> = {
  'before the first read': ({ deployment }) => ({ deployment: { ...deployment, publicUrl: crash } }),
  'before the intent': ({ awards }) => ({ awards: { ...awards, prepare: crash } }),
  'after the intent': ({ awards }) => ({ awards: { ...awards, prepare: after(awards.prepare) } }),
  'at the key': ({ signer }) => ({ signer: { ...signer, sign: crash } }),
  'after the key': ({ signer }) => ({ signer: { sign: after(signer.sign) } }),
  'with a wrong signature': () => ({ signer: { sign: async () => new Uint8Array(64) } }),
  'before the store': ({ awards }) => ({ awards: { ...awards, issue: crash } }),
  'after the store': ({ awards }) => ({ awards: { ...awards, issue: after(awards.issue) } }),
  'before a position is reserved': ({ statusLists }) => ({ statusLists: { ...statusLists, reserve: crash } }),
  'after a position is reserved': ({ statusLists }) => ({
    statusLists: { ...statusLists, reserve: after(statusLists.reserve) },
  }),
};

const faultsOfTheFirstList: Record<string, Fault> = {
  'before the status list is open': ({ statusLists }) => ({ statusLists: { ...statusLists, open: crash } }),
  'after the status list is open': ({ statusLists }) => ({
    statusLists: { ...statusLists, open: after(statusLists.open) },
  }),
};

describe('issueAward', () => {
  it('makes one public credential of a decided award, which verifies', async () => {
    const world = theWorld();
    const { submissionId, credentialId, version } = await dueAward(world);
    expect(await world.credentials.find(credentialId)).toBeUndefined();

    await issueAward(world, { submissionId, ...address });

    const record = await world.credentials.find(credentialId);
    const credential = JSON.parse(record?.document ?? '');
    expect(credential.id).toBe(`${publicUrl}/credentials/${credentialId}`);
    expect(credential.credentialSubject.achievement.id).toBe(
      `${publicUrl}/micro-credentials/${version.microCredentialId}/versions/1`,
    );
    expect(credential.credentialSubject.result).toHaveLength(2);
    expect(credential.evidence.map((item: { narrative: string }) => item.narrative)).toEqual([
      expect.stringMatching(/SHA-256 [0-9a-f]{64}\.$/),
      expect.stringMatching(/SHA-256 [0-9a-f]{64}\.$/),
    ]);
    const report = await verifyCredential(credential, ownWorld(world, address));
    expect(report.checks.filter((check) => check.outcome !== 'ok')).toEqual([]);
    expect(report.verdict).toBe('valid');
    expect((await world.awards.find(submissionId))?.state).toBe('issued');
    expect(await world.awards.unfinished()).toEqual([]);
  });

  const stories = [
    ...Object.entries({ ...faults, ...faultsOfTheFirstList }).map(([where, fault]) => ({
      story: `the issuer's first award that died ${where}`,
      setUp: publishedVersion,
      fault,
    })),
    ...Object.entries(faults).map(([where, fault]) => ({
      story: `a later award that died ${where}`,
      setUp: versionOfIssuerWithList,
      fault,
    })),
  ];
  it.each(stories)('finishes $story: nothing lost, nothing twice', async ({ fault, setUp }) => {
    const world = theWorld();
    const { submissionId, credentialId } = await dueAward(world, await setUp(world));

    await expect(issueAward({ ...world, ...fault(world) }, { submissionId, ...address })).rejects.toThrow();

    const between = await world.credentials.find(credentialId);
    if (between) expect((await world.awards.find(submissionId))?.state).toBe('issued');
    else expect((await world.awards.unfinished()).map((one) => one.submissionId)).toContain(submissionId);

    const result = await finishUnfinished({ ...world, signingTasks: tasksOf(world) });

    expect(result.failures).toEqual([]);
    const record = await world.credentials.find(credentialId);
    const report = await verifyCredential(JSON.parse(record?.document ?? ''), ownWorld(world, address));
    expect(report.verdict).toBe('valid');
    if (between) expect(record).toEqual(between);
    const mine = await world.credentials.ofLearner(people.learner.person, { limit: 100 });
    expect(mine.items.filter((one) => one.submissionId === submissionId)).toHaveLength(1);
    expect(await world.awards.unfinished()).toEqual([]);
  });

  it('gives the same credential to any number of runs at once', async () => {
    const world = theWorld();
    const { submissionId, credentialId } = await dueAward(world);
    const runs = await Promise.allSettled(
      Array.from({ length: 8 }, () => issueAward(world, { submissionId, ...address })),
    );
    await issueAward(world, { submissionId, ...address });
    const record = await world.credentials.find(credentialId);
    expect(runs.some((run) => run.status === 'fulfilled')).toBe(true);
    const mine = await world.credentials.ofLearner(people.learner.person, { limit: 100 });
    expect(mine.items.filter((one) => one.submissionId === submissionId)).toEqual([record]);
  });

  it('does not touch the key again for an award that is issued', async () => {
    const world = theWorld();
    const { submissionId } = await dueAward(world);
    await issueAward(world, { submissionId, ...address });
    const { ports, signatures } = counting(world);
    await issueAward(ports, { submissionId, ...address });
    expect(signatures()).toBe(0);
  });

  it('makes the same bytes when the journalled intent is signed again', async () => {
    const world = theWorld();
    const { submissionId, credentialId } = await dueAward(world);
    let lost = '';
    const losing = {
      ...world.awards,
      issue: async (_: unknown, credential: { document: string }) => {
        lost = credential.document;
        throw new Error('crash');
      },
    };
    await expect(issueAward({ ...world, awards: losing }, { submissionId, ...address })).rejects.toThrow(
      'crash',
    );
    await issueAward(world, { submissionId, ...address });
    expect((await world.credentials.find(credentialId))?.document).toBe(lost);
  });

  it('refuses what no one decided', async () => {
    const world = theWorld();
    await expect(
      issueAward(world, { submissionId: '01JD9Z6V3T5Q8M2K4N7P0R1S2T', ...address }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('does not sign when a stored score no longer carries the award', async () => {
    const world = theWorld();
    const { submissionId } = await dueAward(world);
    const { ports, signatures } = counting(world);
    const lowered = {
      ...world.assessments,
      ofSubmission: async (id: string) => {
        const found = await world.assessments.ofSubmission(id);
        return (
          found && {
            ...found,
            scores: { ...found.scores, goals: { level: 'progressing', feedback: 'Not yet.' } },
          }
        );
      },
    };
    await expect(
      issueAward({ ...ports, assessments: lowered }, { submissionId, ...address }),
    ).rejects.toMatchObject({ code: 'level-not-reached' });
    expect(signatures()).toBe(0);
    expect((await world.awards.find(submissionId))?.state).toBe('due');
  });

  it('does not sign when the assessor turns out to be the learner', async () => {
    const world = theWorld();
    const { submissionId } = await dueAward(world);
    const { ports, signatures } = counting(world);
    const own = {
      ...world.assessments,
      ofSubmission: async (id: string) => {
        const found = await world.assessments.ofSubmission(id);
        return found && { ...found, assessor: people.learner.person };
      },
    };
    await expect(issueAward({ ...ports, assessments: own }, { submissionId, ...address })).rejects.toThrow(
      'do not carry it',
    );
    expect(signatures()).toBe(0);
  });

  describe('a journal that someone else wrote is no reason to sign', () => {
    /** An award whose intent is journalled, and a function that writes another journal in its place. */
    async function journalled(world: World) {
      const due = await dueAward(world);
      const dying = { ...world.awards, issue: crash };
      await expect(
        issueAward({ ...world, awards: dying }, { submissionId: due.submissionId, ...address }),
      ).rejects.toThrow('crash');
      const found = await world.awards.find(due.submissionId);
      if (found?.state !== 'prepared') throw new Error('nothing is journalled');
      return { ...due, found };
    }

    it('an altered document is made again from the records, and what is published is theirs', async () => {
      const world = theWorld();
      const { submissionId, credentialId, found } = await journalled(world);
      const document = JSON.parse(found.intent.document.replace('Lena Learner', 'Somebody Else'));
      const { issuerId } = found;
      const at = new Date(found.intent.proof.created);
      const forged = { ...found, intent: await makeIntent(world, { ...address, document, issuerId, at }) };
      expect(await world.awards.prepare(forged, found.intent)).toEqual(forged);

      await issueAward(world, { submissionId, ...address });

      const record = await world.credentials.find(credentialId);
      expect(record?.document).toContain('Lena Learner');
      expect(record?.document).not.toContain('Somebody Else');
    });

    it('one for a submission that nobody decided on is not signed at all', async () => {
      const world = theWorld();
      const { found } = await journalled(world);
      const { submission } = await handedIn(world, await publishedVersion(world));
      const forged = { ...found, submissionId: submission.id, credentialId: world.newId() };
      const awards = { ...world.awards, find: async () => forged };
      const { ports, signatures } = counting(world);
      await expect(
        issueAward({ ...ports, awards }, { submissionId: submission.id, ...address }),
      ).rejects.toMatchObject({ code: 'unscored-criteria' });
      expect(signatures()).toBe(0);
      expect(await world.credentials.find(forged.credentialId)).toBeUndefined();
    });

    it('one that takes the position of another credential gets a position of its own', async () => {
      const world = theWorld();
      const [one, other] = [await journalled(world), await journalled(world)];
      const taken = { ...one.found, status: other.found.status };
      await world.awards.prepare(taken, one.found.intent);
      await issueAward(world, { submissionId: one.submissionId, ...address });
      const record = await world.credentials.find(one.credentialId);
      expect(record?.status).not.toEqual(other.found.status);
    });

    it('a key of another deployment is not used', async () => {
      const world = theWorld();
      const { submissionId } = await dueAward(world);
      const { ports, signatures } = counting(world);
      await expect(
        issueAward(ports, { submissionId, ...address, signingKeyId: 'another-key' }),
      ).rejects.toThrow('does not sign with');
      expect(signatures()).toBe(0);
    });
  });

  it('refuses to sign under another public address until the old one is named as former', async () => {
    const world = theWorld();
    const { submissionId, credentialId } = await dueAward(world);
    await issueAward(world, { submissionId, ...address });
    const next = await dueAward(world);
    const moved = 'https://credentials.riverbend.example';

    await expect(
      issueAward(world, { submissionId: next.submissionId, ...address, publicUrl: moved }),
    ).rejects.toMatchObject({ code: 'public-url-changed' });
    expect(await world.credentials.find(next.credentialId)).toBeUndefined();

    const onPurpose = { ...address, publicUrl: moved, formerPublicUrls: [publicUrl] };
    await issueAward(world, { submissionId: next.submissionId, ...onPurpose });
    for (const id of [credentialId, next.credentialId]) {
      const record = await world.credentials.find(id);
      const report = await verifyCredential(JSON.parse(record?.document ?? ''), ownWorld(world, onPurpose));
      expect(report.verdict).toBe('valid');
    }
    await world.deployment.setPublicUrl(publicUrl, moved);
  });
});
