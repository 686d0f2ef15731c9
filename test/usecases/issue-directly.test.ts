import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { Caller, Role } from '../../src/domain/membership.ts';
import type { SigningTasks } from '../../src/ports.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';
import { type DirectRequest, issueDirectly } from '../../src/usecases/issue-directly.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { reissueCredential } from '../../src/usecases/reissue-credential.ts';
import { setCredentialStatus } from '../../src/usecases/set-credential-status.ts';
import {
  address,
  away,
  people,
  publicUrl,
  publishedVersion,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();
const desk: Caller = { person: 'desk', name: 'Membership Desk', machine: false };
const did = (issuerId: string) => `did:web:assay.example:issuers:${issuerId}`;
let issuerId = '';
let otherIssuer = '';

beforeAll(async () => {
  const world = theWorld();
  ({ issuerId } = await publishedVersion(world));
  ({ issuerId: otherIssuer } = await publishedVersion(world));
  await give(world, 'direct-issuer');
});

const give = (world: World, role: Role, person = desk.person, issuer = issuerId) =>
  putMember(world, { caller: people.owner, issuerId: issuer, person, roles: [role] });

const plain = (changes: object = {}) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: `urn:uuid:${randomUUID()}`,
  type: ['VerifiableCredential'],
  issuer: did(issuerId),
  credentialSubject: { id: 'did:example:member' },
  ...changes,
});

const issue = (
  credential: unknown,
  {
    signingTasks = signing(theWorld()),
    ...changes
  }: Partial<DirectRequest> & { signingTasks?: SigningTasks } = {},
) =>
  issueDirectly(
    { ...theWorld(), signingTasks, onSigningFailure: () => {} },
    { caller: desk, asToken: false, ...address, credential, ...changes },
  );
/** The code of a refusal and the fields that it names. Anything else that is thrown fails the test. */
const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (error instanceof DomainError) return [error.code, ...error.errors.map(({ field }) => field)];
  throw error;
};
const signed = async (credential: object, changes?: Parameters<typeof issue>[1]) => {
  const issued = await issue(credential, changes);
  if (!issued.credential) throw new Error('it is not signed');
  return { ...issued.credential, document: JSON.parse(issued.credential.document) };
};

describe('issuing directly', () => {
  it('journals who asked, for what', async () => {
    const asked = plain({ name: 'Membership' });
    const { id, document, name, statuses, ...record } = await signed(asked);
    expect(await theWorld().issuances.find(id)).toMatchObject({
      state: 'issued',
      issuerId,
      origin: { kind: 'direct', by: 'desk', credential: JSON.stringify(asked), purposes: ['revocation'] },
    });
    expect(document).toMatchObject(asked);
    expect(document.proof).toMatchObject({ cryptosuite: 'eddsa-rdfc-2022' });
    expect(name).toBe('Membership');
    expect(statuses.map(({ purpose }) => purpose)).toEqual(['revocation']);
    expect(record).toMatchObject({ issuerId, foreignId: asked.id });
    expect(record).not.toHaveProperty('learner');
    expect(record).not.toHaveProperty('submissionId');
  });

  it.each<[string, object]>([
    ['nobody knows', { person: 'stranger' }],
    ['is of another issuer', { person: 'desk-of-another' }],
  ])('is not for whom %s', async (_, { person }: { person?: string }) => {
    await give(theWorld(), 'direct-issuer', 'desk-of-another', otherIssuer);
    const caller = { person: person ?? '', machine: false };
    expect(await refused(issue(plain(), { caller }))).toEqual(['forbidden']);
  });

  it.each<Role>(['owner', 'author', 'assessor', 'award-officer'])('is not for the role %s', async (role) => {
    await give(theWorld(), role, `only-${role}`);
    const caller = { person: `only-${role}`, machine: false };
    expect(await refused(issue(plain(), { caller }))).toEqual(['forbidden']);
  });

  it.each<[string, unknown, unknown[]]>([
    ['another issuer', () => did(otherIssuer), ['forbidden']],
    ['an issuer that is not there', () => did('nobody-of-that-name'), ['forbidden']],
    ['an issuer that cannot be', () => did('../x'), ['forbidden']],
    ['no issuer', () => undefined, ['invalid-request', '/credential/issuer']],
    ['an address', () => `${publicUrl}/issuers/${issuerId}`, ['invalid-request', '/credential/issuer']],
    ['an object without an id', () => ({}), ['invalid-request', '/credential/issuer/id']],
  ])('is not for a credential of %s', async (_, issuer, expected) => {
    const asked = plain({ issuer: (issuer as () => unknown)() });
    expect(await refused(issue(asked))).toEqual(expected);
  });

  it('journals nothing that cannot be signed', async () => {
    const asked = plain({ credentialSubject: {} });
    expect(await refused(issue(asked))).toEqual(['invalid-request', '/credential/credentialSubject']);
    const later = await signed({ ...asked, credentialSubject: { id: 'urn:x:1' } });
    expect(later.document.id).toBe(asked.id);
  });

  it('takes only what is plain, and not too much', async () => {
    const nested = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`);
    expect((await refused(issue(plain({ nested }))))[0]).toBe('invalid-request');
    for (const credential of [null, 'x', [plain()], { toJSON: () => plain() }])
      expect((await refused(issue(credential)))[0]).toBe('invalid-request');
    const large = (length: number) => plain({ name: 'x'.repeat(length) });
    expect((await signed(large(90_000))).document.name).toHaveLength(90_000);
    expect(await refused(issue(large(100_000)))).toEqual(['invalid-request', '/credential']);
  });

  it('gives one credential to those who ask at once', async () => {
    const asked = plain();
    const all = await Promise.all([issue(asked), issue(asked), issue({ ...asked })]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    const unnamed = { ...plain(), id: undefined };
    const [one, another] = [
      await issue(JSON.parse(JSON.stringify(unnamed))),
      await issue(JSON.parse(JSON.stringify(unnamed))),
    ];
    expect(one.id).not.toBe(another.id);
  });

  it('refuses another credential under the same id, in the same issuer', async () => {
    const asked = plain();
    await issue(asked);
    const taken = ['already-exists', '/credential/id'];
    expect(await refused(issue({ ...asked, name: 'Other' }))).toEqual(taken);
    expect(await refused(issue(asked, { purposes: [] }))).toEqual(taken);
    await give(theWorld(), 'direct-issuer', desk.person, otherIssuer);
    const elsewhere = await signed({ ...asked, issuer: did(otherIssuer) });
    expect(elsewhere.issuerId).toBe(otherIssuer);
  });

  it('is finished later when the signer is away', async () => {
    const asked = plain();
    const failures: unknown[] = [];
    const { id, credential } = await issueDirectly(
      { ...theWorld(), signingTasks: away, onSigningFailure: (error) => failures.push(error) },
      { caller: desk, asToken: false, ...address, credential: asked },
    );
    expect(credential).toBe(undefined);
    expect(failures).toHaveLength(1);
    const world = theWorld();
    await finishUnfinished({ ...world, signingTasks: signing(world) });
    expect((await issue(asked)).credential?.id).toBe(id);
  });

  it('has a token only where the issuer has a key for one', async () => {
    expect(await refused(issue(plain({ validFrom: '2026-01-01T00:00:00Z' }), { asToken: true }))).toEqual([
      'not-acceptable',
    ]);
  });

  it('gives a badge one status', async () => {
    const achievement = {
      id: 'https://harbour.example/badges/1',
      type: ['Achievement'],
      name: 'Good neighbour',
      description: 'Helps.',
      criteria: { narrative: 'Two say so.' },
    };
    const badge = (changes: object = {}) =>
      plain({
        '@context': [
          'https://www.w3.org/ns/credentials/v2',
          'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
        ],
        type: ['VerifiableCredential', 'OpenBadgeCredential'],
        validFrom: '2026-01-01T00:00:00Z',
        credentialSubject: { id: 'did:example:a', type: ['AchievementSubject'], achievement },
        ...changes,
      });
    const { document } = await signed(badge());
    expect(document.credentialStatus).toMatchObject({ statusPurpose: 'revocation' });
    expect(document.proof).toHaveLength(1);
    const credentialStatus = {
      id: 'https://lists.example/3#7',
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '7',
      statusListCredential: 'https://lists.example/3',
    };
    expect((await signed(badge({ credentialStatus }))).document.credentialStatus).toEqual(credentialStatus);
    expect(await refused(issue(badge({ credentialStatus }), { purposes: ['revocation'] }))).toEqual([
      'invalid-request',
      '/options/credentialStatus',
    ]);
    expect(await refused(issue(badge({ credentialSubject: { id: 'did:example:a' } })))).toContain(
      '/credential/credentialSubject/achievement',
    );
  });
});

describe('the journal of what was asked for', () => {
  it.each<[string, (version: string) => object]>([
    ['claims an assessment', (id) => ({ credentialSubject: { id, name: 'x' } })],
    ['takes the id of an award', () => ({ id: `${publicUrl}/credentials/01JD9Z6V3T5Q8M2K4N7P0R1S2T` })],
    ['is of another issuer', () => ({ issuer: did(otherIssuer) })],
    ['cannot be explained', () => ({ credentialSubject: { shoe: '42' } })],
  ])('is no reason to sign what %s', async (_, changed) => {
    const world = theWorld();
    const credential = JSON.stringify(plain(changed(`${publicUrl}/micro-credentials/x/versions/1`)));
    const credentialId = world.newId();
    await world.issuances.start({
      state: 'due',
      credentialId,
      issuerId,
      decidedAt: world.clock.now().toISOString(),
      origin: { kind: 'direct', by: 'intruder', credential, purposes: ['revocation'] },
    });
    await expect(signing(world).run({ kind: 'credential', credentialId })).rejects.toThrow();
    expect(await world.credentials.find(credentialId)).toBe(undefined);
    expect((await world.issuances.find(credentialId))?.state).toBe('due');
  });
});

describe('correcting what was issued directly', () => {
  const correct = (credentialId: string, credential: object) =>
    reissueCredential(
      { ...theWorld(), signingTasks: signing(theWorld()), onSigningFailure: () => {} },
      { caller: people.owner, credentialId, reason: 'A slip.', correction: { credential }, ...address },
    );

  it('leaves the old one alone when the new one cannot be signed', async () => {
    const { id, document } = await signed(plain());
    const { proof: _, credentialStatus: __, ...asked } = document;
    for (const wrong of [
      { ...asked, type: [] },
      { ...asked, '@context': [] },
      { ...asked, id: null },
    ])
      expect((await refused(correct(id, wrong)))[0]).toBe('invalid-request');
    const record = await theWorld().credentials.find(id);
    expect([record?.revocation, record?.successor]).toEqual([undefined, undefined]);
    const { successor } = await correct(id, { ...asked, name: 'Put right' });
    expect(successor.issued).toBe(true);
    const now = await theWorld().credentials.find(successor.id);
    expect(JSON.parse(now?.document ?? '')).toMatchObject({ id: asked.id, name: 'Put right' });
  });
});

describe('correcting what was issued directly, by its id and issuer', () => {
  const correct = (credentialId: string, credential?: object, where = address) =>
    reissueCredential(
      { ...theWorld(), signingTasks: signing(theWorld()), onSigningFailure: () => {} },
      { caller: people.owner, credentialId, reason: 'A slip.', correction: { credential }, ...where },
    );
  const unnamed = () => JSON.parse(JSON.stringify({ ...plain(), id: undefined }));
  const untouched = async (id: string) => {
    const { revocation, successor } = (await theWorld().credentials.find(id)) ?? {};
    return revocation === undefined && successor === undefined;
  };

  it('gives the successor an address of its own, though the old address was sent', async () => {
    const { id, document } = await signed(unnamed());
    const { proof: _, credentialStatus: __, ...asked } = document;
    expect(asked.id).toBe(`${publicUrl}/credentials/${id}`);
    const { successor } = await correct(id, { ...asked, name: 'Put right' });
    expect(successor.issued).toBe(true);
    const record = await theWorld().credentials.find(successor.id);
    expect(record?.foreignId).toBeUndefined();
    expect(JSON.parse(record?.document ?? '')).toMatchObject({
      id: `${publicUrl}/credentials/${successor.id}`,
      name: 'Put right',
    });
  });

  it.each<[string, () => object, string]>([
    ['another id', () => plain(), '/credential/id'],
    ['no id', unnamed, '/credential/id'],
    ['another issuer', () => plain({ issuer: did(otherIssuer) }), '/credential/issuer'],
    ['an issuer that says nothing', () => plain({ issuer: {} }), '/credential/issuer'],
    ['an issuer that is nothing', () => plain({ issuer: null }), '/credential/issuer'],
    ['no issuer', () => JSON.parse(JSON.stringify(plain({ issuer: undefined }))), '/credential/issuer'],
  ])('is refused with %s', async (_, wrong, field) => {
    const { id } = await signed(plain());
    expect(await refused(correct(id, wrong()))).toEqual(['invalid-request', field]);
    expect(await untouched(id)).toBe(true);
  });

  it('is refused with an id of its own where it had none, and with the address of another one', async () => {
    const { id } = await signed(unnamed());
    const other = await signed(unnamed());
    for (const wrong of [plain(), plain({ id: other.document.id })])
      expect(await refused(correct(id, wrong))).toEqual(['invalid-request', '/credential/id']);
    expect(await untouched(id)).toBe(true);
  });

  it('needs the new name of the issuer once the deployment has moved', async () => {
    const { id } = await signed(unnamed());
    const moved = { publicUrl: 'https://moved.example', formerPublicUrls: [publicUrl] };
    expect(await refused(correct(id, undefined, moved))).toEqual(['cannot-be-reissued']);
    expect(await refused(correct(id, unnamed(), moved))).toEqual(['invalid-request', '/credential/issuer']);
    expect(await untouched(id)).toBe(true);
  });
});

describe('a request with a key of its own', () => {
  const unnamed = (changes: object = {}) => JSON.parse(JSON.stringify(plain({ id: undefined, ...changes })));
  const key = () => ({ idempotencyKey: `"${randomUUID()}"` });

  it('is done once, however often it is sent', async () => {
    const [asked, once] = [unnamed(), key()];
    const all = await Promise.all([issue(asked, once), issue(asked, once), issue({ ...asked }, once)]);
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect((await issue(asked, once)).credential?.id).toBe(all[0]?.id);
    expect((await issue(asked, key())).id).not.toBe(all[0]?.id);
  });

  it('is refused for something else under the same key, and nothing is issued', async () => {
    const once = key();
    const named = plain();
    await issue(unnamed(), once);
    const taken = ['conflict', 'Idempotency-Key'];
    expect(await refused(issue(unnamed({ name: 'Other' }), once))).toEqual(taken);
    expect(await refused(issue(unnamed(), { ...once, purposes: [] }))).toEqual(taken);
    expect(await refused(issue(named, once))).toEqual(taken);
    expect((await signed(named, key())).document.id).toBe(named.id);
  });

  it('keeps to one credential for each id', async () => {
    const asked = plain();
    const { id } = await issue(asked, key());
    expect((await issue(asked, key())).id).toBe(id);
    expect(await refused(issue({ ...asked, name: 'Other' }, key()))).toEqual([
      'already-exists',
      '/credential/id',
    ]);
  });

  it('is the caller’s own, and the issuer’s', async () => {
    const [world, asked, once] = [theWorld(), unnamed(), key()];
    await give(world, 'direct-issuer', 'second-desk');
    await give(world, 'direct-issuer', desk.person, otherIssuer);
    const { id } = await issue(asked, once);
    const other = await issue(asked, { ...once, caller: { person: 'second-desk', machine: false } });
    const elsewhere = await issue({ ...asked, issuer: did(otherIssuer) }, once);
    expect(new Set([id, other.id, elsewhere.id]).size).toBe(3);
  });

  it('cannot be taken for an id, nor an id for it', async () => {
    const once = randomUUID();
    const { id } = await issue(unnamed(), { idempotencyKey: once });
    const asked = plain({ id: `request:${desk.person}:${once}` });
    const named = await signed(asked);
    expect(named.id).not.toBe(id);
    expect(named.document.id).toBe(asked.id);
  });
});

describe('the status of what was issued directly', () => {
  const set = (credentialId: string, changes: Partial<Parameters<typeof setCredentialStatus>[1]> = {}) =>
    setCredentialStatus(
      { ...theWorld(), signingTasks: signing(theWorld()), onSigningFailure: () => {} },
      {
        caller: desk,
        credentialId,
        purpose: 'revocation',
        set: true,
        reason: 'No member any more.',
        ...address,
        ...changes,
      },
    );

  it('is set by its own id, or by its address here, with who and why', async () => {
    const { id, document } = await signed(plain());
    expect(await set(document.id)).toMatchObject({ published: true, credential: { id } });
    expect(await theWorld().credentials.history(id)).toMatchObject([
      { by: 'desk', reason: 'No member any more.', purpose: 'revocation', set: true },
    ]);
    const unnamed = await signed(JSON.parse(JSON.stringify({ ...plain(), id: undefined })));
    expect((await set(unnamed.document.id)).credential.revocation?.by).toBe('desk');
  });

  it('is not set by an address that is not its id', async () => {
    const { id } = await signed(plain());
    expect(await refused(set(`${publicUrl}/credentials/${id}`))).toEqual(['not-found']);
    expect(await refused(set(id))).toEqual(['not-found']);
    expect(await refused(set(`${publicUrl}/credentials/`))).toEqual(['not-found']);
  });

  it('is for its issuer alone, whatever the id', async () => {
    const world = theWorld();
    const asked = plain();
    await give(world, 'direct-issuer', 'desk-of-another', otherIssuer);
    const another = { person: 'desk-of-another', machine: false };
    const ours = await signed(asked);
    expect(await refused(set(asked.id, { caller: another }))).toEqual(['not-found']);
    const theirs = await signed({ ...asked, issuer: did(otherIssuer) }, { caller: another });
    expect((await set(asked.id, { caller: another })).credential.id).toBe(theirs.id);
    expect((await world.credentials.find(ours.id))?.revocation).toBe(undefined);
  });

  it('is not for authors and assessors', async () => {
    const asked = plain();
    await signed(asked);
    expect(await refused(set(asked.id, { caller: people.author }))).toEqual(['forbidden']);
    expect((await set(asked.id, { caller: people.owner })).published).toBe(true);
  });

  it('of a credential that was replaced is that of its successor', async () => {
    const { id, document } = await signed(plain());
    const { successor } = await reissueCredential(
      { ...theWorld(), signingTasks: signing(theWorld()), onSigningFailure: () => {} },
      { caller: people.owner, credentialId: id, reason: 'A slip.', correction: {}, ...address },
    );
    expect((await set(document.id)).credential.id).toBe(successor.id);
  });

  it('cannot be one that it does not have', async () => {
    const asked = plain();
    await signed(asked, { purposes: [] });
    expect((await refused(set(asked.id)))[0]).toBe('no-such-status');
  });
});
