import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { Ed25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalcredentials/ed25519-verification-key-2020';
import { issue } from '@digitalcredentials/vc';
import { verifyCredential as verifyAsDcc } from '@digitalcredentials/verifier-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bakePng } from '../../src/credentials/baking/png.ts';
import { bakeSvg } from '../../src/credentials/baking/svg.ts';
import { pinnedContexts } from '../../src/credentials/contexts.ts';
import { resolveDidKey } from '../../src/credentials/did.ts';
import type { JsonObject, JsonValue } from '../../src/credentials/json.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { verifyPosted } from '../../src/usecases/verify-posted.ts';
import { pngWith } from './baking/samples.ts';
import { changed, exampleAward, newKey, now, outcomes, signed, world } from './example-award.ts';

/*
 * Credentials of every shape, signed here and by the libraries that others use: each verifies on both sides, and its altered twin on
 * none.
 */

const here = await world({ resolveDid: async () => ({ found: false, reason: 'unsupported' }) });
const didOf = (multikey: string) => ({
  did: `did:key:${multikey}`,
  method: `did:key:${multikey}#${multikey}`,
});

const endorser = newKey();
const { did: endorserDid, method: endorserMethod } = didOf(endorser.publicKeyMultibase);
const contexts = exampleAward()['@context'];
const { credentialStatus: _, ...example } = exampleAward();
const whole = JSON.parse(JSON.stringify(example)) as JsonObject;
const endorsement = await signed(
  {
    '@context': contexts,
    id: 'urn:uuid:5a4ac4a1-3f0c-4f0e-9a55-0b6c5b8b7a11',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Endorsed by a partner',
    issuer: { id: endorserDid, type: ['Profile'], name: 'Tide Foundation' },
    validFrom: '2026-03-01T00:00:00Z',
    credentialSubject: {
      id: whole.id,
      type: ['EndorsementSubject'],
      endorsementComment: 'We use this badge when we hire.',
    },
  },
  { ...endorser, method: endorserMethod },
);

const without = (document: JsonObject, ...paths: (readonly (string | number)[])[]) =>
  paths.reduce<JsonObject>((left, path) => changed(left, path) as JsonObject, document);
const withText = (name: string, narrative: string) =>
  changed(changed(whole, ['name'], name), ['credentialSubject', 'narrative'], narrative);

const shapes: readonly (readonly [string, JsonObject])[] = [
  ['with everything', whole],
  ['for a holder with a did:key, and nothing else', without(whole, ['credentialSubject', 'identifier'])],
  ['for a person without a DID', without(whole, ['credentialSubject', 'id'])],
  ['without evidence', without(whole, ['evidence'], ['relatedResource'])],
  [
    'without results',
    without(
      whole,
      ['credentialSubject', 'result'],
      ['credentialSubject', 'achievement', 'resultDescription'],
    ),
  ],
  ['that never expires', without(whole, ['validUntil'])],
  ['with an endorsement', changed(whole, ['endorsement'], [endorsement] as unknown as JsonValue)],
  [
    'in many scripts',
    withText('読み聞かせ · قراءة · नमस्ते · Ça 👩🏽‍🏫', 'e\u0301 and é, "quoted"\\, \u202eright to left\u202c'),
  ],
  ['with a long text', withText('Long', 'A long account of what was done. '.repeat(800))],
];

/** One change to each, of something that every shape has. */
const twinOf = (secured: JsonObject) =>
  changed(secured, ['credentialSubject', 'achievement', 'name'], 'Another');

async function loader(url: string) {
  const [did = ''] = url.split('#');
  const document = did.startsWith('did:key:') ? keyDocument(url, did) : pinnedContexts.get(url);
  if (document === undefined) throw new Error(`nothing at ${url}`);
  return { documentUrl: url, document: JSON.parse(JSON.stringify(document)), contextUrl: null };
}

function keyDocument(url: string, did: string): object | undefined {
  const document = resolveDidKey(did);
  if (url === did) return document;
  return { '@context': 'https://w3id.org/security/multikey/v1', ...document.verificationMethod[0] };
}

const byDigitalBazaar = async (credential: unknown) =>
  (
    await vc.verifyCredential({
      credential,
      suite: new DataIntegrityProof({ cryptosuite }),
      now,
      documentLoader: loader,
    })
  ).verified;

async function byDcc(credential: JsonObject): Promise<boolean | undefined> {
  const found = (await verifyAsDcc({ credential: credential as never, knownDIDRegistries: [] })) as {
    log?: { id: string; valid?: boolean }[];
  };
  return found.log?.find(({ id }) => id === 'valid_signature')?.valid ?? false;
}

async function verdictHere(credential: unknown) {
  const report = await verifyCredential(credential, here);
  return report.verdict === 'valid' ? 'valid' : JSON.stringify(outcomes(report));
}

beforeAll(() => {
  // verifier-core takes the time from the clock, and asks for registries and schemas: nothing answers.
  vi.useFakeTimers({ toFake: ['Date'], now });
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'log').mockReturnValue();
});
afterAll(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('signed here', () => {
  const key = newKey();
  const { did, method } = didOf(key.publicKeyMultibase);

  it.each(shapes)('a badge %s verifies everywhere, and its altered twin nowhere', async (_, shape) => {
    const secured = await signed(changed(shape, ['issuer', 'id'], did), { ...key, method });
    const twin = twinOf(secured);
    expect(await verdictHere(secured)).toBe('valid');
    expect([await byDigitalBazaar(secured), await byDcc(secured)]).toEqual([true, true]);
    expect(await verdictHere(twin)).toContain('signature-mismatch');
    expect([await byDigitalBazaar(twin), await byDcc(twin)]).toEqual([false, false]);
  });
});

describe('signed by @digitalbazaar/vc', () => {
  it.each(shapes)('a badge %s verifies here, baked too, and its altered twin does not', async (_, shape) => {
    const key = await Ed25519Multikey.generate();
    const { did, method } = didOf(key.publicKeyMultibase);
    const signer = { ...key.signer(), id: method };
    const secured = (await vc.issue({
      credential: changed(shape, ['issuer', 'id'], did),
      suite: new DataIntegrityProof({ cryptosuite, signer, date: '2026-03-02T09:29:30Z' }),
      documentLoader: loader,
    })) as JsonObject;
    expect(await verdictHere(secured)).toBe('valid');
    expect(await verdictHere(twinOf(secured))).toContain('signature-mismatch');
    for (const [credential, verdict] of [
      [secured, 'valid'],
      [twinOf(secured), 'invalid'],
    ] as const)
      expect(await verdictsOnImages(JSON.stringify(credential))).toEqual([verdict, verdict]);
  });
});

describe('signed by the libraries of the Digital Credentials Consortium', () => {
  it.each(shapes)('a badge %s verifies here, and its altered twin does not', async (_, shape) => {
    const key = await Ed25519VerificationKey2020.generate();
    const { did, method } = didOf(key.export({ publicKey: true }).publicKeyMultibase);
    Object.assign(key, { controller: did, id: method });
    const credential = {
      ...changed(shape, ['issuer', 'id'], did),
      '@context': [...contexts, 'https://w3id.org/security/suites/ed25519-2020/v1'],
    };
    const secured = await issue({
      credential,
      suite: new Ed25519Signature2020({ key, date: '2026-03-02T09:29:30Z' }),
      documentLoader: loader,
    });
    expect(await verdictHere(secured)).toBe('valid');
    expect(await verdictHere(twinOf(secured as JsonObject))).toContain('signature-mismatch');
  });
});

describe('an endorsement that was altered', () => {
  it('is found in a badge that somebody signed with it in it', async () => {
    const key = newKey();
    const { did, method } = didOf(key.publicKeyMultibase);
    const altered = changed(endorsement, ['credentialSubject', 'endorsementComment'], 'We never saw it.');
    const badge = changed(changed(whole, ['issuer', 'id'], did), ['endorsement'], [
      altered,
    ] as unknown as JsonValue);
    const secured = await signed(badge, { ...key, method });
    expect(await verdictHere(secured)).toContain('"endorsements":"failed: endorsement-invalid"');
  });
});

async function verdictsOnImages(credential: string) {
  const absent = async () => undefined;
  const ports = {
    clock: { now: () => now },
    credentials: { find: absent },
    issuers: { find: absent, keys: async () => [] },
    statusLists: { find: absent },
    publicWeb: { get: async () => ({ ok: false, reason: 'unreachable' }) },
  } as unknown as Parameters<typeof verifyPosted>[0];
  const images = [
    { mediaType: 'image/png', bytes: bakePng(pngWith(), credential) },
    {
      mediaType: 'image/svg+xml',
      bytes: Buffer.from(bakeSvg('<svg xmlns="http://www.w3.org/2000/svg"/>', credential)),
    },
  ];
  const address = { publicUrl: 'https://awards.example', formerPublicUrls: [] };
  return Promise.all(
    images.map(async (file) => (await verifyPosted(ports, { posted: { file }, ...address })).verdict),
  );
}
