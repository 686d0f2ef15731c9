import { gzipSync } from 'node:zlib';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { generate } from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { issue } from '@digitalbazaar/vc';
import { describe, expect, it } from 'vitest';
import { didWebAddress, verifyIndependently } from '../../demo/independent-verifier.ts';
import { pinnedLoader } from '../../src/credentials/contexts.ts';

const did = 'did:web:127.0.0.1%3A3999:issuers:riverbend';
const didUrl = 'http://127.0.0.1:3999/issuers/riverbend/did.json';
const listUrl = 'http://127.0.0.1:3999/status/list';
const index = 13;

const key = await generate({ id: `${did}#key-1`, controller: did });
const otherKey = await generate({ id: `${did}#key-1`, controller: did });
const foreignKey = await generate({ id: 'did:web:else.example#key-1', controller: 'did:web:else.example' });
const didDocument = documentOf(key.publicKeyMultibase);

function documentOf(publicKeyMultibase: string) {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [{ id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase }],
    assertionMethod: [`${did}#key-1`],
  };
}

/** Signed by the library itself: nothing of the product is in it but the contexts. */
async function sign(credential: object, signingKey = key) {
  const suite = new DataIntegrityProof({ cryptosuite, signer: signingKey.signer() });
  const signed = await issue({
    credential: structuredClone(credential),
    suite,
    documentLoader: pinnedLoader,
  });
  return { ...signed, proof: [signed.proof] };
}

const achievementId = 'http://127.0.0.1:3999/micro-credentials/one/versions/1';
const badge = {
  '@context': [
    'https://www.w3.org/ns/credentials/v2',
    'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
  ],
  id: 'http://127.0.0.1:3999/credentials/one',
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'A skill',
  issuer: { id: did, type: ['Profile'], name: 'Riverbend' },
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: {
    type: ['AchievementSubject'],
    identifier: [
      { type: 'IdentityObject', hashed: false, identityType: 'name', identityHash: 'Amina Diallo' },
    ],
    achievement: {
      id: achievementId,
      type: ['Achievement'],
      name: 'A skill',
      description: 'What one can do.',
      criteria: { id: achievementId },
    },
  },
  credentialStatus: {
    id: `${listUrl}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: String(index),
    statusListCredential: listUrl,
  },
};

function listOf(revoked: readonly number[], issuer = did, size = 131_072 / 8) {
  const bytes = new Uint8Array(size);
  for (const one of revoked) bytes[one >> 3] = (bytes[one >> 3] ?? 0) | (0x80 >> (one & 7));
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: listUrl,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: {
      id: `${listUrl}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: `u${gzipSync(bytes).toString('base64url')}`,
    },
  };
}

const good = await sign(badge);
const goodList = await sign(listOf([index - 1, index + 1]));

const foreignList = await sign(listOf([], 'did:web:else.example'), foreignKey);
const otherList = await sign({ ...listOf([]), id: `${listUrl}-2` });
const shortList = await sign(listOf([], did, 16));

/** Verifies with these documents in place of a network. */
function verify(credential: unknown, documents: Record<string, unknown> = {}) {
  const world: Record<string, unknown> = { [didUrl]: didDocument, [listUrl]: goodList, ...documents };
  return verifyIndependently(credential, async (url) => {
    if (world[url] === undefined) throw new Error(`nothing at ${url}`);
    return world[url];
  });
}

describe('the independent verifier', () => {
  it('accepts a good credential, and says where the key and the status are from', async () => {
    expect(await verify(good)).toEqual({
      verified: true,
      keyFrom: didUrl,
      status: { list: listUrl, index, bit: 0 },
    });
  });

  it('refuses a credential that was changed after it was signed', async () => {
    const { credentialSubject } = badge;
    const [name] = credentialSubject.identifier;
    const renamed = {
      ...good,
      credentialSubject: { ...credentialSubject, identifier: [{ ...name, identityHash: 'Else' }] },
    };
    expect(await verify(renamed)).toMatchObject({ verified: false, problem: 'Invalid signature.' });
    expect(await verify({ ...good, name: 'Another skill' })).toMatchObject({ verified: false });
    const moved = { ...badge.credentialStatus, id: `${listUrl}#14`, statusListIndex: '99' };
    expect(await verify({ ...good, credentialStatus: moved })).toMatchObject({ verified: false });
  });

  it('refuses one that another key signed', async () => {
    expect(await verify(await sign(badge, otherKey))).toMatchObject({
      verified: false,
      problem: 'Invalid signature.',
    });
  });

  it("refuses a key that is not the issuer's", async () => {
    const forged = await sign({ ...badge, issuer: { ...badge.issuer, id: `${did}-2` } });
    expect(await verify(forged)).toMatchObject({ verified: false });
  });

  it('refuses a key that the issuer does not assert with', async () => {
    const retired = { ...didDocument, assertionMethod: [] };
    expect(await verify(good, { [didUrl]: retired })).toMatchObject({ verified: false });
  });

  it('refuses a DID document about somebody else', async () => {
    const verdict = await verify(good, { [didUrl]: { ...didDocument, id: 'did:web:else.example' } });
    expect(verdict.problem).toContain('is about did:web:else.example');
    expect(verdict.verified).toBe(false);
  });

  it('refuses one with no proof, or with two', async () => {
    const { proof, ...unsigned } = good;
    expect(await verify(unsigned)).toMatchObject({ verified: false });
    expect(await verify({ ...good, proof: [...proof, ...proof] })).toMatchObject({ verified: false });
  });

  it('reads the right bit of the status list', async () => {
    const revoked = await verify(good, { [listUrl]: await sign(listOf([index])) });
    expect(revoked).toMatchObject({ verified: false, problem: 'It is revoked.', status: { bit: 1 } });
  });

  it.each([
    ['cannot be had', undefined, 'nothing at'],
    ['is not signed', listOf([]), '/proof'],
    ['was changed', { ...goodList, validFrom: '2026-01-02T00:00:00Z' }, 'Invalid signature'],
    ['is of another issuer', foreignList, 'another issuer'],
    ['is another list', otherList, 'not the one that is named'],
    ['is too short', shortList, 'too short'],
  ])('refuses one whose status list %s', async (_, list, reason) => {
    const verdict = await verify(good, { [listUrl]: list });
    expect(verdict.verified).toBe(false);
    expect(verdict.status).toBeUndefined();
    expect(verdict.problem).toContain(reason);
  });

  it.each([null, 'text', {}, { ...good, credentialStatus: undefined }])('never throws', async (odd) => {
    expect((await verify(odd)).verified).toBe(false);
  });
});

describe('the address of a did:web', () => {
  it.each([
    ['did:web:example.org', 'https://example.org/.well-known/did.json'],
    ['did:web:example.org:issuers:one', 'https://example.org/issuers/one/did.json'],
    ['did:web:example.org%3A8443:one', 'https://example.org:8443/one/did.json'],
    [did, didUrl],
    ['did:web:localhost%3A80', 'http://localhost:80/.well-known/did.json'],
    ['did:web:127.0.0.1.example.org', 'https://127.0.0.1.example.org/.well-known/did.json'],
  ])('of %s is %s', (id, address) => {
    expect(didWebAddress(id)).toBe(address);
  });

  it.each(['did:key:z6Mk', 'did:web:', 'did:web:a%2Fb', 'did:web:user%40host', 'did:web:a%zz', 'nothing'])(
    'does not exist for %s',
    (id) => {
      expect(() => didWebAddress(id)).toThrow();
    },
  );
});
