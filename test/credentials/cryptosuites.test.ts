import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../src/credentials/json.ts';
import { publicKeyFromMultikey } from '../../src/credentials/multikey.ts';
import { previousProofs } from '../../src/credentials/proof-chain.ts';
import { suiteOf } from '../../src/credentials/suites/cryptosuites.ts';
import {
  hashedDocument,
  signedJson,
  signedStatements,
} from '../../src/credentials/suites/hashed-document.ts';
import { checkProof } from '../../src/credentials/suites/suite.ts';
import { fuzzPlaces } from '../support/fuzz-runs.ts';
import published from '../vectors/cryptosuites.json' with { type: 'json' };
import publishedSd from '../vectors/ecdsa-sd-2023.json' with { type: 'json' };
import { changed, newKey } from './example-award.ts';

// The published documents use contexts that only this test may know.
vi.mock('../../src/credentials/contexts.ts', async (original) => {
  const real = await original<typeof import('../../src/credentials/contexts.ts')>();
  const citizenship = 'https://w3id.org/citizenship#';
  const own: Record<string, object> = {
    'https://www.w3.org/ns/credentials/examples/v2': {
      '@vocab': 'https://www.w3.org/ns/credentials/examples#',
    },
    'https://w3id.org/citizenship/v4rc1': {
      PermanentResidentCardCredential: `${citizenship}PermanentResidentCardCredential`,
      EmploymentAuthorizationDocumentCredential: `${citizenship}EmploymentAuthorizationDocumentCredential`,
      PermanentResident: `${citizenship}PermanentResident`,
      EmployablePerson: `${citizenship}EmployablePerson`,
      Person: 'https://schema.org/Person',
      birthCountry: `${citizenship}birthCountry`,
      image: { '@id': 'https://schema.org/image', '@type': '@id' },
    },
  };
  return {
    ...real,
    pinnedLoader: async (url: string) => {
      const context = own[url];
      return context === undefined
        ? real.pinnedLoader(url)
        : { documentUrl: url, document: { '@context': context }, tag: 'static' };
    },
  };
});

interface Vector {
  readonly name: string;
  readonly '@context'?: readonly string[];
  readonly proof: JsonObject & { readonly proofValue: string; readonly verificationMethod: string };
  readonly documentHash: string;
  readonly proofHash: string;
}
const document = published.document as unknown as JsonObject;
const vectors = published.proofs as unknown as readonly Vector[];
const keyOf = (proof: JsonObject) =>
  publicKeyFromMultikey(String(proof.verificationMethod).split('#')[1] ?? '');

/** What the suite that the proof names says of it. */
async function check(secured: JsonObject, key = keyOf(secured.proof as JsonObject)) {
  const { proof, ...rest } = secured;
  const suite = suiteOf(proof as JsonObject);
  if (suite === undefined) throw new Error('the suite is not known');
  return checkProof(suite, hashedDocument(rest), proof as JsonObject, key);
}

const good = { ok: true };
const mismatch = { ok: false, cause: 'signature-mismatch' };

describe.each(vectors)('$name', ({ proof, proofHash, documentHash, ...vector }) => {
  const body = { ...document, ...(vector['@context'] && { '@context': vector['@context'] }) };
  const secured: JsonObject = { ...body, proof };
  const overJson = String(proof.cryptosuite).includes('-jcs-');
  const hash = vector.name.includes('384') ? 'sha384' : 'sha256';

  it('makes the published hashes', async () => {
    const { proofValue, ...configuration } = proof;
    const covered = overJson ? signedJson : signedStatements;
    const bytes = await covered(hashedDocument(body), configuration, hash);
    expect(bytes?.toString('hex')).toBe(proofHash + documentHash);
  });

  it('verifies', async () => {
    expect(await check(secured)).toEqual(good);
  });

  it.each<[string, JsonObject]>([
    ['a changed date', changed(secured, ['validFrom'], '2023-01-01T00:00:01Z')],
    ['a changed type', changed(secured, ['type', 1], 'OtherCredential')],
    ['a changed subject', changed(secured, ['credentialSubject', 'id'], 'did:example:other')],
    ['a missing statement', changed(secured, ['issuer'])],
    ['an added statement', changed(secured, ['validUntil'], '2030-01-01T00:00:00Z')],
    ['a changed time of the proof', changed(secured, ['proof', 'created'], '2023-02-24T23:36:39Z')],
    ['a changed key of the proof', changed(secured, ['proof', 'verificationMethod'], 'did:example:1#1')],
    ['a changed purpose', changed(secured, ['proof', 'proofPurpose'], 'authentication')],
    ['an added member of the proof', changed(secured, ['proof', 'domain'], 'elsewhere.example')],
  ])('does not verify with %s', async (_, tampered) => {
    expect(await check(tampered, keyOf(proof))).toMatchObject(mismatch);
  });

  it('does not verify with any bit of the signature flipped', async () => {
    const signature = base58.decode(proof.proofValue.slice(1));
    for (const position of fuzzPlaces(signature.keys())) {
      const flipped = Uint8Array.from(signature, (byte, index) => (index === position ? byte ^ 0x10 : byte));
      const proofValue = `z${base58.encode(flipped)}`;
      expect(await check(changed(secured, ['proof', 'proofValue'], proofValue))).toMatchObject(mismatch);
    }
  });

  it('does not verify with another key, of its own kind or another', async () => {
    const keys = vectors.map((one) => keyOf(one.proof)).filter((key) => !key.equals(keyOf(proof)));
    for (const key of [...keys, newKey().publicKey])
      expect(await check(secured, key)).toMatchObject({
        ok: false,
        cause: expect.stringMatching(/^(?:key-invalid|proof-malformed|signature-mismatch)$/),
      });
  });

  it.each([
    '',
    'z',
    'u',
    proof.proofValue.slice(1),
    `u${proof.proofValue.slice(1)}`,
    proof.proofValue.slice(0, -1),
    `${proof.proofValue}2`,
    `${proof.proofValue} `,
    `z${'0'.repeat(87)}`,
    `z${'z'.repeat(1_000_000)}`,
    Buffer.from(base58.decode(proof.proofValue.slice(1))).toString('hex'),
  ])('is not read from the value %.20s', async (proofValue) => {
    expect(await check(changed(secured, ['proof', 'proofValue'], proofValue))).toMatchObject({
      ok: false,
      cause: expect.stringMatching(/^(?:proof-malformed|signature-mismatch)$/),
    });
  });

  it('under another name does not verify', async () => {
    const names = ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'ecdsa-rdfc-2019', 'ecdsa-jcs-2019', 'ecdsa-sd-2023'];
    for (const cryptosuite of names.filter((name) => name !== proof.cryptosuite)) {
      const renamed = { ...secured, proof: { ...proof, type: 'DataIntegrityProof', cryptosuite } };
      expect((await check(renamed)).ok).toBe(false);
    }
  });

  if (overJson) {
    it('verifies when further vocabularies were added at the end, and only there', async () => {
      const contexts = body['@context'] as readonly string[];
      const more = 'https://w3id.org/security/data-integrity/v2';
      expect(await check({ ...secured, '@context': [...contexts, more] })).toEqual(good);
      for (const other of [
        [more, ...contexts],
        contexts.slice(0, 1),
        contexts[0] ?? '',
        [],
        contexts.toReversed(),
      ])
        expect(await check({ ...secured, '@context': other })).toMatchObject(mismatch);
    });

    it('does not verify in another order of a list, and does in another order of members', async () => {
      expect(
        await check(changed(secured, ['type'], ['AlumniCredential', 'VerifiableCredential'])),
      ).toMatchObject(mismatch);
      expect(await check(Object.fromEntries(Object.entries(secured).toReversed()))).toEqual(good);
    });
  }
});

describe('a published chain of proofs', () => {
  const chain = published.chain as unknown as readonly JsonObject[];
  const verified = (proofs: readonly JsonObject[]) =>
    Promise.all(
      proofs.map(async (proof) => {
        const previous = previousProofs(proof, proofs);
        if (previous === undefined) return false;
        const covered = previous.length === 0 ? document : { ...document, proof: previous };
        const { ok } = await check({ ...covered, proof } as JsonObject).then((alone) =>
          previous.length === 0 ? alone : chained(covered as JsonObject, proof),
        );
        return ok;
      }),
    );
  const chained = (covered: JsonObject, proof: JsonObject) => {
    const suite = suiteOf(proof);
    if (suite === undefined) throw new Error('the suite is not known');
    return checkProof(suite, hashedDocument(covered), proof, keyOf(proof));
  };

  it('verifies, in whatever order', async () => {
    expect(await verified(chain)).toEqual([true, true, true, true]);
    expect(await verified(chain.toReversed())).toEqual([true, true, true, true]);
  });

  it('does not verify without the proofs that it builds on', async () => {
    expect(await verified(chain.slice(1))).toEqual([true, false, true]);
    expect(await verified([chain[2] ?? {}, chain[3] ?? {}])).toEqual([false, true]);
    expect(await verified(chain.map((proof) => changed(proof, ['previousProof'])))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('does not verify when an earlier proof was exchanged or is there twice', async () => {
    const [first = {}, second = {}, third = {}] = chain;
    const exchanged = [{ ...first, proofValue: second.proofValue ?? '' }, second, third];
    expect(await verified(exchanged as JsonObject[])).toEqual([false, true, false]);
    expect((await verified([first, first, second, third])).at(-1)).toBe(false);
    expect((await verified([first, { ...second, id: first.id ?? '' }, third])).at(-1)).toBe(false);
  });

  it('has no proof of its own on its way back', () => {
    const proofs: JsonObject[] = [
      { id: 'urn:a', previousProof: 'urn:b' },
      { id: 'urn:b', previousProof: ['urn:c'] },
      { id: 'urn:c', previousProof: 'urn:a' },
      { id: 'urn:d', previousProof: 'urn:d' },
      { id: 'urn:e', previousProof: 'urn:a' },
      { id: 'urn:f', previousProof: [] },
      { id: 'urn:g', previousProof: ['urn:h', 'urn:h'] },
      { id: 'urn:h' },
    ];
    expect(proofs.map((proof) => previousProofs(proof, proofs))).toEqual([...Array(7).fill(undefined), []]);
  });
});

describe.each(publishedSd.documents)('ecdsa-sd-2023, $name', ({ derived, baseProofValue }) => {
  const secured = derived as unknown as JsonObject;
  const value = Buffer.from(derived.proof.proofValue.slice(1), 'base64url');
  const withValue = (bytes: Uint8Array) =>
    changed(secured, ['proof', 'proofValue'], `u${Buffer.from(bytes).toString('base64url')}`);

  it('verifies', async () => {
    expect(await check(secured)).toEqual(good);
  });

  it.each<[string, (string | number)[], unknown?]>([
    ['a changed country', ['credentialSubject', 'birthCountry'], 'Elsewhere'],
    ['a missing country', ['credentialSubject', 'birthCountry']],
    ['a changed end', ['validUntil'], '2099-01-01T00:00:00Z'],
    ['a missing end', ['validUntil']],
    ['a changed issuer', ['issuer', 'id'], 'did:example:other'],
    ['a name for the subject', ['credentialSubject', 'id'], 'did:example:other'],
    ['a name for the credential', ['id'], 'urn:x:1'],
    ['another type', ['type', 1], 'PermanentResident'],
    ['an added statement', ['credentialSubject', 'image'], 'https://elsewhere.example/'],
    ['a changed time of the proof', ['proof', 'created'], '2023-08-15T23:36:39Z'],
    ['a challenge that was not signed', ['proof', 'challenge'], 'abc'],
  ])('does not verify with %s', async (_, path, to) => {
    expect(await check(changed(secured, path, to))).toMatchObject(mismatch);
  });

  it('does not verify with any byte of its value changed', async () => {
    for (const position of fuzzPlaces(value.keys())) {
      const other = Uint8Array.from(value, (byte, index) => (index === position ? byte ^ 0x01 : byte));
      expect((await check(withValue(other))).ok, `byte ${position}`).toBe(false);
    }
  });

  it('does not verify cut off anywhere, or with something after it', async () => {
    for (let length = 0; length < value.length; length += 17)
      expect(await check(withValue(value.subarray(0, length)))).toMatchObject({ cause: 'proof-malformed' });
    expect(await check(withValue(Buffer.concat([value, Buffer.alloc(1)])))).toMatchObject({
      cause: 'proof-malformed',
    });
  });

  it('does not verify with a signature more or less than it shows statements', async () => {
    // Tag, array of five, base signature, key: then comes the array of signatures.
    const head = 3 + 1 + (2 + 64) + (2 + 35);
    const count = value[head] ?? 0;
    const first = value.subarray(head + 1, head + 1 + 66);
    const rest = value.subarray(head + 1);
    const all = Math.min(count & 0x1f, 23) * 66;
    const more = [
      value.subarray(0, head),
      Buffer.of(count + 1),
      rest.subarray(0, all),
      first,
      rest.subarray(all),
    ];
    const less = [value.subarray(0, head), Buffer.of(count - 1), rest.subarray(66)];
    for (const parts of [more, less])
      expect(await check(withValue(Buffer.concat(parts)))).toMatchObject(mismatch);
  });

  it('is not read from a base proof, which only a holder has', async () => {
    expect(await check(changed(secured, ['proof', 'proofValue'], baseProofValue))).toMatchObject({
      cause: 'proof-malformed',
    });
  });

  it('does not verify with another key', async () => {
    for (const { proof } of vectors)
      expect((await check(secured, keyOf(proof))).ok).toBe(keyOf(proof).equals(keyOf(derived.proof)));
  });

  it('any bytes at all for a value do no harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const other = withValue(Buffer.concat([Buffer.from('d95d01', 'hex'), bytes]));
        expect((await check(other)).ok).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('is bound to lengths that are really there', async () => {
    for (const claim of [
      '9affffffff',
      '85bbffffffff',
      '855affffffff',
      '84',
      '8540404040',
      'ff',
      '81818181818181',
    ])
      expect(await check(withValue(Buffer.from(`d95d01${claim}`, 'hex')))).toMatchObject({
        cause: 'proof-malformed',
      });
  });
});
