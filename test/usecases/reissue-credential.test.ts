import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Caller } from '../../src/domain/membership.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';
import { type DirectRequest, issueDirectly } from '../../src/usecases/issue-directly.ts';
import { addKey, compromiseKey } from '../../src/usecases/manage-keys.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { type Correction, reissueCredential } from '../../src/usecases/reissue-credential.ts';
import { replaceCompromised } from '../../src/usecases/replace-compromised.ts';
import { updateIssuer } from '../../src/usecases/update-issuer.ts';
import {
  address,
  awarded,
  away,
  people,
  portsOf,
  publishedVersion,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();

const reissue = (
  world: World,
  credentialId: string,
  correction: Correction = { recipient: { name: 'Lena Marie Learner' } },
  { caller = people.owner, tasks = signing(world) }: { caller?: Caller; tasks?: typeof away } = {},
) => {
  const command = { caller, credentialId, reason: 'The name was misspelt.', correction };
  return reissueCredential(portsOf(world, tasks), { ...command, ...address });
};

async function verdictOf(world: World, credentialId: string) {
  const record = await world.credentials.find(credentialId);
  if (!record) return { verdict: 'absent', causes: [] };
  const report = await verifyCredential(JSON.parse(record.document), ownWorld(world, address));
  const causes = report.checks.flatMap((check) => (check.outcome === 'ok' ? [] : [check.cause]));
  return { verdict: report.verdict, causes };
}

describe('reissueCredential', () => {
  it('replaces: the old one is revoked and names its successor, which is valid', async () => {
    const world = theWorld();
    const { credentialId, submissionId } = await awarded(world);
    const { successor } = await reissue(world, credentialId);
    expect(successor.issued).toBe(true);
    expect(await verdictOf(world, credentialId)).toEqual({ verdict: 'invalid', causes: ['revoked'] });
    expect(await verdictOf(world, successor.id)).toEqual({ verdict: 'valid', causes: [] });
    const [old, corrected] = [
      await world.credentials.find(credentialId),
      await world.credentials.find(successor.id),
    ];
    expect(old).toMatchObject({ successor: successor.id, revocation: { reason: 'The name was misspelt.' } });
    expect(corrected?.document).toContain('Lena Marie Learner');
    expect(corrected?.successor).toBeUndefined();
    const dates = [old, corrected].map((one) => JSON.parse(one?.document ?? '').awardedDate);
    expect(dates[1]).toBe(dates[0]);
    expect((await world.submissions.find(submissionId))?.credentialId).toBe(successor.id);
  });

  it('can be done again, to the newest', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    const second = (await reissue(world, credentialId)).successor.id;
    const third = (await reissue(world, second, {})).successor.id;
    expect((await verdictOf(world, second)).causes).toEqual(['revoked']);
    expect((await verdictOf(world, third)).verdict).toBe('valid');
    await expect(reissue(world, credentialId)).rejects.toMatchObject({ code: 'already-replaced' });
  });

  it('makes one successor however many ask at once', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    const ended = await Promise.allSettled(Array.from({ length: 6 }, () => reissue(world, credentialId)));
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const mine = await world.credentials.ofLearner(people.learner.person, { limit: 100 });
    const { successor } = (await world.credentials.find(credentialId)) ?? {};
    const valid = mine.items.filter(
      (one) =>
        one.submissionId === mine.items.find(({ id }) => id === credentialId)?.submissionId &&
        !one.revocation,
    );
    expect(valid.map(({ id }) => id)).toEqual([successor]);
  });

  it('never has two valid ones: while the signer is away the old one stands, then the new one', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    const { successor } = await reissue(world, credentialId, {}, { tasks: away });
    expect(successor.issued).toBe(false);
    expect((await verdictOf(world, successor.id)).verdict).toBe('absent');
    const failing = { ...world.statusLists, publish: () => Promise.reject(new Error('crash')) };
    const half = { ...world, statusLists: failing };
    await finishUnfinished({ ...world, signingTasks: signing(half) });
    // The list could not be published, so nothing took the place of the old one.
    expect((await verdictOf(world, successor.id)).verdict).toBe('absent');
    await finishUnfinished({ ...world, signingTasks: signing(world) });
    expect((await verdictOf(world, credentialId)).causes).toEqual(['revoked']);
    expect((await verdictOf(world, successor.id)).verdict).toBe('valid');
  });

  it('takes the place of one that was revoked before, whose reason stays', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    const status = { caller: people.owner, credentialId, purpose: 'revocation', set: true } as const;
    await changeCredentialStatus(portsOf(world), { ...status, reason: 'A first reason.' });
    const { successor } = await reissue(world, credentialId);
    expect((await world.credentials.find(credentialId))?.revocation?.reason).toBe('A first reason.');
    expect((await verdictOf(world, successor.id)).verdict).toBe('valid');
  });

  it('is refused when its validity has ended, and the old one stays as it is', async () => {
    const world = theWorld();
    const { credentialId, submissionId } = await awarded(world);
    const record = await world.credentials.find(credentialId);
    const findVersion: World['microCredentials']['findVersion'] = async (...asked) => {
      const version = await world.microCredentials.findVersion(...asked);
      return version && { ...version, definition: { ...version.definition, validFor: { months: 1 } } };
    };
    const ending = { ...world, microCredentials: { ...world.microCredentials, findVersion } };
    const now = world.clock.now();
    world.clock.set(new Date('2027-06-01T00:00:00Z'));
    await expect(reissue(ending, credentialId)).rejects.toMatchObject({
      code: 'cannot-be-reissued',
      message: 'Its validity has ended: it cannot be issued anew.',
      errors: [{ field: '/validUntil' }],
    });
    world.clock.set(now);
    expect(await world.credentials.find(credentialId)).toEqual(record);
    expect((await world.submissions.find(submissionId))?.credentialId).toBe(credentialId);
  });

  it('refuses a correction of the wrong kind', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    await expect(reissue(world, credentialId, { credential: { id: 'x' } })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ field: '/credential' }],
    });
    expect((await verdictOf(world, credentialId)).verdict).toBe('valid');
  });

  it.each([
    ['author', 'forbidden'],
    ['assessor', 'forbidden'],
    ['learner', 'not-found'],
    ['stranger', 'not-found'],
  ] as const)('is refused to the %s: %s', async (who, code) => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    await expect(reissue(world, credentialId, {}, { caller: people[who] })).rejects.toMatchObject({ code });
    expect((await verdictOf(world, credentialId)).verdict).toBe('valid');
  });
});

describe('suspension', () => {
  const suspend = (world: World, credentialId: string, set: boolean) =>
    changeCredentialStatus(portsOf(world), {
      caller: people.owner,
      credentialId,
      purpose: 'suspension',
      set,
      reason: 'A question came up.',
    });

  it('is for issuers that want it, and can end', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world, (issuerId) =>
      updateIssuer(world, { caller: people.owner, issuerId, changes: { awardSuspension: true } }),
    );
    const record = await world.credentials.find(credentialId);
    expect(
      JSON.parse(record?.document ?? '').credentialStatus.map(
        ({ statusPurpose }: { statusPurpose: string }) => statusPurpose,
      ),
    ).toEqual(['revocation', 'suspension']);
    expect((await verdictOf(world, credentialId)).verdict).toBe('valid');
    expect(await suspend(world, credentialId, true)).toMatchObject({ published: true });
    expect((await verdictOf(world, credentialId)).causes).toEqual(['suspended']);
    const again = await suspend(world, credentialId, true);
    expect(again.credential.suspension?.reason).toBe('A question came up.');
    const now = world.clock.now();
    world.clock.set(new Date(now.getTime() + 1000));
    await suspend(world, credentialId, false);
    expect(await verdictOf(world, credentialId)).toEqual({ verdict: 'valid', causes: [] });
    const changes = await world.credentials.history(credentialId);
    expect(changes.map(({ set }) => set)).toEqual([true, false]);
    world.clock.set(now);
  });

  it('is not there by default: one entry, as an object', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    const record = await world.credentials.find(credentialId);
    expect(JSON.parse(record?.document ?? '').credentialStatus.statusPurpose).toBe('revocation');
    await expect(suspend(world, credentialId, true)).rejects.toMatchObject({ code: 'no-such-status' });
  });
});

describe('a second form, as a JWT', () => {
  it('is signed where the issuer has an RSA key, and says the same', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world, (issuerId) =>
      addKey(world, { caller: people.owner, issuerId, algorithm: 'RS256' }),
    );
    const record = await world.credentials.find(credentialId);
    expect((await verdictOf(world, credentialId)).verdict).toBe('valid');
    const report = await verifyCredential(record?.token, ownWorld(world, address));
    expect(report.checks.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(report.verdict).toBe('valid');
    const [, payload = ''] = record?.token?.split('.') ?? [];
    const { proof: _, ...document } = JSON.parse(record?.document ?? '');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject(document);
  });

  it('is not there without such a key', async () => {
    const world = theWorld();
    const { credentialId } = await awarded(world);
    expect((await world.credentials.find(credentialId))?.token).toBeUndefined();
  });
});

describe('replaceCompromised', () => {
  const at = '2026-11-23T10:00:00.000Z';
  async function recovered(world: World, issuerId: string, keyId: string, limit = 2) {
    const replaced: { from: string; to: string }[] = [];
    const skipped: { id: string; reason: string }[] = [];
    let cursor: string | undefined;
    do {
      const page = { limit, ...(cursor !== undefined && { cursor }) };
      const command = { caller: people.owner, issuerId, keyId, page, ...address };
      const step = await replaceCompromised(portsOf(world), command);
      replaced.push(...step.replaced);
      skipped.push(...step.skipped.map(({ id, reason }) => ({ id, reason })));
      cursor = step.cursor;
    } while (cursor !== undefined);
    return { replaced, skipped };
  }
  const recover = async (...asked: Parameters<typeof recovered>) => (await recovered(...asked)).replaced;

  /** Credentials of one issuer that were issued directly, each with these status entries, oldest first. */
  async function issued(world: World, ...all: Pick<DirectRequest, 'purposes'>[]) {
    const { issuerId } = await publishedVersion(world);
    const caller = people.owner;
    const roles = ['owner', 'direct-issuer'] as const;
    await putMember(world, { caller, issuerId, person: caller.person, roles });
    const ids: string[] = [];
    for (const { purposes } of all) {
      const credential = {
        '@context': ['https://www.w3.org/ns/credentials/v2'],
        type: ['VerifiableCredential'],
        issuer: `did:web:assay.example:issuers:${issuerId}`,
        validFrom: '2026-01-01T00:00:00Z',
        credentialSubject: { id: 'did:example:member' },
      };
      const request = { caller, credential, purposes, asToken: false, ...address };
      ids.push((await issueDirectly(portsOf(world), request)).id);
    }
    return { issuerId, ids };
  }
  const status = (world: World, credentialId: string, purpose: 'revocation' | 'suspension') =>
    changeCredentialStatus(portsOf(world), {
      caller: people.owner,
      credentialId,
      purpose,
      set: true,
      reason: 'A question came up.',
    });
  const taken = (world: World, issuerId: string, keyId = 'key-1') =>
    compromiseKey(world, { caller: people.owner, issuerId, keyId, at, reason: 'Stolen.' });

  it('leaves what was revoked before, and tells what is suspended', async () => {
    const world = theWorld();
    const both = { purposes: ['revocation', 'suspension'] } as const;
    const { issuerId, ids } = await issued(world, both, both, both);
    const [revoked = '', suspended = '', good = ''] = ids;
    await status(world, revoked, 'revocation');
    await status(world, suspended, 'suspension');
    await taken(world, issuerId);
    const { replaced, skipped } = await recovered(world, issuerId, 'key-1');
    expect(replaced.map(({ from }) => from)).toEqual([good]);
    expect(skipped).toEqual([{ id: suspended, reason: 'suspended' }]);
    for (const id of [revoked, suspended])
      expect((await world.credentials.find(id))?.successor).toBeUndefined();
    expect((await world.credentials.find(suspended))?.revocation).toBeUndefined();
  });

  it('goes on past one that cannot be issued anew, and tells it', async () => {
    const world = theWorld();
    const { issuerId, ids } = await issued(world, {}, {}, {});
    const [, stuck = ''] = ids;
    const find: World['issuances']['find'] = async (id) => {
      const found = await world.issuances.find(id);
      return found?.origin.kind === 'direct' && id === stuck
        ? {
            ...found,
            origin: {
              ...found.origin,
              credential: found.origin.credential.replace('did:example:member', ' '),
            },
          }
        : found;
    };
    await taken(world, issuerId);
    const ports = { ...portsOf(world), issuances: { ...world.issuances, find } };
    const command = { caller: people.owner, issuerId, keyId: 'key-1', page: { limit: 2 }, ...address };
    const step = await replaceCompromised(ports, command);
    expect(step.skipped).toMatchObject([{ id: stuck, reason: 'cannot-be-reissued' }]);
    expect(step.replaced.map(({ from }) => from)).toEqual([ids[2]]);
    expect(step.cursor).toBeDefined();
    expect((await world.credentials.find(stuck))?.revocation).toBeUndefined();
  });

  it('replaces what has no entry to be revoked by: its proof is dead', async () => {
    const world = theWorld();
    const { issuerId, ids } = await issued(world, { purposes: [] }, { purposes: ['suspension'] });
    await expect(reissue(world, ids[0] ?? '', {})).rejects.toMatchObject({ code: 'no-such-status' });
    await taken(world, issuerId);
    const { replaced, skipped } = await recovered(world, issuerId, 'key-1');
    expect(skipped).toEqual([]);
    expect(replaced.map(({ from }) => from)).toEqual(ids.toReversed());
    for (const { from, to } of replaced) {
      expect((await verdictOf(world, from)).verdict).toBe('invalid');
      expect((await verdictOf(world, to)).verdict).toBe('valid');
    }
    expect(await recovered(world, issuerId, 'key-1')).toEqual({ replaced: [], skipped: [] });
  });

  it('does not replace it while another form of it is good', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const { issuerId } = version;
    await addKey(world, { caller: people.owner, issuerId, algorithm: 'RS256' });
    await putMember(world, {
      caller: people.owner,
      issuerId,
      person: people.owner.person,
      roles: ['owner', 'direct-issuer'],
    });
    const credential = {
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: `did:web:assay.example:issuers:${issuerId}`,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:member' },
    };
    const request = { caller: people.owner, credential, purposes: [], asToken: false, ...address };
    const { id } = await issueDirectly(portsOf(world), request);
    expect((await world.credentials.find(id))?.token).toBeDefined();
    await taken(world, issuerId);
    expect(await recovered(world, issuerId, 'key-1')).toEqual({
      replaced: [],
      skipped: [{ id, reason: 'no-such-status' }],
    });
    expect((await world.credentials.find(id))?.revocation).toBeUndefined();
  });

  it('revokes all that the key signed and issues it anew, and nothing else', async () => {
    const world = theWorld();
    const { version, credentialId } = await awarded(world);
    const { issuerId } = version;
    const other = await awarded(world);
    await compromiseKey(world, { caller: people.owner, issuerId, keyId: 'key-1', at, reason: 'Stolen.' });
    expect((await verdictOf(world, credentialId)).verdict).toBe('invalid');

    const [first, ...more] = await recover(world, issuerId, 'key-1');
    expect(first?.from).toBe(credentialId);
    expect(more).toEqual([]);
    expect((await verdictOf(world, first?.to ?? '')).verdict).toBe('valid');
    const document = JSON.parse((await world.credentials.find(first?.to ?? ''))?.document ?? '');
    expect(document.proof[0].verificationMethod).toMatch(/#key-2$/);
    expect((await world.credentials.find(credentialId))?.successor).toBe(first?.to);
    expect((await verdictOf(world, other.credentialId)).verdict).toBe('valid');
    expect(await recover(world, issuerId, 'key-1')).toEqual([]);
  });

  it('signs anew the lists that the key signed, so that later credentials can be believed', async () => {
    const world = theWorld();
    const { version } = await awarded(world);
    const { issuerId } = version;
    await addKey(world, { caller: people.owner, issuerId, algorithm: 'Ed25519' });
    const lists = await world.statusLists.ofIssuer(issuerId);
    expect(lists.map(({ document }) => [JSON.parse(document).proof].flat()[0].verificationMethod)).toEqual([
      expect.stringMatching(/#key-1$/),
    ]);
    await compromiseKey(world, { caller: people.owner, issuerId, keyId: 'key-1', at, reason: 'Stolen.' });
    await recover(world, issuerId, 'key-1');
    const renewed = await world.statusLists.ofIssuer(issuerId);
    expect(renewed.map(({ document }) => [JSON.parse(document).proof].flat()[0].verificationMethod)).toEqual([
      expect.stringMatching(/#key-2$/),
    ]);
    expect(await world.statusLists.unfinished()).toEqual([]);
  });

  it('is refused while the key is good, to others, and for a key that is not there', async () => {
    const world = theWorld();
    const { version, credentialId } = await awarded(world);
    const { issuerId } = version;
    const ask = (caller: Caller, keyId = 'key-1') =>
      replaceCompromised(portsOf(world), { caller, issuerId, keyId, page: { limit: 5 }, ...address });
    await expect(ask(people.owner)).rejects.toMatchObject({ code: 'key-not-compromised' });
    await expect(ask(people.owner, 'key-9')).rejects.toMatchObject({ code: 'not-found' });
    for (const caller of [people.author, people.stranger])
      await expect(ask(caller)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await verdictOf(world, credentialId)).verdict).toBe('valid');
  });
});
