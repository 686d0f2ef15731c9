import { describe, expect, it } from 'vitest';
import { awardDocument } from '../../src/credentials/award-document.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { openBadgeProblems } from '../../src/credentials/open-badge-model.ts';
import { awardFacts } from '../support/award-facts.ts';
import { changed } from './example-award.ts';

/**
 * The classes and members of the data model of Open Badges 3.0 (1EdTech), in words and examples of our own. What each case
 * expects was compared with the JSON schemas that 1EdTech publishes for AchievementCredential and EndorsementCredential:
 * whatever they refuse is refused here.
 */
const award = JSON.parse(JSON.stringify(awardDocument(awardFacts()))) as JsonObject;
const endorsement: JsonObject = {
  '@context': award['@context'] ?? null,
  id: 'urn:uuid:6f2c3a52-5a4d-4b0e-9b1c-2f6f6d1f7a11',
  type: ['VerifiableCredential', 'EndorsementCredential'],
  name: 'Recognised',
  issuer: 'did:web:council.example',
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'https://elsewhere.example/badge', type: ['EndorsementSubject'] },
};
const minimal: JsonObject = {
  '@context': award['@context'] ?? null,
  id: 'https://elsewhere.example/credentials/1',
  type: ['VerifiableCredential', 'AchievementCredential'],
  issuer: 'did:web:elsewhere.example',
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: {
    id: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    type: ['AchievementSubject'],
    achievement: {
      id: 'urn:uuid:8b7b5f0e-0f3c-4f0a-a6a4-2f5b9c1f0d11',
      type: ['Achievement'],
      name: 'Teamwork',
      description: 'Works with others.',
      criteria: { narrative: 'Three projects.' },
    },
  },
};

const where = (document: JsonObject, use: 'issue' | 'verify' = 'issue') =>
  openBadgeProblems(document, use).map(({ path }) => path);
type Path = (string | number)[];
const subject = (...path: Path): Path => ['credentialSubject', ...path];
const achievement = (...path: Path): Path => subject('achievement', ...path);
const result = achievement('resultDescription', 0);

describe('an Open Badge of anyone', () => {
  it.each<[string, JsonObject]>([
    ['with every part that is issued here', award],
    ['with nothing but what it must have', minimal],
    ['that is an endorsement', endorsement],
    ['that says that it is nothing of the kind', { type: ['VerifiableCredential'], nothing: null }],
    ['with members of others', changed(minimal, achievement('requiredTimeInHours'), 12)],
    ['with types of others', changed(minimal, achievement('type', 1), 'ext:Course')],
    [
      'with more contexts',
      changed(minimal, ['@context', 2], 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'),
    ],
    [
      'with an older context',
      changed(minimal, ['@context', 1], 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json'),
    ],
    ['with an image in it', changed(minimal, ['image'], { id: 'data:image/png;base64,AAAA', type: 'Image' })],
    ['with terms of its own', changed(minimal, achievement('achievementType'), 'ext:Apprentice_2')],
    [
      'with results without a rubric',
      changed(minimal, subject('result'), [{ type: ['Result'], value: '7', status: 'Completed' }]),
    ],
    [
      'with a place on earth',
      changed(award, ['issuer', 'address', 'geo'], {
        type: 'GeoCoordinates',
        latitude: 51.9,
        longitude: -8.47,
      }),
    ],
    [
      'with a parent organisation',
      changed(award, ['issuer', 'parentOrg'], { id: 'https://parent.example/', type: ['Profile'] }),
    ],
    ['with an endorsement', changed(minimal, ['endorsement'], [endorsement])],
  ])('is one: %s', (_, document) => {
    expect(openBadgeProblems(document, 'issue')).toEqual([]);
  });

  it.each<[string, JsonObject, Path, unknown, string?]>([
    ['no id', minimal, ['id'], undefined],
    ['a relative id', minimal, ['id'], '/credentials/1'],
    ['no issuer', minimal, ['issuer'], undefined],
    ['an issuer without an id', minimal, ['issuer'], { type: ['Profile'] }],
    ['no validFrom', minimal, ['validFrom'], undefined],
    ['a date that is no date', minimal, ['validFrom'], '2026-02-30T00:00:00Z'],
    ['a date without an offset', minimal, ['validUntil'], '2027-01-01T00:00:00'],
    [
      'contexts the other way round',
      minimal,
      ['@context'],
      ['https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json', 'https://www.w3.org/ns/credentials/v2'],
    ],
    ['the context of credentials alone', minimal, ['@context', 1], undefined, '/@context'],
    ['a type that is a text', minimal, subject('type'), 'AchievementSubject'],
    ['another type', minimal, subject('type', 0), 'Person', '/credentialSubject/type'],
    ['two subjects', minimal, ['credentialSubject'], [minimal.credentialSubject]],
    ['nobody who earned it', minimal, subject('id'), undefined, '/credentialSubject'],
    ['no achievement', minimal, subject('achievement'), undefined],
    ['an achievement by address', minimal, subject('achievement'), 'https://elsewhere.example/badge'],
    ['no description', minimal, achievement('description'), undefined],
    ['a description with nothing in it', minimal, achievement('description'), ' '],
    ['criteria that are a text', minimal, achievement('criteria'), 'Three projects.'],
    ['empty criteria', minimal, achievement('criteria'), {}],
    ['an unknown type of achievement', minimal, achievement('achievementType'), 'Nano'],
    ['a tag that is a text', minimal, achievement('tag'), 'team'],
    ['no tags', minimal, achievement('tag'), []],
    ['credits as text', minimal, achievement('creditsAvailable'), '3'],
    ['negative credits', minimal, subject('creditsEarned'), -1],
    ['a language that is a word', minimal, achievement('inLanguage'), 'English'],
    ['an image by address', minimal, achievement('image'), 'https://elsewhere.example/badge.png'],
    [
      'an image with a width',
      award,
      achievement('image', 'width'),
      400,
      '/credentialSubject/achievement/image',
    ],
    ['an image of another type', award, achievement('image', 'type'), ['Image']],
    [
      'an alignment that is one object',
      award,
      achievement('alignment'),
      { type: ['Alignment'], targetName: 'x', targetUrl: 'https://x.example/' },
    ],
    ['an alignment with nothing', award, achievement('alignment', 0, 'targetUrl'), undefined],
    ['an alignment to an unknown kind', award, achievement('alignment', 0, 'targetType'), 'Skill'],
    ['a related achievement without an id', award, achievement('related', 0, 'id'), undefined],
    ['a related achievement without a type', award, achievement('related', 0, 'type'), undefined],
    ['a description of results without a kind', award, [...result, 'resultType'], undefined],
    ['a description of results of an unknown kind', award, [...result, 'resultType'], 'Rubric'],
    ['a level without a name', award, [...result, 'rubricCriterionLevel', 0, 'name'], undefined],
    ['a level that is a number', award, [...result, 'rubricCriterionLevel', 0, 'level'], 1],
    ['points that are a number', award, [...result, 'rubricCriterionLevel', 0, 'points'], 1],
    ['a result of an unknown status', award, subject('result', 0, 'status'), 'Passed'],
    [
      'a result that is not described',
      award,
      subject('result', 0, 'resultDescription'),
      'https://elsewhere.example/x',
      '/credentialSubject/',
    ],
    [
      'a level below the one that is required',
      award,
      subject('result', 0, 'achievedLevel'),
      `${awardDocument(awardFacts()).credentialSubject.achievement.id}#goals-not-met`,
      '/credentialSubject/result/0',
    ],
    [
      'an identity that is not said to be hashed or not',
      award,
      subject('identifier', 0, 'hashed'),
      undefined,
    ],
    ['an identity of an unknown kind', award, subject('identifier', 0, 'identityType'), 'email'],
    ['a hash without its name', award, subject('identifier', 0, 'identityHash'), '0c'.repeat(32)],
    ['a hash that is too short', award, subject('identifier', 0, 'identityHash'), 'sha256$0c'],
    [
      'an identity with more in it',
      award,
      subject('identifier', 0, 'email'),
      'a@b.example',
      '/credentialSubject/identifier/0',
    ],
    ['identities that are one object', award, subject('identifier'), { type: 'IdentityObject' }],
    ['evidence that is one object', award, ['evidence'], { type: ['Evidence'] }],
    ['evidence without a type', award, ['evidence'], [{ name: 'Plan' }]],
    ['evidence that is an address', award, ['evidence'], ['https://elsewhere.example/plan'], '/evidence/0'],
    ['an address of no type', award, ['issuer', 'address', 'type'], undefined, '/issuer'],
    ['a country that is a word', award, ['issuer', 'address', 'addressCountryCode'], 'Ireland', '/issuer'],
    [
      'a place that is nowhere',
      award,
      ['issuer', 'address', 'geo'],
      { type: 'GeoCoordinates', latitude: 91, longitude: 0 },
      '/issuer',
    ],
    [
      'an identifier of an unknown kind',
      award,
      ['issuer', 'otherIdentifier', 0, 'identifierType'],
      'charity',
      '/issuer',
    ],
    ['an e-mail address that is none', award, ['issuer', 'email'], 'office', '/issuer'],
    ['a proof that is one object', award, ['proof'], { type: 'DataIntegrityProof' }],
    ['a status without a type', award, ['credentialStatus'], { id: 'https://x.example/1#2' }],
    ['a list of one status', award, ['credentialStatus'], [award.credentialStatus]],
    [
      'a schema that is one object',
      award,
      ['credentialSchema'],
      { id: 'https://x.example/1', type: 'JsonSchema' },
    ],
    ['null', minimal, ['name'], null],
    [
      'null within',
      award,
      achievement('extension'),
      [{ deep: null }],
      '/credentialSubject/achievement/extension/0/deep',
    ],
    [
      'an empty set of others',
      award,
      achievement('extension'),
      { deep: [] },
      '/credentialSubject/achievement/extension/deep',
    ],
    ['an endorsement as a token', minimal, ['endorsementJwt'], ['a.b.c']],
    ['an endorsement that is no endorsement', minimal, ['endorsement'], [minimal]],
    [
      'an endorsement without a name',
      minimal,
      ['endorsement'],
      [changed(endorsement, ['name'])],
      '/endorsement/0/name',
    ],
    ['an endorsement without a name', endorsement, ['name'], undefined],
    ['an endorsement of nobody', endorsement, subject('id'), undefined],
    ['an endorsement with a subject of another kind', endorsement, subject('type'), ['AchievementSubject']],
  ])('is none with %s, and it is said where', (_, document, path, value, at = `/${path.join('/')}`) => {
    const found = where(changed(document, path, value));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((one) => !one.startsWith(at))).toEqual([]);
  });

  it('may be verified with what is not expected of those who issue', () => {
    const offset = changed(minimal, ['validFrom'], '2026-01-01T01:00:00+01:00');
    expect([where(offset), where(offset, 'verify')]).toEqual([['/validFrom'], []]);
    const token = changed(minimal, ['endorsementJwt'], ['a.b.c']);
    expect([where(token), where(token, 'verify')]).toEqual([['/endorsementJwt'], []]);
  });
});
