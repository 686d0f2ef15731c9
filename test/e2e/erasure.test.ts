import { expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { call, must, server } from './client.ts';
import { attestations, fileEvidence, newestInQueue, published, textEvidence, upload } from './story.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

it('a person who asks for it is erased with their files, and told what is left', async () => {
  // Someone who is no other test's learner.
  const who = 'viewer';
  const of = await published();
  const { body } = await must(201, who, `POST /micro-credentials/${of}/submissions`, {});
  const submission = String(body.id);
  const file = fileEvidence('visit-plan', pdf, 'application/pdf');
  const added = await must(201, who, `POST /submissions/${submission}/evidence`, file);
  expect(await upload(added.body.upload as never, pdf)).toBe(204);
  await must(201, who, `POST /submissions/${submission}/evidence`, textEvidence('account'));
  await must(200, who, `POST /submissions/${submission}/submit`, { attestations });
  const assessment = await newestInQueue(of);
  await must(200, 'assessor1', `POST /assessments/${assessment}/claim`);
  const held = await must(200, 'assessor1', `GET /assessments/${assessment}`);
  const { evidence } = held.body.work as unknown as { evidence: { downloadUrl?: string }[] };
  const address = String(evidence.find(({ downloadUrl }) => downloadUrl !== undefined)?.downloadUrl);
  expect((await fetch(address)).status).toBe(200);
  for (const { id } of definition.rubric.criteria)
    await must(200, 'assessor1', `PUT /assessments/${assessment}/scores/${id}`, {
      level: 'demonstrated',
      feedback: 'It is there.',
    });
  const decided = await must(200, 'assessor1', `POST /assessments/${assessment}/decision`, {
    outcome: 'awarded',
  });
  const { id, url } = decided.body.credential as unknown as { id: string; url: string };

  expect((await call(who, 'POST /me/erasure', { confirm: 'yes' })).body.errors).toMatchObject([
    { field: '/confirm' },
  ]);
  const erased = await must(200, who, 'POST /me/erasure', { confirm: 'erase' });
  expect(erased.body).toMatchObject({
    submissions: expect.arrayContaining([submission]),
    credentials: expect.arrayContaining([{ id, issuer: server.issuer, url, revoked: false }]),
    held: [],
    pending: [],
    memberships: [server.issuer],
  });
  expect((await fetch(address)).status).toBe(404);
  expect((await call('nobody', `GET ${url}`)).status).toBe(410);
  expect((await call(who, `GET /submissions/${submission}`)).status).toBe(404);
  const trail = await must(200, 'owner', `GET /issuers/${server.issuer}/submissions/${submission}/history`);
  expect(trail.text).not.toContain('dev-viewer');
  expect((await must(200, who, 'GET /me/credentials')).body.items).toEqual([]);
});
