import { createPublicKey, ECDH, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/credentials/json.ts';
import {
  hashedDocument,
  signedJson,
  signedStatements,
} from '../../src/credentials/suites/hashed-document.ts';
import type { Resolution } from '../../src/credentials/verification-world.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerKey,
  newKey,
  outcomes,
  signedList,
  world,
} from './example-award.ts';

const curves = {
  p256: ['prime256v1', [0x80, 0x24], 'sha256'],
  p384: ['secp384r1', [0x81, 0x24], 'sha384'],
} as const;

/** A Multikey of a new key on this curve. */
function ecKey(name: keyof typeof curves) {
  const [namedCurve, prefix] = curves[name];
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  const compressed = ECDH.convertKey(point, namedCurve, undefined, undefined, 'compressed') as Buffer;
  return {
    privateKey,
    publicKeyMultibase: `z${base58.encode(Buffer.concat([Buffer.from(prefix), compressed]))}`,
  };
}
const p256 = ecKey('p256');
const p384 = ecKey('p384');

const suites = {
  'eddsa-rdfc-2022': {
    key: 'key-1',
    privateKey: issuerKey.privateKey,
    over: signedStatements,
    hash: 'sha256',
  },
  'eddsa-jcs-2022': { key: 'key-1', privateKey: issuerKey.privateKey, over: signedJson, hash: 'sha256' },
  'ecdsa-rdfc-2019': { key: 'p256', privateKey: p256.privateKey, over: signedStatements, hash: 'sha256' },
  'ecdsa-jcs-2019': { key: 'p384', privateKey: p384.privateKey, over: signedJson, hash: 'sha384' },
} as const;
type SuiteName = keyof typeof suites;
const names = Object.keys(suites) as SuiteName[];

const method = (id: string, publicKeyMultibase: string) => ({
  id: `${issuerDid}#${id}`,
  type: 'Multikey',
  controller: issuerDid,
  publicKeyMultibase,
});
const methods = [
  method('key-1', issuerKey.publicKeyMultibase),
  method('p256', p256.publicKeyMultibase),
  method('p384', p384.publicKeyMultibase),
];
const document = { id: issuerDid, verificationMethod: methods, assertionMethod: methods.map(({ id }) => id) };
const list = await signedList();
const here = await world({
  resolveDid: async (): Promise<Resolution> => ({ found: true, known: true, document }),
  statusList: async () => ({ found: true, document: list }),
});

const award = JSON.parse(JSON.stringify(exampleAward())) as JsonObject;

/** A proof of this suite on the award with the proofs that it builds on. */
async function proofOf(
  cryptosuite: SuiteName,
  members: object = {},
  previous: readonly JsonObject[] = [],
  by?: KeyObject,
) {
  const { key, privateKey: own, over, hash } = suites[cryptosuite];
  const privateKey = by ?? own;
  const configuration = {
    type: 'DataIntegrityProof',
    cryptosuite,
    created: '2026-03-02T09:29:30Z',
    verificationMethod: `${issuerDid}#${key}`,
    proofPurpose: 'assertionMethod',
    ...members,
  };
  const covered = previous.length === 0 ? award : { ...award, proof: previous };
  const bytes = await over(hashedDocument(covered), configuration, hash);
  const signature = signature64(privateKey, bytes ?? Buffer.alloc(0), hash);
  return { ...configuration, proofValue: `z${base58.encode(signature)}` } as JsonObject;
}

function signature64(key: KeyObject, bytes: Uint8Array, hash: string): Buffer {
  const ed25519 = createPublicKey(key).asymmetricKeyType === 'ed25519';
  return sign(ed25519 ? null : hash, bytes, { key, dsaEncoding: 'ieee-p1363' });
}

const check = async (proof: unknown) => {
  const report = await verifyCredential({ ...award, proof }, here);
  return { verdict: report.verdict, proof: outcomes(report).proof };
};

describe('a proof in an award', () => {
  it.each(names)('by %s is valid', async (name) => {
    expect(await check(await proofOf(name))).toEqual({ verdict: 'valid', proof: 'ok' });
  });

  it('over JSON may repeat the vocabularies, and not bring others', async () => {
    const contexts = award['@context'];
    expect((await check(await proofOf('eddsa-jcs-2022', { '@context': contexts }))).verdict).toBe('valid');
    const other = changed(await proofOf('eddsa-jcs-2022'), ['@context'], ['https://x.example/']);
    const report = await verifyCredential({ ...award, proof: other }, here);
    expect(outcomes(report).format).toBe('failed: nested-context');
  });

  it.each(names)('by %s does not bear a change of anything that it covers', async (name) => {
    const secured = { ...award, proof: await proofOf(name) };
    const texts = ['id', 'name', 'validFrom', 'validUntil', 'awardedDate', 'description'];
    const arbitrary = fc.record({
      member: fc.constantFrom(...texts),
      at: fc.nat(),
      to: fc.string({ minLength: 1, maxLength: 1 }),
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ member, at, to }) => {
        const text = String(award[member]);
        const other = text.slice(0, at % text.length) + to + text.slice((at % text.length) + 1);
        fc.pre(other !== text);
        expect((await verifyCredential(changed(secured, [member], other), here)).verdict).not.toBe('valid');
      }),
      { numRuns: 40 },
    );
  });
});

describe('several proofs', () => {
  it('of all suites are valid together', async () => {
    expect((await check(await Promise.all(names.map((name) => proofOf(name))))).verdict).toBe('valid');
  });

  it.each(names)('are not when the one by %s is bad', async (bad) => {
    const proofs = await Promise.all(names.map((name) => proofOf(name)));
    const index = names.indexOf(bad);
    const altered = changed(proofs, [index, 'created'], '2026-03-02T09:29:31Z');
    expect((await check(altered)).proof).toBe('failed: signature-mismatch');
  });

  it('may build on each other, whatever their suites', async () => {
    const first = await proofOf('eddsa-rdfc-2022', { id: 'urn:uuid:a' });
    const second = await proofOf('ecdsa-rdfc-2019', { id: 'urn:uuid:b', previousProof: 'urn:uuid:a' }, [
      first,
    ]);
    const both = [first, second];
    const third = await proofOf('ecdsa-jcs-2019', { previousProof: ['urn:uuid:a', 'urn:uuid:b'] }, both);
    expect(await check([...both, third])).toEqual({ verdict: 'valid', proof: 'ok' });
    expect((await check([second, third])).proof).toBe('failed: previous-proof-missing');
    const replaced = { ...(await proofOf('eddsa-rdfc-2022', { id: 'urn:uuid:a', nonce: 'n' })) };
    expect((await check([replaced, second])).proof).toBe('failed: signature-mismatch');
    expect((await check([first, changed(second, ['previousProof'])])).proof).toBe(
      'failed: signature-mismatch',
    );
  });

  it('count without one of an unknown kind, unless one of them builds on it', async () => {
    const unknown = { ...(await proofOf('eddsa-rdfc-2022')), id: 'urn:uuid:u', cryptosuite: 'bbs-2023' };
    const own = await proofOf('ecdsa-rdfc-2019');
    const report = await verifyCredential({ ...award, proof: [unknown, own] }, here);
    expect(report).toMatchObject({ verdict: 'valid' });
    expect(report.warnings.join()).toContain('not supported');
    const built = await proofOf('ecdsa-rdfc-2019', { previousProof: 'urn:uuid:u' }, [unknown]);
    expect((await check([unknown, built])).proof).toBe('could-not-be-checked: unsupported-cryptosuite');
    expect((await check([unknown, { ...own, created: '2026-03-02T09:29:31Z' }])).proof).toBe(
      'failed: signature-mismatch',
    );
  });

  it('may be of others too, who must be right, and who make no issuer', async () => {
    const other = newKey();
    const did = `did:key:${other.publicKeyMultibase}`;
    const members = { id: 'urn:uuid:o', verificationMethod: `${did}#${other.publicKeyMultibase}` };
    const theirs = await proofOf('eddsa-rdfc-2022', members, [], other.privateKey);
    const own = await proofOf('ecdsa-jcs-2019');
    const report = await verifyCredential({ ...award, proof: [theirs, own] }, here);
    expect(report).toMatchObject({ verdict: 'valid' });
    expect(report.warnings.join()).toContain('Others have signed it too');
    const built = await proofOf('ecdsa-rdfc-2019', { previousProof: 'urn:uuid:o' }, [theirs]);
    expect(await check([theirs, built])).toEqual({ verdict: 'valid', proof: 'ok' });
    const altered = { ...theirs, created: '2026-03-02T09:29:31Z' };
    expect((await check([altered, own])).proof).toBe('failed: signature-mismatch');
    const alone = await verifyCredential({ ...award, proof: [theirs] }, here);
    expect(outcomes(alone)).toMatchObject({ 'issuer-key': 'failed: not-the-issuers-key' });
    expect(
      (await verifyCredential({ ...award, proof: [theirs, { ...own, type: 'X' }] }, here)).verdict,
    ).not.toBe('valid');
  });

  it.each<[string, unknown]>([
    ['itself', 'urn:uuid:z'],
    ['nothing', 'urn:uuid:nothing'],
    ['no names', []],
    ['a number', 5],
    ['one twice', ['urn:uuid:a', 'urn:uuid:a']],
  ])('do not build on %s', async (_, previousProof) => {
    const first = await proofOf('eddsa-rdfc-2022', { id: 'urn:uuid:a' });
    const second = await proofOf('eddsa-rdfc-2022', { id: 'urn:uuid:z' });
    expect((await check([first, { ...second, previousProof }])).proof).toMatch(
      /^failed: (?:previous-proof-missing|proof-malformed)$/,
    );
  });

  it.each<[string, object]>([
    ['a challenge that is a number', { challenge: 5 }],
    ['a domain that is an object', { domain: { a: 1 } }],
    ['no domains', { domain: [] }],
    ['an end that is no date', { expires: 'in 2030' }],
    ['a method in full', { verificationMethod: methods[0] }],
    ['two purposes', { proofPurpose: ['assertionMethod', 'authentication'] }],
    ['an empty nonce', { nonce: '' }],
  ])('are malformed with %s', async (_, members) => {
    const { proofValue = '', ...proof } = await proofOf('eddsa-jcs-2022');
    expect((await check({ ...proof, proofValue, ...members })).proof).toBe('failed: proof-malformed');
  });
});
