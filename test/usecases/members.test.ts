import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Caller, Membership, Role } from '../../src/domain/membership.ts';
import { role } from '../../src/domain/membership.ts';
import { scope } from '../../src/domain/scope.ts';
import { claimAssessment, saveScore } from '../../src/usecases/assess-submission.ts';
import { createIssuer } from '../../src/usecases/create-issuer.ts';
import {
  inviteMember,
  joinIssuer,
  listInvitations,
  revokeInvitation,
} from '../../src/usecases/invite-members.ts';
import { listClients, putClient, removeClient } from '../../src/usecases/manage-clients.ts';
import { listMembers, putMember, removeMember } from '../../src/usecases/manage-members.ts';
import { readOwnStanding } from '../../src/usecases/read-own-standing.ts';
import { createDraft, listDrafts, readDraft } from '../../src/usecases/write-definition.ts';
import { outcome } from '../adapters/outcome.ts';
import { prose } from '../support/definition.ts';
import { handedIn, people, publishedVersion, useWorld, type World } from '../support/world.ts';

const theWorld = useWorld();
const ports = (world: World) => ({ ...world, newSecret: () => randomBytes(32).toString('base64url') });
const someone = (person: string, email = `${person}@learner.example`): Caller => ({
  person,
  email,
  machine: false,
});

async function newIssuer(world: World, owner: Caller = people.owner): Promise<string> {
  const issuerId = `issuer-${world.newId().toLowerCase()}`;
  await createIssuer(world, {
    caller: { ...owner, email: people.owner.email },
    operatorEmail: people.owner.email,
    signingKeyId: 'signing-key',
    profile: { id: issuerId, name: 'Riverbend', url: 'https://riverbend.example/' },
  });
  return issuerId;
}

async function invited(world: World, issuerId: string, email: string, roles: readonly Role[], days = 7) {
  return inviteMember(ports(world), { caller: people.owner, issuerId, email, roles, days });
}

describe('an invitation', () => {
  it('lets in who has the address, with the roles, and tells who invited them', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const anna = someone(`anna-${issuerId}`, `Anna.${issuerId}@Learner.example`);
    const { token, invitation } = await invited(world, issuerId, anna.email?.toLowerCase() ?? '', ['viewer']);
    expect((await readOwnStanding(world, { caller: anna })).invitations).toEqual([invitation]);
    expect(await outcome(listDrafts(world, { caller: anna, issuerId, page: { limit: 1 } }))).toBe(
      'forbidden',
    );
    const joined = await joinIssuer(world, { caller: anna, token });
    expect(joined).toMatchObject({ issuerId, roles: ['viewer'], grantedBy: people.owner.person });
    expect(await readOwnStanding(world, { caller: anna })).toEqual({
      memberships: [joined],
      clientOf: [],
      invitations: [],
    });
    expect(await outcome(listDrafts(world, { caller: anna, issuerId, page: { limit: 1 } }))).toBe('done');
    const [listed] = await listInvitations(world, { caller: people.owner, issuerId });
    expect(listed?.accepted?.by).toBe(anna.person);
  });

  it('keeps no secret: what is stored cannot be accepted with', async () => {
    const world = theWorld();
    const { token, invitation } = await invited(world, await newIssuer(world), 'x@learner.example', [
      'viewer',
    ]);
    const secret = token.split('.').at(-1) ?? '';
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(await world.local.dump())).not.toContain(secret);
    const digest = Buffer.from(invitation.secretDigest, 'hex').toString('base64url');
    const forged = token.replace(secret, digest);
    expect(await outcome(joinIssuer(world, { caller: someone('x'), token: forged }))).toBe('not-found');
  });

  it.each<[what: string, caller: (right: Caller) => Caller, refused: string]>([
    ['a stranger with the link', () => someone('thief'), 'forbidden'],
    ['the address, not verified', ({ person }) => ({ person, machine: false }), 'forbidden'],
    ['a machine', (right) => ({ ...right, machine: true }), 'human-required'],
    ['a program of that person', (right) => ({ ...right, scopes: ['drafts:read'] }), 'forbidden'],
  ])('is not accepted by %s', async (_what, as, refused) => {
    const world = theWorld();
    const right = someone(`anna-${world.newId()}`);
    const { token } = await invited(world, await newIssuer(world), right.email ?? '', ['owner']);
    const before = await world.local.dump();
    expect(await outcome(joinIssuer(world, { caller: as(right), token }))).toBe(refused);
    expect(await world.local.dump()).toEqual(before);
  });

  it('is not accepted with the secret of another one, of the same or another issuer', async () => {
    const world = theWorld();
    const caller = someone(`anna-${world.newId()}`);
    const [mine, theirs] = [await newIssuer(world), await newIssuer(world)];
    const tokens = [
      await invited(world, mine, caller.email ?? '', ['viewer']),
      await invited(world, mine, caller.email ?? '', ['owner']),
      await invited(world, theirs, caller.email ?? '', ['owner']),
    ].map(({ token }) => token.split('.'));
    const [own = [], other = [], foreign = []] = tokens;
    for (const parts of [
      [own[0], other[1], own[2]],
      [foreign[0], own[1], own[2]],
      [foreign[0], foreign[1], own[2]],
      ['no-such-issuer', own[1], own[2]],
    ])
      expect(await outcome(joinIssuer(world, { caller, token: parts.join('.') }))).toBe('not-found');
    for (const token of ['', 'a.b.c', own.join(''), `${own.join('.')}=`])
      expect(await outcome(joinIssuer(world, { caller, token }))).toBe('not-found');
    expect(await world.members.of(caller.person)).toEqual([]);
  });

  it('ends by the clock, whatever is still in the table', async () => {
    const world = theWorld();
    const caller = someone(`late-${world.newId()}`);
    const issuerId = await newIssuer(world);
    const { token } = await invited(world, issuerId, caller.email ?? '', ['viewer'], 1);
    const begin = world.clock.now();
    world.clock.set(new Date(begin.getTime() + 24 * 60 * 60 * 1000));
    try {
      expect((await readOwnStanding(world, { caller })).invitations).toEqual([]);
      expect(await outcome(joinIssuer(world, { caller, token }))).toBe('invitation-void');
    } finally {
      world.clock.set(begin);
    }
    expect(await outcome(joinIssuer(world, { caller, token }))).toBe('done');
    expect(await outcome(joinIssuer(world, { caller, token }))).toBe('invitation-used');
  });

  it('once accepted does not bring back who was removed', async () => {
    const world = theWorld();
    const caller = someone(`anna-${world.newId()}`);
    const issuerId = await newIssuer(world);
    const { token } = await invited(world, issuerId, caller.email ?? '', ['author']);
    await joinIssuer(world, { caller, token });
    await removeMember(world, { caller: people.owner, issuerId, person: caller.person });
    expect(await outcome(joinIssuer(world, { caller, token }))).toBe('invitation-used');
    expect(await world.members.find(issuerId, caller.person)).toBeUndefined();
  });

  it('of an owner who is none any more lets nobody in, also not themselves', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const leaver = someone(`leaver-${world.newId()}`);
    const friend = someone(`friend-${world.newId()}`);
    await putMember(world, { caller: people.owner, issuerId, person: leaver.person, roles: ['owner'] });
    const invite = (email: string | undefined) =>
      inviteMember(ports(world), {
        caller: leaver,
        issuerId,
        email: email ?? '',
        roles: ['owner'],
        days: 30,
      });
    const tokens = [await invite(leaver.email), await invite(friend.email)].map(({ token }) => token);
    await removeMember(world, { caller: people.owner, issuerId, person: leaver.person });
    const before = await world.local.dump();
    for (const [caller, token = ''] of [
      [leaver, tokens[0]],
      [friend, tokens[1]],
    ] as const)
      expect(await outcome(joinIssuer(world, { caller, token }))).toBe('invitation-void');
    expect(await world.local.dump()).toEqual(before);
  });
});

describe('leaving', () => {
  it.each(role.options.filter((one) => one !== 'owner'))('is up to every %s', async (held) => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const caller = someone('leaver');
    await putMember(world, { caller: people.owner, issuerId, person: caller.person, roles: [held] });
    await removeMember(world, { caller, issuerId, person: caller.person });
    expect(await outcome(removeMember(world, { caller, issuerId, person: caller.person }))).toBe('forbidden');
    expect((await world.members.list(issuerId)).map(({ person }) => person)).toEqual(['owner']);
  });

  it('is not for the last owner, nor for a program under a member’s name', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const before = await world.local.dump();
    const { person } = people.owner;
    expect(await outcome(removeMember(world, { caller: people.owner, issuerId, person }))).toBe('last-owner');
    for (const caller of [
      { ...people.owner, machine: true },
      { ...people.owner, scopes: [] },
    ])
      expect(await outcome(removeMember(world, { caller, issuerId, person }))).toBe('forbidden');
    expect(await world.local.dump()).toEqual(before);
  });

  it('ends what an assessor holds: the next one begins anew', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const { assessmentId } = await handedIn(world, version, {
      ...people.learner,
      person: `learner-${world.newId()}`,
    });
    const mine = { caller: people.assessor, assessmentId };
    await claimAssessment(world, mine);
    const given = { level: 'demonstrated', feedback: prose('Seen') };
    const criterion = version.definition.rubric.criteria[0]?.id ?? '';
    await saveScore(world, { ...mine, criterion, given });
    const other = { caller: people.otherAssessor, assessmentId };
    expect(await outcome(claimAssessment(world, other))).toBe('assessment-not-open');
    const { issuerId } = version;
    await removeMember(world, { caller: people.assessor, issuerId, person: people.assessor.person });
    expect(await outcome(saveScore(world, { ...mine, criterion, given }))).toBe('not-found');
    expect(await claimAssessment(world, other)).toMatchObject({ assessor: 'other-assessor', scores: {} });
  });
});

describe('a machine client', () => {
  const desk: Caller = { person: 'desk@clients', machine: true };

  it('does what its scopes say, until it is shut out', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const draft = await createDraft(world, { caller: people.owner, issuerId, fields: {} });
    const read = () => outcome(readDraft(world, { caller: desk, issuerId, microCredentialId: draft.id }));
    const by = { caller: people.owner, issuerId, client: desk.person };
    expect(await read()).toBe('forbidden');
    await putClient(world, { ...by, name: 'Desk', scopes: ['drafts:read', 'drafts:read'] });
    expect(await read()).toBe('done');
    expect(await readOwnStanding(world, { caller: desk })).toMatchObject({
      memberships: [],
      clientOf: [{ issuerId, scopes: ['drafts:read'] }],
    });
    await putClient(world, { ...by, name: 'Desk', scopes: ['batches:read'] });
    expect(await read()).toBe('forbidden');
    await putClient(world, { ...by, name: 'Desk', scopes: scope.options });
    expect(await outcome(createDraft(world, { caller: desk, issuerId, fields: {} }))).toBe('forbidden');
    expect(await read()).toBe('done');
    await removeClient(world, by);
    expect(await read()).toBe('forbidden');
    expect(await outcome(removeClient(world, by))).toBe('not-found');
  });

  it('is no person, and no person is a client, whatever their ids are', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const draft = await createDraft(world, { caller: people.owner, issuerId, fields: {} });
    const read = (caller: Caller) =>
      outcome(readDraft(world, { caller, issuerId, microCredentialId: draft.id }));
    await putClient(world, {
      caller: people.owner,
      issuerId,
      client: desk.person,
      name: 'Desk',
      scopes: ['drafts:read'],
    });
    expect(await read({ ...desk, machine: false })).toBe('forbidden');
    expect(await read({ ...people.owner, machine: true })).toBe('forbidden');
    await putMember(world, { caller: people.owner, issuerId, person: desk.person, roles: ['owner'] });
    expect(await outcome(createDraft(world, { caller: desk, issuerId, fields: {} }))).toBe('forbidden');
    expect(await outcome(listMembers(world, { caller: desk, issuerId }))).toBe('forbidden');
  });

  it('with a token for less does less', async () => {
    const world = theWorld();
    const issuerId = await newIssuer(world);
    const draft = await createDraft(world, { caller: people.owner, issuerId, fields: {} });
    await putClient(world, {
      caller: people.owner,
      issuerId,
      client: desk.person,
      name: 'Desk',
      scopes: ['drafts:read'],
    });
    const read = (scopes: Caller['scopes']) =>
      outcome(
        readDraft(world, {
          caller: { ...desk, ...(scopes && { scopes }) },
          issuerId,
          microCredentialId: draft.id,
        }),
      );
    expect(await read(undefined)).toBe('done');
    expect(await read(['drafts:read', 'credentials:issue'])).toBe('done');
    expect(await read(['credentials:issue'])).toBe('forbidden');
    expect(await read([])).toBe('forbidden');
  });
});

describe('members, invitations and clients of another issuer', () => {
  type Attack = (world: World, caller: Caller, issuerId: string) => Promise<unknown>;
  const attacks: Record<string, Attack> = {
    'list members': (world, caller, issuerId) => listMembers(world, { caller, issuerId }),
    'put a member': (world, caller, issuerId) =>
      putMember(world, { caller, issuerId, person: caller.person, roles: ['owner'] }),
    'remove a member': (world, caller, issuerId) =>
      removeMember(world, { caller, issuerId, person: 'owner' }),
    invite: (world, caller, issuerId) =>
      inviteMember(ports(world), { caller, issuerId, email: 'x@x.example', roles: ['owner'], days: 7 }),
    'list invitations': (world, caller, issuerId) => listInvitations(world, { caller, issuerId }),
    'list clients': (world, caller, issuerId) => listClients(world, { caller, issuerId }),
    'put a client': (world, caller, issuerId) =>
      putClient(world, { caller, issuerId, client: 'evil', name: 'Evil', scopes: ['credentials:issue'] }),
    'remove a client': (world, caller, issuerId) => removeClient(world, { caller, issuerId, client: 'desk' }),
  };
  const viewerMay = ['list members', 'list clients'];

  it.each(Object.entries(attacks))(
    '%s: not for strangers, other roles, other issuers',
    async (name, attack) => {
      const world = theWorld();
      const thief = someone('thief');
      const [issuerId] = [await newIssuer(world), await newIssuer(world, thief)];
      for (const held of role.options.filter((one) => one !== 'owner'))
        await putMember(world, { caller: people.owner, issuerId, person: held, roles: [held] });
      await putClient(world, {
        caller: people.owner,
        issuerId,
        client: 'desk',
        name: 'Desk',
        scopes: [...scope.options],
      });
      const before = await world.local.dump();
      const others = role.options.filter((one) => one !== 'owner' && one !== 'viewer');
      for (const caller of [
        thief,
        ...others.map((person) => someone(person)),
        { person: 'desk', machine: true },
        { ...people.owner, machine: true },
        { ...people.owner, scopes: scope.options },
      ])
        expect([caller.person, await outcome(attack(world, caller, issuerId))]).toEqual([
          caller.person,
          'forbidden',
        ]);
      expect(await outcome(attack(world, someone('viewer'), issuerId))).toBe(
        viewerMay.includes(name) ? 'done' : 'forbidden',
      );
      expect(await outcome(attack(world, thief, 'no-such-issuer'))).toBe('forbidden');
      expect(await world.local.dump()).toEqual(before);
    },
  );

  it('an invitation is not taken back through an issuer of one’s own', async () => {
    const world = theWorld();
    const thief = someone('thief');
    const issuerId = await newIssuer(world);
    const mine = await newIssuer(world, thief);
    const { invitation } = await invited(world, issuerId, 'x@x.example', ['viewer']);
    const take = (caller: Caller, of: string) =>
      outcome(revokeInvitation(world, { caller, issuerId: of, invitationId: invitation.id }));
    expect(await take(thief, mine)).toBe('not-found');
    expect(await take(thief, issuerId)).toBe('forbidden');
    expect(await take(people.owner, issuerId)).toBe('done');
  });
});

describe('any sequence of changes by anyone', () => {
  const crowd = ['owner', 'ada', 'bo', 'cy'];
  const anyone = fc.constantFrom(...crowd);
  /** Owners at the beginning more often than others: who is none is refused most of what there is. */
  const actor = fc.constantFrom('owner', 'owner', 'ada', 'ada', 'ada', 'bo', 'cy');
  const roles = fc.uniqueArray(fc.constantFrom<Role>('owner', 'author', 'assessor', 'viewer'), {
    minLength: 1,
  });
  const step = fc.oneof(
    fc.record({ do: fc.constant('put' as const), by: actor, to: anyone, roles }),
    fc.record({ do: fc.constant('remove' as const), by: actor, to: anyone }),
    fc.record({ do: fc.constant('invite' as const), by: actor, to: anyone, roles }),
    fc.record({ do: fc.constant('accept' as const), by: anyone, invited: fc.boolean(), nth: fc.nat(3) }),
    fc.record({ do: fc.constant('revoke' as const), by: actor, nth: fc.nat(3) }),
  );

  it('keeps an owner, and gives no right without the act of one', async () => {
    const world = theWorld();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const issuerId = await newIssuer(world);
        await putMember(world, { caller: people.owner, issuerId, person: 'ada', roles: ['owner'] });
        const made: { token: string; id: string; by: string; to: string; roles: readonly Role[] }[] = [];
        const now = async () =>
          new Map<string, Membership>((await world.members.list(issuerId)).map((one) => [one.person, one]));
        let before = await now();
        for (const one of steps) {
          const chosen = 'nth' in one ? made[one.nth] : undefined;
          const by = one.do === 'accept' && one.invited && chosen ? chosen.to : one.by;
          const caller = someone(by);
          const isOwner = (person: string) => before.get(person)?.roles.includes('owner') ?? false;
          /** Who may gain what by this step. */
          let granted: { to: string; roles: readonly Role[] } | undefined;
          if (one.do === 'put') {
            const { to: person, roles: given } = one;
            await outcome(putMember(world, { caller, issuerId, person, roles: given }));
            if (isOwner(one.by)) granted = { to: person, roles: given };
          } else if (one.do === 'remove') {
            const ended = await outcome(removeMember(world, { caller, issuerId, person: one.to }));
            if (ended === 'done') expect(isOwner(one.by) || one.by === one.to).toBe(true);
          } else if (one.do === 'invite') {
            const email = `${one.to}@learner.example`;
            const asked = { caller, issuerId, email, roles: one.roles, days: 7 };
            const answer = await inviteMember(ports(world), asked).catch(() => undefined);
            expect(answer !== undefined).toBe(isOwner(one.by));
            if (answer) made.push({ ...one, token: answer.token, id: answer.invitation.id });
          } else if (one.do === 'accept' && chosen) {
            await outcome(joinIssuer(world, { caller, token: chosen.token }));
            if (isOwner(chosen.by) && chosen.to === by) granted = { to: by, roles: chosen.roles };
          } else if (chosen) {
            await outcome(revokeInvitation(world, { caller, issuerId, invitationId: chosen.id }));
          }
          const after = await now();
          expect([...after.values()].some((member) => member.roles.includes('owner'))).toBe(true);
          for (const [person, member] of after)
            for (const gained of member.roles.filter((held) => !before.get(person)?.roles.includes(held)))
              expect([one.do, granted?.to, granted?.roles.includes(gained)]).toEqual([one.do, person, true]);
          before = after;
        }
      }),
      { numRuns: 8 },
    );
  });
});
