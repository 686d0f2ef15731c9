import { describe, expect, it } from 'vitest';
import type { OwnNames } from '../../src/credentials/assessment-claims.ts';
import { hiddenClaims } from '../../src/credentials/hidden-claims.ts';
import type { JsonObject, JsonValue } from '../../src/credentials/json.ts';
import { canonicalize } from '../../src/credentials/json-ld.ts';
import { LintError } from '../../src/credentials/lint.ts';
import { lintDirect } from '../../src/credentials/lint-generic.ts';
import { shortenedAddresses } from '../../src/credentials/own-words.ts';
import { statusEntry } from '../../src/credentials/status-list.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { issuerDid, issuerKey, listUrl, now, outcomes, publicUrl, signed, world } from './example-award.ts';

const v2 = 'https://www.w3.org/ns/credentials/v2';
const badges = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const vocabulary = 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#';
const credentials = 'https://www.w3.org/2018/credentials#';
const ours = `${publicUrl}/micro-credentials/01JNB/versions/1`;
const other = 'did:web:awards.example:issuers:other';

const own: OwnNames = {
  publicUrls: [publicUrl, 'https://old.example/badges'],
  issuerId: 'harbour',
  id: `${publicUrl}/credentials/01JNA`,
  statusEntries: [statusEntry(listUrl, { index: 7, purpose: 'revocation' })],
};
const options = {
  verificationMethod: issuerKey.method,
  created: '2026-03-02T09:30:00Z',
  now,
  publicUrl,
  formerPublicUrls: ['https://old.example/badges'],
  own,
};

const badge = (achievement: string): JsonObject => ({
  '@context': [v2, badges],
  id: own.id,
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  issuer: issuerDid,
  name: 'Reading',
  validFrom: '2026-03-02T09:30:00Z',
  credentialSubject: {
    id: 'did:example:subject',
    type: ['AchievementSubject'],
    achievement: {
      id: achievement,
      type: ['Achievement'],
      name: 'Reading',
      description: 'Reads.',
      criteria: { narrative: 'Reads aloud.' },
    },
  },
});
/** The badge with its type and its achievement under words of its own. */
const disguised = (words: JsonObject, type: string, achievement: string): JsonObject => ({
  ...badge(achievement),
  '@context': [v2, badges, words],
  type: ['VerifiableCredential', type],
});
const shortened = disguised(
  {
    b: 'https://purl.imsglobal.org/',
    a: 'b:spec/',
    Feat: 'a:vc/ob/vocab.html#OpenBadgeCredential',
    m: `${publicUrl}/`,
  },
  'Feat',
  'm:micro-credentials/01JNB/versions/1',
);

async function refusals(document: JsonObject): Promise<string[]> {
  try {
    await lintDirect(document, options);
    return [];
  } catch (error) {
    if (error instanceof LintError) return error.problems.map(({ path }) => path);
    throw error;
  }
}

describe('a badge in disguise', () => {
  it('is the same badge to whoever signs statements', async () => {
    expect(await canonicalize(shortened)).toBe(await canonicalize(badge(ours)));
  });

  it('is refused, as the badge is', async () => {
    expect(await refusals(badge(ours))).toEqual(['/credentialSubject/achievement/id']);
    expect(await refusals(shortened)).toEqual(['/@context/2']);
  });

  it.each<[string, JsonObject, string, string]>([
    ['by its type in full', { Feat: `${vocabulary}OpenBadgeCredential` }, 'Feat', 'urn:x:1'],
    ['by the namespace of its type', { '@vocab': vocabulary }, 'OpenBadgeCredential', 'urn:x:1'],
    [
      'by a word that begins an address',
      { m: `${publicUrl}/` },
      'OpenBadgeCredential',
      'm:micro-credentials/1',
    ],
    ['by a scheme that is a word', { urn: 'https://words.example/#urn' }, 'OpenBadgeCredential', 'urn:x:1'],
    ['by a word of ours', { Card: `${ours}#card` }, 'Card', 'urn:x:1'],
    ['by a word that is an issuer of ours', { Card: other }, 'Card', 'urn:x:1'],
    ['by the namespace of ours', { '@vocab': `${publicUrl}/` }, 'Card', 'urn:x:1'],
  ])('is refused %s', async (_, words, type, achievement) => {
    expect(await refusals(disguised(words, type, achievement))).not.toEqual([]);
  });

  it('hides nothing under an endorsement of another vocabulary', async () => {
    const { '@context': _, ...rest } = badge(ours);
    const hidden = {
      ...rest,
      '@context': [v2, { endorsement: 'https://words.example/#endorsement' }],
      type: ['VerifiableCredential'],
      credentialSubject: { id: 'urn:x:1' },
      endorsement: { id: ours },
    };
    expect(await refusals(hidden)).toContain('/endorsement/id');
  });
});

describe('the statements that will be signed', () => {
  const said = async (document: JsonObject) => (await hiddenClaims(document, own)).map(({ path }) => path);

  it('show a badge and an address of ours, whatever hid them', async () => {
    expect(await hiddenClaims(shortened, own)).toEqual([
      { path: '', message: expect.stringContaining(ours) },
      { path: '/type', message: expect.any(String) },
    ]);
  });

  it.each<[string, JsonObject]>([
    ['what is of the former address', badge('https://old.example/badges/micro-credentials/1')],
    ['another issuer of ours', badge(other)],
    ['a key of another issuer of ours', badge(`${other}#key-1`)],
    ['another credential', { ...badge('urn:x:1'), id: `${publicUrl}/credentials/01JNZ` }],
    ['a member of ours', { ...badge('urn:x:1'), '@context': [v2, badges, { seen: ours }], seen: 'yes' }],
    [
      'a kind of text of ours',
      {
        ...badge('urn:x:1'),
        '@context': [v2, badges, { seen: { '@id': 'urn:x:seen', '@type': ours } }],
        seen: 'yes',
      },
    ],
    [
      'a list that was not made for it',
      {
        ...badge('urn:x:1'),
        credentialStatus: statusEntry(`${publicUrl}/status/other`, { index: 7, purpose: 'revocation' }),
      },
    ],
  ])('must not hold %s', async (_, document) => {
    expect(await said(document)).toContain('');
  });

  it.each<[string, JsonObject]>([
    ['its own id', badge('urn:x:1')],
    ['what was drawn for it', { ...badge('urn:x:1'), credentialStatus: own.statusEntries[0] as JsonObject }],
    ['the pages of its issuer', badge(`${publicUrl}/issuers/harbour/badges/1`)],
    ['what a text says', { ...badge('urn:x:1'), name: `"<${ours}>" \\` }],
    [
      'an endorsement of another',
      {
        ...badge('urn:x:1'),
        endorsement: [
          {
            id: `${publicUrl}/credentials/01JNZ`,
            type: ['VerifiableCredential', 'EndorsementCredential'],
            issuer: other,
            credentialSubject: { id: ours, type: ['EndorsementSubject'] },
          },
        ],
      },
    ],
    [
      'another issuer as the one that it is about',
      {
        '@context': [v2],
        type: ['VerifiableCredential'],
        issuer: issuerDid,
        credentialSubject: { id: other, name: 'x' },
      },
    ],
  ])('may hold %s', async (_, document) => {
    expect(await said(document)).toEqual([]);
  });
});

describe('an address that begins with a word', () => {
  const contexts: JsonValue = [v2, { word: 'https://words.example/#word', At: { '@id': 'urn:x:At' } }];
  it.each<[string, JsonObject, string[]]>([
    ['as an id', { credentialSubject: { id: 'word:x' } }, ['/credentialSubject/id']],
    ['as a type', { type: ['VerifiableCredential', 'At:x'] }, ['/type/1']],
    ['as a member', { 'word:x': 1 }, ['/word:x']],
    [
      'of a pinned vocabulary',
      { evidence: [{ id: 'xsd:x' }, { id: 'cred:x' }] },
      ['/evidence/0/id', '/evidence/1/id'],
    ],
    ['but not a scheme', { id: 'urn:x', issuer: 'did:web:x', evidence: { id: 'https://word.example/' } }, []],
    ['but not with an authority', { id: 'word://x' }, []],
    ['but not in a sentence', { name: 'word: of honour' }, []],
    ['but not in a text with its language', { name: { '@value': 'word:x', '@language': 'en' } }, []],
  ])('is found %s', (_, document, paths) => {
    expect(shortenedAddresses({ '@context': contexts, ...document })).toEqual(paths);
  });
});

describe('a verifier that knows words of others', () => {
  const plain = { type: ['VerifiableCredential'], issuer: issuerDid, credentialSubject: { id: 'urn:x:1' } };
  const entry = { id: 'urn:x:entry', type: 'BitstringStatusListEntry' };
  it.each<[string, JsonObject, JsonObject]>([
    [
      'its status',
      {
        c: 'https://www.w3.org/2018/',
        d: 'c:credentials#',
        fate: { '@id': 'd:credentialStatus', '@type': '@id' },
      },
      { fate: entry },
    ],
    [
      'its end',
      {
        c: 'https://www.w3.org/2018/',
        d: 'c:credentials#',
        end: { '@id': 'd:validUntil', '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' },
      },
      { end: '2020-01-01T00:00:00Z' },
    ],
    ['its status in full', { fate: `${credentials}credentialStatus` }, { fate: entry }],
    ['its status by the namespace', { '@vocab': credentials }, {}],
    ['an address', { m: 'https://words.example/' }, { evidence: { id: 'm:x', type: 'm' } }],
    ['an address by a word', { m: 'https://words.example/#m' }, { evidence: { id: 'm:x', type: 'm' } }],
  ])('does not rely on one that hides %s', async (_, words, members) => {
    const document = await signed({ '@context': [v2, words], ...plain, ...members });
    const report = await verifyCredential(document, await world(), { ownWords: true });
    expect(outcomes(report).contexts).toBe('could-not-be-checked: inline-context');
    expect(report.verdict).not.toBe('valid');
  });

  it('relies on one that only adds words', async () => {
    const document = await signed({
      '@context': [v2, { m: 'https://words.example/#m' }],
      ...plain,
      evidence: { id: 'urn:m:x', type: 'm' },
    });
    const report = await verifyCredential(document, await world(), { ownWords: true });
    expect(report.verdict).toBe('valid');
  });
});
