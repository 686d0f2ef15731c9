import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { claimsOnUs } from '../../src/credentials/assessment-claims.ts';
import { verifyProof, withProof } from '../../src/credentials/eddsa-rdfc-2022.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { LintError, type LintProblem } from '../../src/credentials/lint.ts';
import { type DirectLintOptions, lintDirect } from '../../src/credentials/lint-generic.ts';
import { statusEntry } from '../../src/credentials/status-list.ts';
import { issuerDid, issuerKey, now, publicUrl } from './example-award.ts';

const v2 = 'https://www.w3.org/ns/credentials/v2';
const v1 = 'https://www.w3.org/2018/credentials/v1';
const dataIntegrity = 'https://w3id.org/security/data-integrity/v2';
const badges = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const examples = 'https://www.w3.org/ns/credentials/examples/v2';
const anyWord = 'https://www.w3.org/ns/credentials/undefined-terms/v2';

const ownEntry = statusEntry(`${publicUrl}/status/01JN`, { index: 7, purpose: 'revocation' });
const options: DirectLintOptions = {
  verificationMethod: issuerKey.method,
  created: '2026-03-02T09:30:00Z',
  now,
  publicUrl,
  formerPublicUrls: ['https://old.example/badges'],
  own: { issuerId: 'harbour', id: `${publicUrl}/credentials/01JNA`, statusEntries: [ownEntry] },
};

/** The smallest credential; a member set to undefined is left out. */
const plain = (changes: object = {}): JsonObject =>
  JSON.parse(
    JSON.stringify({
      '@context': [v2],
      type: ['VerifiableCredential'],
      issuer: issuerDid,
      credentialSubject: { id: 'did:example:subject' },
      ...changes,
    }),
  );
const older = (changes: object = {}) =>
  plain({ '@context': [v1, dataIntegrity], issuanceDate: '2026-03-02T09:30:00Z', ...changes });
const badge = (changes: object = {}) =>
  plain({
    '@context': [v2, badges],
    id: 'urn:uuid:6f5e2f0e-35c5-4b7e-9d1d-2f5f8a4b8f01',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Good neighbour',
    validFrom: '2026-03-02T09:30:00Z',
    credentialSubject: {
      id: 'did:example:subject',
      type: ['AchievementSubject'],
      achievement: {
        id: 'https://harbour.example/badges/neighbour',
        type: ['Achievement'],
        name: 'Good neighbour',
        description: 'Helps where help is needed.',
        criteria: { narrative: 'Two neighbours say so.' },
      },
    },
    ...changes,
  });
const endorsement = (subject: object = {}, changes: object = {}) =>
  plain({
    '@context': [v2, badges],
    id: 'urn:uuid:6f5e2f0e-35c5-4b7e-9d1d-2f5f8a4b8f02',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'We know it',
    validFrom: '2026-03-02T09:30:00Z',
    credentialSubject: {
      id: `${publicUrl}/micro-credentials/01JNB/versions/1`,
      type: ['EndorsementSubject'],
      endorsementComment: 'Well made.',
      ...subject,
    },
    ...changes,
  });

async function problems(
  document: unknown,
  changes: Partial<DirectLintOptions> = {},
): Promise<readonly LintProblem[]> {
  try {
    await lintDirect(document, { ...options, ...changes });
    return [];
  } catch (error) {
    if (error instanceof LintError) return error.problems;
    throw error;
  }
}
const where = async (document: unknown, changes?: Partial<DirectLintOptions>) =>
  (await problems(document, changes)).map(({ path }) => path);

describe('a credential that is asked for', () => {
  it('comes back as what the key signs, and verifies once it is signed', async () => {
    const document = plain({ name: 'Membership' });
    const input = await lintDirect(document, options);
    expect(input.bytes).toHaveLength(64);
    const secured = withProof(document, input.proof, sign(null, input.bytes, issuerKey.privateKey));
    expect(await verifyProof(secured, issuerKey.publicKey)).toEqual({ ok: true });
  });

  it.each<[string, JsonObject]>([
    ['nothing but what it must have', plain()],
    ['an id', plain({ id: 'https://member.example/credentials/1' })],
    ['an id that is a UUID', plain({ id: 'urn:uuid:6f5e2f0e-35c5-4b7e-9d1d-2f5f8a4b8f01' })],
    ['its own address here', plain({ id: `${publicUrl}/credentials/01JNA` })],
    ['one type', plain({ type: 'VerifiableCredential' })],
    ['a type that is an address', plain({ type: ['VerifiableCredential', 'https://member.example/#Card'] })],
    ['its types in another order', plain({ type: ['https://member.example/#Card', 'VerifiableCredential'] })],
    [
      'a type that it explains',
      plain({
        '@context': [v2, { Card: 'https://member.example/#Card' }],
        type: ['VerifiableCredential', 'Card'],
      }),
    ],
    [
      'the words of the examples',
      plain({
        '@context': [v2, examples],
        type: ['VerifiableCredential', 'AlumniCredential'],
        credentialSubject: { alumniOf: 'x' },
      }),
    ],
    ['any word', plain({ '@context': [v2, anyWord], credentialSubject: { favouriteColour: 'blue' } })],
    [
      'words of its own, and of the examples',
      plain({
        '@context': [v2, { shoe: 'https://member.example/#shoe' }, examples],
        credentialSubject: { shoe: '42' },
      }),
    ],
    [
      'an issuer with more about it',
      plain({ issuer: { id: issuerDid, name: 'Harbour', description: 'A library' } }),
    ],
    [
      'an issuer with a name in two languages',
      plain({
        issuer: {
          id: issuerDid,
          name: [
            { '@value': 'Hafen', '@language': 'de' },
            { '@value': 'Port', '@language': 'fr' },
          ],
        },
      }),
    ],
    [
      'a name that runs from right to left',
      plain({ name: { '@value': 'مثال', '@language': 'ar', '@direction': 'rtl' } }),
    ],
    ['a description', plain({ description: 'A card for members.' })],
    ['two subjects', plain({ credentialSubject: [{ id: 'did:example:a' }, { id: 'did:example:b' }] })],
    ['a subject without an id', plain({ credentialSubject: { name: 'Alice' } })],
    ['a beginning far away', plain({ validFrom: '4023-02-26T01:02:58.447Z' })],
    ['a beginning with an offset', plain({ validFrom: '2023-02-25T19:10:39-06:00' })],
    [
      'a validity that is over',
      plain({ validFrom: '2020-01-01T00:00:00Z', validUntil: '2021-01-01T00:00:00Z' }),
    ],
    [
      'a validity of one moment, by two clocks',
      plain({ validFrom: '2026-03-02T09:30:00Z', validUntil: '2026-03-02T10:30:00+01:00' }),
    ],
    [
      'a status without an id',
      plain({
        '@context': [v2, { Seen: 'https://member.example/#Seen' }],
        credentialStatus: { type: 'Seen' },
      }),
    ],
    [
      'somebody else’s status list',
      plain({
        credentialStatus: {
          id: 'https://lists.example/3#94567',
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '94567',
          statusListCredential: 'https://lists.example/3',
        },
      }),
    ],
    ['the status that was made for it', plain({ credentialStatus: ownEntry })],
    [
      'that and another',
      plain({
        '@context': [v2, { Seen: 'https://member.example/#Seen' }],
        credentialStatus: [{ type: 'Seen' }, ownEntry],
      }),
    ],
    [
      'a schema',
      plain({ credentialSchema: { id: 'https://member.example/schema.json', type: 'JsonSchema' } }),
    ],
    [
      'two schemas',
      plain({
        credentialSchema: [
          { id: 'https://member.example/1.json', type: 'JsonSchema' },
          { id: 'https://member.example/2.json', type: 'JsonSchema' },
        ],
      }),
    ],
    [
      'a refresh service',
      plain({
        refreshService: { id: 'https://member.example/refresh', type: 'https://member.example/#Refresh' },
      }),
    ],
    [
      'terms of use',
      plain({
        '@context': [v2, { Policy: 'https://member.example/#Policy' }],
        termsOfUse: [{ type: 'Policy' }, { type: 'Policy', id: 'https://member.example/terms' }],
      }),
    ],
    [
      'evidence',
      plain({
        '@context': [v2, { Seen: 'https://member.example/#Seen' }],
        evidence: [{ type: 'Seen' }, { type: ['Seen'] }],
      }),
    ],
    [
      'the digest of the vocabulary as SRI',
      plain({
        relatedResource: {
          id: v2,
          digestSRI: 'sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU',
        },
      }),
    ],
    [
      'that of the time before, in multibase',
      plain({
        relatedResource: [
          {
            id: v2,
            mediaType: 'application/ld+json',
            digestMultibase: 'uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k',
          },
        ],
      }),
    ],
    ['VC Data Model 1.1', older()],
    ['VC Data Model 1.1, and an end', older({ expirationDate: '2027-03-02T09:30:00Z' })],
    ['an Open Badge', badge()],
    ['an Open Badge with a status', badge({ credentialStatus: ownEntry })],
    ['an endorsement of something of ours', endorsement()],
    [
      'a page of its own issuer here',
      plain({
        issuer: { id: issuerDid, url: `${publicUrl}/issuers/harbour` },
        '@context': [v2, { url: { '@id': 'https://schema.example/url', '@type': '@id' } }],
      }),
    ],
  ])('with %s may be signed', async (_, document) => {
    expect(await problems(document)).toEqual([]);
  });
});

describe('the form', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, ''],
    ['null', null, ''],
    ['a text', 'x', ''],
    ['a list', [plain()], ''],
    ['a null inside', plain({ name: null }), '/name'],
    ['a null id', plain({ id: null }), '/id'],
    ['a null issuer', plain({ issuer: null }), '/issuer'],
    ['an issuer with a null id', plain({ issuer: { id: null } }), '/issuer/id'],
    ['a keyword', plain({ '@id': 'urn:x:1' }), '/@id'],
    ['a member by its address', plain({ 'https://schema.org/name': 'x' }), '/https:~1~1schema.org~1name'],
    [
      'a known type by its address',
      plain({
        type: [
          'VerifiableCredential',
          'https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential',
        ],
      }),
      '/type',
    ],
    ['a type that is a shortened address', plain({ type: ['VerifiableCredential', 'ex:Card'] }), '/type'],
    [
      'a context inside',
      plain({ credentialSubject: { '@context': v1, id: 'urn:x:1' } }),
      '/credentialSubject/@context',
    ],
    [
      'a status inside of a subject',
      plain({ credentialSubject: { id: 'urn:x:1', credentialStatus: ownEntry } }),
      '/credentialSubject/credentialStatus',
    ],
    [
      'its own id inside',
      plain({ id: 'urn:x:1', credentialSubject: { id: 'urn:x:1', name: 'x' } }),
      '/credentialSubject',
    ],
    [
      'a status under another name',
      plain({ statusEntry: { type: 'BitstringStatusListEntry', statusListIndex: true } }),
      '/statusEntry/statusListIndex',
    ],
    ['more bytes than are signed', plain({ name: 'x'.repeat(300_000) }), ''],
    [
      'more levels than are read',
      plain({ credentialSubject: JSON.parse(`${'{"a":'.repeat(70)}1${'}'.repeat(70)}`) }),
      `/credentialSubject${'/a'.repeat(63)}`,
    ],
    ['a text cut in two', plain({ name: '\ud83c' }), '/name'],
  ])('is no %s', async (_, document, path) => {
    expect(await where(document)).toEqual([path]);
  });
});

describe('the vocabularies', () => {
  it.each<[string, unknown, string]>([
    ['none', undefined, '/@context'],
    ['an empty list', [], '/@context/0'],
    ['a number', 4, '/@context'],
    ['an address alone', v2, '/@context'],
    ['another one first', [examples, v2], '/@context/0'],
    ['that of the examples alone', [examples], '/@context/0'],
    ['one of its own first', [{ a: 'https://x.example/#a' }, v2], '/@context/0'],
    ['an address that is none', [v2, 'https ://not-a-url/contexts/example/v1'], '/@context/1'],
    ['one that is not pinned', [v2, 'https://x.example/context/v1'], '/@context/1'],
    ['one that is pinned under another name', [v2, `${anyWord}#`], '/@context/1'],
    ['a number after', [v2, 123192875], '/@context/1'],
    ['null after', [v2, null], '/@context/1'],
    ['a list after', [v2, [anyWord]], '/@context/1'],
    ['one twice', [v2, v2], '/@context/1'],
    [
      'a known type with another meaning',
      [v2, { VerifiableCredential: 'https://x.example/#Bad' }],
      '/@context/1',
    ],
    [
      'a second name for a known member',
      [v2, { state: 'https://www.w3.org/2018/credentials#credentialStatus' }],
      '/@context/1',
    ],
    ['a second name for a keyword', [v2, { uid: '@id' }], '/@context/1'],
    ['a word that stands for no address', [v2, { Card: 'https ://not-a-url#Card' }], '/@context/1'],
    ['the end of all vocabularies', [v2, { '@vocab': null }], '/@context/1'],
    ['a file to be loaded', [v2, { '@import': 'https://x.example/context/v1' }], '/@context/1'],
    ['another base', [v2, { '@base': 'https://x.example/' }], '/@context/1'],
    ['a language for all texts', [v2, { '@language': 'en' }], '/@context/1'],
  ])('are not %s', async (_, context, path) => {
    expect(await where(plain({ '@context': context }))).toContain(path);
  });

  it('do not change what is protected', async () => {
    const card = { '@protected': true, Card: 'https://x.example/#Card' };
    const other = { Card: 'https://x.example/#Other' };
    const type = ['VerifiableCredential', 'Card'];
    expect(await where(plain({ '@context': [v2, card], type }))).toEqual([]);
    expect(await where(plain({ '@context': [v2, card, other], type }))).toEqual(['']);
  });

  it.each<[string, JsonObject]>([
    ['a type that nobody explains', plain({ type: ['VerifiableCredential', 'Card'] })],
    ['a member that nobody explains', plain({ credentialSubject: { id: 'urn:x:1', shoe: '42' } })],
    [
      'a subject’s id that is relative',
      plain({
        credentialSubject: { name: 'x', image: '../x.png' },
        '@context': [v2, { image: { '@id': 'https://x.example/#image', '@type': '@id' } }],
      }),
    ],
    ['dates of the older model', plain({ issuanceDate: '2026-03-02T09:30:00Z' })],
    [
      'a proof of the older model, without its words',
      plain({ '@context': [v1], issuanceDate: '2026-03-02T09:30:00Z' }),
    ],
  ])('leave nothing unexplained: not %s', async (_, document) => {
    const found = await problems(document);
    expect(found.map(({ path }) => path)).toEqual(['']);
    expect(found[0]?.message).toContain('Its vocabularies do not define all of it');
  });
});

describe('what the standard demands', () => {
  const url = 'https://x.example/';
  it.each<[string, object, string]>([
    ['no type', { type: undefined }, '/type'],
    ['an empty list of types', { type: [] }, '/type'],
    ['a number as type', { type: 4 }, '/type'],
    ['a type that is a list', { type: [['VerifiableCredential']] }, '/type/0'],
    ['another type only', { '@context': [v2, examples], type: ['RelationshipCredential'] }, '/type'],
    [
      'a type of two words',
      { '@context': [v2, anyWord], type: ['VerifiableCredential', 'two words'] },
      '/type',
    ],
    ['no issuer', { issuer: undefined }, '/issuer'],
    ['an issuer that is true', { issuer: true }, '/issuer'],
    ['a list of issuers', { issuer: [] }, '/issuer'],
    ['an issuer that is no address', { issuer: 'not-an-address' }, '/issuer'],
    ['an issuer whose id is no address', { issuer: { id: 'not-an-address' } }, '/issuer/id'],
    ['an issuer without an id', { issuer: { name: 'Harbour' } }, '/issuer'],
    ['no subject', { credentialSubject: undefined }, '/credentialSubject'],
    ['an empty subject', { credentialSubject: {} }, '/credentialSubject'],
    ['an empty list of subjects', { credentialSubject: [] }, '/credentialSubject'],
    [
      'an empty subject among others',
      { credentialSubject: [{ id: 'did:example:a' }, {}] },
      '/credentialSubject/1',
    ],
    ['a subject that is an address', { credentialSubject: 'did:example:a' }, '/credentialSubject'],
    [
      'a subject with two ids',
      { credentialSubject: { id: ['did:example:a', 'did:example:b'] } },
      '/credentialSubject/id',
    ],
    [
      'a part with two ids',
      { '@context': [v2, anyWord], credentialSubject: { home: { id: ['urn:x:1', 'urn:x:2'] } } },
      '/credentialSubject/home/id',
    ],
    ['two ids', { id: [`${url}1`, `${url}2`] }, '/id'],
    ['an id that is no address', { id: 'https ://not-a-url/vcs/1' }, '/id'],
    ['an id with a password in it', { id: 'https://me:secret@x.example/1' }, '/id'],
    ['a beginning in words', { validFrom: 'Sat 25 Feb 2023 07:16:31 PM CST' }, '/validFrom'],
    ['a beginning without an offset', { validFrom: '2026-03-02T09:30:00' }, '/validFrom'],
    ['a beginning on a day that there is not', { validFrom: '2026-02-30T09:30:00Z' }, '/validFrom'],
    ['an end in words', { validUntil: 'Sun, 26 Feb 2023 01:22:14 +0000' }, '/validUntil'],
    [
      'an end before its beginning',
      { validFrom: '2027-01-01T00:00:00Z', validUntil: '2025-01-01T00:00:00Z' },
      '/validUntil',
    ],
    [
      'an end before its beginning, by another clock',
      { validFrom: '2026-03-02T09:30:00Z', validUntil: '2026-03-02T10:29:59+01:00' },
      '/validUntil',
    ],
    [
      'a name with more in it',
      { name: { '@value': 'x', '@language': 'en', url: 'urn:x:1' } },
      '/name/@value',
    ],
    ['a name that is a number', { name: 5 }, '/name'],
    ['a name in no language', { name: { '@value': 'x', '@language': 'not a language' } }, '/name/@language'],
    ['a name that runs upwards', { name: { '@value': 'x', '@direction': 'up' } }, '/name/@direction'],
    ['a description that is a number', { description: { '@value': 5 } }, '/description/@value'],
    [
      'an issuer’s name with more in it',
      { issuer: { id: issuerDid, name: { '@value': 'x', url: 'urn:x:1' } } },
      '/issuer/name/@value',
    ],
    [
      'an issuer’s description with more in it',
      { issuer: { id: issuerDid, description: { '@value': 'x', url: 'urn:x:1' } } },
      '/issuer/description/@value',
    ],
    ['a status without a type', { credentialStatus: { id: 'did:example:status' } }, '/credentialStatus'],
    [
      'a status whose type is a number',
      { credentialStatus: { id: 'did:example:status', type: 2 } },
      '/credentialStatus/type',
    ],
    [
      'a status with two ids',
      { credentialStatus: { id: ['urn:x:1', 'urn:x:2'], type: 'BitstringStatusListEntry' } },
      '/credentialStatus/id',
    ],
    [
      'a status whose id is no address',
      { credentialStatus: { id: 'https ://not-a-url/4', type: 'BitstringStatusListEntry' } },
      '/credentialStatus/id',
    ],
    [
      'a position that is no number',
      {
        credentialStatus: {
          ...ownEntry,
          statusListCredential: url,
          id: `${url}#1`,
          statusListIndex: 'seven',
        },
      },
      '/credentialStatus/0/statusListIndex',
    ],
    [
      'a position without a list',
      {
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusPurpose: 'revocation',
          statusListIndex: '7',
        },
      },
      '/credentialStatus/0/statusListCredential',
    ],
    [
      'a position without a purpose',
      {
        credentialStatus: {
          type: 'BitstringStatusListEntry',
          statusListIndex: '7',
          statusListCredential: url,
        },
      },
      '/credentialStatus/0/statusPurpose',
    ],
    [
      'a status that is the list',
      { credentialStatus: { ...ownEntry, statusListCredential: url, id: url } },
      '/credentialStatus/0/id',
    ],
    [
      'a status of two bits without messages',
      { credentialStatus: { ...ownEntry, statusListCredential: url, id: `${url}#1`, statusSize: 2 } },
      '/credentialStatus/0/statusMessage',
    ],
    [
      'a status of no bits',
      { credentialStatus: { ...ownEntry, statusListCredential: url, id: `${url}#1`, statusSize: 0 } },
      '/credentialStatus/0/statusSize',
    ],
    ['a schema without a type', { credentialSchema: { id: url } }, '/credentialSchema'],
    ['a schema without an id', { credentialSchema: { type: 'JsonSchema' } }, '/credentialSchema'],
    [
      'a schema whose id is no address',
      { credentialSchema: { id: 'https ://not-a-url.example/1', type: 'JsonSchema' } },
      '/credentialSchema/id',
    ],
    [
      'a refresh service without a type',
      { refreshService: { id: 'did:example:refresh' } },
      '/refreshService',
    ],
    ['terms of use that are empty', { termsOfUse: {} }, '/termsOfUse'],
    ['terms of use without a type', { termsOfUse: { id: 'did:example:terms' } }, '/termsOfUse'],
    ['evidence that is empty', { evidence: {} }, '/evidence'],
    ['a resource that is an address', { relatedResource: [v2] }, '/relatedResource'],
    [
      'a resource without an id',
      { relatedResource: [{ digestMultibase: 'uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k' }] },
      '/relatedResource',
    ],
    ['a resource without a digest', { relatedResource: [{ id: v2 }] }, '/relatedResource/0'],
    [
      'a resource twice',
      {
        relatedResource: [
          { id: url, digestMultibase: 'uJKGMkOmFbVJhEfKTduMC2XCyvRAYLjOVmZWwIH1wQ7k' },
          { id: url, digestSRI: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' },
        ],
      },
      '/relatedResource',
    ],
    [
      'the wrong digest of the vocabulary',
      { relatedResource: [{ id: v2, digestMultibase: 'uM4RgWQc3RUDtjJCSgTJtTfvpZ7SPEg_LNO0ESlovQC0' }] },
      '/relatedResource',
    ],
    [
      'a digest that is none',
      {
        relatedResource: [
          { id: v2, digestSRI: 'sha384-_rCVIV7fSXXTNIvpiq26jRDyj8JG8TDjij-tD0ewLk4JpnXEz6a5AeeY_1qQ0d0P' },
        ],
      },
      '/relatedResource',
    ],
    ['a proof', { proof: { type: 'DataIntegrityProof' } }, '/proof'],
    ['an empty list of proofs', { proof: [] }, '/proof'],
    [
      'the type of a status list',
      { type: ['VerifiableCredential', 'BitstringStatusListCredential'] },
      '/type',
    ],
  ])('is not met by %s', async (_, changes, path) => {
    expect(await where(plain(changes))).toContain(path);
  });

  it.each<[string, object, string]>([
    ['no date of issue', { issuanceDate: undefined }, '/issuanceDate'],
    ['a date of issue in words', { issuanceDate: '2 March' }, '/issuanceDate'],
    ['an end in words', { expirationDate: 'never' }, '/expirationDate'],
    ['an end before its date of issue', { expirationDate: '2025-01-01T00:00:00Z' }, '/validUntil'],
  ])('in version 1.1 is not met by %s', async (_, changes, path) => {
    expect(await where(older(changes))).toContain(path);
  });
});

describe('the issuer', () => {
  it.each<[string, unknown, string[]]>([
    ['another issuer here', 'did:web:awards.example:issuers:other', ['/proof/0/verificationMethod']],
    [
      'another issuer here, as an object',
      { id: 'did:web:awards.example:issuers:other' },
      ['/proof/0/verificationMethod'],
    ],
    ['someone elsewhere', 'did:web:elsewhere.example', ['/issuer', '/proof/0/verificationMethod']],
    ['an address of ours', `${publicUrl}/issuers/harbour`, ['/issuer', '/proof/0/verificationMethod']],
    ['the key itself', `${issuerDid}#key-1`, ['/issuer', '/proof/0/verificationMethod']],
    ['the same in capitals', issuerDid.toUpperCase(), ['/issuer', '/proof/0/verificationMethod']],
  ])('is not %s', async (_, issuer, paths) => {
    expect(await where(plain({ issuer }))).toEqual(expect.arrayContaining(paths));
  });

  it('signs about now', async () => {
    expect(await where(plain(), { created: '2026-03-02T08:30:00Z' })).toEqual(['/proof/0/created']);
  });
});

describe('an Open Badge', () => {
  it.each<[string, JsonObject, string]>([
    ['the context of Open Badges', badge({ '@context': [v2, anyWord] }), '/@context'],
    ['an id', badge({ id: undefined }), '/id'],
    ['a beginning', badge({ validFrom: undefined }), '/validFrom'],
    ['a beginning in UTC', badge({ validFrom: '2026-03-02T10:30:00+01:00' }), '/validFrom'],
    [
      'an achievement',
      badge({ credentialSubject: { id: 'did:example:a', type: ['AchievementSubject'] } }),
      '/credentialSubject/achievement',
    ],
    ['one subject', badge({ credentialSubject: [{ id: 'did:example:a' }] }), '/credentialSubject'],
    ['lists that are not empty', badge({ evidence: [] }), '/evidence'],
  ])('has %s', async (_, document, path) => {
    expect(await where(document)).toContain(path);
  });

  it('has no words of its own, and none of the examples', async () => {
    const own = { shoe: 'https://member.example/#shoe' };
    expect(await where(badge({ '@context': [v2, badges, own] }))).toEqual(['/@context']);
    expect(await where(badge({ '@context': [v2, badges, examples] }))).toEqual(['/@context']);
  });

  it('says so by its type alone: its words without it are no badge', async () => {
    expect(
      await where(badge({ type: ['VerifiableCredential', 'AchievementCredential'], name: undefined })),
    ).toEqual([]);
    expect(await where(endorsement({}, { name: undefined }))).toEqual(['/name']);
  });
});

describe('an id that is kept by itself', () => {
  const long = (length: number) => `urn:x:${'y'.repeat(length - 6)}`;
  it.each<[string, (id: string) => JsonObject, string]>([
    ['the credential', (id) => plain({ id }), '/id'],
    ['the subject', (id) => plain({ credentialSubject: { id } }), '/credentialSubject/id'],
    [
      'the second subject',
      (id) => plain({ credentialSubject: [{ id: 'urn:x:1' }, { id }] }),
      '/credentialSubject/1/id',
    ],
  ])('has 2048 characters at most: that of %s', async (_, made, path) => {
    expect(await where(made(long(2048)))).toEqual([]);
    expect(await where(made(long(2049)))).toEqual([path]);
  });

  it.each<[string, (id: string) => unknown, string]>([
    ['alone', (id) => id, '/issuer'],
    ['with more about it', (id) => ({ id }), '/issuer/id'],
  ])('has 2048 characters at most: that of the issuer, %s', async (_, issuer, path) => {
    const id = (length: number) => `did:web:awards.example:issuers:${'h'.repeat(length - 31)}`;
    const found = async (length: number) =>
      where(plain({ issuer: issuer(id(length)) }), {
        verificationMethod: `${id(length)}#key-1`,
        own: { ...options.own, issuerId: id(length).slice(31) },
      });
    expect(await found(2048)).toEqual([]);
    expect(await found(2049)).toEqual([path]);
  });
});

describe('nothing of ours', () => {
  const achievement = (id: string) => {
    const document = badge();
    const subject = document.credentialSubject as JsonObject;
    const described = subject.achievement as JsonObject;
    return { ...document, credentialSubject: { ...subject, achievement: { ...described, id } } };
  };
  const ours = `${publicUrl}/micro-credentials/01JNB/versions/1`;

  it.each<[string, string]>([
    ['as it is', ours],
    ['of the former address', 'https://old.example/badges/micro-credentials/01JNB/versions/1'],
    ['in capitals', `HTTPS://AWARDS.EXAMPLE/micro-credentials/01JNB/versions/1`],
    ['with its port', 'https://awards.example:443/micro-credentials/01JNB/versions/1'],
    ['over http', 'http://awards.example/micro-credentials/01JNB/versions/1'],
    ['with a dot at the end of the host', 'https://awards.example./micro-credentials/01JNB/versions/1'],
    ['over a detour', `${publicUrl}/issuers/harbour/../../micro-credentials/01JNB/versions/1`],
    [
      'over a detour that is escaped',
      `${publicUrl}/issuers/harbour/%2e%2e/%2e%2e/micro-credentials/01JNB/versions/1`,
    ],
    ['with an escaped letter', `${publicUrl}/%6Dicro-credentials/01JNB/versions/1`],
    ['with a fragment', `${ours}#reading`],
    ['of another issuer', `${publicUrl}/issuers/other/badges/1`],
    ['beside its own issuer', `${publicUrl}/issuers/harbour-2/badges/1`],
  ])('is the achievement: %s', async (_, id) => {
    expect(await where(achievement(id))).toEqual(['/credentialSubject/achievement/id']);
  });

  it.each([
    'https://awards.example.elsewhere.example/micro-credentials/01JNB',
    'https://elsewhere.example/?https://awards.example/micro-credentials/01JNB',
    `${publicUrl}/issuers/harbour/badges/neighbour`,
    'https://old.example/other/micro-credentials/1',
    'urn:awards.example/micro-credentials/01JNB',
  ])('is in %j', async (id) => {
    expect(await where(achievement(id))).toEqual([]);
  });

  const result = {
    type: ['Result'],
    resultDescription: `${ours}#reading`,
    achievedLevel: `${ours}#reading-good`,
  };
  const subjectWith = (more: object) =>
    badge({ credentialSubject: { ...(badge().credentialSubject as object), ...more } });
  it.each<[string, JsonObject, string]>([
    ['the id', plain({ id: `${publicUrl}/credentials/01JNZ` }), '/id'],
    [
      'the status of another credential',
      plain({
        credentialStatus: statusEntry(`${publicUrl}/status/01JN`, { index: 8, purpose: 'revocation' }),
      }),
      '/credentialStatus/0/id',
    ],
    [
      'a list of ours under another name',
      plain({ credentialStatus: { ...ownEntry, id: 'urn:x:1' } }),
      '/credentialStatus/0/statusListCredential',
    ],
    [
      'a list of ours as suspension',
      plain({ credentialStatus: [ownEntry, { ...ownEntry, statusPurpose: 'suspension' }] }),
      '/credentialStatus/1/id',
    ],
    [
      'the evidence',
      badge({ evidence: [{ type: ['Evidence'], id: `${publicUrl}/credentials/01JNZ/evidence/1` }] }),
      '/evidence/0/id',
    ],
    [
      'what a result is of',
      subjectWith({ result: [result] }),
      '/credentialSubject/result/0/resultDescription',
    ],
    [
      'who assessed it',
      subjectWith({ source: { id: 'did:web:awards.example:issuers:other', type: ['Profile'] } }),
      '/credentialSubject/source/id',
    ],
    [
      'the subject',
      plain({ credentialSubject: { id: `${publicUrl}/credentials/01JNZ`, name: 'x' } }),
      '/credentialSubject/id',
    ],
    [
      'a schema',
      plain({ credentialSchema: { id: `${publicUrl}/x.json`, type: 'JsonSchema' } }),
      '/credentialSchema/id',
    ],
    [
      'who is endorsed, in what is no endorsement',
      plain({
        '@context': [v2, badges],
        credentialSubject: { id: ours, type: ['EndorsementSubject'], endorsementComment: 'x' },
      }),
      '/credentialSubject/id',
    ],
    [
      'more in an endorsement than who is endorsed',
      endorsement(
        { image: undefined },
        { image: { id: `${publicUrl}/credentials/01JNZ/image`, type: 'Image' } },
      ),
      '/image/id',
    ],
  ])('is %s', async (_, document, path) => {
    expect(await where(document)).toContain(path);
  });

  it('keeps an endorsement inside of a badge as its issuer signed it', () => {
    const own = { publicUrls: [publicUrl], issuerId: 'harbour', id: 'urn:x:1', statusEntries: [] };
    const inside = endorsement({}, { issuer: 'did:web:awards.example:issuers:other', proof: [] });
    expect(claimsOnUs(badge({ endorsement: [inside] }), own)).toEqual([]);
    expect(claimsOnUs(badge({ evidence: [inside] }), own)).toEqual([
      '/evidence/0/issuer',
      '/evidence/0/credentialSubject/id',
    ]);
  });

  it('is said of two things with one id', async () => {
    const subject = [
      { id: 'did:example:a', name: 'Alice' },
      { id: 'did:example:a', name: 'Bob' },
    ];
    expect(await where(plain({ credentialSubject: subject }))).toEqual(['/credentialSubject/1']);
  });
});
