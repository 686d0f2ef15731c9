import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Ask } from '../../src/browser/ask.ts';
import { checkCredential } from '../../src/browser/check-credential.ts';
import { overall, stepNames } from '../../src/browser/step.ts';
import { encodeBits } from '../../src/credentials/bitstring.ts';
import { pinnedContexts } from '../../src/credentials/contexts.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerDocument,
  issuerKey,
  listUrl,
  newKey,
  now,
  publicUrl,
  signed,
  signedList,
  statusIndex,
} from '../credentials/example-award.ts';

const address = `${publicUrl}/credentials/01JNA?format=json`;
const didAddress = `${publicUrl}/issuers/harbour/did.json`;
const contexts = new Map(
  ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'].map(
    (url) => [url, pinnedContexts.get(url) as object],
  ),
);
const shown = {
  '/name': 'Reading Aloud with a Group',
  '/issuer/name': 'Harbour Library Network',
  '/credentialSubject/identifier/identityHash': 'Noor Vermeer',
};

let award: JsonObject;
let list: JsonObject;
beforeAll(async () => {
  award = await signed(exampleAward());
  list = await signedList();
});
afterEach(() => void vi.restoreAllMocks());

interface World {
  readonly credential?: unknown;
  readonly did?: unknown;
  readonly list?: unknown;
  readonly shown?: Readonly<Record<string, string>>;
  readonly at?: Date;
}

/** What a browser would find at each address; `undefined` where nothing answers. */
async function check(world: World = {}) {
  const documents = new Map<string, unknown>([
    [address, 'credential' in world ? world.credential : award],
    [didAddress, 'did' in world ? world.did : issuerDocument],
    [listUrl, 'list' in world ? world.list : list],
  ]);
  const asked: string[] = [];
  const ask: Ask = {
    here: `${publicUrl}/credentials/01JNA`,
    async json(one) {
      asked.push(one);
      const document = documents.get(one);
      if (document === undefined) return { reason: 'unreachable' };
      if (typeof document === 'string') return { reason: 'unreadable' };
      return { document: JSON.parse(JSON.stringify(document)) as JsonObject, bytes: 1234 };
    },
  };
  const told: string[] = [];
  const steps = await checkCredential(
    {
      address,
      id: `${publicUrl}/credentials/01JNA`,
      shown: world.shown ?? shown,
      contexts,
      ask,
      now: (world.at ?? now).getTime(),
    },
    ({ name }) => told.push(name),
  );
  expect(told.toSorted()).toEqual([...stepNames].toSorted());
  const found = Object.fromEntries(steps.map(({ name, code }) => [name, code]));
  return { found, steps, verdict: overall(steps), asked };
}

const good = {
  credential: 'credential-read',
  vocabularies: 'vocabularies-known',
  key: 'key-found',
  signature: 'signature-right',
  period: 'in-period',
  status: 'not-withdrawn',
  page: 'page-agrees',
};

describe('the check of a credential in a browser', () => {
  it('makes every step itself, of what anyone can read', async () => {
    const { found, steps, verdict, asked } = await check();
    expect(found).toEqual(good);
    expect(verdict).toBe('ok');
    expect(asked).toEqual([address, didAddress, listUrl]);
    const details = Object.fromEntries(steps.map((step) => [step.name, step.details]));
    expect(details.status).toEqual({ address: listUrl, position: String(statusIndex) });
    expect(Number(details.signature?.statements)).toBeGreaterThan(60);
  });

  it('takes a credential whose status list revokes others only', async () => {
    const { verdict } = await check({ list: await signedList([statusIndex - 1, statusIndex + 1]) });
    expect(verdict).toBe('ok');
  });

  it('takes one that has no status, and says so', async () => {
    const { credentialStatus: _status, ...award } = exampleAward();
    const { found, verdict } = await check({ credential: await signed(award) });
    expect([found.status, verdict]).toEqual(['no-status', 'ok']);
  });

  it.each<[what: string, path: (string | number)[], value: unknown]>([
    ['the name', ['name'], 'Reading Aloud with a Crowd'],
    ['the holder', ['credentialSubject', 'identifier', 1, 'identityHash'], 'Someone Else'],
    ['a level', ['credentialSubject', 'result', 0, 'value'], 'on-their-own'],
    ['a date', ['validUntil'], '2041-03-02T00:00:00Z'],
    ['the evidence', ['evidence', 0, 'name'], 'Another plan'],
    ['when it was signed', ['proof', 0, 'created'], '2026-03-02T09:29:31Z'],
    ['the position of its status', ['credentialStatus', 'statusListIndex'], '70320'],
    ['the status itself', ['credentialStatus'], undefined],
  ])('finds that %s was changed, and asks nobody about it then', async (_, path, value) => {
    const { found, verdict, asked } = await check({ credential: changed(award, path, value) });
    expect([found.signature, found.status, verdict]).toEqual(['signature-wrong', 'earlier-step', 'failed']);
    expect(asked).not.toContain(listUrl);
  });

  it('does not take a signature of the right form by another key', async () => {
    const other = { ...newKey(), method: issuerKey.method };
    expect((await check({ credential: await signed(exampleAward(), other) })).found.signature).toBe(
      'signature-wrong',
    );
  });

  it.each(['', 'z', `z${'1'.repeat(64)}`, `u${'A'.repeat(86)}`, 'z0OIl', `z${'5'.repeat(5_000)}`])(
    'does not take %j for a signature',
    async (proofValue) => {
      const { found } = await check({ credential: changed(award, ['proof', 0, 'proofValue'], proofValue) });
      expect(found.signature).toBe('signature-wrong');
    },
  );

  it.each<
    [
      what: string,
      world: () => Promise<World> | World,
      step: keyof typeof good,
      code: string,
      verdict: string,
    ]
  >([
    [
      'nothing answers',
      () => ({ credential: undefined }),
      'credential',
      'credential-unreachable',
      'could-not-be-checked',
    ],
    [
      'it is no JSON',
      () => ({ credential: '<html>' }),
      'credential',
      'credential-unreadable',
      'could-not-be-checked',
    ],
    [
      'it is another one',
      () => ({ credential: changed(award, ['id'], 'https://x.example/1') }),
      'credential',
      'credential-other-id',
      'failed',
    ],
    [
      'it has another vocabulary',
      async () => ({ credential: changed(award, ['@context', 1], 'https://x.example/v1') }),
      'vocabularies',
      'vocabularies-unknown',
      'could-not-be-checked',
    ],
    [
      'it has none',
      () => ({ credential: changed(award, ['@context']) }),
      'vocabularies',
      'vocabularies-unknown',
      'could-not-be-checked',
    ],
    [
      'a member is an address',
      () => ({ credential: { ...award, 'https://schema.org/name': 'x' } }),
      'vocabularies',
      'form-unusual',
      'could-not-be-checked',
    ],
    [
      'a part passes for the credential',
      () => ({
        credential: changed(award, ['evidence', 0], {
          id: `${publicUrl}/credentials/01JNA`,
          type: ['Evidence'],
        }),
      }),
      'vocabularies',
      'form-unusual',
      'could-not-be-checked',
    ],
    [
      'its status is where nobody looks',
      () => ({
        credential: changed(award, ['evidence', 0, 'credentialStatus'], { id: 'https://x.example/s' }),
      }),
      'vocabularies',
      'form-unusual',
      'could-not-be-checked',
    ],
    ['it is not signed', () => ({ credential: exampleAward() }), 'key', 'no-proof', 'failed'],
    [
      'it is signed otherwise',
      () => ({ credential: changed(award, ['proof', 0, 'cryptosuite'], 'ecdsa-rdfc-2019') }),
      'key',
      'proof-of-other-kind',
      'could-not-be-checked',
    ],
    [
      'it is signed to show who presents it',
      () => ({ credential: changed(award, ['proof', 0, 'proofPurpose'], 'authentication') }),
      'key',
      'proof-of-other-kind',
      'could-not-be-checked',
    ],
    [
      'it is signed twice',
      () => ({ credential: { ...award, proof: [award.proof, award.proof].flat() } }),
      'key',
      'proof-of-other-kind',
      'could-not-be-checked',
    ],
    [
      'the issuer is no did:web',
      () => ({ credential: changed(award, ['issuer', 'id'], 'did:key:z6Mk') }),
      'key',
      'issuer-of-other-kind',
      'could-not-be-checked',
    ],
    [
      'the issuer does not answer',
      () => ({ did: undefined }),
      'key',
      'issuer-unreachable',
      'could-not-be-checked',
    ],
    [
      'the issuer is someone else',
      () => ({ did: { ...issuerDocument, id: 'did:web:x.example' } }),
      'key',
      'issuer-unreadable',
      'could-not-be-checked',
    ],
    [
      'the key is someone else’s',
      () => ({ credential: changed(award, ['proof', 0, 'verificationMethod'], 'did:web:x.example#key-1') }),
      'key',
      'key-not-listed',
      'failed',
    ],
    [
      'the key is not listed',
      () => ({ credential: changed(award, ['proof', 0, 'verificationMethod'], `${issuerDid}#key-9`) }),
      'key',
      'key-not-listed',
      'failed',
    ],
    [
      'the key is not for issuing',
      () => ({ did: { ...issuerDocument, assertionMethod: [] } }),
      'key',
      'key-not-listed',
      'failed',
    ],
    [
      'the key was taken back',
      () => ({ did: changed(issuerDocument, ['verificationMethod', 0, 'revoked'], '2026-03-01T00:00:00Z') }),
      'key',
      'key-ended',
      'failed',
    ],
    [
      'the key has expired',
      () => ({ did: changed(issuerDocument, ['verificationMethod', 0, 'expires'], '2026-03-02T09:30:00Z') }),
      'key',
      'key-ended',
      'failed',
    ],
    [
      'the key is controlled by someone else',
      () => ({ did: changed(issuerDocument, ['verificationMethod', 0, 'controller'], 'did:web:x.example') }),
      'key',
      'key-not-listed',
      'failed',
    ],
    [
      'the key is of another kind',
      () => ({
        did: changed(
          issuerDocument,
          ['verificationMethod', 0, 'publicKeyMultibase'],
          'zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169',
        ),
      }),
      'key',
      'key-of-other-kind',
      'could-not-be-checked',
    ],
    [
      'two keys have one name',
      () => ({
        did: {
          ...issuerDocument,
          verificationMethod: [...issuerDocument.verificationMethod, ...issuerDocument.verificationMethod],
        },
      }),
      'key',
      'issuer-unreadable',
      'could-not-be-checked',
    ],
    [
      'the key has an end that is no date',
      () => ({ did: changed(issuerDocument, ['verificationMethod', 0, 'revoked'], 'soon') }),
      'key',
      'issuer-unreadable',
      'could-not-be-checked',
    ],
    ['it is not valid yet', () => ({ at: new Date('2026-03-02T09:28:59Z') }), 'period', 'not-yet', 'failed'],
    ['it has expired', () => ({ at: new Date('2031-03-02T00:00:01Z') }), 'period', 'expired', 'failed'],
    ['it is revoked', async () => ({ list: await signedList([statusIndex]) }), 'status', 'revoked', 'failed'],
    [
      'the list does not answer',
      () => ({ list: undefined }),
      'status',
      'list-unreachable',
      'could-not-be-checked',
    ],
    ['the list is no JSON', () => ({ list: 'x' }), 'status', 'list-unreadable', 'could-not-be-checked'],
    [
      'the list is another one',
      async () => ({ list: await signedList([], { id: 'https://x.example/1' }) }),
      'status',
      'list-unreadable',
      'could-not-be-checked',
    ],
    [
      'the list was changed',
      () => ({ list: changed(list, ['credentialSubject', 'encodedList'], encodeBits([3])) }),
      'status',
      'list-not-of-issuer',
      'could-not-be-checked',
    ],
    [
      'the list is not signed',
      () => ({ list: changed(list, ['proof']) }),
      'status',
      'list-not-of-issuer',
      'could-not-be-checked',
    ],
    [
      'the list is of another issuer',
      async () => ({ list: await signedList([], { issuer: 'did:web:x.example' }) }),
      'status',
      'list-not-of-issuer',
      'could-not-be-checked',
    ],
    [
      'the list is out of date',
      async () => ({ list: await signedList([], { validUntil: '2026-03-02T09:29:59Z' }) }),
      'status',
      'list-out-of-date',
      'could-not-be-checked',
    ],
    [
      'the list is about suspension',
      async () => ({ list: await suspensionList([]) }),
      'status',
      'list-of-other-purpose',
      'could-not-be-checked',
    ],
    [
      'the list is too short',
      async () => ({ list: await listOf('H4sIAAAAAAAAA2NgAAB7hQdbAgAAAA') }),
      'status',
      'list-unreadable',
      'could-not-be-checked',
    ],
    [
      'the list is not zipped',
      async () => ({ list: await listOf('AAAA') }),
      'status',
      'list-unreadable',
      'could-not-be-checked',
    ],
    [
      'the page says another name',
      () => ({ shown: { ...shown, '/name': 'Something better' } }),
      'page',
      'page-differs',
      'failed',
    ],
    [
      'the page names another holder',
      () => ({ shown: { '/credentialSubject/identifier/identityHash': 'Mallory' } }),
      'page',
      'page-differs',
      'failed',
    ],
    [
      'the page says what is not there',
      () => ({ shown: { '/constructor/name': 'Object' } }),
      'page',
      'page-differs',
      'failed',
    ],
  ])('when %s', async (_, world, step, code, verdict) => {
    const answer = await check(await world());
    expect([answer.found[step], answer.verdict]).toEqual([code, verdict]);
  });

  it('finds a suspension among two status entries', async () => {
    const award = exampleAward();
    const suspension = { ...award.credentialStatus, id: `${listUrl}#2`, statusPurpose: 'suspension' };
    const credential = await signed({ ...award, credentialStatus: [suspension] });
    const { found } = await check({ credential, list: await suspensionList([statusIndex]) });
    expect(found.status).toBe('suspended');
  });

  it.each([
    ['of another purpose', { statusPurpose: 'message' }],
    ['with a place that is none', { statusListIndex: '-1' }],
    ['with places of two bits', { statusSize: 2 }],
  ])('could not check a status %s', async (_, change) => {
    const unsigned = exampleAward();
    const credentialStatus = { ...unsigned.credentialStatus, ...change };
    const { found, verdict } = await check({ credential: await signed({ ...unsigned, credentialStatus }) });
    expect([found.status, verdict]).toEqual(['status-of-other-kind', 'could-not-be-checked']);
  });

  it('says that the browser does not know Ed25519', async () => {
    const refuse = async () => {
      throw new DOMException('Unrecognized name.', 'NotSupportedError');
    };
    vi.spyOn(globalThis.crypto.subtle, 'importKey').mockImplementation(refuse as never);
    const { found, verdict } = await check();
    expect([found.signature, found.status, verdict]).toEqual([
      'no-ed25519',
      'earlier-step',
      'could-not-be-checked',
    ]);
  });

  it('says that the page is not secure enough for a browser to check signatures on', async () => {
    vi.stubGlobal('crypto', {});
    const { found, verdict } = await check();
    vi.unstubAllGlobals();
    expect([found.signature, verdict]).toEqual(['no-crypto', 'could-not-be-checked']);
  });
});

const listOf = (encodedList: string) =>
  signedList([], {
    credentialSubject: {
      id: `${listUrl}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList: `u${encodedList}`,
    },
  });
const suspensionList = (set: number[]) =>
  signedList([], {
    credentialSubject: {
      id: `${listUrl}#list`,
      type: 'BitstringStatusList',
      statusPurpose: 'suspension',
      encodedList: encodeBits(set),
    },
  });
