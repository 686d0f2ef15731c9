import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeBits } from '../../src/credentials/bitstring.ts';
import { verifyProof, withProof } from '../../src/credentials/eddsa-rdfc-2022.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import {
  documentLimit,
  LintError,
  type LintOptions,
  type LintProblem,
  lintForSigning,
} from '../../src/credentials/lint.ts';
import { signedAchievementCredential } from '../../src/credentials/open-badge.ts';
import { statusListCredential } from '../../src/credentials/status-list.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerKey,
  listUrl,
  now,
  publicUrl,
  world,
} from './example-award.ts';

const options: LintOptions = {
  verificationMethod: issuerKey.method,
  created: '2026-03-02T09:30:00Z',
  now,
  publicUrl,
};

async function problems(
  document: unknown,
  changes: Partial<LintOptions> = {},
): Promise<readonly LintProblem[]> {
  try {
    await lintForSigning(document, { ...options, ...changes });
    return [];
  } catch (error) {
    if (error instanceof LintError) return error.problems;
    throw error;
  }
}
const where = async (document: unknown, changes?: Partial<LintOptions>) =>
  (await problems(document, changes)).map(({ path }) => path);

const list = (changes: object = {}) => ({
  ...statusListCredential({
    id: listUrl,
    issuerDid,
    purpose: 'revocation',
    validFrom: '2026-03-02T09:30:00Z',
    encodedList: encodeBits([7]),
  }),
  ...changes,
});

describe('an award that may be signed', () => {
  it('comes back as what the key signs, and verifies once it is signed', async () => {
    const input = await lintForSigning(exampleAward(), options);
    expect(input.bytes).toHaveLength(64);
    const document = changed(exampleAward(), ['name'], exampleAward().name);
    const secured = withProof(document, input.proof, sign(null, input.bytes, issuerKey.privateKey));
    expect(await verifyProof(secured, issuerKey.publicKey)).toEqual({ ok: true });
    expect(signedAchievementCredential.safeParse(secured).success).toBe(true);
    expect((await verifyCredential(secured, await world())).verdict).toBe('valid');
  });

  it('is signed with nothing of the rehearsal in it', async () => {
    const [first, second] = await Promise.all([
      lintForSigning(exampleAward(), options),
      lintForSigning(exampleAward(), options),
    ]);
    expect(first).toEqual(second);
    expect(first.proof).toEqual({
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-rdfc-2022',
      created: options.created,
      verificationMethod: options.verificationMethod,
      proofPurpose: 'assertionMethod',
    });
  });

  it('may leave out what is optional', async () => {
    let bare = changed(exampleAward(), ['evidence']);
    for (const member of ['relatedResource', 'image', 'description', 'validUntil', 'awardedDate'])
      bare = changed(bare, [member]);
    for (const member of ['id', 'source', 'narrative']) bare = changed(bare, ['credentialSubject', member]);
    for (const member of ['alignment', 'tag', 'creator', 'inLanguage', 'version'])
      bare = changed(bare, ['credentialSubject', 'achievement', member]);
    expect(await problems(bare)).toEqual([]);
  });
});

describe('the shape of an award', () => {
  it.each<[string, (string | number)[], unknown?]>([
    ['another context', ['@context', 1], 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'],
    ['an added context', ['@context', 2], 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'],
    ['a missing context', ['@context', 1]],
    ['no id', ['id']],
    ['a number as id', ['id'], 7],
    ['another type', ['type', 1], 'AchievementCredential'],
    ['no name', ['name']],
    ['an empty name', ['name'], '  '],
    ['an issuer that is a text', ['issuer'], issuerDid],
    ['no validFrom', ['validFrom']],
    ['a date with an offset', ['validFrom'], '2026-03-02T10:29:00+01:00'],
    ['a date without a time', ['awardedDate'], '2026-03-02'],
    ['a date that does not exist', ['validUntil'], '2031-02-30T00:00:00Z'],
    ['an empty set', ['evidence'], []],
    ['evidence that is one object', ['evidence'], exampleAward().evidence[0]],
    ['an unknown member', ['colour'], 'blue'],
    ['an unknown member within', ['credentialSubject', 'achievement', 'colour'], 'blue'],
    ['a proof that is there already', ['proof'], []],
    ['two statuses', ['credentialStatus'], [exampleAward().credentialStatus]],
    ['no status', ['credentialStatus']],
    ['a status for something else', ['credentialStatus', 'statusPurpose'], 'message'],
    ['an index that is a number', ['credentialStatus', 'statusListIndex'], 5],
    ['an index beyond the list', ['credentialStatus', 'statusListIndex'], '131072'],
    ['an index with a zero before it', ['credentialStatus', 'statusListIndex'], '05'],
    ['a status that is its list', ['credentialStatus', 'id'], listUrl],
    ['no results', ['credentialSubject', 'result']],
    ['no rubric', ['credentialSubject', 'achievement', 'resultDescription']],
    ['no required level', ['credentialSubject', 'achievement', 'resultDescription', 0, 'requiredLevel']],
    [
      'no level text',
      ['credentialSubject', 'achievement', 'resultDescription', 0, 'rubricCriterionLevel', 0, 'level'],
    ],
    [
      'a level that is a word',
      ['credentialSubject', 'achievement', 'resultDescription', 0, 'rubricCriterionLevel', 0, 'level'],
      'low',
    ],
    ['a result without a level', ['credentialSubject', 'result', 0, 'achievedLevel']],
    ['a hash that is none', ['credentialSubject', 'identifier', 0, 'identityHash'], 'sha256$abc'],
    ['a digest that is none', ['relatedResource', 0, 'digestMultibase'], 'uAAAA'],
    ['a long digest', ['relatedResource', 0, 'digestMultibase'], `z${'2'.repeat(100_000)}`],
    ['an unsupported language', ['credentialSubject', 'achievement', 'inLanguage'], 'English'],
  ])('%s is refused where it stands', async (_, path, value) => {
    const found = await where(changed(exampleAward(), path, value));
    expect(found.length).toBeGreaterThan(0);
    expect(`/${path.join('/')}`.startsWith(found[0] ?? '-')).toBe(true);
  });

  it.each([
    ['the achievement', exampleAward().credentialSubject.achievement.id],
    ['a criterion', exampleAward().credentialSubject.achievement.resultDescription[0]?.id],
    ['the credential', exampleAward().id],
    ['the issuer', exampleAward().issuer.id],
  ])('evidence under the address of %s is refused: their members could be swapped', async (_, id) => {
    expect(await where(changed(exampleAward(), ['evidence', 0, 'id'], id))).not.toEqual([]);
  });

  it('two pieces of evidence under one address are refused', async () => {
    const [first] = exampleAward().evidence;
    const id = 'https://example.org/work';
    const twice = [
      { ...first, id },
      { ...first, id },
    ];
    expect(await where(changed(exampleAward(), ['evidence'], twice))).toEqual(['/evidence/1']);
  });

  it('a person who is named by nothing is refused', async () => {
    const subject = changed(changed(exampleAward(), ['credentialSubject', 'id']), [
      'credentialSubject',
      'identifier',
    ]);
    expect(await where(subject)).toEqual(['/credentialSubject']);
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', '{}'],
    ['a list', [exampleAward()]],
    ['an empty object', {}],
    ['a date inside', { ...exampleAward(), validFrom: new Date() }],
    ['undefined inside', { ...exampleAward(), description: undefined }],
    ['null inside', { ...exampleAward(), description: null }],
    ['a lone surrogate', { ...exampleAward(), name: '\udc00' }],
    ['a full name of a term', { ...exampleAward(), 'https://schema.org/name': 'x' }],
    ['evidence that is the credential', changed(exampleAward(), ['evidence', 0, 'id'], exampleAward().id)],
    ['a context within', changed(exampleAward(), ['issuer', '@context'], [])],
    ['a prototype', JSON.parse('{"__proto__":{}}')],
  ])('%s is refused', async (_, document) => {
    expect((await problems(document)).length).toBeGreaterThan(0);
  });

  it('more than 256 KiB is refused, as bytes and not as characters', async () => {
    const room = documentLimit - Buffer.byteLength(JSON.stringify(exampleAward()));
    const text = (length: number) => 'é'.repeat(Math.floor(length / 2));
    expect(await problems({ ...exampleAward(), description: text(room - 4) })).toEqual([]);
    expect(await problems({ ...exampleAward(), description: text(room + 60) })).toEqual([
      { path: '', message: expect.stringContaining('above 262144') },
    ]);
  });

  it('alike entries without an id are no trouble', async () => {
    const twin = { type: ['Evidence'], name: 'a' };
    expect(await problems(changed(exampleAward(), ['evidence'], Array(30).fill(twin)))).toEqual([]);
  });
});

describe('the dates of an award', () => {
  it.each<[string, object, string[]]>([
    ['validFrom within the five minutes of clock skew', { validFrom: '2026-03-02T09:35:00Z' }, []],
    ['validFrom after them', { validFrom: '2026-03-02T09:35:01Z' }, ['/validFrom']],
    ['awardedDate with validFrom', { awardedDate: '2026-03-02T09:29:00Z' }, []],
    ['awardedDate after validFrom', { awardedDate: '2026-03-02T09:29:01Z' }, ['/awardedDate']],
    ['validUntil with validFrom', { validUntil: '2026-03-02T09:29:00Z' }, ['/validUntil']],
    ['validUntil before now', { validUntil: '2026-03-02T09:29:59Z' }, ['/validUntil']],
    ['validUntil after now', { validUntil: '2026-03-02T09:30:01Z' }, []],
  ])('%s', async (_, dates, expected) => {
    expect(await where({ ...exampleAward(), ...dates })).toEqual(expected);
  });

  it.each([
    ['2026-03-02T09:24:59Z', 1],
    ['2026-03-02T09:25:00Z', 0],
    ['2026-03-02T09:35:00Z', 0],
    ['2026-03-02T09:35:01Z', 1],
    ['2026-03-02T10:30:00+01:00', 1],
    ['now', 1],
  ])('a proof of %s at half past nine has %d problems', async (created, count) => {
    expect(await problems(exampleAward(), { created })).toHaveLength(count);
  });

  it('a clock that does not run signs nothing', async () => {
    expect(await where(exampleAward(), { now: new Date(Number.NaN) })).not.toEqual([]);
  });
});

describe('the addresses of an award', () => {
  it.each<[string, (string | number)[], string]>([
    ['relative', ['id'], '/credentials/1'],
    ['without a scheme', ['id'], 'awards.example/credentials/1'],
    ['of another site', ['id'], 'https://elsewhere.example/credentials/1'],
    ['of a site that begins alike', ['id'], 'https://awards.example.evil.example/credentials/1'],
    ['the site itself', ['id'], 'https://awards.example/'],
    ['with a user name', ['id'], 'https://awards.example@evil.example/credentials/1'],
    ['with a password', ['issuer', 'url'], 'https://a:b@harbour.example/'],
    ['a script', ['issuer', 'url'], 'javascript:alert(1)'],
    ['a file', ['issuer', 'image'], 'file:///etc/passwd'],
    ['mail', ['issuer', 'url'], 'mailto:a@harbour.example'],
    ['with a space', ['evidence', 0, 'id'], 'https://awards.example/a b'],
    ['with a bracket', ['evidence', 0, 'id'], 'https://awards.example/<b>'],
    ['data', ['image', 'id'], 'data:image/png;base64,AAAA'],
    ['an achievement elsewhere', ['credentialSubject', 'achievement', 'id'], 'https://elsewhere.example/m/1'],
    [
      'an alignment that is no page',
      ['credentialSubject', 'achievement', 'alignment', 0, 'targetUrl'],
      'urn:x:1',
    ],
    ['a list elsewhere', ['credentialStatus', 'statusListCredential'], 'https://elsewhere.example/status/1'],
    ['an entry beside its list', ['credentialStatus', 'id'], `${listUrl}1`],
    [
      'a description beside its achievement',
      ['credentialSubject', 'achievement', 'resultDescription', 0, 'id'],
      'https://awards.example/x#choice',
    ],
    ['an issuer elsewhere', ['issuer', 'id'], 'did:web:elsewhere.example:issuers:harbour'],
    ['an issuer with a fragment', ['issuer', 'id'], `${issuerDid}#x`],
    ['an issuer below an issuer', ['issuer', 'id'], `${issuerDid}:below`],
    ['an issuer without a name', ['issuer', 'id'], 'did:web:awards.example:issuers:'],
    ['an issuer by web address', ['issuer', 'id'], 'https://awards.example/issuers/harbour'],
  ])('%s is refused', async (_, path, value) => {
    expect(await where(changed(exampleAward(), path, value))).toContainEqual(
      expect.stringContaining(`/${path[0]}`),
    );
  });

  it.each([
    `${issuerDid}2#key-1`,
    `${issuerDid}#`,
    issuerDid,
    'did:web:awards.example:issuers:other#key-1',
    '#key-1',
  ])('the key %s is not the issuer’s', async (verificationMethod) => {
    expect(await where(exampleAward(), { verificationMethod })).toContain('/proof/0/verificationMethod');
  });

  it('a deployment on a laptop has its own addresses', async () => {
    const text = JSON.stringify(exampleAward())
      .replaceAll('https://awards.example', 'http://127.0.0.1:3000')
      .replaceAll('did:web:awards.example', 'did:web:127.0.0.1%3A3000');
    const verificationMethod = 'did:web:127.0.0.1%3A3000:issuers:harbour#key-1';
    expect(
      await problems(JSON.parse(text), { publicUrl: 'http://127.0.0.1:3000', verificationMethod }),
    ).toEqual([]);
    expect(await problems(JSON.parse(text), { verificationMethod })).not.toEqual([]);
  });
});

describe('the results of an award', () => {
  const achievement = 'https://awards.example/micro-credentials/reading-aloud/versions/2';
  const results = '/credentialSubject/result';
  const descriptions = '/credentialSubject/achievement/resultDescription';
  const result = (index: number, member: string) => ['credentialSubject', 'result', index, member];
  const description = (index: number, ...rest: (string | number)[]) => [
    'credentialSubject',
    'achievement',
    'resultDescription',
    index,
    ...rest,
  ];

  it.each<[string, JsonObject, string[]]>([
    [
      'a level below the required one',
      changed(exampleAward(), result(0, 'achievedLevel'), `${achievement}#choice-not-yet`),
      [`${results}/0`],
    ],
    [
      'a level of another criterion',
      changed(exampleAward(), result(0, 'achievedLevel'), `${achievement}#voice-with-support`),
      [`${results}/0`],
    ],
    [
      'a level that nobody described',
      changed(exampleAward(), result(0, 'achievedLevel'), `${achievement}#choice-superb`),
      [`${results}/0`],
    ],
    [
      'a criterion that nobody described',
      changed(exampleAward(), result(1, 'resultDescription'), `${achievement}#other`),
      [`${descriptions}/1`, `${results}/1`],
    ],
    [
      'a criterion without a result',
      changed(exampleAward(), ['credentialSubject', 'result', 1]),
      [`${descriptions}/1`],
    ],
    [
      'two results for a criterion',
      changed(exampleAward(), ['credentialSubject', 'result', 2], exampleAward().credentialSubject.result[0]),
      [`${results}/2`],
    ],
    [
      'two criteria of one name',
      changed(exampleAward(), description(1, 'id'), `${achievement}#choice`),
      [`${descriptions}/1`, `${results}/1`, `${results}/0`],
    ],
    [
      'a required level that nobody described',
      changed(exampleAward(), description(0, 'requiredLevel'), `${achievement}#x`),
      [`${descriptions}/0`, `${results}/0`],
    ],
    [
      'levels out of order',
      changed(exampleAward(), description(0, 'rubricCriterionLevel', 0, 'level'), '9'),
      [`${descriptions}/0`, `${results}/0`],
    ],
    [
      'levels of one height',
      changed(exampleAward(), description(0, 'rubricCriterionLevel', 0, 'level'), '2'),
      [`${descriptions}/0`],
    ],
  ])('%s: nothing is signed', async (_, award, expected) => {
    const found = await where(award);
    expect(found.length).toBeGreaterThan(0);
    for (const path of found) expect(expected).toContain(path);
  });
});

describe('a status list', () => {
  it('that is whole may be signed', async () => {
    expect(await problems(list())).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['of another issuer', { issuer: 'did:web:elsewhere.example:issuers:harbour' }, '/issuer'],
    ['with an issuer in an object', { issuer: { id: issuerDid } }, '/issuer'],
    ['elsewhere', { id: 'https://elsewhere.example/status/1' }, '/id'],
    ['from the future', { validFrom: '2026-03-02T09:36:00Z' }, '/validFrom'],
    ['that has ended', { validUntil: '2026-03-02T09:30:00Z' }, '/validUntil'],
    ['with badge words', { '@context': exampleAward()['@context'] }, '/@context'],
    ['with a member more', { name: 'List' }, '/name'],
    [
      'with no bits',
      { credentialSubject: { ...list().credentialSubject, encodedList: 'u' } },
      '/credentialSubject/encodedList',
    ],
    [
      'with few bits',
      { credentialSubject: { ...list().credentialSubject, encodedList: 'uH4sIAAAAAAAAA2NgAAMABgAB' } },
      '/credentialSubject/encodedList',
    ],
    [
      'with text for bits',
      { credentialSubject: { ...list().credentialSubject, encodedList: 'hello' } },
      '/credentialSubject/encodedList',
    ],
    [
      'with another subject',
      { credentialSubject: { ...list().credentialSubject, id: `${listUrl}#other` } },
      '/credentialSubject/id',
    ],
    [
      'for messages',
      { credentialSubject: { ...list().credentialSubject, statusPurpose: 'message' } },
      '/credentialSubject/statusPurpose',
    ],
    [
      'that is an award as well',
      { type: ['VerifiableCredential', 'BitstringStatusListCredential', 'OpenBadgeCredential'] },
      '/type',
    ],
  ])('%s is refused', async (_, changes, path) => {
    expect(await where(list(changes))).toContain(path);
  });

  it('of an award is none', async () => {
    expect(
      await where({ ...exampleAward(), type: ['VerifiableCredential', 'BitstringStatusListCredential'] }),
    ).not.toEqual([]);
    expect(await where(list({ type: ['VerifiableCredential', 'OpenBadgeCredential'] }))).not.toEqual([]);
  });
});
