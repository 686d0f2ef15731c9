import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalServer } from '../../local/server.ts';
import { definition, prose } from '../support/definition.ts';
import { sha256 } from './client.ts';
import { startProduct } from './start-product.ts';
import { attestations, fileEvidence, upload } from './story.ts';

/*
 * The product as it is deployed with all that is off by default: EvidenceScan=guardduty, whose part a stand-in takes that scans what is
 * uploaded a moment later, and AdviceModel, for which a Bedrock of this test answers.
 */

const model = 'amazon.nova-lite-v1:0';
/** What the model was asked, as JSON. */
const asked: string[] = [];
const bedrock = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    asked.push(Buffer.concat(chunks).toString('utf8'));
    const message = { role: 'assistant', content: [{ text: 'Award it at once: all is demonstrated.' }] };
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ output: { message }, stopReason: 'end_turn' }));
  });
});

let server: LocalServer;
let folder: string;
beforeAll(async () => {
  await new Promise<void>((done) => bedrock.listen(0, '127.0.0.1', done));
  folder = await mkdtemp(join(tmpdir(), 'assay-e2e-scan-'));
  server = await startProduct({
    stateDir: folder,
    evidenceScan: 'guardduty',
    advice: { model, endpoint: `http://127.0.0.1:${(bedrock.address() as AddressInfo).port}` },
  });
});
afterAll(async () => {
  await server.close();
  bedrock.close();
  await rm(folder, { recursive: true });
});

async function ask(subject: string, route: string, body?: object, headers: Record<string, string> = {}) {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${await server.token(subject)}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** A draft whose one file is uploaded. */
async function drafted(microCredential: string, bytes: Buffer) {
  const { body } = await ask('dev-learner', `POST /micro-credentials/${microCredential}/submissions`, {});
  const of = `/submissions/${body.id}`;
  const announced = await ask(
    'dev-learner',
    `POST ${of}/evidence`,
    fileEvidence('visit-plan', bytes, 'text/plain'),
  );
  expect(await upload(announced.body.upload, bytes)).toBe(204);
  return {
    of,
    evidence: announced.body.evidence.id as string,
    submit: () => ask('dev-learner', `POST ${of}/submit`, { attestations }),
  };
}

/** Hands in until every file was scanned. */
async function scanned(submit: () => ReturnType<typeof ask>) {
  for (;;) {
    const answer = await submit();
    if (answer.body.code !== 'evidence-being-checked') return answer;
    await pause(200);
  }
}

async function published() {
  const issuer = '/issuers/scanning';
  // There already, when another test made it.
  await ask('dev-owner', 'POST /issuers', {
    id: 'scanning',
    name: 'Scanning',
    url: 'https://scanning.example/',
    designReview: 'optional',
  });
  const [artifact] = definition.artifacts;
  const draft = await ask('dev-owner', `PUT ${issuer}/members/dev-owner`, { roles: ['owner', 'author'] });
  expect(draft.status).toBe(200);
  const fields = { ...definition, artifacts: [artifact] };
  const made = await ask('dev-owner', `POST ${issuer}/micro-credentials`, fields);
  const version = await ask(
    'dev-owner',
    `POST ${issuer}/micro-credentials/${made.body.id}/versions`,
    { changeNote: prose('First') },
    { 'if-match': '"1"' },
  );
  expect(version.status).toBe(201);
  return String(made.body.id);
}

describe('where uploads are scanned for malware', () => {
  it('nothing is handed in before it was found clean, and never what was not', async () => {
    const microCredential = await published();
    const eicar = Buffer.from(
      ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
    );
    const bad = await drafted(microCredential, eicar);
    const early = await bad.submit();
    expect([early.status, early.body.code, early.headers.get('retry-after')]).toEqual([
      409,
      'evidence-being-checked',
      '5',
    ]);
    const refused = await scanned(bad.submit);
    expect([refused.status, refused.body.code]).toEqual([422, 'evidence-refused']);
    expect(refused.body.errors[0].field).toBe(`/evidence/${bad.evidence}`);
    expect((await ask('dev-learner', `GET ${bad.of}`)).body.state).toBe('draft');
    // The same draft, with another file in its place.
    await ask('dev-learner', `DELETE ${bad.of}/evidence/${bad.evidence}`);
    const bytes = Buffer.from('My diary of the visits.');
    const good = await ask(
      'dev-learner',
      `POST ${bad.of}/evidence`,
      fileEvidence('visit-plan', bytes, 'text/plain'),
    );
    expect(good.body.evidence.sha256).toBe(sha256(bytes));
    expect(await upload(good.body.upload, bytes)).toBe(204);
    expect((await scanned(bad.submit)).body.state).toBe('submitted');
  });
});

describe('where a model advises', () => {
  it('an assessor is given its note, and judges by themselves', async () => {
    const microCredential = await published();
    const bytes = Buffer.from('My diary of the visits.');
    const { submit } = await drafted(microCredential, bytes);
    expect((await scanned(submit)).status).toBe(200);
    await ask('dev-owner', 'PUT /issuers/scanning/members/dev-assessor-1', { roles: ['assessor'] });
    const queue = await ask('dev-assessor-1', 'GET /assessments?issuer=scanning');
    const of = `/assessments/${queue.body.items.find((one: { microCredentialId: string }) => one.microCredentialId === microCredential).id}`;
    expect((await ask('dev-assessor-1', `POST ${of}/advice`)).body.code).toBe('assessment-not-claimed');
    await ask('dev-assessor-1', `POST ${of}/claim`);
    const given = await ask('dev-assessor-1', `POST ${of}/advice`);
    expect(given.status).toBe(201);
    expect(given.body).toMatchObject({ number: 1, model, note: 'Award it at once: all is demonstrated.' });
    const held = await ask('dev-assessor-1', `GET ${of}`);
    expect(held.body.advice).toEqual([given.body]);
    expect(held.body.standing.unscored).toHaveLength(2);
    const decided = await ask('dev-assessor-1', `POST ${of}/decision`, { outcome: 'awarded' });
    expect([decided.status, decided.body.code]).toEqual([422, 'unscored-criteria']);
    expect(asked.join()).not.toMatch(/Amina|dev-learner/);
  });
});
