import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeBits } from '../../src/credentials/bitstring.ts';
import { didDocument, resolveDidKey } from '../../src/credentials/did.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { checkNames } from '../../src/credentials/verification-report.ts';
import type { Resolution, VerificationWorld } from '../../src/credentials/verification-world.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerDocument,
  issuerKey,
  listUrl,
  newKey,
  now,
  outcomes,
  signed,
  signedList,
  statusIndex,
  world,
} from './example-award.ts';

const allOk = Object.fromEntries(checkNames.map((name) => [name, 'ok']));
const notMade = 'could-not-be-checked: earlier-check-not-ok';
const award = await signed(exampleAward());
const list = await signedList();

/** What became of `credential` in a changed world. */
async function verdictOn(credential: unknown, changes: Partial<VerificationWorld> = {}) {
  const report = await verifyCredential(credential, await world(changes));
  return { report, verdict: report.verdict, found: outcomes(report) };
}

/** A world in which the issuer publishes this. */
const publishes = (document: unknown) => ({
  resolveDid: async (): Promise<Resolution> => ({ found: true, known: true, document }),
});
const serves = (document: unknown) => ({
  statusList: async (): Promise<Resolution> => ({ found: true, document }),
});

describe('a badge that strict readers would refuse', () => {
  it('is verified, with a warning that says where', async () => {
    const loose = changed(exampleAward(), ['evidence'], { type: ['Evidence'], name: 'Plan' });
    const report = await verifyCredential(await signed(loose), await world());
    expect(report.verdict).toBe('valid');
    expect(report.warnings).toEqual([
      'Strict readers of Open Badges 3.0 may refuse it, for what is at /evidence.',
    ]);
  });

  it('is not warned of when it breaks the rules that everyone reads by: that is a failure', async () => {
    const broken = changed(exampleAward(), ['credentialSubject', 'achievement', 'criteria'], {});
    const report = await verifyCredential(await signed(broken), await world());
    expect([outcomes(report).schema, report.warnings]).toEqual(['failed: schema-mismatch', []]);
  });

  it('is not warned of for results, which are a check of their own', async () => {
    const path = ['credentialSubject', 'result', 0, 'achievedLevel'];
    const level = exampleAward().credentialSubject.result[0]?.achievedLevel.replace(
      'with-support',
      'not-yet',
    );
    const report = await verifyCredential(await signed(changed(exampleAward(), path, level)), await world());
    expect([outcomes(report).results, report.warnings]).toEqual(['failed: level-not-reached', []]);
  });
});

describe('a good award', () => {
  it('is valid, and every check says so', async () => {
    const { report, found } = await verdictOn(award);
    expect(found).toEqual(allOk);
    expect(report.verdict).toBe('valid');
    expect(report.warnings).toEqual([]);
    expect(report.checks.map(({ name }) => name)).toEqual(checkNames);
    expect(report.credential).toEqual({
      id: 'https://awards.example/credentials/01JNA',
      name: 'Reading Aloud with a Group',
      issuer: { id: issuerDid, name: 'Harbour Library Network' },
      subject: { id: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' },
      achievement: {
        id: 'https://awards.example/micro-credentials/reading-aloud/versions/2',
        name: 'Reading Aloud with a Group',
      },
      validFrom: '2026-03-02T09:29:00Z',
      validUntil: '2031-03-02T00:00:00Z',
    });
  });

  it('is valid with its proof as an object, its issuer as a string, and no status', async () => {
    const bare = changed(changed(exampleAward(), ['issuer'], issuerDid), ['credentialStatus']);
    const credential = await signed(bare);
    const { report, found } = await verdictOn({ ...credential, proof: credential.proof[0] });
    expect(found).toEqual(allOk);
    expect(report.checks.find(({ name }) => name === 'status')?.message).toContain('no way to see');
  });

  it('is valid though its issuer is not known here, with a warning', async () => {
    const { report } = await verdictOn(award, {
      resolveDid: async () => ({ found: true, document: issuerDocument }),
    });
    expect(report.verdict).toBe('valid');
    expect(report.warnings).toEqual([expect.stringContaining('not known here')]);
  });

  it('is valid without results, and says that there are none', async () => {
    const subject = changed(exampleAward(), ['credentialSubject', 'result']);
    const { report } = await verdictOn(await signed(subject));
    expect(report.verdict).toBe('valid');
    expect(report.checks.find(({ name }) => name === 'results')?.message).toBe('It states no results.');
  });

  it('is valid with two good proofs of two keys', async () => {
    const second = newKey('key-2');
    const other = await signed(exampleAward(), second);
    const { found } = await verdictOn(
      { ...award, proof: [...award.proof, ...other.proof] },
      publishes(didDocument({ did: issuerDid, keys: [issuerKey, second] })),
    );
    expect(found).toEqual(allOk);
  });

  it('is valid when an issuer names its keys by fragment and embeds them', async () => {
    const method = { ...issuerDocument.verificationMethod[0], id: '#key-1' };
    expect((await verdictOn(award, publishes({ id: issuerDid, assertionMethod: [method] }))).verdict).toBe(
      'valid',
    );
    const byFragment = { id: issuerDid, verificationMethod: [method], assertionMethod: ['#key-1'] };
    expect((await verdictOn(award, publishes(byFragment))).verdict).toBe('valid');
  });

  it('of a did:key issuer is valid', async () => {
    const key = newKey();
    const did = `did:key:${key.publicKeyMultibase}`;
    const credential = await signed(
      changed(changed(exampleAward(), ['issuer', 'id'], did), ['credentialStatus']),
      { ...key, method: `${did}#${key.publicKeyMultibase}` },
    );
    expect((await verdictOn(credential, publishes(resolveDidKey(did)))).verdict).toBe('valid');
  });
});

describe('what is not a credential', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(100)}1${'}'.repeat(100)}`);
  it.each<[string, unknown, string]>([
    ['null', null, 'not-an-object'],
    ['nothing', undefined, 'not-an-object'],
    ['a text', 'https://awards.example/credentials/01JNA', 'not-an-object'],
    ['a number', Number.POSITIVE_INFINITY, 'not-an-object'],
    ['a list', [award], 'not-an-object'],
    ['a function inside', { ...award, name: () => 'x' }, 'not-json'],
    ['a date inside', { ...award, validFrom: new Date(0) }, 'not-json'],
    ['infinity inside', { ...award, name: JSON.parse('1e400') }, 'not-json'],
    ['undefined inside', { ...award, name: undefined }, 'not-json'],
    ['deep nesting', { ...award, evidence: deep }, 'too-deep'],
    ['too many values', { ...award, tag: Array(6_000).fill('a') }, 'too-large'],
    ['too much text', { ...award, name: 'a'.repeat(1_100_000) }, 'too-large'],
    ['a lone surrogate', { ...award, name: 'a\ud800' }, 'ill-formed-text'],
    ['a prototype', JSON.parse('{"__proto__":{"type":["VerifiableCredential"]}}'), 'forbidden-member'],
    ['a constructor', { ...award, issuer: { constructor: {} } }, 'forbidden-member'],
  ])('%s is refused', async (_, input, cause) => {
    const { report, found } = await verdictOn(input);
    expect(report.verdict).toBe('invalid');
    expect(found).toEqual({
      ...Object.fromEntries(checkNames.map((name) => [name, notMade])),
      format: `failed: ${cause}`,
    });
  });

  it.each<[string, (string | number)[]]>([
    ['validUntil', ['validUntil']],
    ['an image', ['issuer', 'image']],
    ['one of a set', ['evidence', 0]],
  ])('null as %s is refused: it is not signed', async (_, path) => {
    expect((await verdictOn(changed(award, path, null))).found.format).toBe('failed: not-compacted');
  });

  it('a circle is refused in bounded time', async () => {
    const circle: Record<string, unknown> = { ...award };
    circle.evidence = circle;
    expect((await verdictOn(circle)).found.format).toBe('failed: too-deep');
  });
});

describe('the contexts', () => {
  it.each<[string, unknown, string]>([
    ['missing', undefined, 'failed: contexts-malformed'],
    ['one text', 'https://www.w3.org/ns/credentials/v2', 'failed: contexts-malformed'],
    ['empty', [], 'failed: contexts-malformed'],
    ['in another order', exampleAward()['@context'].toReversed(), 'failed: contexts-malformed'],
    [
      'with an unknown one',
      [...exampleAward()['@context'], 'https://elsewhere.example/context.json'],
      'could-not-be-checked: unpinned-context',
    ],
    [
      'with one inline',
      [...exampleAward()['@context'], { name: 'https://elsewhere.example/name' }],
      'could-not-be-checked: inline-context',
    ],
    [
      'with keywords inline',
      [...exampleAward()['@context'], { '@vocab': 'https://elsewhere.example/' }],
      'could-not-be-checked: inline-context',
    ],
    ['with null', [...exampleAward()['@context'], null], 'could-not-be-checked: inline-context'],
  ])('%s', async (_, contexts, expected) => {
    const { found } = await verdictOn(changed(award, ['@context'], contexts));
    expect(found.contexts).toBe(expected);
    expect(found.proof).toBe(notMade);
  });
});

describe('the shape', () => {
  it.each<[string, (string | number)[], unknown?]>([
    ['type is missing', ['type']],
    ['type is a number', ['type'], 7],
    ['type lacks VerifiableCredential', ['type'], ['OpenBadgeCredential']],
    ['issuer is missing', ['issuer']],
    ['issuer is a list', ['issuer'], [issuerDid]],
    ['issuer has no id', ['issuer', 'id']],
    ['issuer is not a URL', ['issuer'], 'harbour'],
    ['validFrom is not a date', ['validFrom'], '2 March 2026'],
    ['validFrom has no offset', ['validFrom'], '2026-03-02T09:29:00'],
    ['validFrom is 30 February', ['validFrom'], '2026-02-30T00:00:00Z'],
    ['credentialSubject is missing', ['credentialSubject']],
    ['credentialSubject is empty', ['credentialSubject'], {}],
    ['credentialSubject is a text', ['credentialSubject'], 'did:example:1'],
    ['credentialStatus has no type', ['credentialStatus', 'type']],
    ['credentialStatus is a text', ['credentialStatus'], listUrl],
    ['credentialSchema has no type', ['credentialSchema'], { id: 'https://schema.example/' }],
    ['refreshService has no type', ['refreshService'], { id: 'https://refresh.example/' }],
    ['relatedResource has no digest', ['relatedResource', 0, 'digestMultibase']],
    ['relatedResource has no id', ['relatedResource', 0, 'id']],
    ['id is not a URL', ['id'], 'credential 1'],
  ])('when %s, nothing after it is checked', async (_, path, value) => {
    const { verdict, found } = await verdictOn(changed(award, path, value));
    expect(verdict).toBe('invalid');
    expect(found.schema).toBe('failed: schema-mismatch');
    expect(found.proof).toBe(notMade);
  });

  it.each<[string, (string | number)[], unknown?]>([
    ['no validFrom', ['validFrom']],
    ['no achievement', ['credentialSubject', 'achievement']],
    ['an achievement that is a text', ['credentialSubject', 'achievement'], 'https://awards.example/1'],
    ['no criteria', ['credentialSubject', 'achievement', 'criteria']],
    ['neither id nor narrative in criteria', ['credentialSubject', 'achievement', 'criteria'], {}],
    [
      'levels that are texts',
      ['credentialSubject', 'achievement', 'resultDescription', 0, 'rubricCriterionLevel', 0],
      'x:y',
    ],
    ['a result that is no object', ['credentialSubject', 'result', 0], 'x:y'],
  ])('an Open Badge with %s is invalid, though well signed', async (_, path, value) => {
    const { found } = await verdictOn(await signed(changed(exampleAward(), path, value)));
    expect(found.schema).toBe('failed: schema-mismatch');
    expect(found.results).toBe(notMade);
  });

  it('a credential that is no Open Badge is checked as far as it goes', async () => {
    const { '@context': contexts, id, issuer, validFrom } = exampleAward();
    const other = { '@context': contexts, id, type: ['VerifiableCredential'], issuer, validFrom };
    const { found } = await verdictOn(await signed({ ...other, credentialSubject: { id: 'did:example:1' } }));
    expect(found).toEqual(allOk);
  });
});

describe('the issuer and its key', () => {
  const method = issuerDocument.verificationMethod[0];
  const document = (changes: object) => ({ ...issuerDocument, ...changes });
  const otherDid = 'did:web:elsewhere.example';

  it.each<[string, Resolution | Error, string]>([
    ['was not found', { found: false, reason: 'not-found' }, 'issuer-not-found'],
    ['cannot be reached', { found: false, reason: 'unreachable' }, 'issuer-unreachable'],
    ['is of an unsupported kind', { found: false, reason: 'unsupported' }, 'unsupported-issuer'],
    ['is behind a broken connection', new Error('socket hang up'), 'issuer-unreachable'],
    [
      'publishes the document of someone else',
      { found: true, document: document({ id: otherDid }) },
      'issuer-document-invalid',
    ],
    ['publishes a text', { found: true, document: 'hello' }, 'issuer-document-invalid'],
    ['publishes nothing', { found: true, document: undefined }, 'issuer-document-invalid'],
  ])('an issuer that %s: nobody can tell', async (_, answer, cause) => {
    const { verdict, found } = await verdictOn(award, {
      resolveDid: async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    expect(verdict).toBe('could-not-be-checked');
    expect(found).toMatchObject({
      issuer: `could-not-be-checked: ${cause}`,
      'issuer-key': notMade,
      proof: notMade,
      status: notMade,
    });
  });

  it('an issuer that is not a DID is never asked for', async () => {
    const asked: string[] = [];
    const credential = await signed(
      changed(exampleAward(), ['issuer', 'id'], 'https://harbour.example/issuer'),
    );
    const { found } = await verdictOn(credential, {
      resolveDid: async (did) => {
        asked.push(did);
        return { found: false, reason: 'not-found' };
      },
    });
    expect(found.issuer).toBe('could-not-be-checked: unsupported-issuer');
    expect(asked).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['is not listed', { verificationMethod: [], assertionMethod: [] }, 'failed: key-not-found'],
    ['is listed for nothing', { assertionMethod: [] }, 'failed: key-not-for-assertions'],
    [
      'is listed for signing in',
      { assertionMethod: [], authentication: [issuerKey.method] },
      'failed: key-not-for-assertions',
    ],
    [
      'has another controller',
      { verificationMethod: [{ ...method, controller: otherDid }] },
      'failed: key-has-other-controller',
    ],
    [
      'has no controller',
      {
        verificationMethod: [{ ...method, controller: undefined }].map((m) => JSON.parse(JSON.stringify(m))),
      },
      'failed: key-has-other-controller',
    ],
    [
      'was revoked a second ago',
      { verificationMethod: [{ ...method, revoked: '2026-03-02T09:29:59Z' }] },
      'failed: key-revoked',
    ],
    [
      'was revoked now',
      { verificationMethod: [{ ...method, revoked: '2026-03-02T09:30:00Z' }] },
      'failed: key-revoked',
    ],
    ['will be revoked', { verificationMethod: [{ ...method, revoked: '2026-03-02T09:30:01Z' }] }, 'ok'],
    [
      'has expired',
      { verificationMethod: [{ ...method, expires: '2026-03-02T10:00:00+02:00' }] },
      'failed: key-expired',
    ],
    [
      'was revoked at a time that is none',
      { verificationMethod: [{ ...method, revoked: 'yes' }] },
      'could-not-be-checked: issuer-document-invalid',
    ],
    [
      'is not a Multikey',
      { verificationMethod: [{ ...method, type: 'Ed25519VerificationKey2018' }] },
      'could-not-be-checked: unsupported-key',
    ],
    [
      'has no key',
      { verificationMethod: [{ ...method, publicKeyMultibase: 5 }] },
      'could-not-be-checked: unsupported-key',
    ],
    [
      'is of a kind that nobody knows',
      {
        verificationMethod: [
          { ...method, publicKeyMultibase: 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc' },
        ],
      },
      'failed: key-invalid',
    ],
    [
      'is there twice',
      { verificationMethod: [method, method] },
      'could-not-be-checked: issuer-document-invalid',
    ],
  ])('a key that %s', async (_, changes, expected) => {
    const { verdict, found } = await verdictOn(award, publishes(document(changes)));
    expect(found.issuer).toBe('ok');
    expect(found['issuer-key']).toBe(expected);
    if (expected !== 'ok') {
      expect(verdict).not.toBe('valid');
      expect(found.proof).toBe(notMade);
      expect(found.status).toBe(notMade);
    }
  });

  it('a key that our own DID document calls revoked is refused as revoked', async () => {
    const revoked = didDocument({
      did: issuerDid,
      keys: [{ ...issuerKey, compromisedAt: '2026-03-01T00:00:00Z' }],
    });
    expect((await verdictOn(award, publishes(revoked))).found['issuer-key']).toBe('failed: key-revoked');
  });

  it('a stranger who signs in the name of the issuer with a key of their own is found out', async () => {
    const stranger = newKey();
    const did = `did:key:${stranger.publicKeyMultibase}`;
    const forged = await signed(exampleAward(), {
      ...stranger,
      method: `${did}#${stranger.publicKeyMultibase}`,
    });
    expect((await verdictOn(forged)).found['issuer-key']).toBe('failed: not-the-issuers-key');
    const renamed = await signed(exampleAward(), stranger);
    expect((await verdictOn(renamed)).found).toMatchObject({
      'issuer-key': 'ok',
      proof: 'failed: signature-mismatch',
    });
  });
});

describe('the proof', () => {
  const proof = award.proof[0];
  const value = String(proof.proofValue);
  const anotherValue = `${value.slice(0, -1)}${value.endsWith('2') ? '3' : '2'}`;
  it.each<[string, unknown, string]>([
    ['no proof', undefined, 'failed: no-proof'],
    ['an empty set of proofs', [], 'failed: no-proof'],
    ['a number', 1, 'failed: proof-malformed'],
    ['a text', 'z', 'failed: proof-malformed'],
    ['another value', { ...proof, proofValue: anotherValue }, 'failed: signature-mismatch'],
    ['an empty value', { ...proof, proofValue: 'z' }, 'failed: proof-malformed'],
    ['a value that is no base58', { ...proof, proofValue: `z${'0'.repeat(88)}` }, 'failed: proof-malformed'],
    ['a value in another base', { ...proof, proofValue: `u${'A'.repeat(86)}` }, 'failed: proof-malformed'],
    ['no value', changed(proof, ['proofValue']), 'failed: proof-malformed'],
    ['no method', changed(proof, ['verificationMethod']), 'failed: proof-malformed'],
    ['no purpose', changed(proof, ['proofPurpose']), 'failed: proof-malformed'],
    ['another purpose', { ...proof, proofPurpose: 'authentication' }, 'failed: wrong-proof-purpose'],
    ['another time', { ...proof, created: '2026-03-02T09:29:31Z' }, 'failed: signature-mismatch'],
    ['a time that is none', { ...proof, created: 'yesterday' }, 'failed: proof-malformed'],
    [
      'an end that was not signed',
      { ...proof, expires: '2030-01-01T00:00:00Z' },
      'failed: signature-mismatch',
    ],
    ['an end that has passed', { ...proof, expires: '2026-01-01T00:00:00Z' }, 'failed: proof-expired'],
    ['a member that no vocabulary has', { ...proof, extra: 1 }, 'failed: not-canonicalizable'],
    ['another suite', { ...proof, cryptosuite: 'bbs-2023' }, 'could-not-be-checked: unsupported-cryptosuite'],
    ['a suite for other keys', { ...proof, cryptosuite: 'ecdsa-rdfc-2019' }, 'failed: key-invalid'],
    ['no suite', changed(proof, ['cryptosuite']), 'failed: proof-malformed'],
    [
      'an older type',
      { type: 'RsaSignature2018', jws: 'e30..c2ln' },
      'could-not-be-checked: unsupported-cryptosuite',
    ],
    ['a chain to nowhere', { ...proof, previousProof: 'urn:uuid:1' }, 'failed: previous-proof-missing'],
    ['nine proofs', Array(9).fill(proof), 'could-not-be-checked: too-many-proofs'],
    [
      'a good and a bad one',
      [proof, { ...proof, created: '2026-03-02T09:29:31Z' }],
      'failed: signature-mismatch',
    ],
    [
      'two unsupported ones',
      [
        { ...proof, cryptosuite: 'bbs-2023' },
        { ...proof, cryptosuite: 'x' },
      ],
      'could-not-be-checked: unsupported-cryptosuite',
    ],
    [
      'a bad and an unsupported one',
      [
        { ...proof, created: '2026-03-02T09:29:31Z' },
        { ...proof, cryptosuite: 'bbs-2023' },
      ],
      'failed: signature-mismatch',
    ],
    ['a good one and a text', [proof, 'z'], 'failed: proof-malformed'],
  ])('%s', async (_, value, expected) => {
    const { verdict, found } = await verdictOn(changed(award, ['proof'], value));
    expect(found.proof).toBe(expected);
    expect(verdict).toBe(expected.startsWith('failed') ? 'invalid' : 'could-not-be-checked');
    expect(found.status).toBe(notMade);
  });

  it('without a time is as good as with one', async () => {
    const undated = await signed(exampleAward());
    expect(undated.proof[0]).toHaveProperty('created');
    const { found } = await verdictOn(changed(undated, ['proof', 0, 'created']));
    expect(found.proof).toBe('failed: signature-mismatch');
  });
});

describe('the validity period', () => {
  it.each<[string, object, Date, string]>([
    ['before it', {}, new Date('2026-03-02T09:28:59.999Z'), 'failed: not-yet-valid'],
    ['at its first moment', {}, new Date('2026-03-02T09:29:00Z'), 'ok'],
    ['at its last moment', {}, new Date('2031-03-02T00:00:00Z'), 'ok'],
    ['after it', {}, new Date('2031-03-02T00:00:00.001Z'), 'failed: expired'],
    ['with an offset, before', { validFrom: '2026-03-02T09:29:00-01:00' }, now, 'failed: not-yet-valid'],
    ['with an offset, within', { validFrom: '2026-03-02T10:29:00+01:00' }, now, 'ok'],
    [
      'that ends before it begins',
      { validUntil: '2020-01-01T00:00:00Z' },
      now,
      'failed: validity-contradictory',
    ],
  ])('%s', async (_, changes, at, expected) => {
    const credential = await signed({ ...exampleAward(), ...changes });
    expect((await verdictOn(credential, { now: at })).found.validity).toBe(expected);
  });

  it('is told apart from the issuer being out of reach', async () => {
    const { verdict, found } = await verdictOn(award, {
      now: new Date('2040-01-01T00:00:00Z'),
      resolveDid: async () => ({ found: false, reason: 'unreachable' }),
    });
    expect(verdict).toBe('invalid');
    expect(found).toMatchObject({
      issuer: 'could-not-be-checked: issuer-unreachable',
      validity: 'failed: expired',
    });
  });
});

describe('the status', () => {
  it('of a revoked award is revoked, and that alone makes it invalid', async () => {
    const { verdict, found } = await verdictOn(award, serves(await signedList([statusIndex])));
    expect(found).toEqual({ ...allOk, status: 'failed: revoked' });
    expect(verdict).toBe('invalid');
  });

  it('does not depend on neighbours in the list', async () => {
    const neighbours = [statusIndex - 1, statusIndex + 1, statusIndex - 8, statusIndex + 8, 0, 131_071];
    expect((await verdictOn(award, serves(await signedList(neighbours)))).verdict).toBe('valid');
  });

  const subject = list.credentialSubject as JsonObject;
  const packed = (bytes: number) => `u${gzipSync(Buffer.alloc(bytes)).toString('base64url')}`;
  const relist = (changes: object) => signedList([], { credentialSubject: { ...subject, ...changes } });
  const elsewhere = newKey();

  it.each<[string, () => Resolution | Promise<Resolution>, string]>([
    ['is not found', () => ({ found: false, reason: 'not-found' }), 'status-not-found'],
    ['cannot be reached', () => ({ found: false, reason: 'unreachable' }), 'status-unreachable'],
    ['is at an address nobody asks', () => ({ found: false, reason: 'unsupported' }), 'unsupported-status'],
    ['breaks off', () => Promise.reject(new Error('socket hang up')), 'status-unreachable'],
    ['is a text', () => ({ found: true, document: 'list' }), 'status-list-invalid'],
    ['is the credential itself', () => ({ found: true, document: award }), 'status-list-invalid'],
    [
      'was changed',
      () => ({ found: true, document: changed(list, ['credentialSubject', 'encodedList'], encodeBits([5])) }),
      'status-list-not-authentic',
    ],
    [
      'is not signed',
      () => ({ found: true, document: changed(list, ['proof']) }),
      'status-list-not-authentic',
    ],
    [
      'is signed by a stranger',
      async () => ({
        found: true,
        document: await signed(changed(list, ['proof']), { ...elsewhere, method: issuerKey.method }),
      }),
      'status-list-not-authentic',
    ],
    [
      'is of another issuer',
      async () => ({ found: true, document: await signedList([], { issuer: 'did:web:elsewhere.example' }) }),
      'status-list-of-other-issuer',
    ],
    [
      'is another list',
      async () => ({ found: true, document: await signedList([], { id: `${listUrl}2` }) }),
      'status-list-invalid',
    ],
    [
      'is from the future',
      async () => ({ found: true, document: await signedList([], { validFrom: '2026-03-02T09:30:01Z' }) }),
      'status-list-out-of-date',
    ],
    [
      'has expired',
      async () => ({ found: true, document: await signedList([], { validUntil: '2026-03-02T09:29:00Z' }) }),
      'status-list-out-of-date',
    ],
    [
      'is about something else',
      async () => ({ found: true, document: await relist({ statusPurpose: 'suspension' }) }),
      'status-purpose-mismatch',
    ],
    [
      'is too short',
      async () => ({ found: true, document: await relist({ encodedList: 'uH4sIAAAAAAAAA2NgAAMABgAB' }) }),
      'status-list-invalid',
    ],
    [
      'is one byte too short',
      async () => ({ found: true, document: await relist({ encodedList: packed(16_383) }) }),
      'status-list-invalid',
    ],
    [
      'hides a part of itself',
      async () => ({
        found: true,
        document: changed(await signedList(), ['https://schema.org/name'], 'x'),
      }),
      'status-list-invalid',
    ],
    [
      'is no gzip',
      async () => ({ found: true, document: await relist({ encodedList: 'uAAAA' }) }),
      'status-list-invalid',
    ],
    [
      'has no bits',
      async () => ({ found: true, document: await relist({ encodedList: 5 }) }),
      'status-list-invalid',
    ],
    [
      'uses unknown words',
      async () => ({
        found: true,
        document: { ...list, '@context': ['https://www.w3.org/ns/credentials/v2', 'https://x.example/'] },
      }),
      'status-list-invalid',
    ],
  ])(
    'from a list that %s could not be checked, so the award is not called valid',
    async (_, statusList, cause) => {
      const { verdict, found } = await verdictOn(award, { statusList: async () => statusList() });
      expect(found).toEqual({ ...allOk, status: `could-not-be-checked: ${cause}` });
      expect(verdict).toBe('could-not-be-checked');
    },
  );

  const entry = exampleAward().credentialStatus;
  it.each<[string, unknown, string]>([
    [
      'an index beyond the list',
      { ...entry, statusListIndex: '131072' },
      'could-not-be-checked: status-index-out-of-range',
    ],
    ['a negative index', { ...entry, statusListIndex: '-1' }, 'failed: status-malformed'],
    ['a fraction', { ...entry, statusListIndex: '1.5' }, 'failed: status-malformed'],
    ['an index that is a number', { ...entry, statusListIndex: 5 }, 'failed: status-malformed'],
    ['an endless index', { ...entry, statusListIndex: '9'.repeat(400) }, 'failed: status-malformed'],
    ['no index', changed(entry, ['statusListIndex']), 'failed: status-malformed'],
    ['no purpose', changed(entry, ['statusPurpose']), 'failed: status-malformed'],
    ['no list', changed(entry, ['statusListCredential']), 'failed: status-malformed'],
    ['two bits', { ...entry, statusSize: 2 }, 'could-not-be-checked: unsupported-status'],
    ['another type', { id: entry.id, type: 'JsonSchema' }, 'could-not-be-checked: unsupported-status'],
    [
      'five entries',
      Array.from({ length: 5 }, (_, index) => ({ ...entry, id: `${listUrl}#${index}` })),
      'could-not-be-checked: too-many-status-entries',
    ],
    [
      'a good and an unsupported entry',
      [entry, { id: 'urn:x:1', type: 'JsonSchema' }],
      'could-not-be-checked: unsupported-status',
    ],
  ])('%s', async (_, credentialStatus, expected) => {
    const { found } = await verdictOn(await signed({ ...exampleAward(), credentialStatus }));
    expect(found.status).toBe(expected);
  });

  it('of a suspended credential is suspended, and a purpose that decides nothing is told', async () => {
    const suspension = { ...entry, id: `${listUrl}#s`, statusPurpose: 'suspension' };
    const credential = await signed({ ...exampleAward(), credentialStatus: suspension });
    const both = await signedList([statusIndex], {
      credentialSubject: {
        ...subject,
        statusPurpose: ['revocation', 'suspension'],
        encodedList: encodeBits([statusIndex]),
      },
    });
    expect((await verdictOn(credential, serves(both))).found.status).toBe('failed: suspended');
    const message = await signed({
      ...exampleAward(),
      credentialStatus: { ...entry, statusPurpose: 'refresh' },
    });
    const { report } = await verdictOn(message);
    expect(report.verdict).toBe('valid');
    expect(report.warnings).toHaveLength(1);
  });

  it('is not asked for when the proof is not good', async () => {
    let asked = 0;
    await verdictOn(
      { ...award, name: 'Another name' },
      {
        statusList: async () => {
          asked += 1;
          return { found: false, reason: 'not-found' };
        },
      },
    );
    expect(asked).toBe(0);
  });
});

describe('the results', () => {
  const at = ['credentialSubject', 'result', 0] as const;
  const described = ['credentialSubject', 'achievement', 'resultDescription'] as const;
  const base = 'https://awards.example/micro-credentials/reading-aloud/versions/2';
  const withoutOrder = () => {
    const award = exampleAward();
    const levels = award.credentialSubject.achievement.resultDescription.flatMap(
      (one) => one.rubricCriterionLevel,
    );
    for (const level of levels) Reflect.deleteProperty(level, 'level');
    return award;
  };
  it.each<[string, JsonObject, string]>([
    [
      'a level below the required one',
      changed(exampleAward(), [...at, 'achievedLevel'], `${base}#choice-not-yet`),
      'failed: level-not-reached',
    ],
    [
      'a level of another criterion',
      changed(exampleAward(), [...at, 'achievedLevel'], `${base}#voice-on-their-own`),
      'failed: level-unknown',
    ],
    [
      'a level that does not exist',
      changed(exampleAward(), [...at, 'achievedLevel'], `${base}#choice-superb`),
      'failed: level-unknown',
    ],
    [
      'a description that does not exist',
      changed(exampleAward(), [...at, 'resultDescription'], `${base}#nothing`),
      'failed: level-unknown',
    ],
    [
      'a level without a description',
      changed(exampleAward(), [...at, 'resultDescription']),
      'failed: level-unknown',
    ],
    ['no level', changed(exampleAward(), [...at, 'achievedLevel']), 'could-not-be-checked: level-unknown'],
    ['no result for one criterion', changed(exampleAward(), [...at]), 'could-not-be-checked: level-unknown'],
    ['no descriptions', changed(exampleAward(), [...described]), 'failed: level-unknown'],
    [
      'levels without an order',
      changed(withoutOrder(), [...at, 'achievedLevel'], `${base}#choice-on-their-own`),
      'could-not-be-checked: levels-not-comparable',
    ],
    [
      'a required level that does not exist',
      changed(exampleAward(), [...described, 0, 'requiredLevel'], `${base}#x`),
      'failed: level-unknown',
    ],
  ])('%s', async (_, credential, expected) => {
    const { verdict, found } = await verdictOn(await signed(credential));
    expect(found).toEqual({ ...allOk, results: expected });
    expect(verdict).not.toBe('valid');
  });
});
