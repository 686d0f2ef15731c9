import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Endorsed } from '../../src/domain/endorsement.ts';
import type { Caller } from '../../src/domain/membership.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import {
  acceptEndorsement,
  acceptedEndorsements,
  endorse,
  listEndorsements,
} from '../../src/usecases/endorse.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { reissueCredential } from '../../src/usecases/reissue-credential.ts';
import {
  address,
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
const portsOf = (world: World) => ({ ...world, signingTasks: signing(world), onSigningFailure: () => {} });
const words = { name: 'A sound way to judge', comment: 'We looked at ten awards, and agree.' };

async function endorsedBy(world: World, of: Endorsed, caller: Caller = people.owner) {
  const { issuerId } = await publishedVersion(world);
  const { id } = await endorse(portsOf(world), { caller, issuerId, of, ...words });
  return { id, issuerId };
}

async function award(world: World, version: Awaited<ReturnType<typeof publishedVersion>>) {
  const { assessmentId } = await handedIn(world, version);
  await scored(world, assessmentId, version);
  const { credential } = await decideAssessment(portsOf(world), {
    caller: people.assessor,
    assessmentId,
    outcome: 'awarded',
  });
  const record = await world.credentials.find(credential?.id ?? '');
  return JSON.parse(record?.document ?? '{}');
}

const verify = (world: World, document: unknown) => verifyCredential(document, ownWorld(world, address));

describe('endorsements', () => {
  it('are signed credentials of their own, by another issuer', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const { id, issuerId } = await endorsedBy(world, { kind: 'issuer', issuer: version.issuerId });
    const record = await world.credentials.find(id);
    const document = JSON.parse(record?.document ?? '');
    expect(document).toMatchObject({
      id: `${publicUrl}/credentials/${id}`,
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: words.name,
      issuer: { id: `did:web:assay.example:issuers:${issuerId}` },
      credentialSubject: {
        id: `did:web:assay.example:issuers:${version.issuerId}`,
        endorsementComment: words.comment,
      },
    });
    const report = await verify(world, document);
    expect(report.checks.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  });

  it('go into awards once they are accepted, and are verified with them', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const { microCredentialId: microCredential, issuerId: issuer } = version;
    const ofIssuer = await endorsedBy(world, { kind: 'issuer', issuer });
    const ofSkill = await endorsedBy(world, { kind: 'achievement', microCredential, version: 1 });
    for (const { id } of [ofIssuer, ofSkill])
      await acceptEndorsement(world, { caller: people.owner, credentialId: id, accept: true });

    const document = await award(world, version);

    expect(document.issuer.endorsement.map(({ id }: { id: string }) => id)).toEqual([
      `${publicUrl}/credentials/${ofIssuer.id}`,
    ]);
    expect(document.credentialSubject.achievement.endorsement).toHaveLength(1);
    const report = await verify(world, document);
    expect(report.checks.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(report.checks.find(({ name }) => name === 'endorsements')?.message).toBe(
      'All its endorsements are good.',
    );

    await changeCredentialStatus(portsOf(world), {
      caller: people.owner,
      credentialId: ofSkill.id,
      purpose: 'revocation',
      set: true,
      reason: 'We no longer think so.',
    });
    // Whoever endorsed it has no say in whether the award stands.
    const later = await verify(world, document);
    expect([later.verdict, later.warnings]).toEqual(['valid', ['An endorsement in it no longer stands.']]);
    expect(later.checks.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  });

  it('do not go into awards while they are not accepted, no longer accepted, or revoked', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const of = { kind: 'issuer', issuer: version.issuerId } as const;
    const [never, declined, revoked] = [
      await endorsedBy(world, of),
      await endorsedBy(world, of),
      await endorsedBy(world, of),
    ];
    for (const { id } of [declined, revoked])
      await acceptEndorsement(world, { caller: people.owner, credentialId: id, accept: true });
    await acceptEndorsement(world, { caller: people.owner, credentialId: declined.id, accept: false });
    await changeCredentialStatus(portsOf(world), {
      caller: people.owner,
      credentialId: revoked.id,
      purpose: 'revocation',
      set: true,
      reason: 'In error.',
    });
    const document = await award(world, version);
    expect(document.issuer.endorsement).toBeUndefined();
    const { items } = await listEndorsements(world, { caller: people.owner, of, page: { limit: 10 } });
    expect(items.map(({ record, accepted }) => [record.id, accepted])).toEqual([
      [revoked.id, true],
      [declined.id, false],
      [never.id, false],
    ]);
  });

  it('are made once by one issuer for one thing', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const of = { kind: 'issuer', issuer: version.issuerId } as const;
    const { issuerId } = await publishedVersion(world);
    const ids = await Promise.all(
      Array.from({ length: 4 }, () =>
        endorse(portsOf(world), { caller: people.owner, issuerId, of, ...words }),
      ),
    );
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  });

  const revoke = (world: World, credentialId: string) =>
    changeCredentialStatus(portsOf(world), {
      caller: people.owner,
      credentialId,
      purpose: 'revocation',
      set: true,
      reason: 'We no longer think so.',
    });
  const reissue = (world: World, credentialId: string) =>
    reissueCredential(portsOf(world), {
      caller: people.owner,
      credentialId,
      reason: 'Signed anew.',
      correction: {},
      ...address,
    });
  const accept = (world: World, credentialId: string) =>
    acceptEndorsement(world, { caller: people.owner, credentialId, accept: true });
  const shown = async (world: World, of: Endorsed, changes: { publicUrl?: string; now?: Date } = {}) => {
    const asked = { of, publicUrl, now: world.clock.now(), ...changes };
    return (await acceptedEndorsements(world, asked)).map(({ id }) => String(id).split('/').at(-1));
  };

  it('can be made again once the earlier one is revoked', async () => {
    const world = theWorld();
    const of = { kind: 'issuer', issuer: (await publishedVersion(world)).issuerId } as const;
    const { issuerId } = await publishedVersion(world);
    const ask = async () =>
      (await endorse(portsOf(world), { caller: people.owner, issuerId, of, ...words })).id;
    const first = await ask();
    await revoke(world, first);
    const second = await ask();
    expect(second).not.toBe(first);
    expect(await ask()).toBe(second);
    const { successor } = await reissue(world, second);
    expect(await ask()).toBe(successor.id);
    await revoke(world, successor.id);
    const third = await ask();
    expect([first, second, successor.id]).not.toContain(third);
    expect(await ask()).toBe(third);
  });

  it('stay accepted when they are issued anew, and declined when they were declined', async () => {
    const world = theWorld();
    const of = { kind: 'issuer', issuer: (await publishedVersion(world)).issuerId } as const;
    const [accepted, other] = [await endorsedBy(world, of), await endorsedBy(world, of)];
    await accept(world, accepted.id);
    const { successor } = await reissue(world, accepted.id);
    await reissue(world, other.id);
    expect(await shown(world, of)).toEqual([successor.id]);
    const now = await world.endorsements.accepted(of);
    expect(now.map(({ credentialId, by }) => [credentialId, by])).toEqual([[successor.id, 'owner']]);
  });

  it('are the newest three that stand, of what is at this address', async () => {
    const world = theWorld();
    const of = { kind: 'issuer', issuer: (await publishedVersion(world)).issuerId } as const;
    const ids: string[] = [];
    for (let made = 0; made < 5; made += 1) {
      const { id } = await endorsedBy(world, of);
      await accept(world, id);
      ids.push(id);
    }
    expect(await shown(world, of)).toEqual(ids.slice(2));
    await revoke(world, ids[4] ?? '');
    expect(await shown(world, of)).toEqual(ids.slice(1, 4));
    await revoke(world, ids[3] ?? '');
    expect(await shown(world, of)).toEqual(ids.slice(0, 3));
    expect(await shown(world, of, { publicUrl: 'https://moved.example' })).toEqual([]);
  });

  it('do not count after their end', async () => {
    const world = theWorld();
    const of = { kind: 'issuer', issuer: (await publishedVersion(world)).issuerId } as const;
    const { id } = await endorsedBy(world, of);
    await accept(world, id);
    const validUntil = '2027-01-01T00:00:00Z';
    const find: World['credentials']['find'] = async (one) => {
      const found = await world.credentials.find(one);
      return found && { ...found, document: JSON.stringify({ ...JSON.parse(found.document), validUntil }) };
    };
    const ending = { ...world, credentials: { ...world.credentials, find } };
    expect(await shown(ending, of)).toEqual([id]);
    expect(await shown(ending, of, { now: new Date(validUntil) })).toEqual([]);
  });

  it('are refused about what is not there, what is one’s own, and to whom they do not concern', async () => {
    const world = theWorld();
    const { issuerId, microCredentialId } = await publishedVersion(world);
    const other = await publishedVersion(world);
    const ask = (of: Endorsed, caller: Caller = people.owner) =>
      endorse(portsOf(world), { caller, issuerId, of, ...words });
    const nothing = '01JD9Z6V3T5Q8M2K4N7P0R1S2T';
    for (const of of [
      { kind: 'issuer', issuer: 'nobody' },
      { kind: 'achievement', microCredential: nothing, version: 1 },
      { kind: 'achievement', microCredential: other.microCredentialId, version: 2 },
      { kind: 'credential', credential: nothing },
    ] as const)
      await expect(ask(of)).rejects.toMatchObject({ code: 'not-found' });
    for (const of of [
      { kind: 'issuer', issuer: issuerId },
      { kind: 'achievement', microCredential: microCredentialId, version: 1 },
    ] as const)
      await expect(ask(of)).rejects.toMatchObject({ code: 'invalid-request' });
    const of = { kind: 'issuer', issuer: other.issuerId } as const;
    for (const caller of [people.author, people.assessor, people.stranger])
      await expect(ask(of, caller)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(ask(of, { ...people.owner, machine: true })).rejects.toMatchObject({
      code: 'human-required',
    });
    const { id } = await ask(of);
    for (const caller of [people.author, people.stranger])
      for (const accept of [true, false])
        await expect(acceptEndorsement(world, { caller, credentialId: id, accept })).rejects.toMatchObject({
          code: 'forbidden',
        });
  });
});
