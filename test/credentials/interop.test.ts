import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { verifyCredential as verifyAsDcc } from '@digitalcredentials/verifier-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pinnedContexts } from '../../src/credentials/contexts.ts';
import { didDocument, resolveDidKey } from '../../src/credentials/did.ts';
import { directDocument } from '../../src/credentials/direct-document.ts';
import { publishedForm } from '../../src/credentials/eddsa-rdfc-2022.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { lintDirect } from '../../src/credentials/lint-generic.ts';
import { statusEntry } from '../../src/credentials/status-list.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerDocument,
  issuerKey,
  listUrl,
  newKey,
  now,
  outcomes,
  publicUrl,
  signed,
  signedList,
  statusIndex,
  world,
} from './example-award.ts';

const award = await signed(exampleAward());
const list = await signedList();

/** What Digital Bazaar's libraries are given instead of a network. */
function loader(documents: Record<string, object>) {
  return async (url: string) => {
    const document = documents[url] ?? pinnedContexts.get(url);
    if (document === undefined) throw new Error(`nothing at ${url}`);
    return { documentUrl: url, document, contextUrl: null, tag: 'static' };
  };
}

function issuerDocuments(document = issuerDocument) {
  const methods = document.verificationMethod.map((method) => [
    method.id,
    { '@context': 'https://w3id.org/security/multikey/v1', ...method },
  ]);
  return { [document.id]: document, ...Object.fromEntries(methods) };
}

describe('@digitalbazaar/vc', () => {
  const suite = new DataIntegrityProof({ cryptosuite });
  const verify = (credential: unknown, at = now) =>
    vc.verifyCredential({
      credential,
      suite,
      now: at,
      documentLoader: loader(issuerDocuments()),
      checkStatus: async () => ({ verified: true }),
    });

  it('verifies an award that is signed here, and its status list', async () => {
    expect(await verify(award)).toMatchObject({ verified: true });
    expect(await verify(list)).toMatchObject({ verified: true });
  });

  it.each<[string, JsonObject]>([
    ['a changed name', changed(award, ['name'], 'Another Name')],
    ['a changed level', changed(award, ['credentialSubject', 'result', 0, 'value'], 'on-their-own')],
    ['a changed proof', changed(award, ['proof', 0, 'created'], '2026-03-02T09:29:31Z')],
  ])('refuses it with %s', async (_, credential) => {
    expect(await verify(credential)).toMatchObject({ verified: false });
  });

  const asked = (changes: object = {}): JsonObject => ({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: 'urn:uuid:6f5e2f0e-35c5-4b7e-9d1d-2f5f8a4b8f01',
    type: ['VerifiableCredential'],
    issuer: issuerDid,
    validFrom: '2026-03-02T09:29:00Z',
    credentialSubject: { id: 'did:example:member', name: 'Zoë Ångström 🌱' },
    ...changes,
  });

  it.each<[string, JsonObject]>([
    ['as it is', asked()],
    [
      'with a name that runs from right to left',
      asked({ name: { '@value': 'مثال', '@language': 'ar', '@direction': 'rtl' } }),
    ],
    [
      'with words of its own, and a type that is an address',
      asked({
        '@context': ['https://www.w3.org/ns/credentials/v2', { shoe: 'https://member.example/#shoe' }],
        type: ['VerifiableCredential', 'https://member.example/#Card'],
        credentialSubject: [
          { id: 'did:example:a', shoe: '42' },
          { id: 'did:example:b', shoe: '43' },
        ],
      }),
    ],
    [
      'with any word',
      asked({
        '@context': [
          'https://www.w3.org/ns/credentials/v2',
          'https://www.w3.org/ns/credentials/undefined-terms/v2',
        ],
        credentialSubject: { favouriteColour: 'blue' },
      }),
    ],
    [
      'of version 1.1',
      asked({
        '@context': ['https://www.w3.org/2018/credentials/v1'],
        validFrom: undefined,
        issuanceDate: '2026-03-02T09:29:00Z',
        credentialSubject: { id: 'did:example:member' },
      }),
    ],
  ])('verifies a credential that someone asked for: %s', async (_, credential) => {
    const facts = { publicUrl, issuerId: 'harbour', id: `${publicUrl}/credentials/01JNA` };
    const status = { list: '01JN', index: statusIndex, purpose: 'revocation' } as const;
    const plain = JSON.parse(JSON.stringify(credential));
    const document = directDocument({ ...facts, asked: plain, statuses: [status] });
    const statusEntries = [statusEntry(listUrl, status)];
    const own = { issuerId: facts.issuerId, id: facts.id, statusEntries };
    const created = '2026-03-02T09:30:00Z';
    await lintDirect(document, {
      verificationMethod: issuerKey.method,
      created,
      now,
      publicUrl,
      formerPublicUrls: [],
      own,
    });
    const secured = publishedForm(await signed(document));
    expect(secured.proof).not.toBeInstanceOf(Array);
    expect(await verify(secured)).toMatchObject({ verified: true });
    const report = await verifyCredential(secured, await world(), { ownWords: true });
    expect(report.verdict, JSON.stringify(outcomes(report))).toBe('valid');
    const altered = { ...secured, credentialSubject: { id: 'did:example:somebody' } };
    expect(await verify(altered)).toMatchObject({ verified: false });
    expect(outcomes(await verifyCredential(altered, await world(), { ownWords: true })).proof).toBe(
      'failed: signature-mismatch',
    );
  });

  it('signs an award that verifies here, and that does not once it is changed', async () => {
    const method = `${issuerDid}#key-9`;
    const key = await Ed25519Multikey.generate({ id: method, controller: issuerDid });
    const credential = await vc.issue({
      credential: exampleAward(),
      suite: new DataIntegrityProof({ cryptosuite, signer: key.signer(), date: '2026-03-02T09:29:30Z' }),
      documentLoader: loader({}),
    });
    const document = didDocument({
      did: issuerDid,
      keys: [{ id: 'key-9', publicKeyMultibase: key.publicKeyMultibase }],
    });
    // The status list stays with the issuer's first key, as after a rotation.
    const both = {
      ...document,
      verificationMethod: [...document.verificationMethod, ...issuerDocument.verificationMethod],
      assertionMethod: [...document.assertionMethod, ...issuerDocument.assertionMethod],
    };
    const here = await world({ resolveDid: async () => ({ found: true, known: true, document: both }) });
    const report = await verifyCredential(credential, here);
    expect(report.verdict, JSON.stringify(outcomes(report))).toBe('valid');
    const tampered = await verifyCredential({ ...credential, name: 'Another Name' }, here);
    expect(outcomes(tampered).proof).toBe('failed: signature-mismatch');
  });
});

describe('@digitalcredentials/verifier-core', () => {
  const key = newKey();
  const did = `did:key:${key.publicKeyMultibase}`;
  const issuer = { ...key, method: `${did}#${key.publicKeyMultibase}` };
  let served: JsonObject = {};

  const byTheIssuer = (document: JsonObject) =>
    signed({ ...changed(document, ['proof']), issuer: did }, issuer);

  // It takes the time from the clock, and fetches JSON schemas, registries and status lists: here nothing answers but the list.
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now });
    vi.stubGlobal('fetch', async (input: Request | string | URL) => {
      const url = input instanceof Request ? input.url : String(input);
      if (url !== listUrl) throw new TypeError('fetch failed');
      return new Response(JSON.stringify(served), { headers: { 'content-type': 'application/json' } });
    });
    vi.spyOn(console, 'error').mockReturnValue();
    vi.spyOn(console, 'log').mockReturnValue();
  });
  afterAll(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  const byDidKey = () => changed(exampleAward(), ['issuer', 'id'], did);
  const verify = async (credential: JsonObject) =>
    (await verifyAsDcc({ credential: credential as never, knownDIDRegistries: [] })) as {
      log?: { id: string; valid?: boolean }[];
      errors?: { name: string }[];
    };
  const log = async (credential: JsonObject) => {
    const { log: steps = [], errors } = await verify(credential);
    return {
      ...Object.fromEntries(steps.map(({ id, valid }) => [id, valid])),
      errors: errors?.map(({ name }) => name),
    };
  };

  it('accepts an award of a did:key issuer that is signed here, as we do', async () => {
    const credential = await signed(changed(byDidKey(), ['credentialStatus']), issuer);
    expect(await log(credential)).toMatchObject({
      valid_signature: true,
      expiration: true,
      errors: undefined,
    });
    const here = await world({ resolveDid: async () => ({ found: true, document: resolveDidKey(did) }) });
    expect((await verifyCredential(credential, here)).verdict).toBe('valid');
  });

  it('refuses it when it was changed', async () => {
    const credential = await signed(changed(byDidKey(), ['credentialStatus']), issuer);
    expect(await log({ ...credential, name: 'Another Name' })).toMatchObject({
      errors: ['invalid_signature'],
    });
  });

  it('reads the status list that is signed here, before and after the revocation', async () => {
    const credential = await signed(byDidKey(), issuer);
    served = await byTheIssuer(list);
    expect(await log(credential)).toMatchObject({ valid_signature: true, revocation_status: true });
    served = await byTheIssuer(await signedList([statusIndex]));
    expect(await log(credential)).toMatchObject({ valid_signature: true, revocation_status: false });
  });
});
