import { describe, expect, it } from 'vitest';
import {
  changeStatus,
  credentialRecord,
  type StatusChange,
  statusReason,
} from '../../src/domain/credential.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { intent, issuance } from '../../src/domain/issuance.ts';
import { issuer, issuerChanges, issuerKey, issuerProfile } from '../../src/domain/issuer.ts';
import { statusList, statusPosition } from '../../src/domain/status-list.ts';
import { badSlugs, illFormed, turningText } from '../support/hostile.ts';
import { faults } from '../support/refusal.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const at = '2026-03-01T09:30:00.000Z';
const position = { list: id, index: 0, purpose: 'revocation' };
const signing = {
  document: '{}',
  proof: {
    verificationMethod: 'did:web:a#k',
    created: '2026-03-01T09:30:00Z',
    proofPurpose: 'assertionMethod',
  },
  signingInput: '0'.repeat(128),
  publicKeyMultibase: 'z6Mk',
  kmsKeyId: 'key',
};
const origin = { kind: 'award', submissionId: id, assessmentId: id };
const decided = { credentialId: id, issuerId: 'riverbend', decidedAt: at, origin };
const due = { state: 'due', ...decided };
const prepared = { ...due, state: 'prepared', intent: signing, statuses: [position], salt: 'salt' };
const issued = { ...prepared, state: 'issued', issuedAt: at };

describe('a stored issuance', () => {
  it('has one shape for each state', () => {
    for (const one of [due, prepared, issued]) expect(issuance.parse(one)).toEqual(one);
  });

  it.each<[what: string, record: Record<string, unknown>, at: string[]]>([
    ['in no state', { ...due, state: undefined }, ['/state']],
    ['in a state that there is not', { ...due, state: 'signed' }, ['/state']],
    ['due with an intent', { ...due, intent: signing }, ['/intent']],
    ['prepared without intent', { ...prepared, intent: undefined }, ['/intent']],
    ['prepared without position', { ...prepared, statuses: undefined }, ['/statuses']],
    ['prepared without salt', { ...prepared, salt: undefined }, ['/salt']],
    ['due with a salt', { ...due, salt: 'salt' }, ['/salt']],
    ['prepared and public', { ...prepared, issuedAt: at }, ['/issuedAt']],
    ['issued without a time', { ...issued, issuedAt: undefined }, ['/issuedAt']],
    [
      'of no decision',
      { ...due, origin: { kind: 'award', submissionId: id }, decidedAt: undefined },
      ['/decidedAt', '/origin/assessmentId'],
    ],
    ['of an origin that there is not', { ...due, origin: { kind: 'machine' } }, ['/origin/kind']],
    [
      'that nobody asked for',
      { ...due, origin: { kind: 'direct', credential: '{}', purposes: [] } },
      ['/origin/by'],
    ],
    ['of nobody knows which credential', { ...due, credentialId: 'x' }, ['/credentialId']],
  ])('is refused %s', (_, record, where) => {
    expect(faults(issuance, record)).toEqual(where);
  });

  it.each<[change: Record<string, unknown>, at: string]>([
    [{ signingInput: '0'.repeat(127) }, '/signingInput'],
    [{ document: { id: 'x' } }, '/document'],
    [{ proof: { ...signing.proof, proofPurpose: 'authentication' } }, '/proof/proofPurpose'],
    [{ proof: { ...signing.proof, created: 'now' } }, '/proof/created'],
    [{ kmsKeyId: undefined }, '/kmsKeyId'],
    [{ signature: 'x' }, '/signature'],
  ])('has no intent with %j', (change, where) => {
    expect(faults(intent, { ...signing, ...change })).toEqual([where]);
  });

  it.each([-1, 131_072, 0.5, '1', Number.NaN])('has no position %j in a list', (index) => {
    expect(faults(statusPosition, { list: id, index })).toEqual(['/index']);
    expect(faults(statusPosition, { list: id, index: 131_071 })).toEqual([]);
  });
});

describe('a stored credential', () => {
  const record = {
    id,
    issuerId: 'riverbend',
    learner: 'learner',
    submissionId: id,
    name: 'Setting goals',
    document: '{"a":1}',
    statuses: [position],
    issuedAt: at,
  };

  it('keeps its document as text', () => {
    expect(credentialRecord.parse(record)).toEqual(record);
    expect(faults(credentialRecord, { ...record, document: { a: 1 } })).toEqual(['/document']);
  });

  it('is revoked by someone, at some time, for a reason', () => {
    expect(faults(statusReason, { at, by: 'officer', reason: 'Issued in error.' })).toEqual([]);
    expect(faults(statusReason, {})).toEqual(['/at', '/by', '/reason']);
    expect(faults(statusReason, { at, by: 'officer', reason: ' ' })).toEqual(['/reason']);
    expect(faults(credentialRecord, { ...record, revocation: true })).toEqual(['/revocation']);
  });
});

describe('a change of status', () => {
  const credential = credentialRecord.parse({
    id,
    issuerId: 'riverbend',
    name: 'Setting goals',
    document: '{}',
    statuses: [position, { list: id, index: 1, purpose: 'suspension' }],
    issuedAt: at,
  });
  const change = (purpose: StatusChange['purpose'], set: boolean): StatusChange => ({
    at,
    by: 'officer',
    reason: 'A reason.',
    purpose,
    set,
  });
  const reason = { at, by: 'officer', reason: 'A reason.' };

  it('revokes for good', () => {
    const revoked = changeStatus(credential, change('revocation', true));
    expect(revoked).toEqual({ ...credential, revocation: reason });
    const asked = () => revoked && changeStatus(revoked, change('revocation', false));
    expect(asked).toThrow(expect.objectContaining({ code: 'revoked-for-good' }));
  });

  it('suspends until that ends', () => {
    const suspended = changeStatus(credential, change('suspension', true));
    expect(suspended).toEqual({ ...credential, suspension: reason });
    expect(suspended && changeStatus(suspended, change('suspension', false))).toEqual(credential);
  });

  it('is none when it is so already', () => {
    expect(changeStatus(credential, change('suspension', false))).toBeUndefined();
    expect(changeStatus(credential, change('revocation', false))).toBeUndefined();
    expect(changeStatus({ ...credential, revocation: reason }, change('revocation', true))).toBeUndefined();
  });

  it('is refused for a purpose that the credential has no entry for', () => {
    const plain = { ...credential, statuses: credential.statuses.slice(0, 1) };
    for (const set of [true, false])
      expect(() => changeStatus(plain, change('suspension', set))).toThrow(
        expect.objectContaining({ code: 'no-such-status' }),
      );
  });
});

describe('a stored status list', () => {
  const list = {
    id,
    issuerId: 'riverbend',
    purpose: 'revocation',
    openedAt: at,
    url: 'https://assay.example/status/x',
    issuerDid: 'did:web:a',
    wanted: 1,
    published: 0,
    document: '{}',
  };

  it.each<[change: Record<string, unknown>, at: string[]]>([
    [{}, []],
    [{ wanted: -1 }, ['/wanted']],
    [{ published: 0.5 }, ['/published']],
    [{ url: 'status/x' }, ['/url']],
    [{ document: undefined }, ['/document']],
    [{ revoked: [] }, ['/revoked']],
  ])('with %j is refused at %j', (change, where) => {
    expect(faults(statusList, { ...list, ...change })).toEqual(where);
  });
});

describe('an issuer', () => {
  const profile = { name: 'Riverbend', url: 'https://riverbend.example.org/' };

  it('says at least its name and its address', () => {
    expect(issuerProfile.parse(profile)).toEqual(profile);
    expect(faults(issuerProfile, {})).toEqual(['/name', '/url']);
    expect(faults(issuer, { ...profile, id: 'riverbend', createdAt: at })).toEqual([]);
    expect(faults(issuer, profile)).toEqual(['/id', '/createdAt']);
  });

  it.each<[change: Record<string, unknown>, at: string]>([
    [{ name: 'a'.repeat(201) }, '/name'],
    [{ name: 'a\nb' }, '/name'],
    [{ url: 'http://riverbend.example.org/' }, '/url'],
    [{ url: 'https://anna:secret@riverbend.example.org/' }, '/url'],
    [{ description: '' }, '/description'],
    [{ description: null }, '/description'],
    [{ email: 'office' }, '/email'],
    [{ did: 'did:web:evil.example' }, '/did'],
  ])('is refused with %j', (change, where) => {
    expect(faults(issuerProfile, { ...profile, ...change })).toEqual([where]);
  });

  it.each(badSlugs)('is not called %j', (bad) => {
    expect(faults(issuer, { ...profile, id: bad, createdAt: at })).toEqual(['/id']);
  });

  it('is changed member by member, and keeps what it must have', () => {
    for (const changes of [{}, { name: 'New' }, { description: null, email: null }, { ...profile }])
      expect(issuerChanges.parse(changes)).toEqual(changes);
    expect(faults(issuerChanges, { name: null, url: null })).toEqual(['/name', '/url']);
    expect(faults(issuerChanges, { description: '', email: 'office' })).toEqual(['/description', '/email']);
    expect(faults(issuerChanges, { id: 'other', createdAt: at })).toEqual(['/id', '/createdAt']);
  });

  it.each(Object.entries({ ...illFormed, ...turningText }))('holds no %s', (_, bad) => {
    expect(faults(issuerProfile, { ...profile, name: bad, description: bad })).toEqual([
      '/name',
      '/description',
    ]);
  });

  it('has keys that say where their private half is', () => {
    const key = {
      id: 'key-1',
      algorithm: 'Ed25519',
      publicKeyMultibase: 'z6Mk',
      kmsKeyId: 'key',
      createdAt: at,
    };
    expect(faults(issuerKey, key)).toEqual([]);
    expect(faults(issuerKey, { ...key, privateKey: 'x' })).toEqual(['/privateKey']);
    expect(faults(issuerKey, { ...key, kmsKeyId: undefined })).toEqual(['/kmsKeyId']);
  });
});

describe('a refusal', () => {
  it('is an error with a code, a detail and the fields', () => {
    const errors = [{ field: '/name', message: 'is required' }];
    const error = new DomainError('invalid-request', 'Some fields are wrong.', errors);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'DomainError',
      code: 'invalid-request',
      message: 'Some fields are wrong.',
      errors,
    });
    expect(new DomainError('conflict', 'Again.').errors).toEqual([]);
  });
});
