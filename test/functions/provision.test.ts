import { describe, expect, it } from 'vitest';
import { provisionHandler } from '../../functions/provision/handler.ts';
import type { KeyMaker, KeyRequest } from '../../src/ports.ts';
import { withOutput } from '../support/http-event.ts';

const request = { issuerId: 'riverbend', keyId: 'key-2', algorithm: 'Ed25519' };
const kmsKeyId = 'arn:aws:kms:eu-central-1:000000000000:key/11111111-1111-4111-8111-111111111111';

function made(keyMaker?: KeyMaker) {
  const asked: KeyRequest[] = [];
  const handler = provisionHandler({
    keyMaker: keyMaker ?? {
      async make(one) {
        asked.push(one);
        return { kmsKeyId, publicKey: Buffer.from('public half') };
      },
    },
  });
  return { asked, run: (event: unknown) => withOutput(() => handler(event)) };
}

describe('the function that makes keys', () => {
  it('answers with the key and its public half, and logs no more than ids', async () => {
    const { asked, run } = made();
    const { result, written } = await run(request);
    expect(result).toEqual({ kmsKeyId, publicKey: Buffer.from('public half').toString('base64') });
    expect(asked).toEqual([request]);
    expect(JSON.parse(written)).toMatchObject({ ...request, kmsKeyId, service: 'provision' });
    expect(written).not.toContain(result.publicKey);
  });

  it.each<[what: string, event: unknown]>([
    ['nothing', undefined],
    ['no object', 'key-2'],
    ['an issuer that cannot be', { ...request, issuerId: '../other' }],
    ['a key that cannot be', { ...request, keyId: 'alias/other' }],
    ['a kind of key that is not made', { ...request, algorithm: 'SYMMETRIC_DEFAULT' }],
    ['a policy', { ...request, policy: '{}' }],
    ['no issuer', { keyId: 'key-2', algorithm: 'Ed25519' }],
  ])('makes none when it is asked for %s', async (_what, event) => {
    const { asked, run } = made();
    await expect(run(event)).rejects.toThrow();
    expect(asked).toEqual([]);
  });

  it('fails when none is made', async () => {
    const { run } = made({ make: () => Promise.reject(new Error('no more keys')) });
    await expect(run(request)).rejects.toThrow('no more keys');
  });
});
