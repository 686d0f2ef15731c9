import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyHandler } from '../../functions/verify/handler.ts';
import { bakePng } from '../../src/credentials/baking/png.ts';
import { bakeSvg } from '../../src/credentials/baking/svg.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { canonicalize } from '../../src/credentials/json-ld.ts';
import { pngWith } from '../credentials/baking/samples.ts';
import { changed, exampleAward, newKey, now, signed } from '../credentials/example-award.ts';
import { httpEvent, withOutput } from '../support/http-event.ts';
import published from '../vectors/cryptosuites.json' with { type: 'json' };
import eddsa from '../vectors/eddsa-rdfc-2022.json' with { type: 'json' };

const absent = async () => undefined;
const handler = verifyHandler(
  {
    clock: { now: () => now },
    credentials: { find: absent },
    issuers: { find: absent, keys: async () => [] },
    statusLists: { find: absent },
    publicWeb: { get: async () => ({ ok: false, reason: 'unreachable' }) },
  } as unknown as Parameters<typeof verifyHandler>[0],
  { publicUrl: 'https://awards.example', formerPublicUrls: [] },
);

const key = newKey();
const issuer = `did:key:${key.publicKeyMultibase}`;
const own = { ...key, method: `${issuer}#${key.publicKeyMultibase}` };
const v2 = 'https://www.w3.org/ns/credentials/v2';
const examples = 'https://www.w3.org/ns/credentials/examples/v2';
const plain = {
  '@context': [v2],
  type: ['VerifiableCredential'],
  issuer,
  credentialSubject: { id: 'did:example:subject', name: 'Émilie 読み聞かせ' },
};
const [proof] = [(await signed(plain, own)).proof].flat() as [JsonObject];
const credential: JsonObject = { ...plain, proof };

interface Answer {
  readonly status: number;
  readonly type: unknown;
  readonly body: Record<string, unknown> & { report?: { checks?: unknown } };
}

async function ask(
  route: string,
  body: unknown,
  { headers = {}, base64 = false }: { headers?: Record<string, string>; base64?: boolean } = {},
): Promise<Answer> {
  const event = { ...httpEvent({ route, body, headers }), isBase64Encoded: base64 };
  const { result } = await withOutput(() => handler(event, {} as never));
  const text = typeof result.body === 'string' ? result.body : '{}';
  return { status: result.statusCode ?? 0, type: result.headers?.['content-type'], body: JSON.parse(text) };
}

const verify = (verifiableCredential: unknown, options?: unknown) =>
  ask('POST /credentials/verify', { verifiableCredential, ...(options !== undefined && { options }) });
const present = (body: unknown) => ask('POST /presentations/verify', body);

/** What went wrong, as `check: cause`. */
const causes = ({ body }: Answer) =>
  (body.errors as { check: string; cause: string }[]).map(({ check, cause }) => `${check}: ${cause}`);

describe('POST /credentials/verify', () => {
  it('answers 200 for a credential that is verified, and says what was checked', async () => {
    const { status, type, body } = await verify(credential);
    expect({ status, type }).toEqual({ status: 200, type: 'application/json' });
    expect(body).toMatchObject({ verified: true, errors: [], report: { verdict: 'valid' } });
    expect(body.checks).toEqual([
      ...['format', 'contexts', 'schema', 'issuer', 'issuer-key', 'proof', 'validity'],
      ...['status', 'results', 'endorsements', 'resources'],
    ]);
    expect(body.warnings).toEqual([
      expect.objectContaining({ title: 'WARNING', detail: expect.stringContaining('issuer is not known') }),
    ]);
    expect(Object.keys(body).toSorted()).toEqual(['checks', 'errors', 'report', 'verified', 'warnings']);
  });

  it('returns more where it is asked to', async () => {
    const asked = { returnCredential: true, returnResults: true, returnProblemDetails: true };
    const { body } = await verify({ ...credential, validFrom: '2026-01-01T00:00:00Z' }, asked);
    expect(body).toMatchObject({
      verified: false,
      credential: { issuer },
      problemDetails: [
        { type: 'https://w3id.org/security#PROOF_VERIFICATION_ERROR', cause: 'signature-mismatch' },
        { title: 'WARNING' },
      ],
      results: {
        validFrom: { verified: true, input: '2026-01-01T00:00:00Z' },
        proof: [{ verified: false, input: { proofPurpose: 'assertionMethod' } }],
        credentialSchema: [],
        credentialStatus: [],
      },
    });
  });

  it.each<[string, (good: JsonObject) => unknown, string]>([
    [
      'changed',
      (good) => changed(good, ['credentialSubject', 'name'], 'Emilie'),
      'proof: signature-mismatch',
    ],
    ['unsigned', (good) => changed(good, ['proof']), 'proof: no-proof'],
    [
      'of an unknown suite',
      (good) => changed(good, ['proof', 'cryptosuite'], 'x'),
      'proof: unsupported-cryptosuite',
    ],
    ['without a subject', (good) => changed(good, ['credentialSubject']), 'schema: schema-mismatch'],
    ['of an issuer that is null', (good) => ({ ...good, issuer: null }), 'format: not-compacted'],
    ['of another issuer', (good) => ({ ...good, issuer: 'did:example:x' }), 'issuer: unsupported-issuer'],
    ['with a word of no vocabulary', (good) => ({ ...good, extra: 1 }), 'proof: not-canonicalizable'],
    [
      'with a member that reaches a prototype',
      () => JSON.parse('{"__proto__": {}, "type": "x"}'),
      'format: forbidden-member',
    ],
    ['a text', () => 'text', 'format: not-an-object'],
    ['JSON in a text', (good) => JSON.stringify(good), 'format: not-an-object'],
    ['empty', () => ({}), 'contexts: contexts-malformed'],
  ])('answers 400 for one that is %s', async (_, change, expected) => {
    const answer = await verify(change(credential));
    expect(answer).toMatchObject({ status: 400, type: 'application/json', body: { verified: false } });
    expect(causes(answer)[0]).toBe(expected);
  });

  it('is not verified by a key that anyone can make, unless the proof alone is asked for', async () => {
    const forged = await signed(
      { ...plain, issuer: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' },
      own,
    );
    const answer = await verify(forged);
    expect([answer.status, ...causes(answer)]).toEqual([400, 'issuer-key: not-the-issuers-key']);
    for (const options of [{}, { checks: [] }, { checks: ['proof', 'credentialStatus'] }])
      expect((await verify(forged, options)).status).toBe(400);
    const { status, body } = await verify(forged, { checks: ['proof'] });
    expect({ status, ...body }).toMatchObject({
      status: 200,
      verified: true,
      checks: ['format', 'contexts', 'schema', 'proof', 'resources'],
      warnings: [{ detail: expect.stringContaining('not whether the key is the issuer’s') }],
    });
  });

  it('is not verified when it is expired, revoked as far as anyone knows, or made for another occasion', async () => {
    const expired = await verify(await signed({ ...plain, validUntil: '2026-03-01T00:00:00Z' }, own));
    expect([expired.status, ...causes(expired)]).toEqual([400, 'validity: expired']);
    const credentialStatus = exampleAward().credentialStatus;
    const unknown = await verify(await signed({ ...plain, credentialStatus }, own));
    expect([unknown.status, ...causes(unknown)]).toEqual([400, 'status: status-not-found']);
    const occasion = await verify(credential, { challenge: 'c', domain: 'd.example' });
    expect(occasion.body.errors).toEqual([
      expect.objectContaining({ type: 'https://w3id.org/security#INVALID_CHALLENGE_ERROR' }),
    ]);
  });

  it('knows dates that contradict each other and wrong digests by the proof alone', async () => {
    const dates = { validFrom: '2026-03-01T00:00:00Z', validUntil: '2026-02-01T00:00:00Z' };
    const related = {
      relatedResource: { id: v2, digestSRI: `sha384-${Buffer.alloc(48).toString('base64')}` },
    };
    for (const [members, expected] of [
      [dates, 'validity: validity-contradictory'],
      [related, 'resources: digest-mismatch'],
    ] as const) {
      const answer = await verify(await signed({ ...plain, ...members }, own), { checks: ['proof'] });
      expect([answer.status, ...causes(answer)]).toEqual([400, expected]);
    }
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['a number', 5],
    ['nothing in it', {}],
    ['a credential that is null', { verifiableCredential: null }],
    ['a credential that is a list', { verifiableCredential: [credential] }],
    ['a credential that is a number', { verifiableCredential: 5 }],
    ['another member', { verifiableCredential: credential, x: 1 }],
    ['options that are null', { verifiableCredential: credential, options: null }],
    ['options that are a list', { verifiableCredential: credential, options: [] }],
    ['an unknown option', { verifiableCredential: credential, options: { x: 1 } }],
    ['an unknown check', { verifiableCredential: credential, options: { checks: ['x'] } }],
    ['checks that are a text', { verifiableCredential: credential, options: { checks: 'proof' } }],
    ['a challenge that is a number', { verifiableCredential: credential, options: { challenge: 5 } }],
  ])('refuses a body that is or has %s', async (_, body) => {
    const json = JSON.stringify(body);
    const answer = await ask('POST /credentials/verify', json);
    expect(answer).toMatchObject({
      status: 400,
      type: 'application/problem+json',
      body: { code: 'invalid-request' },
    });
  });

  it('bears what is too deep or too much, and sends nothing of it back', async () => {
    const options = { returnCredential: true, returnResults: true };
    for (const depth of [100, 100_000]) {
      const nested = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      const text = `{"verifiableCredential":${nested},"options":${JSON.stringify(options)}}`;
      const answer = await ask('POST /credentials/verify', text);
      expect([answer.status, ...causes(answer)]).toEqual([400, 'format: too-deep']);
      expect(answer.body).toMatchObject({ results: {} });
      expect(answer.body).not.toHaveProperty('credential');
    }
    const answer = await verify({ ...credential, name: 'x'.repeat(1024 * 1024) });
    expect(answer).toMatchObject({ status: 413, body: { code: 'payload-too-large' } });
    const form = await ask('POST /credentials/verify', 'a=b', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(form.status).toBe(415);
  });

  it('takes words of its own where they only add some, and the vocabulary of the examples', async () => {
    const words = {
      '@context': [v2, { Reader: 'https://words.example/Reader' }],
      type: ['VerifiableCredential', 'Reader'],
    };
    for (const document of [
      { ...plain, ...words },
      { ...plain, '@context': [v2, examples], credentialSubject: { anything: 'goes' } },
    ]) {
      const { status, body } = await verify(await signed(document, own));
      expect(status).toBe(200);
      expect(JSON.stringify(body.warnings)).toContain('words that no known vocabulary explains');
      const { body: strict } = await ask('POST /verify', await signed(document, own));
      expect(strict).toMatchObject({ verdict: 'could-not-be-checked' });
    }
  });

  it('does not let words of its own hide a status', async () => {
    const { credentialStatus } = exampleAward();
    const { credentialStatus: _, ...rest } = await signed({ ...plain, credentialStatus }, own);
    const { statusPurpose, statusListIndex, statusListCredential, ...entry } = credentialStatus;
    const vocabulary = 'https://www.w3.org/ns/credentials/status#';
    const words = {
      fate: { '@id': 'https://www.w3.org/2018/credentials#credentialStatus', '@type': '@id' },
      purpose: `${vocabulary}statusPurpose`,
      place: `${vocabulary}statusListIndex`,
      list: { '@id': `${vocabulary}statusListCredential`, '@type': '@id' },
    };
    const hidden = {
      ...rest,
      '@context': [v2, words],
      fate: { ...entry, purpose: statusPurpose, place: statusListIndex, list: statusListCredential },
    };
    // The signature is still right: what is signed are statements, and they are the same.
    const bytes = (one: object) => canonicalize(JSON.parse(JSON.stringify({ ...one, proof: undefined })));
    expect(await bytes(hidden)).toBe(await bytes({ ...plain, credentialStatus }));
    const answer = await verify(hidden);
    expect([answer.status, ...causes(answer)]).toEqual([400, 'contexts: inline-context']);
  });
});

describe('published credentials', () => {
  const proofs = published.proofs.map(({ name, proof, ...rest }) => ({
    name,
    secured: { ...published.document, ...('@context' in rest && { '@context': rest['@context'] }), proof },
  }));
  const others = (eddsa.vectors as unknown as { name: string; document: object; proof: object }[]).map(
    ({ name, document, proof }) => ({ name: `eddsa-rdfc-2022: ${name}`, secured: { ...document, proof } }),
  );
  const all = [...proofs, ...others] as unknown as { name: string; secured: JsonObject }[];

  it.each(all)('$name: the proof is verified, and not that it is the issuer’s', async ({ secured }) => {
    const byProof = await verify(secured, { checks: ['proof'] });
    expect([byProof.status, ...causes(byProof)]).toEqual([200]);
    const full = await verify(secured);
    expect(full.status).toBe(400);
    expect(causes(full)[0]).toMatch(/^issuer/);
  });

  it.each(all)('$name: a change is found', async ({ secured }) => {
    for (const [path, value] of [
      [['issuer'], 'https://vc.example/issuers/5679'],
      [['credentialSubject', 'id'], 'did:example:other'],
      [['proof', 'created'], '2023-02-24T23:36:39Z'],
      [['proof', 'proofPurpose'], 'authentication'],
      [['proof', 'proofValue'], undefined],
      [['proof', 'proofValue'], null],
      [['proof', 'proofValue'], 'zz'],
      [['proof', 'verificationMethod'], 'did:key:invalid'],
      [['proof', 'type'], 'UnknownProofType'],
      [['proof'], null],
      [['@context'], []],
      [['type'], 'string'],
    ] as const)
      expect(
        (await verify(changed(secured, [...path], value as never), { checks: ['proof'] })).status,
        String(path),
      ).toBe(400);
  });
});

describe('POST /presentations/verify', () => {
  const unsigned = { '@context': [v2], type: ['VerifiablePresentation'], verifiableCredential: [credential] };

  it('verifies one without a proof where that is asked for, and says that nobody is shown to present it', async () => {
    const { status, body } = await present({ presentation: unsigned, options: { returnResults: true } });
    expect({ status, ...body }).toMatchObject({
      status: 200,
      verified: true,
      checks: ['format', 'contexts', 'schema', 'credentials'],
      warnings: [{ detail: expect.stringContaining('nothing shows who presents it') }],
      results: { presentation: { proof: [] }, credentials: [{ verified: true }] },
    });
    const answer = await present({ verifiablePresentation: unsigned });
    expect([answer.status, ...causes(answer)]).toEqual([400, 'proof: no-proof']);
    const bad = { ...unsigned, verifiableCredential: [changed(credential, ['issuer'], 'did:example:x')] };
    expect((await present({ presentation: bad })).status).toBe(400);
  });

  it('looks at a proof that is there, though none was asked for', async () => {
    const answer = await present({ presentation: { ...unsigned, proof: credential.proof } });
    expect([answer.status, ...causes(answer)]).toEqual([400, 'proof: wrong-proof-purpose']);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['neither', {}],
    ['both', { presentation: unsigned, verifiablePresentation: unsigned }],
    ['a text without a proof', { presentation: 'x' }],
    ['an unknown option', { presentation: unsigned, options: { returnCredential: true } }],
  ])('refuses %s', async (_, body) => {
    expect(await ask('POST /presentations/verify', JSON.stringify(body))).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});

describe('POST /verify', () => {
  const award = {
    ...exampleAward(),
    issuer: { ...exampleAward().issuer, id: issuer },
    credentialStatus: undefined,
  };
  const file = (bytes: Uint8Array | string, mediaType: string) =>
    ask('POST /verify', Buffer.from(bytes).toString('base64'), {
      headers: { 'content-type': mediaType },
      base64: true,
    });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title></svg>';
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = (payload: object, header: object) => {
    const input = `${part({ alg: 'EdDSA', ...header })}.${part(payload)}`;
    return `${input}.${sign(null, Buffer.from(input), key.privateKey).toString('base64url')}`;
  };

  it('takes the credential out of images, and tokens as they are', async () => {
    const badge = JSON.stringify(await signed(award, own));
    const jwt = token(plain, { kid: own.method });
    for (const [bytes, mediaType] of [
      [bakePng(pngWith(), badge), 'image/png'],
      [bakeSvg(svg, badge), 'image/svg+xml'],
      [bakeSvg(svg, badge), 'image/svg+xml; charset=utf-8'],
      [badge, 'text/plain'],
      [jwt, 'application/jwt'],
      [` ${jwt}\n`, 'text/plain'],
      [jwt, 'application/vc+jwt'],
      [jwt, 'application/vc+ld+jwt'],
      [bakePng(pngWith(), jwt), 'image/png'],
    ] as const)
      expect((await file(bytes, mediaType)).body, mediaType).toMatchObject({ verdict: 'valid' });
    const json = await ask('POST /verify', badge, { headers: { 'content-type': 'application/vc+ld+json' } });
    expect(json.body).toMatchObject({ verdict: 'valid' });
  });

  it('finds what was changed in an image', async () => {
    const badge = await signed(award, own);
    const altered = JSON.stringify(changed(badge, ['name'], 'Another name'));
    for (const [bytes, mediaType] of [
      [bakePng(pngWith(), altered), 'image/png'],
      [bakeSvg(svg, altered), 'image/svg+xml'],
    ] as const)
      expect((await file(bytes, mediaType)).body, mediaType).toMatchObject({ verdict: 'invalid' });
  });

  it.each<[string, Uint8Array | string, string, string]>([
    ['an empty image', '', 'image/png', 'failed: not-an-image'],
    ['an image without a credential', pngWith(), 'image/png', 'failed: no-credential-in-image'],
    ['a picture without a credential', svg, 'image/svg+xml', 'failed: no-credential-in-image'],
    ['a broken image', pngWith().subarray(0, 20), 'image/png', 'failed: image-malformed'],
    ['no text', '', 'text/plain', 'failed: not-an-object'],
    ['half of an object', '{"type":', 'text/plain', 'failed: not-json'],
    ['prose', 'I can read.', 'application/jwt', 'failed: not-an-object'],
    [
      'an Open Badges 2.0 image',
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org"><o:assertion verify="https://x.example/1"/></svg>',
      'image/svg+xml',
      'could-not-be-checked: open-badges-2',
    ],
    [
      'an Open Badges 2.0 assertion that is hosted',
      JSON.stringify({
        '@context': 'https://w3id.org/openbadges/v2',
        type: 'Assertion',
        id: 'https://x.example/1',
        verification: { type: 'hosted' },
      }),
      'text/plain',
      'could-not-be-checked: open-badges-2',
    ],
    [
      'an Open Badges 2.0 assertion that is signed',
      token({ '@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', id: 'urn:uuid:1' }, {}),
      'application/jwt',
      'could-not-be-checked: open-badges-2',
    ],
  ])('says what it thinks of %s', async (_, bytes, mediaType, expected) => {
    const { status, body } = await file(bytes, mediaType);
    const [format] = body.checks as { outcome: string; cause: string }[];
    expect([status, `${format?.outcome}: ${format?.cause}`]).toEqual([200, expected]);
    expect(body.verdict).toBe(expected.startsWith('failed') ? 'invalid' : 'could-not-be-checked');
  });

  it('refuses what is too large, and media types that hold no credential', async () => {
    const large = new Uint8Array(4 * 1024 * 1024 + 1);
    expect((await file(large, 'image/png')).status).toBe(413);
    expect((await file(large, 'text/plain')).status).toBe(413);
    expect((await file('GIF89a', 'image/gif')).status).toBe(415);
    expect((await file('{}', 'application/octet-stream')).status).toBe(415);
  });
});
