import { generateKeyPairSync, sign } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { type DidKey, didDocument } from '../../src/credentials/did.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { assembleJwt, ownJwtProblem, vcJwtSigningInput } from '../../src/credentials/jwt/sign-jwt.ts';
import { keyMaterial, publicJwk } from '../../src/credentials/public-jwk.ts';
import type { Resolution } from '../../src/credentials/verification-world.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { changed, exampleAward, issuerDid, issuerKey, outcomes, world } from './example-award.ts';

const kid = 'https://awards.example/issuers/harbour/keys/rsa-1';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const material = (key = rsa) =>
  keyMaterial('RS256', key.publicKey.export({ type: 'spki', format: 'der' })) as Extract<
    ReturnType<typeof keyMaterial>,
    { algorithm: 'RS256' }
  >;
const award = exampleAward() as unknown as JsonObject;
const seconds = (text: string) => Date.parse(text) / 1000;

const signingInput = (document: JsonObject = award, name = kid) =>
  vcJwtSigningInput(document, { kid: name }).signingInput;
const token = (input = signingInput(), key = rsa) =>
  assembleJwt(input, sign('sha256', Buffer.from(input), key.privateKey));
const claimsOf = (input: string) =>
  JSON.parse(Buffer.from(input.split('.')[1] ?? '', 'base64url').toString('utf8'));

/** What a verifier sees: the DID document, and the key under its address. */
const check = async (
  text: unknown,
  keys: readonly DidKey[] = [{ id: 'rsa-1', ...material() }],
  address = kid,
) => {
  const report = await verifyCredential(
    text,
    await world({
      resolveDid: async (did): Promise<Resolution> =>
        did === issuerDid
          ? { found: true, known: true, document: didDocument({ did, keys: [issuerKey, ...keys] }) }
          : { found: false, reason: 'not-found' },
      publicKey: async (url): Promise<Resolution> =>
        url === address
          ? { found: true, document: publicJwk(material(), address) }
          : { found: false, reason: 'not-found' },
    }),
  );
  return { verdict: report.verdict, found: outcomes(report) };
};

describe('what is signed', () => {
  it('has the header that Open Badges allows, and nothing in it besides', () => {
    expect(decodeProtectedHeader(token())).toEqual({ alg: 'RS256', kid, typ: 'JWT' });
  });

  it('is the credential as it is, with the claims that belong to it', () => {
    expect(claimsOf(signingInput())).toEqual({
      ...award,
      iss: issuerDid,
      jti: award.id,
      sub: (award.credentialSubject as JsonObject).id,
      nbf: seconds(String(award.validFrom)),
      exp: seconds(String(award.validUntil)),
    });
  });

  it.each<[what: string, document: JsonObject, claim: string, value: unknown]>([
    ['without an end', changed(award, ['validUntil']), 'exp', undefined],
    ['of a holder without a DID', changed(award, ['credentialSubject', 'id']), 'sub', undefined],
    ['of an issuer by name alone', changed(award, ['issuer'], issuerDid), 'iss', issuerDid],
    [
      'with fractions of a second',
      changed(award, ['validFrom'], '2026-03-01T09:30:00.999Z'),
      'nbf',
      seconds('2026-03-01T09:30:00Z'),
    ],
    [
      'with a time elsewhere',
      changed(award, ['validFrom'], '2026-03-01T10:30:00+01:00'),
      'nbf',
      seconds('2026-03-01T09:30:00Z'),
    ],
  ])('of a credential %s has the claim that fits', (_what, document, claim, value) => {
    expect(claimsOf(signingInput(document))[claim]).toBe(value);
    expect(ownJwtProblem(token(signingInput(document)), material().publicKeyJwk)).toBeUndefined();
  });

  it.each<[what: string, document: JsonObject]>([
    ['nobody issued', changed(award, ['issuer'])],
    ['an issuer without id', changed(award, ['issuer', 'id'])],
    ['an issuer that is several', changed(award, ['issuer'], [issuerDid])],
    ['no id', changed(award, ['id'])],
    ['no start', changed(award, ['validFrom'])],
    ['a start that is none', changed(award, ['validFrom'], 'soon')],
    ['an end that is none', changed(award, ['validUntil'], 'later')],
    ['an end that is no text', changed(award, ['validUntil'], 5)],
  ])('is not there for a credential with %s', (_what, document) => {
    expect(() => signingInput(document)).toThrow(Error);
  });

  it('is the same for the same credential, so that a journalled one is recognised', () => {
    expect(signingInput(structuredClone(award))).toBe(signingInput());
  });

  it('keeps every character', async () => {
    const text = 'Zoë 𝒜 \u2028 “quoted” \\ /';
    const document = changed(award, ['name'], text);
    const { payload } = await compactVerify(token(signingInput(document)), rsa.publicKey);
    expect(JSON.parse(new TextDecoder().decode(payload)).name).toBe(text);
  });
});

describe('a token of ours', () => {
  it('is verified by another library, with the key that it names', async () => {
    const jwk = publicJwk(material(), kid);
    const { protectedHeader } = await compactVerify(token(), rsa.publicKey);
    expect(protectedHeader.kid).toBe(jwk.kid);
  });

  it('is valid for our own verifier, in every check', async () => {
    const { verdict, found } = await check(token());
    expect(Object.values(found)).toEqual(Object.values(found).map(() => 'ok'));
    expect(verdict).toBe('valid');
  });

  it('is valid on a deployment without a certificate, by its own records', async () => {
    const name = 'http://127.0.0.1:3000/issuers/harbour/keys/rsa-1';
    const did = 'did:web:127.0.0.1%3A3000:issuers:harbour';
    const document = changed(changed(award, ['issuer', 'id'], did), ['credentialStatus']);
    const local = (address: string) =>
      world({
        resolveDid: async () => ({
          found: true,
          known: true,
          document: didDocument({ did, keys: [{ id: 'rsa-1', ...material() }] }),
        }),
        publicKey: async (url) =>
          url === address
            ? { found: true, document: publicJwk(material(), address) }
            : { found: false, reason: 'not-found' },
      });
    const report = await verifyCredential(token(signingInput(document, name)), await local(name));
    expect(outcomes(report)).toMatchObject({ issuer: 'ok', 'issuer-key': 'ok', proof: 'ok' });
    for (const elsewhere of [
      'http://127.0.0.1:3001/issuers/harbour/keys/rsa-1',
      'http://localhost:3000/issuers/harbour/keys/rsa-1',
      'http://127.0.0.1:3000/issuers/harbour2/keys/rsa-1',
      'http://awards.example/issuers/harbour/keys/rsa-1',
    ]) {
      const other = await verifyCredential(token(signingInput(document, elsewhere)), await local(elsewhere));
      expect(other.verdict).not.toBe('valid');
      expect(outcomes(other)['issuer-key']).not.toBe('ok');
    }
  });

  it('is still valid when the key was retired', async () => {
    const keys = [{ id: 'rsa-1', ...material(), retiredAt: '2026-03-01T10:00:00Z' }];
    expect((await check(token(), keys)).verdict).toBe('valid');
  });

  it.each([
    ['before it was signed', '2026-01-01T00:00:00Z'],
    ['after it was signed', '2026-03-01T10:00:00Z'],
  ])('is not valid when the key was compromised, %s', async (_when, compromisedAt) => {
    const { verdict, found } = await check(token(), [{ id: 'rsa-1', ...material(), compromisedAt }]);
    expect(found['issuer-key']).toBe('failed: key-revoked');
    expect(verdict).toBe('invalid');
  });

  it('is not valid by a compromised key that is listed again under another name', async () => {
    const keys = [
      { id: 'rsa-1', ...material(), compromisedAt: '2026-03-01T10:00:00Z' },
      { id: 'rsa-2', ...material() },
    ];
    const name = 'https://awards.example/issuers/harbour/keys/rsa-2';
    const { found } = await check(token(signingInput(award, name)), keys, name);
    expect(found['issuer-key']).toBe('failed: key-revoked');
  });
});

describe('the check before a token is shown', () => {
  it('finds nothing wrong with a good one', () => {
    expect(ownJwtProblem(token(), material().publicKeyJwk)).toBeUndefined();
  });

  it.each<[what: string, text: () => string, cause: string]>([
    ['signed by another key', () => token(signingInput(), other), 'signature-mismatch'],
    [
      'of another text',
      () => token().replace(/^[^.]+\.[^.]+/, signingInput(changed(award, ['name'], 'Other'))),
      'signature-mismatch',
    ],
    ['without a signature', () => assembleJwt(signingInput(), Buffer.alloc(0)), 'signature-mismatch'],
    [
      'whose claims are of another credential',
      () => {
        const [header = ''] = signingInput().split('.');
        const claims = { ...claimsOf(signingInput()), sub: 'did:example:other' };
        return token(`${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`);
      },
      'claims-contradict',
    ],
    ['that is none', () => 'a.b', 'jwt-malformed'],
  ])('finds one %s', (_what, text, cause) => {
    expect(ownJwtProblem(text(), material().publicKeyJwk)).toMatchObject({ cause });
  });
});
