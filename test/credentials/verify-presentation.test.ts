import { sign } from 'node:crypto';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/credentials/json.ts';
import { hashedDocument, signedStatements } from '../../src/credentials/suites/hashed-document.ts';
import { presentationChecks } from '../../src/credentials/verification-report.ts';
import { verifyPresentation } from '../../src/credentials/verify-presentation.ts';
import { changed, exampleAward, newKey, signed, world } from './example-award.ts';

const holderKey = newKey();
const holder = `did:key:${holderKey.publicKeyMultibase}`;
const method = `${holder}#${holderKey.publicKeyMultibase}`;
const award = await signed(exampleAward());
const here = await world();
const occasion = { challenge: 'c-1', domain: 'employer.example' };

function unsigned(changes: object = {}) {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    type: ['VerifiablePresentation'],
    holder,
    verifiableCredential: [award],
    ...changes,
  };
}

async function presented(document: object = unsigned(), options: object = {}): Promise<JsonObject> {
  const plain = JSON.parse(JSON.stringify(document)) as JsonObject;
  const configuration = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: '2026-03-02T09:29:50Z',
    verificationMethod: method,
    proofPurpose: 'authentication',
    ...occasion,
    ...options,
  };
  const stated = JSON.parse(JSON.stringify(configuration)) as JsonObject;
  const bytes = await signedStatements(hashedDocument(plain), stated, 'sha256');
  return {
    ...plain,
    proof: { ...stated, proofValue: `z${base58.encode(sign(null, bytes, holderKey.privateKey))}` },
  };
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
function token(payload: object, key = holderKey.privateKey, header: object = {}) {
  const input = `${part({ alg: 'EdDSA', kid: method, ...header })}.${part(payload)}`;
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}

async function check(input: unknown, options: object = occasion) {
  const report = await verifyPresentation(input, here, options);
  const found = Object.fromEntries(
    report.checks.map((one) => [one.name, 'cause' in one ? `${one.outcome}: ${one.cause}` : one.outcome]),
  );
  return { verdict: report.verdict, found, report };
}

const good = await presented();

describe('a presentation', () => {
  it('by the holder, of a good credential, is valid', async () => {
    const { verdict, report } = await check(good);
    expect(verdict).toBe('valid');
    expect(report.checks.map(({ name, outcome }) => [name, outcome])).toEqual(
      presentationChecks.map((name) => [name, 'ok']),
    );
    expect(report.holder).toBe(holder);
    expect(report.credentials).toHaveLength(1);
    expect(report.credentials[0]?.credential?.id).toBe(award.id);
  });

  it('without credentials, without a holder, or for any occasion is valid', async () => {
    expect((await check(await presented(unsigned({ verifiableCredential: undefined })))).verdict).toBe(
      'valid',
    );
    expect((await check(await presented(unsigned({ holder: undefined })))).verdict).toBe('valid');
    expect((await check(good, {})).verdict).toBe('valid');
    expect((await check(await presented(unsigned({ holder: { id: holder } })))).verdict).toBe('valid');
  });

  it('may be for several places', async () => {
    const proof = await presented(unsigned(), { domain: ['employer.example', 'other.example'] });
    expect((await check(proof)).verdict).toBe('valid');
    expect((await check(proof, { domain: 'third.example' })).found.proof).toBe('failed: domain-mismatch');
  });

  it('as a token, in an envelope or not, is valid', async () => {
    const claims = { ...unsigned(), nonce: 'c-1', aud: 'employer.example', iss: holder };
    expect((await check(token(claims))).found).toMatchObject({ proof: 'ok', credentials: 'ok' });
    const envelope = {
      '@context': 'https://www.w3.org/ns/credentials/v2',
      type: 'EnvelopedVerifiablePresentation',
      id: `data:application/vp+jwt,${token(claims)}`,
    };
    expect((await check(envelope)).verdict).toBe('valid');
    for (const other of [{ nonce: 'c-2' }, { aud: 'x' }, { nonce: undefined }, { exp: 5 }])
      expect((await check(token({ ...claims, ...other }))).verdict).toBe('invalid');
    expect((await check(token(claims, newKey().privateKey))).found.proof).toBe('failed: signature-mismatch');
  });

  it.each<[string, () => Promise<unknown> | unknown, string, string]>([
    ['is not signed', () => unsigned(), 'proof', 'failed: no-proof'],
    [
      'was changed',
      () => changed(good, ['holder'], 'did:key:z6MkmM42vxfqZQsv4ehtTjFFxQ4sQKS2w6WR7emozFAn5cxu'),
      'holder-key',
      'failed: not-the-issuers-key',
    ],
    [
      'was made for another occasion',
      () => presented(unsigned(), { challenge: 'c-2' }),
      'proof',
      'failed: challenge-mismatch',
    ],
    [
      'was made for no occasion',
      () => presented(unsigned(), { challenge: undefined }),
      'proof',
      'failed: challenge-mismatch',
    ],
    [
      'was made for another place',
      () => presented(unsigned(), { domain: 'x.example' }),
      'proof',
      'failed: domain-mismatch',
    ],
    [
      'was signed to assert',
      () => presented(unsigned(), { proofPurpose: 'assertionMethod' }),
      'proof',
      'failed: wrong-proof-purpose',
    ],
    [
      'had its challenge changed',
      () => changed(good, ['proof', 'challenge'], 'c-1 '),
      'proof',
      'failed: challenge-mismatch',
    ],
    [
      'is of another type',
      () => unsigned({ type: 'VerifiableCredential' }),
      'schema',
      'failed: schema-mismatch',
    ],
    [
      'has a list for a holder',
      () => presented(unsigned({ holder: [holder] })),
      'schema',
      'failed: schema-mismatch',
    ],
    [
      'has a holder that is no address',
      () => unsigned({ holder: 'me' }),
      'schema',
      'failed: schema-mismatch',
    ],
    [
      'has a holder without an id',
      () => unsigned({ holder: { name: 'Noor' } }),
      'schema',
      'failed: schema-mismatch',
    ],
    [
      'holds a text',
      () => unsigned({ verifiableCredential: ['eyJ.e30.x'] }),
      'schema',
      'failed: schema-mismatch',
    ],
    ['holds a number', () => unsigned({ verifiableCredential: [5] }), 'schema', 'failed: schema-mismatch'],
    ['has no vocabulary', () => unsigned({ '@context': undefined }), 'format', 'failed: not-json'],
    [
      'has an unknown vocabulary first',
      () => unsigned({ '@context': ['https://x.example/'] }),
      'contexts',
      'failed: contexts-malformed',
    ],
    ['is an award', () => award, 'schema', 'failed: schema-mismatch'],
    ['is null', () => null, 'format', 'failed: not-an-object'],
    [
      'holds nine credentials',
      () => presented(unsigned({ verifiableCredential: Array(9).fill(award) })),
      'credentials',
      'could-not-be-checked: too-many-credentials',
    ],
    [
      'holds a changed credential',
      () => presented(unsigned({ verifiableCredential: [award, changed(award, ['name'], 'Other')] })),
      'credentials',
      'failed: credential-invalid',
    ],
    [
      'holds a credential that nobody signed',
      () => presented(unsigned({ verifiableCredential: [exampleAward()] })),
      'credentials',
      'failed: credential-invalid',
    ],
  ])('that %s is not valid', async (_, input, name, expected) => {
    const { verdict, found } = await check(await input());
    expect(found[name]).toBe(expected);
    expect(verdict).not.toBe('valid');
  });

  it('of which any part is changed is not valid', async () => {
    const paths = [
      ['holder'],
      ['proof', 'created'],
      ['proof', 'domain'],
      ['verifiableCredential', 0, 'name'],
      ['type', 0],
    ];
    for (const path of paths)
      expect((await check(changed(good, path, 'did:example:other'))).verdict).not.toBe('valid');
    expect((await check(changed(good, ['verifiableCredential', 0]))).verdict).not.toBe('valid');
    expect((await check({ ...good, verifiableCredential: [award, award] })).verdict).not.toBe('valid');
  });

  it('of anything at all gets a report', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.anything(),
          fc.record({
            ...Object.fromEntries(
              Object.keys(good).map((member) => [
                member,
                fc.oneof(fc.constant((good as never)[member]), fc.jsonValue()),
              ]),
            ),
          }),
        ),
        async (input) => {
          fc.pre(JSON.stringify(input) !== JSON.stringify(good));
          const { verdict, checks } = await verifyPresentation(input, here, occasion);
          expect(checks).toHaveLength(presentationChecks.length);
          if (verdict === 'valid') expect(JSON.parse(JSON.stringify(input))).toEqual(good);
        },
      ),
      { numRuns: 150 },
    );
  });
});
