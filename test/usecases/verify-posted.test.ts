import { describe, expect, it } from 'vitest';
import type { CredentialRecord } from '../../src/domain/credential.ts';
import { verifyPosted } from '../../src/usecases/verify-posted.ts';

const id = '01JNAXQ2M0Z3T4V5W6X7Y8Z9AB';
const address = { publicUrl: 'https://awards.example', formerPublicUrls: ['https://old.example/a'] };
const record = { document: '{"@context":[]}' } as CredentialRecord;

const asked: string[] = [];
const absent = async () => undefined;
const ports = {
  clock: { now: () => new Date('2026-03-02T09:30:00Z') },
  credentials: {
    find: async (credentialId: string) => {
      asked.push(credentialId);
      return credentialId === id ? record : undefined;
    },
  },
  issuers: { find: absent, keys: async () => [] },
  statusLists: { find: absent },
  publicWeb: { get: () => Promise.reject(new Error('nothing is fetched')) },
} as unknown as Parameters<typeof verifyPosted>[0];

const post = (posted: unknown) => verifyPosted(ports, { posted: { json: posted }, ...address });

describe('what was posted', () => {
  it.each(['https://awards.example', 'https://old.example/a'])(
    'may be the address of a credential at %s',
    async (base) => {
      const { checks } = await post({ url: `${base}/credentials/${id}` });
      expect(checks.find(({ name }) => name === 'contexts')).toMatchObject({ cause: 'contexts-malformed' });
      expect(asked.at(-1)).toBe(id);
    },
  );

  it('is refused when the address is not ours, and nobody is asked', async () => {
    const before = asked.length;
    for (const url of [
      'https://elsewhere.example/credentials/01JNAXQ2M0Z3T4V5W6X7Y8Z9AB',
      'https://awards.example/credentials/../issuers',
      `https://awards.example/credentials/${id}/image`,
      `https://awards.example.evil.example/credentials/${id}`,
      'http://169.254.169.254/',
      '',
    ])
      await expect(post({ url })).rejects.toMatchObject({ code: 'invalid-request' });
    expect(asked.length).toBe(before);
  });

  it('is not found when there is no such credential', async () => {
    const url = 'https://awards.example/credentials/01JNAXQ2M0Z3T4V5W6X7Y8Z9AC';
    await expect(post({ url })).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each<[string, Partial<CredentialRecord>, string]>([
    ['has its address elsewhere', { foreignId: 'urn:x:1' }, 'not-found'],
    ['is kept private', { visibility: 'private' }, 'kept-private'],
    ['was withdrawn', { withdrawnAt: '2026-03-01T00:00:00Z' }, 'withdrawn'],
  ])('is refused as at the address itself when it %s', async (_, changes, code) => {
    const find = async () => ({ ...record, ...changes });
    const hidden = { ...ports, credentials: { find } } as unknown as typeof ports;
    const json = { url: `https://awards.example/credentials/${id}` };
    await expect(verifyPosted(hidden, { posted: { json }, ...address })).rejects.toMatchObject({ code });
  });

  it('is a credential like any other when it says more than an address', async () => {
    for (const posted of [{ url: 5 }, { url: 'https://awards.example/', type: 'x' }, {}, [], null, 'text', 5])
      expect((await post(posted)).verdict).toBe('invalid');
  });
});
