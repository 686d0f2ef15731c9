import { beforeAll, describe, expect, it } from 'vitest';
import { didDocument } from '../../src/credentials/did.ts';
import { checkNames } from '../../src/credentials/verification-report.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { PublicWeb, WebAnswer } from '../../src/ports.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { openWorld, verificationBudget } from '../../src/usecases/open-world.ts';
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
} from '../credentials/example-award.ts';
import {
  address,
  handedIn,
  people,
  publicUrl,
  publishedVersion,
  scored,
  signing,
  useWorld,
} from '../support/world.ts';

const theWorld = useWorld();
const didUrl = 'https://awards.example/issuers/harbour/did.json';
const allOk = Object.fromEntries(checkNames.map((name) => [name, 'ok']));
const award = await signed(exampleAward());
const list = await signedList();

const notUtf8 = Buffer.from(JSON.stringify({ ...issuerDocument, note: 'caf\u00e9' }), 'latin1');

type Page = object | string | Uint8Array | Extract<WebAnswer, { ok: false }>['reason'];
const failures = ['refused', 'not-found', 'unreachable', 'too-large', 'unreadable'];

/** A web of these pages: documents, raw text, or the reason why there is none. Everything else is not found. */
function webOf(pages: Record<string, Page>) {
  const asked: string[] = [];
  const publicWeb: PublicWeb = {
    async get(url) {
      asked.push(url);
      const page = pages[url] ?? 'not-found';
      if (typeof page === 'string' && failures.includes(page))
        return { ok: false, reason: page as Extract<WebAnswer, { ok: false }>['reason'] };
      const body =
        page instanceof Uint8Array
          ? page
          : new TextEncoder().encode(typeof page === 'string' ? page : JSON.stringify(page));
      return { ok: true, mediaType: 'application/json', body };
    },
  };
  return { asked, publicWeb };
}

/** What becomes of a credential when the web of others looks like this. */
async function verified(credential: unknown, pages: Record<string, Page>, at = address) {
  const { asked, publicWeb } = webOf(pages);
  const world = openWorld({ ...theWorld(), clock: { now: () => now }, publicWeb }, at);
  const report = await verifyCredential(credential, world);
  return { asked, found: outcomes(report), verdict: report.verdict, warnings: report.warnings };
}

describe('a credential of an issuer elsewhere', () => {
  it('is valid, with the warning that nobody here knows the issuer', async () => {
    const answer = await verified(award, { [didUrl]: issuerDocument, [listUrl]: list });
    expect(answer.found).toEqual(allOk);
    expect(answer.verdict).toBe('valid');
    expect(answer.warnings).toEqual([expect.stringContaining('not known here')]);
    expect(answer.asked).toEqual([didUrl, listUrl]);
  });

  it('is not valid when it was revoked there', async () => {
    const { found, verdict } = await verified(award, {
      [didUrl]: issuerDocument,
      [listUrl]: await signedList([statusIndex]),
    });
    expect(found).toEqual({ ...allOk, status: 'failed: revoked' });
    expect(verdict).toBe('invalid');
  });

  it.each<[string, Page, string]>([
    ['cannot be reached', 'unreachable', 'status-unreachable'],
    ['is not there', 'not-found', 'status-not-found'],
    ['is where nobody asks', 'refused', 'unsupported-status'],
    ['is too large', 'too-large', 'status-list-invalid'],
    ['is of another kind', 'unreadable', 'status-list-invalid'],
    ['is empty', '', 'status-list-invalid'],
    ['is no JSON', '{"a":', 'status-list-invalid'],
    ['is JSON of nothing', 'null', 'status-list-invalid'],
    ['is not in UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'status-list-invalid'],
    ['is deeper than anything', `${'['.repeat(500_000)}${']'.repeat(500_000)}`, 'status-list-invalid'],
    ['is not a list', issuerDocument, 'status-list-invalid'],
    ['is several', [list], 'status-list-invalid'],
    ['is not signed', changed(list, ['proof']), 'status-list-not-authentic'],
    ['was changed', changed(list, ['validFrom'], '2026-03-02T09:00:01Z'), 'status-list-not-authentic'],
  ])('is never valid when its status list %s', async (_what, page, cause) => {
    const { found, verdict } = await verified(award, { [didUrl]: issuerDocument, [listUrl]: page });
    expect(found).toEqual({ ...allOk, status: `could-not-be-checked: ${cause}` });
    expect(verdict).toBe('could-not-be-checked');
  });

  it('is not valid with a list that another issuer signed, though that one is found as well', async () => {
    const otherDid = 'did:web:elsewhere.example';
    const key = newKey();
    const method = `${otherDid}#key-1`;
    const { proof: _proof, ...unsigned } = await signedList([], { issuer: otherDid });
    const { found, verdict } = await verified(award, {
      [didUrl]: issuerDocument,
      [listUrl]: await signed(unsigned, { ...key, method }),
      'https://elsewhere.example/.well-known/did.json': didDocument({ did: otherDid, keys: [key] }),
    });
    expect(found).toEqual({ ...allOk, status: 'could-not-be-checked: status-list-of-other-issuer' });
    expect(verdict).toBe('could-not-be-checked');
  });

  it.each<[string, Page, string]>([
    ['cannot be reached', 'unreachable', 'issuer-unreachable'],
    ['is not there', 'not-found', 'issuer-not-found'],
    ['is where nobody asks', 'refused', 'unsupported-issuer'],
    ['is too large', 'too-large', 'issuer-document-invalid'],
    ['is a page for people', 'unreadable', 'issuer-document-invalid'],
    ['is no JSON', '<html></html>', 'issuer-document-invalid'],
    ['is not in UTF-8', notUtf8, 'issuer-document-invalid'],
    ['is a list', [issuerDocument], 'issuer-document-invalid'],
    [
      'is of another issuer',
      { ...issuerDocument, id: 'did:web:elsewhere.example' },
      'issuer-document-invalid',
    ],
    ['is of nobody', changed(issuerDocument, ['id']), 'issuer-document-invalid'],
  ])(
    'cannot be checked when its issuer’s document %s; nobody is asked for its status',
    async (_what, page, cause) => {
      const { asked, found, verdict } = await verified(award, { [didUrl]: page, [listUrl]: list });
      expect(found.issuer).toBe(`could-not-be-checked: ${cause}`);
      expect(found.status).toBe('could-not-be-checked: earlier-check-not-ok');
      expect(verdict).toBe('could-not-be-checked');
      expect(asked).toEqual([didUrl]);
    },
  );

  it('is invalid when its issuer lists another key under that name', async () => {
    const keys = [newKey()];
    const { asked, found, verdict } = await verified(award, {
      [didUrl]: didDocument({ did: issuerDid, keys }),
      [listUrl]: list,
    });
    expect(found.proof).toBe('failed: signature-mismatch');
    expect(verdict).toBe('invalid');
    expect(asked).toEqual([didUrl]);
  });

  it.each([
    'did:web:user%40awards.example',
    'did:web:awards.example:..:secrets',
    'did:web:awards.example%2Fissuers',
    'did:web:',
    'did:example:harbour',
    'did:plc:abc',
    'https://awards.example/issuers/harbour',
    'urn:uuid:6f2c3a52-5a4d-4b0e-9b1c-2f6f6d1f7a11',
  ])('is not looked for anywhere when the issuer is called %s', async (did) => {
    const credential = await signed(changed(exampleAward(), ['issuer', 'id'], did), {
      ...newKey(),
      method: `${did}#key-1`,
    });
    const { asked, verdict } = await verified(credential, {});
    expect(verdict).not.toBe('valid');
    expect(asked).toEqual([]);
  });

  it.each([
    'http://awards.example/status/1',
    'ftp://awards.example/status/1',
    'https://127.0.0.1/status/1',
    'urn:uuid:6f2c3a52-5a4d-4b0e-9b1c-2f6f6d1f7a11',
  ])('hands the address of its list to the web as it is: %s', async (url) => {
    const credential = await signed(
      changed(exampleAward(), ['credentialStatus', 'statusListCredential'], url),
    );
    const { asked, found } = await verified(credential, { [didUrl]: issuerDocument, [url]: 'refused' });
    expect(asked).toEqual([didUrl, url]);
    expect(found.status).toBe('could-not-be-checked: unsupported-status');
  });

  it('costs the web one look at each list that it names, and none when it names too many', async () => {
    const entry = exampleAward().credentialStatus;
    const naming = (lists: readonly string[]) =>
      signed(
        changed(
          exampleAward(),
          ['credentialStatus'],
          lists.map((statusListCredential) => ({ ...entry, statusListCredential })),
        ),
      );
    const pages = { [didUrl]: issuerDocument, [listUrl]: list };
    const one = await verified(await naming([listUrl, listUrl, listUrl]), pages);
    expect(one.asked).toEqual([didUrl, listUrl]);
    expect(one.found).toEqual(allOk);
    const four = [1, 2, 3, 4].map((number) => `${listUrl}${number}`);
    expect((await verified(await naming(four), pages)).asked).toEqual([didUrl, ...four]);
    const many = await verified(await naming([...four, listUrl]), pages);
    expect(many.asked).toEqual([didUrl]);
    expect(many.verdict).toBe('could-not-be-checked');
  });
});

describe('a key of an issuer elsewhere', () => {
  const url = 'https://awards.example/issuers/harbour/keys/1';
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: 'lJZrfAj08ZmuPXo8yQe-Xzlm4Pj3ebQoNn6n_0WQLJA' };
  const notFound = { found: false, reason: 'not-found' };
  it.each<[string, Page, object]>([
    ['is what is there', jwk, { found: true, document: jwk }],
    ['is found though it is not a key', [1], { found: true, document: [1] }],
    ['is not found', 'not-found', notFound],
    ['is not found in a page for people', 'unreadable', notFound],
    ['is not found in something huge', 'too-large', notFound],
    ['is not found in what is no JSON', '<html></html>', notFound],
    ['is not reached', 'unreachable', { found: false, reason: 'unreachable' }],
    ['is not asked for', 'refused', { found: false, reason: 'unsupported' }],
  ])('%s', async (_what, page, expected) => {
    const { asked, publicWeb } = webOf({ [url]: page });
    const world = openWorld({ ...theWorld(), publicWeb }, address);
    expect(await world.publicKey?.(url)).toEqual(expected);
    expect(asked).toEqual([url]);
    expect(await world.publicKey?.(`${publicUrl}/issuers/nobody/keys/1`)).toEqual(notFound);
    expect(asked).toEqual([url]);
  });
});

describe('the budget of a world', () => {
  it('is one for issuers and lists together; past it all is unreachable', async () => {
    const { asked, publicWeb } = webOf({});
    const world = openWorld({ ...theWorld(), clock: { now: () => now }, publicWeb }, address);
    const half = verificationBudget.documents / 2;
    for (let number = 0; number < half; number += 1) {
      expect(await world.resolveDid(`did:web:h${number}.example`)).toEqual({
        found: false,
        reason: 'not-found',
      });
      expect(await world.statusList(`https://h${number}.example/1`)).toEqual({
        found: false,
        reason: 'not-found',
      });
    }
    const unreachable = { found: false, reason: 'unreachable' };
    expect(await world.resolveDid('did:web:last.example')).toEqual(unreachable);
    expect(await world.statusList('https://last.example/1')).toEqual(unreachable);
    expect(asked).toHaveLength(verificationBudget.documents);
    const next = openWorld({ ...theWorld(), clock: { now: () => now }, publicWeb }, address);
    expect(await next.resolveDid('did:web:last.example')).toEqual({ found: false, reason: 'not-found' });
  });
});

describe('what is ours', () => {
  let own: { document: Record<string, unknown>; listUrl: string };
  beforeAll(async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const { assessmentId } = await handedIn(world, version);
    await scored(world, assessmentId, version);
    const { credential } = await decideAssessment(
      {
        ...world,
        signingTasks: signing(world),
        onSigningFailure: (error) => {
          throw error;
        },
      },
      { caller: people.assessor, assessmentId, outcome: 'awarded' },
    );
    const record = await world.credentials.find(credential?.id ?? '');
    const document = JSON.parse(record?.document ?? '{}');
    own = { document, listUrl: document.credentialStatus.statusListCredential };
  });

  it('is valid, known, and asks nobody for anything', async () => {
    const { asked, publicWeb } = webOf({});
    const world = openWorld({ ...theWorld(), publicWeb }, address);
    const report = await verifyCredential(own.document, world);
    expect(outcomes(report)).toEqual(allOk);
    expect(report.verdict).toBe('valid');
    expect(report.warnings).toEqual([]);
    expect(asked).toEqual([]);
  });

  it.each([
    'did:web:assay.example',
    'did:web:assay.example:issuers:nobody',
    'did:web:assay.example:credentials:1',
    'did:web:ASSAY.example:issuers:nobody',
    'did:web:assay.example%3A443:issuers:nobody',
    'did:web:former.example:issuers:nobody',
    'did:web:shared.example:assay:else',
  ])('is never asked of ourselves: %s is not found', async (did) => {
    const { asked, publicWeb } = webOf({});
    const formerPublicUrls = ['https://former.example', 'https://shared.example/assay'];
    const world = openWorld({ ...theWorld(), publicWeb }, { publicUrl, formerPublicUrls });
    expect(await world.resolveDid(did)).toEqual({ found: false, reason: 'not-found' });
    expect(asked).toEqual([]);
  });

  it.each([
    '/status/01JNAAAAAAAAAAAAAAAAAAAAAA',
    '/status/1',
    '',
    '/',
    '?a',
    '/x/../status/1',
    ':443/status/1',
    '/verify#x',
  ])('is never asked of ourselves: the list at our %j is not found', async (path) => {
    const { asked, publicWeb } = webOf({});
    const world = openWorld({ ...theWorld(), publicWeb }, address);
    expect(await world.statusList(`${publicUrl}${path}`)).toEqual({ found: false, reason: 'not-found' });
    expect(asked).toEqual([]);
  });

  it('ends where the host or the folder of another begins', async () => {
    const { asked, publicWeb } = webOf({});
    const world = openWorld(
      { ...theWorld(), publicWeb },
      { publicUrl: 'https://shared.example/assay', formerPublicUrls: [] },
    );
    await world.resolveDid('did:web:shared.example:assayer');
    await world.statusList('https://assay.example.elsewhere.example/status/1');
    expect(asked).toEqual([
      'https://shared.example/assayer/did.json',
      'https://assay.example.elsewhere.example/status/1',
    ]);
  });

  it('does not vouch for a stranger: our list says nothing about their credential', async () => {
    const entry = { ...exampleAward().credentialStatus, statusListCredential: own.listUrl };
    const credential = await signed(changed(exampleAward(), ['credentialStatus'], entry));
    const { asked, found } = await verified(credential, { [didUrl]: issuerDocument });
    expect(found.status).toBe('could-not-be-checked: status-list-of-other-issuer');
    expect(asked).toEqual([didUrl]);
  });
});
