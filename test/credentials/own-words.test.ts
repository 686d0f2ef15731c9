import { describe, expect, it } from 'vitest';
import { contextsOutcome } from '../../src/credentials/check-contexts.ts';
import type { JsonValue } from '../../src/credentials/json.ts';
import { addsOnlyWords } from '../../src/credentials/own-words.ts';

const v1 = 'https://www.w3.org/2018/credentials/v1';
const v2 = 'https://www.w3.org/ns/credentials/v2';
const ob = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const examples = 'https://www.w3.org/ns/credentials/examples/v2';
const credential = 'https://www.w3.org/2018/credentials#';

const adds = (context: JsonValue, ...beside: string[]) =>
  addsOnlyWords(context, beside.length === 0 ? [v2] : beside);

describe('a vocabulary that a document brings along adds words', () => {
  it.each<[string, JsonValue]>([
    ['a word', { Reader: 'https://words.example/Reader' }],
    ['a word in full', { reads: { '@id': 'urn:example:reads', '@type': '@id', '@container': '@set' } }],
    [
      'a word with a datatype',
      { pages: { '@id': 'urn:x:pages', '@type': 'http://www.w3.org/2001/XMLSchema#integer' } },
    ],
    [
      'words within a word',
      {
        Reader: { '@id': 'urn:x:Reader', '@context': { '@protected': true, id: '@id', line: 'urn:x:line' } },
      },
    ],
    [
      'what a known vocabulary says too',
      { name: 'https://schema.org/name', description: 'https://schema.org/description' },
    ],
    ['all other words', { '@vocab': 'https://words.example/#' }],
    ['nothing', {}],
    ['settings', { '@version': 1.1, '@protected': true }],
    ['a word, wrapped as a context is', { '@context': { Reader: 'urn:x:Reader' } }],
  ])('as %s', (_, context) => {
    expect(adds(context)).toBe(true);
  });

  it('as a word that only a vocabulary which is not used has', () => {
    expect(adds({ achievement: 'https://words.example/achievement' })).toBe(true);
    expect(adds({ achievement: 'https://words.example/achievement' }, v2, ob)).toBe(false);
  });
});

describe('a vocabulary that a document brings along is not relied on', () => {
  it.each<[string, JsonValue]>([
    ['gives a status another name', { fate: `${credential}credentialStatus` }],
    [
      'gives a status another name in full',
      { fate: { '@id': `${credential}credentialStatus`, '@type': '@id' } },
    ],
    ['gives a status another name by a prefix', { c: credential, fate: 'c:credentialStatus' }],
    [
      'gives a status another name by a prefix within',
      { c: credential, x: { '@id': 'urn:x', '@context': { fate: 'c:credentialStatus' } } },
    ],
    ['gives a proof another name', { seal: 'https://w3id.org/security#proof' }],
    ['gives a class another name', { Badge: `${credential}VerifiableCredential` }],
    [
      'gives a word of Open Badges another name',
      { feat: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement' },
    ],
    [
      'gives a status another name by two prefixes',
      { b: 'https://www.w3.org/', c: 'b:2018/credentials#', fate: 'c:credentialStatus' },
    ],
    ['shortens an address', { w: 'https://words.example/#w', reads: 'w:reads' }],
    [
      'shortens the kind of a value',
      { w: 'https://words.example/#w', at: { '@id': 'urn:x:at', '@type': 'w:time' } },
    ],
    ['shortens a namespace', { w: 'https://words.example/#w', '@vocab': 'w:x#' }],
    ['shortens by a word within', { x: { '@id': 'urn:x', '@context': { w: 'urn:x:w' } }, reads: 'w:reads' }],
    ['shortens by a known word', { reads: 'xsd:reads' }],
    ['has a word that begins addresses', { w: 'https://words.example/' }],
    ['has a word that begins addresses, in full', { w: { '@id': 'https://words.example/#' } }],
    [
      'takes a word from a vocabulary that is not used',
      { achievement: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement' },
    ],
    ['takes a namespace that is known', { '@vocab': 'https://www.w3.org/2018/credentials#' }],
    ['gives id another name', { me: '@id' }],
    ['gives type another name', { kind: { '@id': '@type' } }],
    ['lets the rest of a name be anything', { '@vocab': `${credential}credential` }],
    ['gives a known word another meaning', { issuer: 'urn:x:issuer' }],
    [
      'gives a known word another meaning within',
      { x: { '@id': 'urn:x', '@context': { issuer: 'urn:x:issuer' } } },
    ],
    ['takes a known word away', { issuer: null }],
    ['takes a word away', { reads: null }],
    ['takes a word away in full', { reads: { '@id': null } }],
    ['takes all other words away', { '@vocab': null }],
    ['says where addresses begin', { '@base': 'https://words.example/' }],
    ['says which language all texts have', { '@language': 'nl' }],
    ['brings another one along', { '@import': 'https://words.example/context' }],
    ['reads a word backwards', { reads: { '@reverse': 'urn:x:readBy' } }],
    ['does not sign the names of members', { pages: { '@id': 'urn:x:pages', '@container': '@index' } }],
    ['takes members for layout', { pages: { '@id': 'urn:x:pages', '@nest': 'more' } }],
    ['holds any JSON', { pages: { '@id': 'urn:x:pages', '@type': '@json' } }],
    ['has a word without a meaning', { pages: 'pages' }],
    ['has a meaning that is no address', { pages: 'https ://words.example/' }],
    ['has a word with a colon', { 'a:b': 'urn:x:ab' }],
    ['has a word like a keyword', { '@pages': 'urn:x:pages' }],
    [
      'has another one within by its address',
      { x: { '@id': 'urn:x', '@context': 'https://words.example/' } },
    ],
    ['is a number', 5],
    ['is null', null],
    ['is a list', [{ Reader: 'urn:x:Reader' }]],
    ['is wrapped twice', { '@context': { '@context': {} } }],
  ])('where it %s', (_, context) => {
    expect(adds(context)).toBe(false);
    expect(adds(context, v1)).toBe(false);
  });
});

it('does not shorten with the words of another that the document brings along', () => {
  const words = { w: 'https://words.example/#w' };
  const reads = { reads: 'w:reads' };
  expect(addsOnlyWords(reads, [v2, words, reads])).toBe(false);
  expect(addsOnlyWords(words, [v2, words, reads])).toBe(true);
});

describe('the vocabularies of a document', () => {
  const outcome = (contexts: JsonValue, ownWords?: boolean) => {
    const found = contextsOutcome({ '@context': contexts }, { ownWords });
    return 'cause' in found ? `${found.outcome}: ${found.cause}` : found.outcome;
  };
  const own = [v2, { Reader: 'urn:x:Reader' }];

  it('may be its own, and that of the examples, only where that is allowed', () => {
    expect([outcome(own), outcome(own, false), outcome(own, true)]).toEqual([
      'could-not-be-checked: inline-context',
      'could-not-be-checked: inline-context',
      'ok',
    ]);
    expect([outcome([v2, examples]), outcome([v2, examples], true)]).toEqual([
      'could-not-be-checked: unpinned-context',
      'ok',
    ]);
  });

  it.each<[string, JsonValue, string]>([
    ['begin with another', [examples, v2], 'failed: contexts-malformed'],
    ['begin with its own', [{ Reader: 'urn:x:Reader' }, v2], 'failed: contexts-malformed'],
    ['are a text', v2, 'failed: contexts-malformed'],
    ['are none', [], 'failed: contexts-malformed'],
    ['have one that is unknown', [v2, 'https://words.example/'], 'could-not-be-checked: unpinned-context'],
    ['have one that is a list', [v2, [examples]], 'could-not-be-checked: inline-context'],
    ['have one that is null', [v2, null], 'could-not-be-checked: inline-context'],
  ])('are not good where they %s, even then', (_, contexts, expected) => {
    expect(outcome(contexts, true)).toBe(expected);
  });
});
