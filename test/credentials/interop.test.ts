import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { verifyCredential as verifyAsDcc } from '@digitalcredentials/verifier-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pinnedContexts } from '../../src/credentials/contexts.ts';
import { didDocument, resolveDidKey } from '../../src/credentials/did.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerDocument,
  listUrl,
  newKey,
  now,
  outcomes,
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
