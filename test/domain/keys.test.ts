import { describe, expect, it } from 'vitest';
import { type IssuerKey, issuerKey, type KeyAlgorithm } from '../../src/domain/issuer.ts';
import {
  compromised,
  currentKey,
  isActive,
  keyId,
  mostKeys,
  nextKeyId,
  retired,
} from '../../src/domain/keys.ts';
import { faults, refusal } from '../support/refusal.ts';

const at = '2026-03-01T09:30:00.000Z';
const now = new Date('2026-06-01T00:00:00.000Z');
const ended = '2026-05-01T00:00:00.000Z';

function key(id: string, given: { retiredAt?: string; compromisedAt?: string } = {}): IssuerKey {
  const any = { id, kmsKeyId: `arn:${id}`, createdAt: at, ...given };
  return id.startsWith('rsa')
    ? { ...any, algorithm: 'RS256', publicKeyJwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }
    : { ...any, algorithm: 'Ed25519', publicKeyMultibase: 'z6Mk' };
}

describe('the key that signs', () => {
  it.each<[what: string, keys: IssuerKey[], algorithm: KeyAlgorithm, id: string | undefined]>([
    ['none of none', [], 'Ed25519', undefined],
    ['the only one', [key('key-1')], 'Ed25519', 'key-1'],
    ['none of the other kind', [key('key-1')], 'RS256', undefined],
    ['the one of its kind', [key('key-1'), key('rsa-1')], 'RS256', 'rsa-1'],
    ['the newest', [key('key-1', { retiredAt: ended }), key('key-2')], 'Ed25519', 'key-2'],
    ['the newest, in whatever order they come', [key('key-10'), key('key-9')], 'Ed25519', 'key-10'],
    ['never a retired one', [key('key-1'), key('key-2', { retiredAt: ended })], 'Ed25519', 'key-1'],
    ['never a compromised one', [key('key-1', { compromisedAt: ended })], 'Ed25519', undefined],
    ['never one that is both', [key('key-1', { retiredAt: at, compromisedAt: ended })], 'Ed25519', undefined],
  ])('is %s', (_what, keys, algorithm, id) => {
    expect(currentKey(keys, algorithm)?.id).toBe(id);
  });

  it.each([
    [{}, true],
    [{ retiredAt: ended }, false],
    [{ compromisedAt: ended }, false],
    [{ retiredAt: ended, compromisedAt: ended }, false],
  ])('with %j is one that may sign: %s', (given, active) => {
    expect(isActive(key('key-1', given))).toBe(active);
  });
});

describe('the next key', () => {
  it.each<[keys: string[], algorithm: KeyAlgorithm, id: string]>([
    [[], 'Ed25519', 'key-1'],
    [[], 'RS256', 'rsa-1'],
    [['key-1'], 'Ed25519', 'key-2'],
    [['key-1'], 'RS256', 'rsa-1'],
    [['key-1', 'rsa-1', 'key-2'], 'RS256', 'rsa-2'],
    [['key-2', 'key-1'], 'Ed25519', 'key-3'],
  ])('after %j for %s is %s', (known, algorithm, id) => {
    expect(
      nextKeyId(
        known.map((one) => key(one)),
        algorithm,
      ),
    ).toBe(id);
  });

  it('counts those that no longer sign', () => {
    const keys = [key('key-1', { compromisedAt: ended }), key('key-2', { retiredAt: ended })];
    expect(nextKeyId(keys, 'Ed25519')).toBe('key-3');
  });

  it('is the last one at the limit, and none beyond it', () => {
    const keys = Array.from({ length: mostKeys }, (_, index) => key(`key-${index + 1}`));
    expect(nextKeyId(keys.slice(1), 'Ed25519')).toBe(`key-${mostKeys}`);
    expect(refusal(() => nextKeyId(keys, 'Ed25519')).code).toBe('key-limit');
    expect(nextKeyId(keys, 'RS256')).toBe('rsa-1');
  });

  it.each(['key-1', 'rsa-24', 'key-999'])('%s is an id', (id) => {
    expect(keyId.parse(id)).toBe(id);
  });

  it.each(['', 'key', 'key-', 'key-0', 'key-01', 'key-1000', 'Key-1', 'key-1 ', 'ec-1', 'rsa-١', 'key-1\n'])(
    '%j is none',
    (id) => {
      expect(keyId.safeParse(id).success).toBe(false);
    },
  );
});

describe('a key that is retired', () => {
  it('is so from that moment', () => {
    expect(retired(key('key-1'), now)).toEqual(key('key-1', { retiredAt: now.toISOString() }));
  });

  it.each([{ retiredAt: ended }, { compromisedAt: ended }])('stays as it was with %j', (given) => {
    const before = key('key-1', given);
    expect(retired(before, now)).toBe(before);
  });
});

describe('a key that was compromised', () => {
  const said = { at: ended, reason: 'A laptop was stolen.', by: 'owner' };

  it('says since when, and to its issuer by whom and why', () => {
    expect(compromised(key('key-1'), said, now)).toEqual({
      ...key('key-1', { compromisedAt: ended }),
      compromise: { by: 'owner', recordedAt: now.toISOString(), reason: 'A laptop was stolen.' },
    });
  });

  it('is still one that was retired', () => {
    expect(compromised(key('key-1', { retiredAt: at }), said, now)).toMatchObject({
      retiredAt: at,
      compromisedAt: ended,
    });
  });

  it.each([
    ['the same time', ended],
    ['the same time in another spelling', '2026-05-01T00:00:00Z'],
    ['a later time', '2026-05-02T00:00:00.000Z'],
    ['now', now.toISOString()],
  ])('stays as it was with %s', (_what, later) => {
    const before = compromised(key('key-1'), said, now);
    expect(compromised(before, { ...said, at: later, reason: 'Again.' }, now)).toBe(before);
  });

  it('takes an earlier time', () => {
    const before = compromised(key('key-1'), said, now);
    const earlier = { at: '2026-04-01T00:00:00Z', reason: 'Earlier than we thought.', by: 'other' };
    expect(compromised(before, earlier, now)).toMatchObject({
      compromisedAt: '2026-04-01T00:00:00.000Z',
      compromise: { by: 'other', reason: 'Earlier than we thought.' },
    });
  });

  it('takes this very moment, and no time to come', () => {
    const moment = now.toISOString();
    expect(compromised(key('key-1'), { ...said, at: moment }, now).compromisedAt).toBe(moment);
    const late = { ...said, at: '2026-06-01T00:00:00.001Z' };
    expect(refusal(() => compromised(key('key-1'), late, now))).toMatchObject({
      code: 'invalid-request',
      errors: [{ field: '/at', message: 'must not be in the future' }],
    });
  });
});

describe('a stored key', () => {
  it.each(['key-1', 'rsa-1'])('%s has its shape', (id) => {
    const whole = {
      ...key(id, { retiredAt: ended, compromisedAt: ended }),
      compromise: { by: 'owner', recordedAt: at, reason: 'Lost.' },
    };
    expect(issuerKey.parse(whole)).toEqual(whole);
    expect(issuerKey.parse(key(id))).toEqual(key(id));
  });

  const rsa = { kty: 'RSA', n: 'AQAB', e: 'AQAB' };
  it.each<[what: string, record: object, at: string[]]>([
    ['that signs in no known way', { ...key('key-1'), algorithm: 'ES256' }, ['/algorithm']],
    ['without its public half', { ...key('key-1'), publicKeyMultibase: undefined }, ['/publicKeyMultibase']],
    ['of another kind', { ...key('rsa-1'), publicKeyJwk: { ...rsa, kty: 'OKP' } }, ['/publicKeyJwk/kty']],
    ['with a private half', { ...key('rsa-1'), publicKeyJwk: { ...rsa, d: 'AQAB' } }, ['/publicKeyJwk/d']],
    ['retired some day', { ...key('key-1'), retiredAt: 'yesterday' }, ['/retiredAt']],
    ['compromised some day', { ...key('key-1'), compromisedAt: '2026-05-01' }, ['/compromisedAt']],
    [
      'compromised for no reason',
      { ...key('key-1'), compromise: { by: 'owner', recordedAt: at, reason: '' } },
      ['/compromise/reason'],
    ],
  ])('%s is none', (_what, record, places) => {
    expect(faults(issuerKey, record)).toEqual(places);
  });
});
