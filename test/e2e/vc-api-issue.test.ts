import { describe, expect, it } from 'vitest';
import { once } from '../support/once.ts';
import { call, must, type Role, server } from './client.ts';
import { awarded, directCredential, issuedDirectly } from './story.ts';

const issue = async (
  credential: unknown,
  options?: unknown,
  headers?: Record<string, string>,
  as: Role = 'machine',
) => call(as, 'POST /credentials/issue', { credential, ...(options !== undefined && { options }) }, headers);
const entry = (statusPurpose: string) => ({ type: 'BitstringStatusListEntry', statusPurpose });
const setStatus = (credentialId: string, statusPurpose: string, status?: boolean, as: Role = 'machine') =>
  call(as, 'POST /credentials/status', { credentialId, credentialStatus: entry(statusPurpose), status });
const verified = async (verifiableCredential: unknown) => {
  const { status, body } = await call('nobody', 'POST /credentials/verify', { verifiableCredential });
  const errors = (body.errors ?? []) as readonly { cause: string }[];
  return { status, causes: errors.map(({ cause }) => cause) };
};
const fields = (body: Record<string, unknown>) =>
  ((body.errors ?? []) as { field: string }[]).map(({ field }) => field);

describe('issuing over the VC-API', () => {
  it('answers the signed credential itself, as it was asked for, with a status', async () => {
    const credential = await directCredential();
    const { status, headers, body } = await issue(credential);
    expect(status).toBe(201);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('location')).toBe(null);
    const { proof, credentialStatus, ...rest } = body;
    expect(rest).toEqual(credential);
    expect(proof).toMatchObject({
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      proofPurpose: 'assertionMethod',
      verificationMethod: `${credential.issuer}#key-1`,
    });
    expect(credentialStatus).toMatchObject(entry('revocation'));
    expect(await verified(body)).toEqual({ status: 200, causes: [] });
  });

  it('gives a credential without an id its address here, where it is read', async () => {
    const { status, headers, body } = await issue(await directCredential({ id: undefined }));
    expect(status).toBe(201);
    expect(String(body.id)).toMatch(/\/credentials\/[0-9A-Z]{26}$/);
    expect(headers.get('location')).toBe(body.id);
    const read = await must(200, 'nobody', `GET ${new URL(String(body.id)).pathname}`);
    expect(read.body).toEqual(body);
  });

  it('gives it the id that the options say', async () => {
    const credential = await directCredential({ id: undefined });
    const credentialId = (await directCredential()).id;
    expect((await issue(credential, { credentialId })).body.id).toBe(credentialId);
    const other = await issue(await directCredential(), { credentialId });
    expect([other.status, fields(other.body)]).toEqual([400, ['/options/credentialId']]);
  });

  it('gives the same credential when it is asked again, and refuses another under the same id', async () => {
    const credential = await directCredential();
    const [first, again] = [await issue(credential), await issue(credential)];
    expect(again.status).toBe(201);
    expect(again.text).toBe(first.text);
    const other = await issue({ ...credential, name: 'Other' });
    expect([other.status, other.body.code]).toEqual([409, 'already-exists']);
    await setStatus(String(credential.id), 'revocation');
    expect((await issue(credential)).status).toBe(409);
  });

  it('adds the statuses that are asked for', async () => {
    const ask = async (credentialStatus: unknown) =>
      (await issue(await directCredential(), { credentialStatus })).body.credentialStatus;
    expect(await ask([])).toBe(undefined);
    expect(await ask(entry('suspension'))).toMatchObject(entry('suspension'));
    expect(await ask([entry('revocation'), entry('suspension')])).toMatchObject([
      entry('revocation'),
      entry('suspension'),
    ]);
  });

  it('signs credentials of the older data model, with the words of their proof', async () => {
    const older = {
      '@context': ['https://www.w3.org/2018/credentials/v1'],
      validFrom: undefined,
      name: undefined,
      issuanceDate: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:member' },
    };
    const { status, body } = await issue(await directCredential(older));
    expect(status).toBe(201);
    expect(body['@context']).toEqual([
      'https://www.w3.org/2018/credentials/v1',
      'https://w3id.org/security/data-integrity/v2',
    ]);
    expect(await verified(body)).toEqual({ status: 200, causes: [] });
    const { body: withStatus } = await issue(await directCredential(older), {
      credentialStatus: entry('revocation'),
    });
    expect(await verified(withStatus)).toEqual({ status: 200, causes: [] });
  });

  it.each<[string, unknown, string[]]>([
    ['no credential', { verifiableCredential: {} }, ['/credential', '/verifiableCredential']],
    ['a credential that is text', { credential: 'x' }, ['/credential']],
    ['null', { credential: null }, ['/credential']],
    [
      'an option that nobody knows',
      { credential: {}, options: { mandatoryPointers: [] } },
      ['/options/mandatoryPointers'],
    ],
    ['options that are a list', { credential: {}, options: [] }, ['/options']],
    [
      'a status that nobody knows',
      { credential: {}, options: { credentialStatus: entry('refresh') } },
      ['/options/credentialStatus'],
    ],
    [
      'a status twice',
      { credential: {}, options: { credentialStatus: [entry('revocation'), entry('revocation')] } },
      ['/options/credentialStatus'],
    ],
    ['an empty credential', { credential: {} }, ['/credential/issuer']],
    [
      'an issuer of elsewhere',
      { credential: { issuer: 'did:web:elsewhere.example' } },
      ['/credential/issuer'],
    ],
  ])('refuses %s', async (_, body, expected) => {
    const answer = await call('machine', 'POST /credentials/issue', body);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid-request']);
    expect(fields(answer.body)).toEqual(expected);
  });

  it('says what is wrong with a credential, and where', async () => {
    const wrong = await directCredential({ validFrom: 'today', credentialSubject: {} });
    const answer = await issue(wrong);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(fields(answer.body)).toEqual(
      expect.arrayContaining(['/credential/validFrom', '/credential/credentialSubject']),
    );
    const nobody = await issue(await directCredential({ id: null }));
    expect([nobody.status, fields(nobody.body)]).toEqual([400, ['/credential/id']]);
    const deep = `{"credential":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`;
    expect((await call('machine', 'POST /credentials/issue', deep)).status).toBe(400);
  });

  it('claims no assessment: what was awarded here cannot be named', async () => {
    const { credential: id } = await awarded();
    const { body: award } = await must(200, 'nobody', `GET /credentials/${id}`);
    const { proof: _, credentialStatus: __, ...document } = award;
    const copy = await issue(document);
    expect(copy.status).toBe(400);
    expect(fields(copy.body)).toEqual(
      expect.arrayContaining(['/credential/id', '/credential/credentialSubject/achievement/id']),
    );
    const borrowed = await issue(await directCredential({ credentialStatus: award.credentialStatus }));
    expect(fields(borrowed.body)).toContain('/credential/credentialStatus/0/id');
  });

  it('signs for the caller’s issuer alone', async () => {
    const id = `issuer-${Date.now()}`;
    await must(201, 'owner', 'POST /issuers', { id, name: 'Other', url: 'https://other.example/' });
    const other = String((await directCredential()).issuer).replace(server.issuer, id);
    expect((await issue(await directCredential({ issuer: other }))).status).toBe(403);
    expect((await issue(await directCredential({ issuer: `${other}-x` }))).status).toBe(403);
    // An owner has no right to issue without an assessment either.
    expect((await issue(await directCredential({ issuer: other }), {}, {}, 'owner')).status).toBe(403);
    await must(200, 'owner', `PUT /issuers/${id}/members/dev-author`, { roles: ['direct-issuer'] });
    const signed = await issue(await directCredential({ issuer: other }), {}, {}, 'author');
    expect(signed.status).toBe(201);
    const credentialId = String(signed.body.id);
    // The machine client of one issuer has nothing to do with the credentials of another.
    expect((await setStatus(credentialId, 'revocation')).status).toBe(404);
    expect((await setStatus(credentialId, 'revocation', true, 'author')).status).toBe(200);
  });

  it('answers a token where the issuer has a key for one', async () => {
    const id = `tokens-${Date.now()}`;
    await must(201, 'owner', 'POST /issuers', { id, name: 'Tokens', url: 'https://tokens.example/' });
    await must(201, 'owner', `POST /issuers/${id}/keys`, { algorithm: 'RS256' });
    await must(200, 'owner', `PUT /issuers/${id}/members/dev-author`, { roles: ['direct-issuer'] });
    const issuer = String((await directCredential()).issuer).replace(server.issuer, id);
    const ask = async (credential: object, accept = 'application/vc+jwt') =>
      issue(credential, {}, { accept }, 'author');
    const credential = await directCredential({ issuer });
    const { status, headers, text } = await ask(credential);
    expect([status, headers.get('content-type')]).toEqual([201, 'application/vc+jwt']);
    expect(JSON.parse(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({
      ...credential,
      iss: issuer,
      jti: credential.id,
    });
    expect(await verified(text)).toEqual({ status: 200, causes: [] });
    // The other form is the same credential, with a proof.
    expect(await verified((await ask(credential, 'application/json')).body)).toEqual({
      status: 200,
      causes: [],
    });
    const endless = await directCredential({ issuer, validFrom: undefined });
    expect((await ask(endless)).body.code).toBe('not-acceptable');
    expect((await ask(endless, 'application/json')).status).toBe(201);
  });

  it('has no token where the issuer has no key for one', async () => {
    const credential = await directCredential();
    const answer = await issue(credential, {}, { accept: 'application/vc+jwt' });
    expect([answer.status, answer.body.code]).toEqual([406, 'not-acceptable']);
    expect((await issue(credential, {}, { accept: 'application/vc' })).headers.get('content-type')).toBe(
      'application/vc',
    );
  });
});

describe('statuses over the VC-API', () => {
  const unchanged = once(() => issuedDirectly());

  it('are set and taken back, and everybody can see it', async () => {
    const credential = await directCredential();
    const id = String(credential.id);
    const { body } = await issue(credential, {
      credentialStatus: [entry('revocation'), entry('suspension')],
    });
    expect(await verified(body)).toEqual({ status: 200, causes: [] });
    const suspended = await setStatus(id, 'suspension', true);
    expect([suspended.status, suspended.body]).toEqual([
      200,
      { credentialId: id, statusPurpose: 'suspension', status: true, published: true },
    ]);
    expect(await verified(body)).toEqual({ status: 400, causes: ['suspended'] });
    expect((await setStatus(id, 'suspension', true)).status).toBe(200);
    expect((await setStatus(id, 'suspension', false)).status).toBe(200);
    expect(await verified(body)).toEqual({ status: 200, causes: [] });
    expect((await setStatus(id, 'revocation')).status).toBe(200);
    expect((await setStatus(id, 'revocation', true)).status).toBe(200);
    expect(await verified(body)).toEqual({ status: 400, causes: ['revoked'] });
    const back = await setStatus(id, 'revocation', false);
    expect([back.status, back.body.code]).toEqual([409, 'revoked-for-good']);
  });

  it('are where the caller says that they are, or nothing happens', async () => {
    const { body } = await issue(await directCredential());
    const own = body.credentialStatus as unknown as Record<string, string>;
    const ask = (credentialStatus: object) =>
      call('machine', 'POST /credentials/status', { credentialId: body.id, credentialStatus, status: true });
    const wrong = await ask({ ...own, statusListIndex: '131072' });
    expect([wrong.status, fields(wrong.body)]).toEqual([400, ['/credentialStatus/statusListIndex']]);
    expect((await ask({ ...own, statusListCredential: 'https://x.example/' })).status).toBe(400);
    expect(await verified(body)).toEqual({ status: 200, causes: [] });
    expect((await ask(own)).status).toBe(200);
  });

  it.each<[string, object, number]>([
    ['no credential', { credentialId: undefined }, 400],
    ['another type', { credentialStatus: { type: 'StatusList2021Entry', statusPurpose: 'revocation' } }, 400],
    ['no purpose', { credentialStatus: { type: 'BitstringStatusListEntry' } }, 400],
    ['a status that it does not have', { credentialStatus: entry('suspension') }, 400],
    ['a status in words', { status: 'true' }, 400],
    ['an unknown member', { indexAllocator: 'x' }, 400],
    ['an id that nobody issued', { credentialId: 'urn:uuid:none' }, 404],
  ])('refuse %s', async (_, changes, status) => {
    const credentialId = await unchanged();
    const body = { credentialId, credentialStatus: entry('revocation'), status: true, ...changes };
    expect((await call('machine', 'POST /credentials/status', body)).status).toBe(status);
  });

  it('of awards are not for direct issuers', async () => {
    const { credential } = await awarded();
    const id = String((await must(200, 'nobody', `GET /credentials/${credential}`)).body.id);
    expect((await setStatus(id, 'revocation')).status).toBe(403);
    expect((await setStatus(id, 'revocation', true, 'owner')).status).toBe(200);
  });
});
