import { describe, expect, it } from 'vitest';
import { directDocument } from '../../src/credentials/direct-document.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import type { CredentialStatus } from '../../src/domain/status-list.ts';

const v1 = 'https://www.w3.org/2018/credentials/v1';
const v2 = 'https://www.w3.org/ns/credentials/v2';
const issuer = 'did:web:awards.example:issuers:harbour';
const id = 'https://awards.example/credentials/01JNA';
const made = (asked: JsonObject, ...statuses: CredentialStatus[]) =>
  directDocument({ publicUrl: 'https://awards.example', issuerId: 'harbour', id, asked, statuses });
const revocation: CredentialStatus = { list: '01JNL', index: 7, purpose: 'revocation' };
const suspension: CredentialStatus = { list: '01JNM', index: 8, purpose: 'suspension' };
const entry = {
  id: 'https://awards.example/status/01JNL#7',
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '7',
  statusListCredential: 'https://awards.example/status/01JNL',
};

describe('the document of a credential that was asked for', () => {
  it('is what was asked, where nothing is missing', () => {
    const asked = { '@context': [v2], id: 'urn:x:1', issuer: { id: issuer, name: 'Harbour' }, a: [1] };
    expect(made(asked)).toEqual(asked);
  });

  it('has an id and the issuer, where they are missing', () => {
    expect(made({ '@context': [v2] })).toEqual({ '@context': [v2], id, issuer });
  });

  it('keeps what is null, for the rules to refuse', () => {
    expect(made({ id: null })).toMatchObject({ id: null });
  });

  it('has one status as an object, and several as a list, behind those that it had', () => {
    expect(made({}, revocation).credentialStatus).toEqual(entry);
    expect(made({}, revocation, suspension).credentialStatus).toMatchObject([
      entry,
      { statusPurpose: 'suspension', statusListIndex: '8' },
    ]);
    expect(made({ credentialStatus: { type: 'Seen' } }, revocation).credentialStatus).toEqual([
      { type: 'Seen' },
      entry,
    ]);
    expect(made({ credentialStatus: [{ type: 'Seen' }] }).credentialStatus).toEqual([{ type: 'Seen' }]);
  });

  it('of version 1.1 brings the words of its proof and of its status', () => {
    const dataIntegrity = 'https://w3id.org/security/data-integrity/v2';
    const status = 'https://www.w3.org/ns/credentials/status/v1';
    expect(made({ '@context': [v1] })['@context']).toEqual([v1, dataIntegrity]);
    expect(made({ '@context': [v1] }, revocation)['@context']).toEqual([v1, dataIntegrity, status]);
    const own = [v1, status, 'https://w3id.org/security/data-integrity/v1'];
    expect(made({ '@context': own }, revocation)['@context']).toEqual(own);
    expect(made({ '@context': [v2] }, revocation)['@context']).toEqual([v2]);
    expect(made({ '@context': v1 })['@context']).toBe(v1);
  });

  it.each([
    'did:web:awards.example:issuers:other',
    { id: 'did:web:awards.example:issuers:other' },
    'Harbour',
    4,
  ])('is not made for %j', (other) => {
    expect(() => made({ issuer: other })).toThrow('names another issuer');
  });
});
