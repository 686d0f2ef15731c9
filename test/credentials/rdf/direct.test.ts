import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/credentials/json.ts';
import { canonicalize, canonicalizeByReference } from '../../../src/credentials/json-ld.ts';
import { directForm } from '../../../src/credentials/rdf/direct.ts';
import { fuzzRuns } from '../../support/fuzz-runs.ts';
import { exampleAward, issuerDid, signed, signedList } from '../example-award.ts';
import { compare } from './compare.ts';
import { samples } from './documents.ts';
import { compareMadeUp, madeUp } from './made-up-contexts.ts';

const options = { hash: 'sha256', mostHashes: 10_000 };
const direct = (document: object) => directForm(document as JsonObject, options);
const v2 = 'https://www.w3.org/ns/credentials/v2';
const badge = exampleAward()['@context'];
const about = (members: object, context: unknown = badge) =>
  ({ '@context': context, type: 'VerifiableCredential', ...members }) as JsonObject;

describe('the direct path', () => {
  it('says what the JSON-LD processor says, or leaves it to it', async () => {
    let same = 0;
    let left = 0;
    await fc.assert(
      fc.asyncProperty(samples, fc.constantFrom('sha256', 'sha384'), async ({ kind, document }, hash) => {
        const outcome = await compare(document, hash);
        if (outcome === 'same') same += 1;
        if (outcome === 'left to the reference' && kind !== 'mutated') left += 1;
      }),
      { numRuns: fuzzRuns(120) },
    );
    // Otherwise nothing was compared.
    expect(same).toBeGreaterThan(30);
    expect(left).toBeLessThan(same / 2);
  });

  it('says the same or nothing under contexts that nobody published', async () => {
    const count = { same: 0, 'left to the reference': 0, 'refused by the reference': 0 };
    await fc.assert(
      fc.asyncProperty(madeUp, async (sample) => {
        count[await compareMadeUp(sample)] += 1;
      }),
      { numRuns: fuzzRuns(200) },
    );
    // Each way is taken often enough to be compared.
    for (const times of Object.values(count)) expect(times).toBeGreaterThan(10);
  });

  it('leaves it to the processor where two terms make one statement of one value, the one with a datatype that says nothing', async () => {
    const string = 'http://www.w3.org/2001/XMLSchema#string';
    const context = {
      '@version': 1.1,
      id: '@id',
      type: '@type',
      T: 'https://words.example/T',
      a: 'https://words.example/a',
    };
    const document = { id: 'https://a.example/1', type: 'T', a: 'x', d: 'x' };
    const both = (d: unknown) => compareMadeUp({ contexts: [{ ...context, d }], document } as never);
    expect(await both({ '@id': 'https://words.example/a', '@type': string })).toBe('left to the reference');
    expect(await both('https://words.example/a')).toBe('same');
  });

  it('writes statements in canonical form', () => {
    const document = about({
      id: 'https://a.example/1',
      issuer: 'did:web:a.example',
      validFrom: '2026-03-02T09:29:00Z',
      name: { '@value': 'Größe "x"\n', '@language': 'DE' },
      credentialSubject: { type: 'AchievementSubject', creditsEarned: 3.5 },
    });
    expect(direct(document)?.split('\n')).toEqual([
      '<https://a.example/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .',
      '<https://a.example/1> <https://schema.org/name> "Größe \\"x\\"\\n"@de .',
      '<https://a.example/1> <https://www.w3.org/2018/credentials#credentialSubject> _:c14n0 .',
      '<https://a.example/1> <https://www.w3.org/2018/credentials#issuer> <did:web:a.example> .',
      '<https://a.example/1> <https://www.w3.org/2018/credentials#validFrom> "2026-03-02T09:29:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
      '_:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://purl.imsglobal.org/spec/vc/ob/vocab.html#AchievementSubject> .',
      '_:c14n0 <https://purl.imsglobal.org/spec/vc/ob/vocab.html#creditsEarned> "3.5E0"^^<https://www.w3.org/2001/XMLSchema#float> .',
      '',
    ]);
  });

  it('answers for what is issued here', async () => {
    const award = await signed(exampleAward());
    const endorsement = {
      '@context': badge,
      id: 'https://a.example/endorsement',
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Well done',
      issuer: { id: issuerDid, type: ['Profile'] },
      validFrom: '2026-03-02T09:29:00Z',
      credentialSubject: { id: award.id, type: ['EndorsementSubject'], endorsementComment: 'Seen.' },
    };
    const { proof } = award;
    for (const document of [
      exampleAward(),
      award,
      await signedList([7]),
      { '@context': badge, ...proof[0] },
      { ...exampleAward(), endorsement: [await signed(endorsement)] },
      { '@context': [v2], type: 'VerifiablePresentation', holder: issuerDid, verifiableCredential: [award] },
    ])
      expect(await compare(document as JsonObject)).toBe('same');
  });

  it.each<[string, JsonObject]>([
    ['an unknown term', about({ noSuchTerm: 'x' })],
    ['an unknown type', about({ evidence: { type: 'NoSuchType' } })],
    ['a term of another type', about({ achievement: { id: 'https://a.example/1' } })],
    ['a relative address', about({ id: 'relative' })],
    ['an address of a blank node', about({ id: '_:b0' })],
    ['an empty address', about({ evidence: { id: 'https://a.example', image: '' } })],
    ['an address with a space', about({ issuer: 'https://a.example/a b' })],
    ['an address with characters that are escaped', about({ issuer: 'https://a.example/<"{}|^`\\>' })],
    ['a prefix', about({ id: 'cred:x' }, 'https://www.w3.org/2018/credentials/v1')],
    ['a full name', about({ 'https://schema.org/name': 'x' })],
    ['null', about({ name: null })],
    ['sets in sets', about({ name: [['x']] })],
    ['no type at all', about({ type: [] })],
    ['keywords', about({ '@id': 'https://a.example/1' })],
    ['a graph', { '@context': badge, '@graph': [{ id: 'https://a.example/1', name: 'x' }] }],
    ['a list object', about({ name: { '@list': ['x'] } })],
    ['a typed value', about({ name: { '@value': 'x', '@type': 'https://a.example/t' } })],
    ['a direction', about({ name: { '@value': 'x', '@direction': 'rtl' } })],
    ['a language that is none', about({ name: { '@value': 'x', '@language': 'not one' } })],
    ['a context of its own', about({ evidence: { '@context': { x: 'https://a.example/x' }, x: 1 } })],
    ['a context that is not pinned', about({}, [...badge, 'https://a.example/context'])],
    ['no context', { type: 'VerifiableCredential' }],
    ['the same context twice', about({}, [v2, v2])],
    ['contexts that contradict', about({}, [v2, 'https://www.w3.org/2018/credentials/v1'])],
    ['types that contradict', about({ credentialSubject: { type: ['Achievement', 'Result'] } })],
    ['a number with an exponent', about({ name: 1e-7 })],
    [
      'values that are one statement',
      about({ ttl: 1, validFrom: ['2026-03-02', { '@value': 'x' }], name: [1, '1'], exp: [1, '1'] }),
    ],
    ['proofs that say nothing', about({ proof: [{}] })],
    ['a document that says nothing', { '@context': badge, id: 'https://a.example/1' }],
    ['blank nodes that are alike', about({ evidence: [{ type: 'Evidence' }, { type: 'Evidence' }] })],
  ])('leaves %s to the reference', async (_name, document) => {
    expect(direct(document)).toBeUndefined();
    const [through, reference] = await Promise.all(
      [canonicalize, canonicalizeByReference].map((way) =>
        way(document).catch((error: Error) => error.message),
      ),
    );
    expect(through).toBe(reference);
  });

  it('leaves documents with more blank nodes than may be hashed, and those that are too deep', () => {
    const many = about({ evidence: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
    expect(directForm(many, { hash: 'sha256', mostHashes: 4 })).toBeTypeOf('string');
    expect(directForm(many, { hash: 'sha256', mostHashes: 3 })).toBeUndefined();
    let deep: JsonObject = { name: 'x' };
    for (let depth = 0; depth < 50_000; depth += 1) deep = { name: deep };
    expect(direct(about({ name: deep }))).toBeUndefined();
    let json: JsonObject = { name: 'x' };
    for (let depth = 0; depth < 50_000; depth += 1) json = { name: json };
    expect(direct(about({ _sd: json }))).toBeUndefined();
  });

  it('keeps a bounded number of contexts, and answers again after it has forgotten them', () => {
    const types = [
      'Profile',
      'Address',
      'Alignment',
      'GeoCoordinates',
      'IdentityObject',
      'Image',
      'Evidence',
      'EndorsementSubject',
      'BitstringStatusList',
      'JsonSchema',
      'RubricCriterionLevel',
    ];
    const wellFormed = about({ id: 'https://a.example/1', name: 'x' });
    const expected = direct(wellFormed);
    let left = 0;
    for (let combination = 1; combination < 2 ** types.length; combination += 1) {
      const some = types.filter((_, index) => (combination >> index) % 2 === 1);
      if (direct(about({ evidence: { type: some } })) === undefined) left += 1;
    }
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(100);
    expect(direct(wellFormed)).toBe(expected);
    expect(expected).toContain('"x"');
  });
});
