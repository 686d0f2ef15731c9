import { createPublicKey, verify } from 'node:crypto';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { didDocument } from '../../src/credentials/did.ts';
import { publicKeyFromJwk } from '../../src/credentials/jwk.ts';
import { publicKeyFromMultikey } from '../../src/credentials/multikey.ts';
import type { IssuerKey } from '../../src/domain/issuer.ts';
import { currentKey, mostKeys } from '../../src/domain/keys.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { KeyMaker, KeyRequest } from '../../src/ports.ts';
import { createIssuer } from '../../src/usecases/create-issuer.ts';
import { addKey, compromiseKey, listKeys } from '../../src/usecases/manage-keys.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { outcome, race } from '../adapters/outcome.ts';
import { people, useWorld, type World } from '../support/world.ts';

const theWorld = useWorld();
const stackKey = 'signing-key';
const at = '2026-11-23T10:00:00Z';
const reason = 'A backup was copied.';

const newId = () => `issuer-${ulid().toLowerCase()}`;
const create = (ports: Parameters<typeof createIssuer>[0] = theWorld(), id = newId()) =>
  createIssuer(ports, {
    caller: people.owner,
    operatorEmail: people.owner.email,
    signingKeyId: stackKey,
    profile: { id, name: 'Riverbend', url: 'https://riverbend.example/' },
  });

/** An issuer of its own, and what its owner does with keys. */
async function theIssuer() {
  const world = theWorld();
  const { id: issuerId } = await create();
  const owner = { caller: people.owner, issuerId };
  return {
    world,
    issuerId,
    keys: () => world.issuers.keys(issuerId),
    rotate: (given: Partial<Parameters<typeof addKey>[1]> = {}, ports: KeyPorts = world) =>
      addKey(ports, { ...owner, algorithm: 'Ed25519', ...given }),
    compromise: (given: Partial<Parameters<typeof compromiseKey>[1]> = {}, ports: KeyPorts = world) =>
      compromiseKey(ports, { ...owner, keyId: 'key-1', at, reason, ...given }),
  };
}
type KeyPorts = Pick<World, 'issuers' | 'members' | 'keyMaker' | 'clock'>;

/** A key maker that counts. */
function counted(maker: KeyMaker): KeyMaker & { readonly asked: KeyRequest[] } {
  const asked: KeyRequest[] = [];
  return {
    asked,
    make(request) {
      asked.push(request);
      return maker.make(request);
    },
  };
}

const facts = (keys: readonly IssuerKey[]) =>
  keys.map(({ id, retiredAt, compromisedAt }) => ({
    id,
    ...(retiredAt && { retired: true }),
    ...(compromisedAt && { compromisedAt }),
  }));

/** Whether the KMS key that a record names is the one whose public half it shows. */
async function signsItself(world: World, key: IssuerKey): Promise<boolean> {
  const bytes = Buffer.from('what is signed');
  const signature = await world.signer.sign(key, bytes);
  return key.algorithm === 'Ed25519'
    ? verify(null, bytes, publicKeyFromMultikey(key.publicKeyMultibase), signature)
    : verify('sha256', bytes, publicKeyFromJwk(key.publicKeyJwk), signature);
}

describe('the first key of an issuer', () => {
  it('is the one that the deployment came with for the first, and a new one for every other', async () => {
    const world = theWorld();
    const [first, second, third] = [await create(), await create(), await create()];
    expect(await world.issuers.keyHolder(stackKey)).toBeDefined();
    const keys = await Promise.all(
      [first, second, third].map(async ({ id }) => {
        const [key, ...others] = await world.issuers.keys(id);
        expect(others).toEqual([]);
        expect(key).toMatchObject({ id: 'key-1', algorithm: 'Ed25519' });
        if (!key) throw new Error('no key');
        expect(await world.issuers.keyHolder(key.kmsKeyId)).toBe(id);
        expect(await signsItself(world, key)).toBe(true);
        return key.kmsKeyId;
      }),
    );
    expect(new Set(keys).size).toBe(3);
  });

  it('is not made for an id that is taken, nor for someone who may not', async () => {
    const { id } = await create();
    const world = theWorld();
    const keyMaker = counted(world.keyMaker);
    expect(await outcome(create({ ...world, keyMaker }, id))).toBe('already-exists');
    const stranger = createIssuer(
      { ...world, keyMaker },
      {
        caller: people.stranger,
        operatorEmail: people.owner.email,
        signingKeyId: stackKey,
        profile: { id: newId(), name: 'Riverbend', url: 'https://riverbend.example/' },
      },
    );
    expect(await outcome(stranger)).toBe('forbidden');
    expect(keyMaker.asked).toEqual([]);
  });

  it('is the same one after a run that died before the issuer was there', async () => {
    await create();
    const world = theWorld();
    const id = newId();
    const asked: string[] = [];
    const keyMaker: KeyMaker = {
      async make(request) {
        const made = await world.keyMaker.make(request);
        asked.push(made.kmsKeyId);
        if (asked.length === 1) throw new Error('cut off');
        return made;
      },
    };
    await expect(create({ ...world, keyMaker }, id)).rejects.toThrow('cut off');
    expect(await world.issuers.find(id)).toBeUndefined();
    await create({ ...world, keyMaker }, id);
    expect(asked[0]).toBe(asked[1]);
    expect(facts(await world.issuers.keys(id))).toEqual([{ id: 'key-1' }]);
  });
});

describe('a new key', () => {
  it('signs from now on; the one before stays listed and signs no more', async () => {
    const { world, rotate, keys, issuerId } = await theIssuer();
    const added = await rotate();
    expect(added).toMatchObject({ id: 'key-2', algorithm: 'Ed25519' });
    expect(await signsItself(world, added)).toBe(true);
    const known = await keys();
    expect(facts(known)).toEqual([{ id: 'key-1', retired: true }, { id: 'key-2' }]);
    expect(currentKey(known, 'Ed25519')).toEqual(added);
    expect(await world.issuers.keyHolder(added.kmsKeyId)).toBe(issuerId);
    const did = `did:web:assay.example:issuers:${issuerId}`;
    expect(didDocument({ did, keys: known }).assertionMethod).toEqual([`${did}#key-1`, `${did}#key-2`]);
  });

  it('for tokens stands beside the one for documents', async () => {
    const { world, rotate, keys } = await theIssuer();
    const added = await rotate({ algorithm: 'RS256' });
    expect(added).toMatchObject({ id: 'rsa-1', algorithm: 'RS256' });
    expect(await signsItself(world, added)).toBe(true);
    expect(facts(await keys())).toEqual([{ id: 'key-1' }, { id: 'rsa-1' }]);
    await rotate({ algorithm: 'RS256' });
    expect(facts(await keys())).toEqual([{ id: 'key-1' }, { id: 'rsa-1', retired: true }, { id: 'rsa-2' }]);
  });

  it('is made once for a request that is repeated and names what it replaces', async () => {
    const { rotate, keys } = await theIssuer();
    await rotate({ replaces: 'key-1' });
    expect(await outcome(rotate({ replaces: 'key-1' }))).toBe('conflict');
    expect(await outcome(rotate({ algorithm: 'RS256', replaces: 'key-2' }))).toBe('conflict');
    expect(facts(await keys())).toEqual([{ id: 'key-1', retired: true }, { id: 'key-2' }]);
  });

  it('is one when two are asked for at once', async () => {
    const { world, rotate, keys } = await theIssuer();
    // Both have read the keys before either writes.
    const waiting: (() => void)[] = [];
    const keyMaker: KeyMaker = {
      async make(request) {
        const made = await world.keyMaker.make(request);
        await new Promise<void>((go) => {
          waiting.push(go);
          if (waiting.length === 2) for (const one of waiting) one();
        });
        return made;
      },
    };
    expect(await race(2, () => rotate({}, { ...world, keyMaker }))).toEqual({ done: 1, conflict: 1 });
    const known = await keys();
    expect(facts(known)).toEqual([{ id: 'key-1', retired: true }, { id: 'key-2' }]);
  });

  it('is the same one after a run that died before it was recorded', async () => {
    const { world, rotate, keys } = await theIssuer();
    const made: string[] = [];
    const keyMaker: KeyMaker = {
      async make(request) {
        const key = await world.keyMaker.make(request);
        made.push(key.kmsKeyId);
        if (made.length === 1) throw new Error('cut off');
        return key;
      },
    };
    const before = await keys();
    await expect(rotate({}, { ...world, keyMaker })).rejects.toThrow('cut off');
    expect(await keys()).toEqual(before);
    const added = await rotate({}, { ...world, keyMaker });
    expect([added.kmsKeyId, added.kmsKeyId]).toEqual(made);
  });

  it('is not there when the table cannot be written, and the key before signs on', async () => {
    const { world, rotate, keys } = await theIssuer();
    const issuers = { ...world.issuers, changeKeys: () => Promise.reject(new Error('no table')) };
    await expect(rotate({}, { ...world, issuers })).rejects.toThrow('no table');
    expect(facts(await keys())).toEqual([{ id: 'key-1' }]);
    await rotate();
    expect(facts(await keys())).toEqual([{ id: 'key-1', retired: true }, { id: 'key-2' }]);
  });

  it('is refused when the maker answers with a key of another kind', async () => {
    const { world, rotate, keys } = await theIssuer();
    const keyMaker: KeyMaker = {
      make: (request) => world.keyMaker.make({ ...request, keyId: 'rsa-9', algorithm: 'RS256' }),
    };
    await expect(rotate({}, { ...world, keyMaker })).rejects.toThrow('not an Ed25519');
    expect(facts(await keys())).toEqual([{ id: 'key-1' }]);
  });

  it('is refused when the maker answers with a key that serves another', async () => {
    const { world, rotate, keys } = await theIssuer();
    const other = await theIssuer();
    const [theirs] = await other.keys();
    const keyMaker: KeyMaker = {
      make: async (request) => ({
        ...(await world.keyMaker.make(request)),
        kmsKeyId: theirs?.kmsKeyId ?? '',
      }),
    };
    expect(await outcome(rotate({}, { ...world, keyMaker }))).toBe('conflict');
    expect(facts(await keys())).toEqual([{ id: 'key-1' }]);
  });

  it('is refused over the limit, and none is made', async () => {
    const { world, rotate, keys } = await theIssuer();
    const [first] = await keys();
    const many = Array.from({ length: mostKeys }, (_, index) => ({ ...first, id: `key-${index + 1}` }));
    const issuers = { ...world.issuers, keys: async () => many as IssuerKey[] };
    const keyMaker = counted(world.keyMaker);
    expect(await outcome(rotate({}, { ...world, issuers, keyMaker }))).toBe('key-limit');
    expect(keyMaker.asked).toEqual([]);
  });
});

describe('a compromised key', () => {
  it('that signed is replaced in the same step, and asserts no more', async () => {
    const { world, compromise, keys, issuerId } = await theIssuer();
    const { key, successor } = await compromise();
    expect(key).toMatchObject({
      id: 'key-1',
      compromisedAt: '2026-11-23T10:00:00.000Z',
      compromise: { by: 'owner', reason, recordedAt: world.clock.now().toISOString() },
    });
    expect(successor).toMatchObject({ id: 'key-2', algorithm: 'Ed25519' });
    const known = await keys();
    expect(known).toEqual([key, successor]);
    expect(currentKey(known, 'Ed25519')).toEqual(successor);
    const did = `did:web:assay.example:issuers:${issuerId}`;
    const document = didDocument({ did, keys: known });
    expect(document.assertionMethod).toEqual([`${did}#key-2`]);
    expect(document.verificationMethod[0]).toMatchObject({ revoked: '2026-11-23T10:00:00.000Z' });
    expect(JSON.stringify(document)).not.toMatch(/backup|owner/);
  });

  it('that was retired gets no successor', async () => {
    const { rotate, compromise, keys } = await theIssuer();
    await rotate();
    const { successor } = await compromise();
    expect(successor).toBeUndefined();
    expect(facts(await keys())).toEqual([
      { id: 'key-1', retired: true, compromisedAt: '2026-11-23T10:00:00.000Z' },
      { id: 'key-2' },
    ]);
  });

  it('for tokens is replaced by one for tokens', async () => {
    const { rotate, compromise, keys } = await theIssuer();
    await rotate({ algorithm: 'RS256' });
    const { successor } = await compromise({ keyId: 'rsa-1' });
    expect(successor).toMatchObject({ id: 'rsa-2', algorithm: 'RS256' });
    expect(currentKey(await keys(), 'Ed25519')?.id).toBe('key-1');
  });

  it('said twice is the same, and makes no second successor; an earlier time is taken', async () => {
    const { compromise, keys } = await theIssuer();
    await compromise();
    const once = await keys();
    for (const later of [at, '2026-11-23T10:10:00Z'])
      expect((await compromise({ at: later, reason: 'Again.' })).successor).toBeUndefined();
    expect(await keys()).toEqual(once);
    await compromise({ at: '2026-11-01T00:00:00Z' });
    expect(facts(await keys())).toEqual([
      { id: 'key-1', retired: true, compromisedAt: '2026-11-01T00:00:00.000Z' },
      { id: 'key-2' },
    ]);
  });

  it('said by many at once has one successor', async () => {
    const { compromise, keys } = await theIssuer();
    expect(await race(5, () => compromise())).toEqual({ done: 5 });
    expect((await keys()).map(({ id }) => id)).toEqual(['key-1', 'key-2']);
  });

  it('said while another is made leaves one key that signs', async () => {
    const { rotate, compromise, keys } = await theIssuer();
    const ended = await Promise.all([outcome(rotate()), outcome(compromise())]);
    expect(ended[1]).toBe('done');
    const active = (await keys()).filter((key) => !key.retiredAt && !key.compromisedAt);
    expect(active).toHaveLength(1);
    expect((await keys())[0]).toMatchObject({ compromisedAt: '2026-11-23T10:00:00.000Z' });
  });

  it('stays as it was when no successor can be made', async () => {
    const { world, compromise, keys } = await theIssuer();
    const keyMaker: KeyMaker = { make: () => Promise.reject(new Error('no more keys')) };
    const before = await keys();
    await expect(compromise({}, { ...world, keyMaker })).rejects.toThrow('no more keys');
    expect(await keys()).toEqual(before);
    await compromise();
    expect(currentKey(await keys(), 'Ed25519')?.id).toBe('key-2');
  });

  it.each([
    ['a key that there is not', { keyId: 'key-9' }, 'not-found'],
    ['a time to come', { at: '2026-11-23T10:15:00.001Z' }, 'invalid-request'],
  ])('is not %s', async (_what, given, code) => {
    const { compromise, keys } = await theIssuer();
    expect(await outcome(compromise(given))).toBe(code);
    expect(facts(await keys())).toEqual([{ id: 'key-1' }]);
  });
});

describe('keys are for owners', () => {
  it.each<[who: string, caller: Caller, code: string]>([
    ['a stranger', people.stranger, 'forbidden'],
    ['an author', people.author, 'forbidden'],
    ['a machine', { ...people.owner, machine: true }, 'human-required'],
  ])('%s may not see, make or end one', async (_who, caller, code) => {
    const { world, issuerId, rotate, compromise, keys } = await theIssuer();
    await putMember(world, {
      caller: people.owner,
      issuerId,
      person: people.author.person,
      roles: ['author', 'assessor', 'award-officer'],
    });
    const keyMaker = counted(world.keyMaker);
    const before = await keys();
    expect(await outcome(listKeys(world, { caller, issuerId }))).toBe(code);
    expect(await outcome(rotate({ caller }, { ...world, keyMaker }))).toBe(code);
    expect(await outcome(compromise({ caller }, { ...world, keyMaker }))).toBe(code);
    expect(await keys()).toEqual(before);
    expect(keyMaker.asked).toEqual([]);
  });

  it('an owner of another issuer is nobody here, and an owner sees them all', async () => {
    const { world, issuerId, rotate } = await theIssuer();
    await rotate();
    const keys = await listKeys(world, { caller: people.owner, issuerId });
    expect(keys.map(({ id }) => id)).toEqual(['key-1', 'key-2']);
    expect(await outcome(listKeys(world, { caller: people.owner, issuerId: newId() }))).toBe('forbidden');
  });

  it('the public half is the one that KMS has', async () => {
    const { world, keys } = await theIssuer();
    const [key] = await keys();
    if (key?.algorithm !== 'Ed25519') throw new Error('no key');
    const spki = await world.publicKeys.publicKey(key.kmsKeyId);
    const held = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
    expect(publicKeyFromMultikey(key.publicKeyMultibase).equals(held)).toBe(true);
  });
});
