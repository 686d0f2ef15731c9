import { describe, expect, it } from 'vitest';
import { encodeBits } from '../../src/credentials/bitstring.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { exampleAward, issuerDid, listUrl, outcomes, signed, signedList, world } from './example-award.ts';

const v2 = 'https://www.w3.org/ns/credentials/v2';
const dataIntegrity = 'https://w3id.org/security/data-integrity/v2';
const here = await world();

const plain = (changes: object = {}) => ({
  '@context': [v2],
  type: ['VerifiableCredential'],
  issuer: issuerDid,
  credentialSubject: { id: 'did:example:subject' },
  ...changes,
});
const check = async (document: object, world = here) => {
  const report = await verifyCredential(await signed(document), world);
  return { verdict: report.verdict, found: outcomes(report), report };
};
const unsignedCheck = async (document: unknown) => outcomes(await verifyCredential(document, here));

describe('VC Data Model 2.0', () => {
  it.each<[string, object]>([
    ['nothing but what it must have', {}],
    ['one type', { type: 'VerifiableCredential' }],
    ['two subjects', { credentialSubject: [{ id: 'did:example:a' }, { id: 'did:example:b' }] }],
    ['a subject without an id', { credentialSubject: { name: 'Alice' } }],
    [
      'an issuer with more about it',
      { issuer: { id: issuerDid, name: 'Harbour', description: 'A library' } },
    ],
    ['a name in a language', { name: { '@value': 'مثال', '@language': 'ar', '@direction': 'rtl' } }],
    [
      'a name in two languages',
      {
        name: [
          { '@value': 'Example', '@language': 'en' },
          { '@value': 'Exemple', '@language': 'fr' },
        ],
      },
    ],
    ['a validity of one moment', { validFrom: '2026-03-02T09:30:00Z', validUntil: '2026-03-02T09:30:00Z' }],
    ['a schema', { credentialSchema: { id: 'https://schema.example/', type: 'JsonSchema' } }],
    [
      'the digest of the vocabulary',
      { relatedResource: { id: v2, digestMultibase: 'uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA' } },
    ],
    [
      'the bare digest of the vocabulary',
      { relatedResource: { id: v2, digestMultibase: 'uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ' } },
    ],
    [
      'its digest as SRI',
      {
        relatedResource: {
          id: v2,
          digestSRI: 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU',
        },
      },
    ],
    [
      'its digest of the time before',
      { relatedResource: { id: v2, digestMultibase: 'uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k' } },
    ],
    [
      'the digest of something else',
      {
        relatedResource: [
          { id: 'https://x.example/', digestMultibase: 'uM4RgWQc3RUDtjJCSgTJtTfvpZ7SPEg_LNO0ESlovQC0' },
        ],
      },
    ],
  ])('with %s is valid', async (_, changes) => {
    const { verdict, found } = await check(plain(changes));
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((name) => [name, 'ok'])));
    expect(verdict).toBe('valid');
  });

  const wrong = 'failed: schema-mismatch';
  it.each<[string, object, string, string]>([
    ['a null issuer', { issuer: null }, 'format', 'failed: not-compacted'],
    ['a list of issuers', { issuer: [issuerDid] }, 'schema', wrong],
    ['an issuer that is no address', { issuer: 'not-a-url' }, 'schema', wrong],
    ['an issuer with a null id', { issuer: { id: null } }, 'format', 'failed: not-compacted'],
    ['an issuer whose id is no address', { issuer: { id: 'not-a-url' } }, 'schema', wrong],
    ['an issuer whose id is a list', { issuer: { id: [issuerDid] } }, 'schema', wrong],
    ['a subject that is empty', { credentialSubject: {} }, 'schema', wrong],
    [
      'a subject that is empty among others',
      { credentialSubject: [{ id: 'did:example:a' }, {}] },
      'schema',
      wrong,
    ],
    ['no subjects', { credentialSubject: [] }, 'schema', wrong],
    ['a subject that is text', { credentialSubject: 'did:example:a' }, 'schema', wrong],
    [
      'a subject with two ids',
      { credentialSubject: { id: ['did:example:a', 'did:example:b'] } },
      'schema',
      wrong,
    ],
    ['two ids', { id: ['urn:x:1', 'urn:x:2'] }, 'schema', wrong],
    ['an id that is no address', { id: 'not-a-url' }, 'schema', wrong],
    ['an id that is an object', { id: { a: 1 } }, 'schema', wrong],
    ['no types', { type: [] }, 'schema', wrong],
    ['another type only', { type: ['EnvelopedThing'] }, 'schema', wrong],
    ['a schema without a type', { credentialSchema: { id: 'https://schema.example/' } }, 'schema', wrong],
    ['a schema without an id', { credentialSchema: { type: 'JsonSchema' } }, 'schema', wrong],
    [
      'a schema whose id is no address',
      { credentialSchema: { id: 'x', type: 'JsonSchema' } },
      'schema',
      wrong,
    ],
    [
      'a refresh service without a type',
      { refreshService: { id: 'https://refresh.example/' } },
      'schema',
      wrong,
    ],
    ['terms of use without a type', { termsOfUse: [{ id: 'https://terms.example/' }] }, 'schema', wrong],
    ['evidence without a type', { evidence: [{ id: 'https://evidence.example/' }] }, 'schema', wrong],
    ['a status without a type', { credentialStatus: { id: 'https://status.example/' } }, 'schema', wrong],
    [
      'a status whose type is a number',
      { credentialStatus: { id: 'https://status.example/', type: 2 } },
      'schema',
      wrong,
    ],
    [
      'a status whose id is no address',
      { credentialStatus: { id: 'x', type: 'BitstringStatusListEntry' } },
      'schema',
      wrong,
    ],
    [
      'a status with two ids',
      { credentialStatus: { id: ['urn:x:1', 'urn:x:2'], type: 'BitstringStatusListEntry' } },
      'schema',
      wrong,
    ],
    ['a beginning that is none', { validFrom: '2026-03-02' }, 'schema', wrong],
    ['an end that is none', { validUntil: 'tomorrow' }, 'schema', wrong],
    [
      'an end before its beginning',
      { validFrom: '2026-03-02T00:00:00Z', validUntil: '2026-03-01T00:00:00Z' },
      'validity',
      'failed: validity-contradictory',
    ],
    [
      'a name with more in it',
      { name: { '@value': 'x', '@language': 'en', url: 'did:example:x' } },
      'format',
      'failed: not-compacted',
    ],
    [
      'a description with more in it',
      { description: { '@value': 'x', url: 'did:example:x' } },
      'format',
      'failed: not-compacted',
    ],
    [
      'an issuer’s name with more in it',
      { issuer: { id: issuerDid, name: { '@value': 'x', url: 'did:example:x' } } },
      'format',
      'failed: not-compacted',
    ],
    [
      'an issuer’s description with more in it',
      { issuer: { id: issuerDid, description: { '@value': 'x', url: 'did:example:x' } } },
      'format',
      'failed: not-compacted',
    ],
    ['a name that is a number', { name: 5 }, 'schema', wrong],
    ['a word that no vocabulary has', { favouriteColour: 'blue' }, 'proof', 'failed: not-canonicalizable'],
    [
      'a type that no vocabulary has',
      { type: ['VerifiableCredential', 'PartyInvitation'] },
      'proof',
      'failed: not-canonicalizable',
    ],
    ['resources that are texts', { relatedResource: [v2] }, 'schema', wrong],
    ['a resource without an id', { relatedResource: [{ digestMultibase: 'uAAAA' }] }, 'schema', wrong],
    ['a resource without a digest', { relatedResource: [{ id: v2 }] }, 'schema', wrong],
    [
      'a resource twice',
      {
        relatedResource: [
          { id: v2, digestMultibase: 'uA' },
          { id: v2, digestSRI: 'x' },
        ],
      },
      'schema',
      wrong,
    ],
    [
      'the wrong digest of the vocabulary',
      { relatedResource: [{ id: v2, digestMultibase: 'uM4RgWQc3RUDtjJCSgTJtTfvpZ7SPEg_LNO0ESlovQC0' }] },
      'resources',
      'failed: digest-mismatch',
    ],
    [
      'its wrong digest as SRI',
      { relatedResource: [{ id: v2, digestSRI: `sha384-${'A'.repeat(64)}` }] },
      'resources',
      'failed: digest-mismatch',
    ],
    [
      'SRI in base64url',
      {
        relatedResource: [
          {
            id: 'https://x.example/',
            digestSRI: 'sha384-_rCVIV7fSXXTNIvpiq26jRDyj8JG8TDjij-tD0ewLk4JpnXEz6a5AeeY_1qQ0d0P',
          },
        ],
      },
      'resources',
      'failed: digest-malformed',
    ],
    [
      'SRI of another length',
      { relatedResource: [{ id: 'https://x.example/', digestSRI: 'sha384-AAAA' }] },
      'resources',
      'failed: digest-malformed',
    ],
    [
      'a digest of an unknown kind',
      { relatedResource: [{ id: 'https://x.example/', digestMultibase: 'zAbc' }] },
      'resources',
      'failed: digest-malformed',
    ],
    [
      'a digest that is a number',
      { relatedResource: [{ id: 'https://x.example/', digestMultibase: 5 }] },
      'resources',
      'failed: digest-malformed',
    ],
    [
      'a good and a malformed digest',
      {
        relatedResource: [
          { id: v2, digestMultibase: 'uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k', digestSRI: 'x' },
        ],
      },
      'resources',
      'failed: digest-malformed',
    ],
  ])('with %s is invalid', async (_, changes, name, expected) => {
    const proof = (await signed(plain())).proof;
    // Much of this cannot be signed at all, so that its proof is that of another credential.
    const found = await signed(plain(changes))
      .then((secured) => unsignedCheck(secured))
      .catch(() => unsignedCheck({ ...plain(changes), proof }));
    expect(found[name]).toBe(expected);
  });
});

describe('VC Data Model 1.1', () => {
  const older = (changes: object = {}) => ({
    '@context': ['https://www.w3.org/2018/credentials/v1', dataIntegrity],
    type: ['VerifiableCredential'],
    issuer: issuerDid,
    issuanceDate: '2026-03-01T00:00:00Z',
    credentialSubject: { id: 'did:example:subject' },
    ...changes,
  });

  it('is valid, with an end or without', async () => {
    expect((await check(older())).verdict).toBe('valid');
    const { verdict, report } = await check(older({ expirationDate: '2027-03-01T00:00:00Z' }));
    expect(verdict).toBe('valid');
    expect(report.credential).toMatchObject({
      validFrom: '2026-03-01T00:00:00Z',
      validUntil: '2027-03-01T00:00:00Z',
    });
  });

  it.each<[string, object, string, string]>([
    ['no date of issue', { issuanceDate: undefined }, 'schema', 'failed: schema-mismatch'],
    ['a date of issue that is none', { issuanceDate: '1 March' }, 'schema', 'failed: schema-mismatch'],
    ['an end that has passed', { expirationDate: '2026-03-02T00:00:00Z' }, 'validity', 'failed: expired'],
    [
      'a date of issue that is to come',
      { issuanceDate: '2026-03-03T00:00:00Z' },
      'validity',
      'failed: not-yet-valid',
    ],
    [
      'an end by the newer name that has passed',
      { validUntil: '2026-03-02T00:00:00Z' },
      'validity',
      'failed: expired',
    ],
    [
      'an end before its beginning',
      { expirationDate: '2026-02-01T00:00:00Z' },
      'validity',
      'failed: validity-contradictory',
    ],
  ])('with %s is invalid', async (_, changes, name, expected) => {
    const { verdict, found } = await check(older(changes));
    expect(found[name]).toBe(expected);
    expect(verdict).toBe('invalid');
  });

  it('cannot be signed over words that only a later version has', async () => {
    await expect(signed(older({ '@context': ['https://www.w3.org/2018/credentials/v1'] }))).rejects.toThrow();
  });
});

describe('Open Badges 2.0', () => {
  it('is recognised, and said to be unsupported', async () => {
    const assertion = {
      '@context': 'https://w3id.org/openbadges/v2',
      type: 'Assertion',
      id: 'https://example.org/assertion',
      recipient: { type: 'email', hashed: false, identity: 'a@example.org' },
      badge: 'https://example.org/badge',
      verification: { type: 'hosted' },
      issuedOn: '2026-03-01T00:00:00Z',
    };
    const report = await verifyCredential(assertion, here);
    expect(report.verdict).toBe('could-not-be-checked');
    expect(outcomes(report).format).toBe('could-not-be-checked: open-badges-2');
  });
});

describe('several statuses', () => {
  const entry = (statusPurpose: string, index: number) => ({
    id: `${listUrl}#${index}`,
    type: 'BitstringStatusListEntry',
    statusPurpose,
    statusListIndex: String(index),
    statusListCredential: listUrl,
  });
  const listing = async (set: number[]) => {
    const list = await signedList([], {
      credentialSubject: {
        id: `${listUrl}#list`,
        type: 'BitstringStatusList',
        statusPurpose: ['revocation', 'suspension'],
        encodedList: encodeBits(set),
      },
    });
    return world({ statusList: async () => ({ found: true, document: list }) });
  };
  const both = { credentialStatus: [entry('revocation', 1), entry('suspension', 2)] };

  it.each<[string, number[], string]>([
    ['none set', [], 'ok'],
    ['the first set', [1], 'failed: revoked'],
    ['the second set', [2], 'failed: suspended'],
    ['both set', [1, 2], 'failed: revoked'],
    ['another set', [3], 'ok'],
  ])('with %s', async (_, set, expected) => {
    expect((await check(plain(both), await listing(set))).found.status).toBe(expected);
  });
});

describe('the proof alone', () => {
  const otherIssuer = plain({
    issuer: 'https://vc.example/issuers/5678',
    validUntil: '2020-01-01T00:00:00Z',
  });

  it('is checked whoever the issuer is, and says so', async () => {
    const report = await verifyCredential(await signed(otherIssuer), here, { mode: 'proof-only' });
    expect(report).toMatchObject({ verdict: 'valid', mode: 'proof-only' });
    expect(report.warnings).toEqual([expect.stringContaining('Only the proof was checked')]);
    const notAsked = 'could-not-be-checked: not-asked';
    expect(outcomes(report)).toMatchObject({
      proof: 'ok',
      issuer: notAsked,
      'issuer-key': notAsked,
      validity: notAsked,
      status: notAsked,
    });
    expect((await verifyCredential(await signed(otherIssuer), here)).verdict).not.toBe('valid');
  });

  it.each<[string, object, string]>([
    ['was changed', { name: 'Other' }, 'failed: signature-mismatch'],
    ['is not signed', { proof: undefined }, 'failed: no-proof'],
  ])('of a credential that %s is not good', async (_, changes, expected) => {
    const altered = JSON.parse(JSON.stringify({ ...(await signed(otherIssuer)), ...changes }));
    const report = await verifyCredential(altered, here, { mode: 'proof-only' });
    expect(report.verdict).toBe('invalid');
    expect(outcomes(report).proof).toBe(expected);
  });

  it('of an award with a key that is revoked or unknown is not good', async () => {
    const award = await signed(exampleAward());
    const nobody = await world({ resolveDid: async () => ({ found: false, reason: 'unreachable' }) });
    const report = await verifyCredential(award, nobody, { mode: 'proof-only' });
    expect(report.verdict).toBe('could-not-be-checked');
    expect(outcomes(report).proof).toBe('could-not-be-checked: issuer-unreachable');
  });
});
