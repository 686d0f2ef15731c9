import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { base58 } from '@scure/base';
import { describe, expect, it, vi } from 'vitest';
import { signingInput, verifyProof, withProof } from '../../src/credentials/eddsa-rdfc-2022.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { CanonicalizationError } from '../../src/credentials/json-ld.ts';
import { publicKeyFromMultikey } from '../../src/credentials/multikey.ts';
import published from '../vectors/eddsa-rdfc-2022.json' with { type: 'json' };
import { changed, exampleAward, issuerKey, newKey, signed } from './example-award.ts';

// The published documents use a context that gives every word a meaning; only this test may know it.
vi.mock('../../src/credentials/contexts.ts', async (original) => {
  const real = await original<typeof import('../../src/credentials/contexts.ts')>();
  const examples = 'https://www.w3.org/ns/credentials/examples/v2';
  const document = { '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' } };
  return {
    ...real,
    pinnedLoader: async (url: string) =>
      url === examples ? { documentUrl: url, document, tag: 'static' } : real.pinnedLoader(url),
  };
});

function secretKey(multibase: string): KeyObject {
  const seed = base58.decode(multibase.slice(1)).subarray(2);
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

interface Vector {
  readonly name: string;
  readonly publicKeyMultibase: string;
  readonly document: JsonObject;
  readonly proof: JsonObject & {
    readonly proofValue: string;
    readonly created: string;
    readonly verificationMethod: string;
  };
  readonly secretKeyMultibase?: string;
  readonly proofHash?: string;
  readonly documentHash?: string;
  readonly signature?: string;
}
const vectors = published.vectors as unknown as readonly Vector[];

describe.each(vectors)('$name', ({ document, proof, publicKeyMultibase }) => {
  const key = publicKeyFromMultikey(publicKeyMultibase);
  const secured: JsonObject = { ...document, proof };

  it('verifies, as one proof and as a set of one', async () => {
    expect(await verifyProof(secured, key)).toEqual({ ok: true });
    expect(await verifyProof({ ...secured, proof: [proof] }, key)).toEqual({ ok: true });
  });

  it.each([
    ['a changed document', changed(secured, ['validFrom'], '2023-01-01T00:00:01Z')],
    ['a changed type', changed(secured, ['type', 1], 'OtherCredential')],
    ['a changed subject', changed(secured, ['credentialSubject', 'id'], 'did:example:other')],
    ['a missing statement', changed(secured, ['issuer'])],
    ['an added statement', changed(secured, ['validUntil'], '2030-01-01T00:00:00Z')],
    ['a changed time of the proof', changed(secured, ['proof', 'created'], '2023-02-24T23:36:39Z')],
    ['a changed key of the proof', changed(secured, ['proof', 'verificationMethod'], 'did:example:1#1')],
    ['an added member of the proof', changed(secured, ['proof', 'domain'], 'elsewhere.example')],
  ])('does not verify with %s', async (_, tampered) => {
    expect(await verifyProof(tampered, key)).toMatchObject({ ok: false, cause: 'signature-mismatch' });
  });

  it('does not verify with any bit of the signature flipped', async () => {
    const signature = base58.decode(proof.proofValue.slice(1));
    for (const position of [0, 31, 32, 63]) {
      const flipped = Uint8Array.from(signature, (byte, index) => (index === position ? byte ^ 0x40 : byte));
      const tampered = changed(secured, ['proof', 'proofValue'], `z${base58.encode(flipped)}`);
      expect(await verifyProof(tampered, key)).toMatchObject({ cause: 'signature-mismatch' });
    }
  });

  it('does not verify with another key', async () => {
    expect(await verifyProof(secured, newKey().publicKey)).toMatchObject({ cause: 'signature-mismatch' });
  });
});

it('the published hashes and signature are made again bit for bit', async () => {
  const [vector] = vectors;
  if (vector === undefined) throw new Error('there are vectors');
  const { document, proof, secretKeyMultibase = '', proofHash, documentHash, signature } = vector;
  const { created, verificationMethod } = proof;
  const input = await signingInput(document, {
    created,
    verificationMethod,
    proofPurpose: 'assertionMethod',
  });
  expect(Buffer.from(input.bytes).toString('hex')).toBe(`${proofHash}${documentHash}`);
  const made = sign(null, input.bytes, secretKey(secretKeyMultibase));
  expect(made.toString('hex')).toBe(signature);
  expect(withProof(document, input.proof, made).proof).toEqual([proof]);
});

describe('a proof that is made here', () => {
  it('has 64 bytes to sign, stands in an array, and has a base58btc value', async () => {
    const secured = await signed(exampleAward());
    expect(secured.proof).toEqual([
      {
        type: 'DataIntegrityProof',
        cryptosuite: 'eddsa-rdfc-2022',
        created: '2026-03-02T09:29:30Z',
        verificationMethod: issuerKey.method,
        proofPurpose: 'assertionMethod',
        proofValue: expect.stringMatching(/^z[1-9A-HJ-NP-Za-km-z]{86,88}$/),
      },
    ]);
    expect(await verifyProof(secured, issuerKey.publicKey)).toEqual({ ok: true });
  });

  it('is the same for the same document, whatever the order of its members', async () => {
    const award = exampleAward() as unknown as JsonObject;
    const options = {
      created: '2026-03-02T09:29:30Z',
      verificationMethod: issuerKey.method,
      proofPurpose: 'assertionMethod',
    } as const;
    const shuffled = Object.fromEntries(Object.entries(award).toReversed());
    expect((await signingInput(shuffled, options)).bytes).toEqual((await signingInput(award, options)).bytes);
  });

  it('is not made of a signature of another length', async () => {
    const { proof } = await signingInput(exampleAward() as unknown as JsonObject, {
      created: '2026-03-02T09:29:30Z',
      verificationMethod: issuerKey.method,
      proofPurpose: 'assertionMethod',
    });
    for (const length of [0, 63, 65, 70])
      expect(() => withProof({}, proof, new Uint8Array(length))).toThrow(RangeError);
  });

  it.each<[string, JsonObject]>([
    ['without a context', changed(exampleAward(), ['@context'])],
    ['with an unknown word', changed(exampleAward(), ['favouriteColour'], 'blue')],
    ['with an unknown type', changed(exampleAward(), ['type', 1], 'PartyInvitation')],
    ['with a relative id', changed(exampleAward(), ['id'], 'credentials/1')],
    [
      'with a context that is not pinned',
      changed(exampleAward(), ['@context', 1], 'https://elsewhere.example/v1'),
    ],
    [
      'with a language that is none',
      changed(exampleAward(), ['name'], { '@value': 'x', '@language': 'not a language' }),
    ],
  ])('is not made of a document %s', async (_, document) => {
    const options = {
      created: '2026-03-02T09:29:30Z',
      verificationMethod: issuerKey.method,
      proofPurpose: 'assertionMethod',
    } as const;
    await expect(signingInput(document, options)).rejects.toThrow(CanonicalizationError);
    const secured = changed(document, ['proof'], (await signed(exampleAward())).proof);
    expect(await verifyProof(secured, issuerKey.publicKey)).toMatchObject({
      ok: false,
      cause: 'not-canonicalizable',
    });
  });

  it.each([0, 32, 63, 65])('is not read from a value of %d bytes', async (length) => {
    const secured = await signed(exampleAward());
    const proofValue = `z${base58.encode(new Uint8Array(length).fill(0xff))}`;
    const other = changed(secured, ['proof', 0, 'proofValue'], proofValue);
    expect(await verifyProof(other, issuerKey.publicKey)).toMatchObject({ cause: 'proof-malformed' });
  });

  it('is not taken from a document with two proofs, or with none', async () => {
    const { proof, ...document } = await signed(exampleAward());
    for (const other of [[], [...proof, ...proof], 'z', 7, [[]]])
      expect(
        await verifyProof({ ...document, proof: other } as JsonObject, issuerKey.publicKey),
      ).toMatchObject({ cause: 'proof-malformed' });
    expect(await verifyProof(document, issuerKey.publicKey)).toMatchObject({ cause: 'proof-malformed' });
  });
});

describe('statements', () => {
  const name = async (id: string) => {
    const { bytes } = await signingInput(changed(exampleAward(), ['id'], id), {
      created: '2026-03-02T09:29:30Z',
      verificationMethod: issuerKey.method,
      proofPurpose: 'assertionMethod',
    });
    return Buffer.from(bytes).toString('hex');
  };

  it('cannot be smuggled in through an id', async () => {
    for (const id of ['urn:x:1> <urn:p> <urn:o', 'urn:x:1\n', 'urn:x:\t1', 'urn:x:\u20281'])
      await expect(name(id)).rejects.toThrow(CanonicalizationError);
    const ids = ['urn:x:>', 'urn:x:\\u003E', 'urn:x:\u0000', 'urn:x:\\u0000', 'urn:x:%3E'];
    expect(new Set(await Promise.all(ids.map(name))).size).toBe(ids.length);
  });
});
