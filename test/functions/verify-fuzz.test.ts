import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyHandler } from '../../functions/verify/handler.ts';
import { changed, exampleAward, newKey, now, signed } from '../credentials/example-award.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';
import { httpEvent, withOutput } from '../support/http-event.ts';

/*
 * Whatever anyone posts gets an answer, and that answer is never that something broke here.
 */

const handler = verifyHandler(
  {
    clock: { now: () => now },
    credentials: { find: async () => undefined },
    issuers: { find: async () => undefined, keys: async () => [] },
    statusLists: { find: async () => undefined },
    // Strangers answer with anything at all.
    publicWeb: {
      get: async (url: string) => ({ ok: true, body: Buffer.from(url.length % 2 ? '{"id":5}' : '[') }),
    },
  } as unknown as Parameters<typeof verifyHandler>[0],
  { publicUrl: 'https://awards.example', formerPublicUrls: [] },
);

const key = newKey();
const issuer = `did:key:${key.publicKeyMultibase}`;
const award = await signed(
  { ...exampleAward(), issuer: { ...exampleAward().issuer, id: issuer } },
  { ...key, method: `${issuer}#${key.publicKeyMultibase}` },
);

const routes = ['POST /verify', 'POST /credentials/verify', 'POST /presentations/verify'] as const;
const mediaTypes = [
  ...['application/json', 'application/vc', 'application/vc+ld+json', 'application/ld+json'],
  ...['image/png', 'image/svg+xml', 'application/jwt', 'text/plain', 'text/html', ''],
];

/** `took`: milliseconds of work. */
async function ask(route: string, body: string, rest: { mediaType?: string; base64?: boolean } = {}) {
  const { mediaType = 'application/json', base64 = false } = rest;
  const event = httpEvent({ route, body, headers: { 'content-type': mediaType } });
  const start = process.cpuUsage();
  const { result } = await withOutput(() => handler({ ...event, isBase64Encoded: base64 }, {} as never));
  const { user, system } = process.cpuUsage(start);
  const took = (user + system) / 1000;
  return { status: result.statusCode ?? 0, text: String(result.body), took };
}

const answers = [200, 400, 404, 413, 415];

function expectAnswer({ status, text, took }: Awaited<ReturnType<typeof ask>>) {
  expect(answers, text.slice(0, 300)).toContain(status);
  expect(text).not.toContain('"verdict":"valid"');
  expect(text).not.toContain('"verified":true');
  expect(took).toBeLessThan(4_000);
}

/** Words that verification looks for, so that what is made up gets further than the first check. */
const words = fc.constantFrom(
  ...[
    '@context',
    'id',
    'type',
    'issuer',
    'credentialSubject',
    'proof',
    'verifiableCredential',
    'credentialStatus',
  ],
  ...[
    'cryptosuite',
    'verificationMethod',
    'proofValue',
    'proofPurpose',
    'previousProof',
    'holder',
    'options',
    'url',
  ],
  ...[
    'presentation',
    'verifiablePresentation',
    'relatedResource',
    'digestSRI',
    'endorsement',
    'result',
    '__proto__',
  ],
);
const values = fc.constantFrom(
  ...[
    'https://www.w3.org/ns/credentials/v2',
    'https://www.w3.org/2018/credentials/v1',
    'VerifiableCredential',
  ],
  ...[
    'VerifiablePresentation',
    'EnvelopedVerifiableCredential',
    'DataIntegrityProof',
    'eddsa-rdfc-2022',
    issuer,
  ],
  ...[
    'ecdsa-sd-2023',
    'assertionMethod',
    'BitstringStatusListEntry',
    'data:application/jwt,e30.e30.',
    'did:web:x.example',
  ],
);
const { document } = fc.letrec((tie) => ({
  document: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    values,
    fc.string(),
    fc.double(),
    fc.constantFrom(null, true, [], {}),
    fc.array(tie('document'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(words, fc.string()), tie('document'), { maxKeys: 8 }),
  ),
}));

describe('whatever is posted', () => {
  it('as bytes of any media type is answered', async () => {
    const arbitrary = fc.record({
      route: fc.constantFrom(...routes),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 400 }),
        fc.string().map((text) => Buffer.from(text)),
      ),
      start: fc.constantFrom(
        '',
        '{',
        '<svg xmlns="http://www.w3.org/2000/svg">',
        '\u0089PNG\r\n\u001a\n',
        'e30.e30.',
      ),
      mediaType: fc.constantFrom(...mediaTypes),
    });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ route, bytes, start, mediaType }) => {
        const body = Buffer.concat([Buffer.from(start, 'latin1'), bytes]).toString('base64');
        expectAnswer(await ask(route, body, { mediaType, base64: true }));
      }),
      { numRuns: fuzzRuns(150) },
    );
  });

  it('as JSON of any form is answered', async () => {
    const arbitrary = fc.record({ route: fc.constantFrom(...routes), body: document });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ route, body }) => {
        expectAnswer(await ask(route, JSON.stringify(body) ?? 'null'));
      }),
      { numRuns: fuzzRuns(150) },
    );
  });

  it('where a credential is asked for is answered, with every option', async () => {
    const options = fc.record(
      {
        checks: fc.constantFrom([], ['proof'], ['proof', 'credentialStatus']),
        challenge: fc.constant('c'),
        returnProblemDetails: fc.boolean(),
        returnResults: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    const arbitrary = fc.record({ body: document, options, isCredential: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ body, options: asked, isCredential }) => {
        const [route, member] = isCredential
          ? (['POST /credentials/verify', 'verifiableCredential'] as const)
          : (['POST /presentations/verify', 'verifiablePresentation'] as const);
        expectAnswer(await ask(route, JSON.stringify({ [member]: body, options: asked })));
      }),
      { numRuns: fuzzRuns(150) },
    );
  });

  it('as an award in which one place is anything is answered, and not valid', async () => {
    const places = [
      'proof',
      'issuer',
      'credentialSubject',
      'credentialStatus',
      '@context',
      'evidence',
      'type',
    ].map((member) => [member]);
    const deeper = [
      ...[
        ['proof', 0, 'verificationMethod'],
        ['proof', 0, 'proofValue'],
        ['proof', 0, 'created'],
      ],
      ...[
        ['credentialSubject', 'achievement'],
        ['credentialSubject', 'result'],
        ['issuer', 'endorsement'],
      ],
      ...[
        ['credentialStatus', 'statusListCredential'],
        ['credentialStatus', 'statusListIndex'],
      ],
    ];
    const arbitrary = fc.record({ path: fc.constantFrom(...places, ...deeper), value: document });
    await fc.assert(
      fc.asyncProperty(arbitrary, async ({ path, value }) => {
        const altered = JSON.stringify(changed(award, path, value as never));
        fc.pre(altered !== JSON.stringify(award));
        expectAnswer(await ask('POST /verify', altered));
        expectAnswer(await ask('POST /credentials/verify', `{"verifiableCredential":${altered}}`));
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  it('nested without end, or very long, is answered', async () => {
    for (const route of routes)
      for (const body of [
        '['.repeat(200_000),
        `${'['.repeat(200_000)}${']'.repeat(200_000)}`,
        `${'{"verifiablePresentation":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
        `{"verifiableCredential":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
        JSON.stringify({ verifiableCredential: 'e30.'.repeat(100_000) }),
        JSON.stringify({ verifiablePresentation: { '@context': Array(20_000).fill('x') } }),
        JSON.stringify(
          Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`m${index}`, index])),
        ),
      ])
        expectAnswer(await ask(route, body));
    const svg = '<svg xmlns="http://www.w3.org/2000/svg">';
    for (const body of [
      svg + '<g>'.repeat(200_000),
      `${svg}<a ${'b="c" '.repeat(100_000)}>`,
      '<!--'.repeat(200_000),
    ])
      expectAnswer(await ask('POST /verify', body, { mediaType: 'image/svg+xml' }));
  });
});
