import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import type { SigningKey } from '../../src/ports.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { makeIntent } from '../../src/usecases/finish-intent.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';
import { issueCredential, type SigningPorts } from '../../src/usecases/issue-credential.ts';
import { compromiseKey } from '../../src/usecases/manage-keys.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { reservePosition } from '../../src/usecases/status-lists.ts';
import { aLearner } from '../support/stacks.ts';
import {
  address,
  away,
  handedIn,
  people,
  piece,
  publicUrl,
  publishedVersion,
  scored,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();

/** A decided award that nothing was signed for. */
async function dueAward(world: World, published?: Version) {
  const version = published ?? (await publishedVersion(world));
  const learner = aLearner();
  const { submission, assessmentId } = await handedIn(world, version, learner);
  await scored(world, assessmentId, version);
  const { credential } = await decideAssessment(
    { ...world, signingTasks: away, onSigningFailure: () => {} },
    { caller: people.assessor, assessmentId, outcome: 'awarded' },
  );
  if (!credential) throw new Error('no award was decided');
  return { submissionId: submission.id, credentialId: credential.id, version, learner };
}

/** A published version whose issuer has a signed status list already. */
async function versionOfIssuerWithList(world: World): Promise<Version> {
  const version = await publishedVersion(world, piece);
  const list = {
    ...address,
    issuerId: version.issuerId,
    purpose: 'revocation',
    credentialId: world.newId(),
  } as const;
  await reservePosition(world, list);
  return version;
}

/** Counts how often the key was used. */
function counting(world: World) {
  let signatures = 0;
  const signer = {
    sign: (key: SigningKey, bytes: Uint8Array) => {
      signatures += 1;
      return world.signer.sign(key, bytes);
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
  'before the intent': ({ issuances }) => ({ issuances: { ...issuances, prepare: crash } }),
  'after the intent': ({ issuances }) => ({ issuances: { ...issuances, prepare: after(issuances.prepare) } }),
  'at the key': ({ signer }) => ({ signer: { ...signer, sign: crash } }),
  'after the key': ({ signer }) => ({ signer: { sign: after(signer.sign) } }),
  'with a wrong signature': () => ({ signer: { sign: async () => new Uint8Array(64) } }),
  'before the store': ({ issuances }) => ({ issuances: { ...issuances, issue: crash } }),
  'after the store': ({ issuances }) => ({ issuances: { ...issuances, issue: after(issuances.issue) } }),
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

describe('issueCredential', () => {
  it('makes one public credential of a decided award, which verifies', async () => {
    const world = theWorld();
    const { credentialId, version } = await dueAward(world);
    expect(await world.credentials.find(credentialId)).toBeUndefined();

    await issueCredential(world, { credentialId, ...address });

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
    expect((await world.issuances.find(credentialId))?.state).toBe('issued');
    expect(await world.issuances.unfinished()).toEqual([]);
  });

  /** Learners of their own earn it one after the other. */
  let withList: Promise<Version> | undefined;
  const stories = [
    ...Object.entries({ ...faults, ...faultsOfTheFirstList }).map(([where, fault]) => ({
      story: `the issuer's first award that died ${where}`,
      setUp: (world: World) => publishedVersion(world, piece),
      fault,
    })),
    ...Object.entries(faults).map(([where, fault]) => ({
      story: `a later award that died ${where}`,
      setUp: (world: World) => {
        withList ??= versionOfIssuerWithList(world);
        return withList;
      },
      fault,
    })),
  ];
  it.each(stories)('finishes $story: nothing lost, nothing twice', async ({ fault, setUp }) => {
    const world = theWorld();
    const { submissionId, credentialId, learner } = await dueAward(world, await setUp(world));

    await expect(
      issueCredential({ ...world, ...fault(world) }, { credentialId, ...address }),
    ).rejects.toThrow();

    const between = await world.credentials.find(credentialId);
    if (between) expect((await world.issuances.find(credentialId))?.state).toBe('issued');
    else expect((await world.issuances.unfinished()).map((one) => one.credentialId)).toContain(credentialId);

    const result = await finishUnfinished({ ...world, signingTasks: signing(world) });

    expect(result.failures).toEqual([]);
    const record = await world.credentials.find(credentialId);
    const report = await verifyCredential(JSON.parse(record?.document ?? ''), ownWorld(world, address));
    expect(report.verdict).toBe('valid');
    if (between) expect(record).toEqual(between);
    const mine = await world.credentials.ofLearner(learner.person, { limit: 100 });
    expect(mine.items.filter((one) => one.submissionId === submissionId)).toHaveLength(1);
    expect(await world.issuances.unfinished()).toEqual([]);
  });

  it('gives the same credential to any number of runs at once', async () => {
    const world = theWorld();
    const { submissionId, credentialId, learner } = await dueAward(world);
    const runs = await Promise.allSettled(
      Array.from({ length: 8 }, () => issueCredential(world, { credentialId, ...address })),
    );
    await issueCredential(world, { credentialId, ...address });
    const record = await world.credentials.find(credentialId);
    expect(runs.some((run) => run.status === 'fulfilled')).toBe(true);
    const mine = await world.credentials.ofLearner(learner.person, { limit: 100 });
    expect(mine.items.filter((one) => one.submissionId === submissionId)).toEqual([record]);
  });

  it('does not touch the key again for an award that is issued', async () => {
    const world = theWorld();
    const { credentialId } = await dueAward(world);
    await issueCredential(world, { credentialId, ...address });
    const { ports, signatures } = counting(world);
    await issueCredential(ports, { credentialId, ...address });
    expect(signatures()).toBe(0);
  });

  it('makes the same bytes when the journalled intent is signed again', async () => {
    const world = theWorld();
    const { credentialId } = await dueAward(world);
    let lost = '';
    const losing = {
      ...world.issuances,
      issue: async (_: unknown, credential: { document: string }) => {
        lost = credential.document;
        throw new Error('crash');
      },
    };
    await expect(
      issueCredential({ ...world, issuances: losing }, { credentialId, ...address }),
    ).rejects.toThrow('crash');
    await issueCredential(world, { credentialId, ...address });
    expect((await world.credentials.find(credentialId))?.document).toBe(lost);
  });

  it('refuses what no one decided', async () => {
    const world = theWorld();
    await expect(
      issueCredential(world, { credentialId: '01JD9Z6V3T5Q8M2K4N7P0R1S2T', ...address }),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('does not sign when a stored score no longer carries the award', async () => {
    const world = theWorld();
    const { credentialId } = await dueAward(world);
    const { ports, signatures } = counting(world);
    const lowered = {
      ...world.assessments,
      ofSubmission: async (id: string) => {
        const found = await world.assessments.ofSubmission(id);
        return found.map((one) => ({
          ...one,
          scores: { ...one.scores, goals: { level: 'progressing', feedback: 'Not yet.' } },
        }));
      },
    };
    await expect(
      issueCredential({ ...ports, assessments: lowered }, { credentialId, ...address }),
    ).rejects.toThrow('do not carry it');
    expect(signatures()).toBe(0);
    expect((await world.issuances.find(credentialId))?.state).toBe('due');
  });

  it('does not sign when the assessor turns out to be the learner', async () => {
    const world = theWorld();
    const { credentialId, learner } = await dueAward(world);
    const { ports, signatures } = counting(world);
    const own = {
      ...world.assessments,
      ofSubmission: async (id: string) => {
        const found = await world.assessments.ofSubmission(id);
        return found.map((one) => ({ ...one, assessor: learner.person }));
      },
    };
    await expect(
      issueCredential({ ...ports, assessments: own }, { credentialId, ...address }),
    ).rejects.toThrow('do not carry it');
    expect(signatures()).toBe(0);
  });

  describe('a journal that someone else wrote is no reason to sign', () => {
    /** An award whose intent is journalled, and a function that writes another journal in its place. */
    async function journalled(world: World) {
      const due = await dueAward(world);
      const dying = { ...world.issuances, issue: crash };
      await expect(
        issueCredential({ ...world, issuances: dying }, { credentialId: due.credentialId, ...address }),
      ).rejects.toThrow('crash');
      const found = await world.issuances.find(due.credentialId);
      if (found?.state !== 'prepared') throw new Error('nothing is journalled');
      return { ...due, found };
    }

    it('an altered document is made again from the records, and what is published is theirs', async () => {
      const world = theWorld();
      const { credentialId, found } = await journalled(world);
      const document = JSON.parse(found.intent.document.replace('Lena Learner', 'Somebody Else'));
      const { issuerId } = found;
      const at = new Date(found.intent.proof.created);
      const forged = { ...found, intent: await makeIntent(world, { ...address, document, issuerId, at }) };
      expect(await world.issuances.prepare(forged, found.intent)).toEqual(forged);

      await issueCredential(world, { credentialId, ...address });

      const record = await world.credentials.find(credentialId);
      expect(record?.document).toContain('Lena Learner');
      expect(record?.document).not.toContain('Somebody Else');
    });

    it('one for a submission that nobody decided on is not signed at all', async () => {
      const world = theWorld();
      const { found } = await journalled(world);
      const { submission, assessmentId } = await handedIn(world, await publishedVersion(world));
      const origin = { kind: 'award', submissionId: submission.id, assessmentId } as const;
      const forged = { ...found, credentialId: world.newId(), origin };
      const issuances = { ...world.issuances, find: async () => forged };
      const { ports, signatures } = counting(world);
      await expect(
        issueCredential({ ...ports, issuances }, { credentialId: forged.credentialId, ...address }),
      ).rejects.toThrow('a part of it is missing');
      expect(signatures()).toBe(0);
      expect(await world.credentials.find(forged.credentialId)).toBeUndefined();
    });

    it('a second one for an award that has its credential is not signed', async () => {
      const world = theWorld();
      const { credentialId, found } = await journalled(world);
      await issueCredential(world, { credentialId, ...address });
      const { issuerId, decidedAt, origin } = found;
      const second = { state: 'due', credentialId: world.newId(), issuerId, decidedAt, origin } as const;
      await world.issuances.start(second);
      const { ports, signatures } = counting(world);
      await expect(issueCredential(ports, { credentialId: second.credentialId, ...address })).rejects.toThrow(
        'do not carry it',
      );
      expect(signatures()).toBe(0);
      await world.local.table.write([{ remove: { pk: `CREDENTIAL#${second.credentialId}`, sk: 'JOURNAL' } }]);
    });

    it('one that takes the position of another credential gets a position of its own', async () => {
      const world = theWorld();
      const [one, other] = [await journalled(world), await journalled(world)];
      const taken = { ...one.found, statuses: other.found.statuses };
      await world.issuances.prepare(taken, one.found.intent);
      await issueCredential(world, { credentialId: one.credentialId, ...address });
      const record = await world.credentials.find(one.credentialId);
      expect(record?.statuses).not.toEqual(other.found.statuses);
      await issueCredential(world, { credentialId: other.credentialId, ...address });
    });
  });

  it('issues nothing under a key that was taken back while it signed, and then signs with its successor', async () => {
    const world = theWorld();
    const { credentialId, version } = await dueAward(world);
    const { issuerId } = version;
    const at = world.clock.now().toISOString();
    const signer = {
      sign: async (key: SigningKey, bytes: Uint8Array) => {
        const signature = await world.signer.sign(key, bytes);
        const command = { caller: people.owner, issuerId, keyId: 'key-1', at, reason: 'Stolen.' };
        await compromiseKey(world, command);
        return signature;
      },
    };
    // The list of the issuer is signed before, so that the first signature here is the credential's.
    await reservePosition(world, {
      ...address,
      issuerId,
      purpose: 'revocation',
      credentialId: world.newId(),
    });
    await expect(issueCredential({ ...world, signer }, { credentialId, ...address })).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await world.credentials.find(credentialId)).toBeUndefined();
    await issueCredential(world, { credentialId, ...address });
    const record = await world.credentials.find(credentialId);
    const { proof } = JSON.parse(record?.document ?? '');
    expect([proof].flat()[0].verificationMethod).toMatch(/#key-2$/);
  });

  it('refuses to sign under another public address until the old one is named as former', async () => {
    const world = theWorld();
    const { credentialId } = await dueAward(world);
    await issueCredential(world, { credentialId, ...address });
    const next = await dueAward(world);
    const moved = 'https://credentials.riverbend.example';

    await expect(
      issueCredential(world, { credentialId: next.credentialId, ...address, publicUrl: moved }),
    ).rejects.toMatchObject({ code: 'public-url-changed' });
    expect(await world.credentials.find(next.credentialId)).toBeUndefined();

    const onPurpose = { ...address, publicUrl: moved, formerPublicUrls: [publicUrl] };
    await issueCredential(world, { credentialId: next.credentialId, ...onPurpose });
    for (const id of [credentialId, next.credentialId]) {
      const record = await world.credentials.find(id);
      const report = await verifyCredential(JSON.parse(record?.document ?? ''), ownWorld(world, onPurpose));
      expect(report.verdict).toBe('valid');
    }
    await world.deployment.setPublicUrl(publicUrl, moved);
  });
});
