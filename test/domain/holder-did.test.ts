import { describe, expect, it } from 'vitest';
import { checkHolderDid, holderDid } from '../../src/domain/holder-did.ts';
import { faults, fieldsOf, refusal } from '../support/refusal.ts';

const key = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';

describe('the DID of a holder', () => {
  it.each([
    key,
    'did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169',
    'did:web:zoe.example',
    'did:web:people.example.org:zoe',
    'did:web:people.example.org%3A8443:staff:Zoe_1.2',
    'did:web:xn--zo-dja.example',
  ])('may be %s', (did) => {
    expect(faults(holderDid, did)).toEqual([]);
  });

  it.each([
    '',
    'zoe',
    key.toUpperCase(),
    ` ${key}`,
    `${key}#key`,
    `${key}?x`,
    `${key}/x`,
    'did:key:z6Mkha',
    'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do0',
    'did:key:u6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    `did:key:z${'6'.repeat(200)}`,
    'did:example:123',
    'did:jwk:eyJrdHkiOiJPS1AifQ',
    'did:web:',
    'did:web:localhost',
    'did:web:127.0.0.1',
    'did:web:zoe.example:',
    'did:web:zoe.example::a',
    'did:web:zoe.example:..',
    'did:web:zoe.example:a:..:b',
    'did:web:zoe.example:a%2Fb',
    'did:web:zoe.example%3A',
    'did:web:a@zoe.example',
    'did:web:-zoe.example',
    'did:web:Zoe.example',
    `did:web:zoe.example:${'a'.repeat(300)}`,
    'https://zoe.example/',
  ])('is not %j', (did) => {
    expect(faults(holderDid, did)).toEqual(['']);
  });

  it.each([
    ['https://awards.example', 'did:web:awards.example:issuers:riverbend'],
    ['https://awards.example', 'did:web:awards.example'],
    ['https://awards.example:8443', 'did:web:awards.example%3A8443:people:zoe'],
    ['https://awards.example:8443', 'did:web:awards.example%3a8443:people:zoe'],
  ])('is none of those of %s itself: %s', (publicUrl, did) => {
    const refused = refusal(() => checkHolderDid(did, publicUrl));
    expect([refused.code, fieldsOf(refused)]).toEqual(['invalid-request', ['/recipient/did']]);
  });

  it.each([undefined, key, 'did:web:awards.example.org', 'did:web:awards.example%3A8443'])(
    'of others is fine: %s',
    (did) => {
      expect(() => checkHolderDid(did, 'https://awards.example')).not.toThrow();
    },
  );
});
