import { describe, expect, it } from 'vitest';
import { call, must, server } from './client.ts';
import { directCredential } from './story.ts';

/** An issuer of the owner's own, whose members are no other test's. */
async function newIssuer(): Promise<string> {
  const id = `members-${Date.now()}`;
  await must(201, 'owner', 'POST /issuers', {
    id,
    name: 'Of its own',
    url: 'https://own.example/',
    language: 'en',
  });
  return id;
}

describe('an invitation', () => {
  it('goes from the owner by hand to who is invited, works once, and can be left again', async () => {
    const id = await newIssuer();
    const { body } = await must(201, 'owner', `POST /issuers/${id}/invitations`, {
      email: 'AMINA@learner.example',
      roles: ['viewer', 'assessor'],
    });
    const link = String(body.link);
    expect(link.startsWith(`${server.url}/invitations/${id}.`)).toBe(true);
    expect(body.invitation).toMatchObject({ state: 'open', roles: ['viewer', 'assessor'] });
    expect(body.invitation).not.toHaveProperty('secretDigest');

    const mine = await must(200, 'learner', 'GET /me');
    expect(mine.body.email).toBe('amina@learner.example');
    expect(mine.body.invitations).toContainEqual(
      expect.objectContaining({ issuer: id, roles: ['viewer', 'assessor'] }),
    );
    expect(mine.text).not.toContain(String(body.token));
    expect((await must(200, 'learner2', 'GET /me')).body.invitations).toEqual([]);

    expect((await call('learner2', `POST ${link}`)).body.code).toBe('forbidden');
    expect((await call('machine', `POST ${link}`)).body.code).toBe('human-required');
    expect(
      (await call('learner', `POST ${link.replace(/.{44}(?=\/acceptance)/, `.${'A'.repeat(43)}`)}`)).status,
    ).toBe(404);
    expect((await must(200, 'learner', `POST ${link}`)).body).toMatchObject({
      issuer: id,
      grantedBy: 'dev-owner',
    });
    expect((await call('learner', `POST ${link}`)).body.code).toBe('invitation-used');

    expect((await must(200, 'learner', `GET /issuers/${id}/members`)).body.items).toHaveLength(2);
    expect((await call('learner', `GET /issuers/${id}/invitations`)).status).toBe(403);
    const { body: listed } = await must(200, 'owner', `GET /issuers/${id}/invitations`);
    expect(listed.items).toMatchObject([{ state: 'accepted', accepted: { by: 'dev-learner' } }]);
    await must(204, 'learner', `DELETE /issuers/${id}/members/dev-learner`);
    expect((await call('learner', `GET /issuers/${id}/members`)).status).toBe(403);
    expect((await call('owner', `DELETE /issuers/${id}/members/dev-owner`)).body.code).toBe('last-owner');
  });
});

describe('a machine client', () => {
  it('may what its scopes say, in the issuer that let it in, until it is shut out', async () => {
    const id = await newIssuer();
    const issuer = `${(await must(200, 'nobody', `GET /issuers/${id}`)).body.did}`;
    const issue = async () =>
      (await call('machine', 'POST /credentials/issue', { credential: await directCredential({ issuer }) }))
        .status;
    const path = `/issuers/${id}/clients/dev-machine`;
    expect(await issue()).toBe(403);
    // A role is for people: with it, the program is still nobody here.
    await must(200, 'owner', `PUT /issuers/${id}/members/dev-machine`, { roles: ['direct-issuer'] });
    expect(await issue()).toBe(403);
    await must(200, 'owner', `PUT ${path}`, { name: 'Desk', scopes: ['batches:read'] });
    expect(await issue()).toBe(403);
    await must(200, 'owner', `PUT ${path}`, { name: 'Desk', scopes: ['credentials:issue'] });
    expect(await issue()).toBe(201);
    const { body } = await must(200, 'machine', 'GET /me');
    expect(body).toMatchObject({ person: 'dev-machine', machine: true, memberships: [], invitations: [] });
    expect(body.clientOf).toContainEqual(
      expect.objectContaining({ issuer: id, name: 'Desk', scopes: ['credentials:issue'] }),
    );
    await must(204, 'owner', `DELETE ${path}`);
    expect(await issue()).toBe(403);
  });

  it.each(['GET members', 'GET clients', 'GET invitations', 'GET keys', 'GET micro-credentials'])(
    'is refused what it has no scope for: %s',
    async (route) => {
      const [method, what] = route.split(' ');
      const answer = await call('machine', `${method} /issuers/${server.issuer}/${what}`);
      expect(answer.status).toBe(403);
    },
  );
});
