import { PDFDocument } from '@cantoo/pdf-lib';
import { describe, expect, it } from 'vitest';
import { pdf as writtenPdf } from '../../demo/evidence-files.ts';
import { definition } from '../support/definition.ts';
import { once } from '../support/once.ts';
import { call, must, server, sha256 } from './client.ts';
import { attestations, fileEvidence, newestInQueue, openSubmission, textEvidence, upload } from './story.ts';

const pdf = Buffer.from('%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Form = { url: string; fields: Record<string, string> };

/** A submission that takes nothing of what it is asked to. */
const empty = once(() => openSubmission());

/** An announced file of a new submission, that is complete but for the upload. */
async function announced(bytes: Uint8Array = pdf, mediaType = 'application/pdf') {
  const submission = await openSubmission();
  for (const { id } of definition.artifacts.slice(1))
    await must(201, 'learner', `POST /submissions/${submission}/evidence`, textEvidence(id));
  const { body } = await must(
    201,
    'learner',
    `POST /submissions/${submission}/evidence`,
    fileEvidence('visit-plan', bytes, mediaType),
  );
  return {
    submission,
    form: body.upload as unknown as Form,
    evidence: (body.evidence as unknown as { id: string }).id,
  };
}

const submit = (submission: string) =>
  call('learner', `POST /submissions/${submission}/submit`, { attestations });

describe('a file as evidence', () => {
  it('is what the assessor downloads, byte for byte, under a name that tells nothing', async () => {
    const { submission, form } = await announced();
    expect(await upload(form, pdf)).toBe(204);
    expect((await submit(submission)).status).toBe(200);
    // The form still works for a while; what was handed in is out of its reach.
    expect(await upload(form, pdf)).toBe(204);
    const { body } = await must(200, 'learner', `GET /submissions/${submission}`);
    expect(body.state).toBe('submitted');
    const newest = await newestInQueue(String(body.microCredentialId));
    const before = await must(200, 'assessor1', `GET /assessments/${newest}`);
    expect(before.body.work).toBeUndefined();
    // Word for word what anyone reads, and the learner read.
    const { microCredentialId, version } = before.body as Record<string, unknown>;
    const published = await must(
      200,
      'nobody',
      `GET /micro-credentials/${microCredentialId}/versions/${version}`,
    );
    const { definition } = published.body as unknown as { definition: Record<string, unknown> };
    for (const part of ['overview', 'artifacts', 'reflection', 'passCriteria', 'rubric'])
      expect(before.body[part], part).toEqual(definition[part]);
    expect(before.body.artifacts).toHaveLength(2);
    await must(200, 'assessor1', `POST /assessments/${newest}/claim`);
    const held = await must(200, 'assessor1', `GET /assessments/${newest}`);
    const work = held.body.work as unknown as {
      evidence: { kind: string; sha256: string; downloadUrl: string }[];
    };
    const file = work.evidence.find((item) => item.kind === 'file');
    const download = await fetch(file?.downloadUrl ?? '');
    expect(download.headers.get('content-disposition')).toMatch(/^attachment; filename="evidence-\w+\.pdf"$/);
    expect(sha256(new Uint8Array(await download.arrayBuffer()))).toBe(sha256(pdf));
    expect(held.text).not.toContain('dev-learner');
    expect(held.text).not.toContain('Amina');
    expect((await must(200, 'assessor2', `GET /assessments/${newest}`)).body.work).toBeUndefined();
  });

  it('loses what it tells of its maker before an assessor sees it; the file itself and its digest stay', async () => {
    const signed = Buffer.from(writtenPdf('By Amina Diallo', [{ text: 'What I did', size: 12, space: 9 }]));
    const { submission, form, evidence } = await announced(signed);
    expect(await upload(form, signed)).toBe(204);
    expect((await submit(submission)).status).toBe(200);
    const { body } = await must(200, 'learner', `GET /submissions/${submission}`);
    const newest = await newestInQueue(String(body.microCredentialId));
    await must(200, 'assessor1', `POST /assessments/${newest}/claim`);
    const held = await must(200, 'assessor1', `GET /assessments/${newest}`);
    const { evidence: items } = held.body.work as unknown as {
      evidence: { id: string; sha256: string; copy: { sha256: string; size: number }; downloadUrl: string }[];
    };
    const file = items.find(({ id }) => id === evidence);
    expect(file?.sha256).toBe(sha256(signed));
    const copy = Buffer.from(await (await fetch(file?.downloadUrl ?? '')).arrayBuffer());
    expect(file?.copy).toEqual({ sha256: sha256(copy), size: copy.length });
    expect(signed.toString('latin1')).toContain('Amina Diallo');
    expect(copy.toString('latin1')).not.toContain('Amina Diallo');
    expect(copy.toString('latin1')).toContain('%PDF-');
  });

  it('that is large comes in parts, also after a break, and is handed in like any other', async () => {
    const bytes = Buffer.alloc(9 * 1024 * 1024, 'What I did, day by day. ');
    const { submission, evidence } = await announced(bytes, 'text/plain');
    const route = `POST /submissions/${submission}/evidence/${evidence}/parts` as const;
    const next = async () =>
      (await must(200, 'learner', route)).body as unknown as {
        state: string;
        partSize: number;
        missing: { number: number; size: number; url: string }[];
      };
    const put = async (
      { number, size, url }: { number: number; size: number; url: string },
      partSize: number,
    ) => {
      const start = (number - 1) * partSize;
      const sent = await fetch(url, { method: 'PUT', body: bytes.subarray(start, start + size) });
      expect(sent.status).toBe(200);
    };
    const begun = await next();
    expect(begun.missing.map(({ size }) => size)).toEqual([8 * 1024 * 1024, 1024 * 1024]);
    for (const part of begun.missing.slice(1)) await put(part, begun.partSize);
    expect((await submit(submission)).body.code).toBe('evidence-not-uploaded');
    const left = await next();
    expect(left.missing.map(({ number }) => number)).toEqual([1]);
    for (const part of left.missing) await put(part, left.partSize);
    expect(await next()).toEqual({ state: 'complete' });
    expect((await submit(submission)).status).toBe(200);
    const after = await call('learner', route);
    expect(after.body.code).toBe('submission-not-editable');
  });

  it('that nobody can read is not handed in, and the answer says what to do', async () => {
    const document = await PDFDocument.create();
    document.addPage();
    document.encrypt({ userPassword: 'known to its writer', ownerPassword: 'known to its writer' });
    const locked = Buffer.from(await document.save());
    const { submission, form, evidence } = await announced(locked);
    expect(await upload(form, locked)).toBe(204);
    const answer = await submit(submission);
    expect([answer.status, answer.body.code]).toEqual([422, 'evidence-unreadable']);
    expect(answer.body.errors).toEqual([
      { field: `/evidence/${evidence}`, message: 'it is protected by a password: save it without' },
    ]);
    expect((await must(200, 'learner', `GET /submissions/${submission}`)).body.state).toBe('draft');
  });

  it('opens for anyone, to be saved and not to be run, once its learner shows it', async () => {
    const { submission, form, evidence } = await announced();
    expect(await upload(form, pdf)).toBe(204);
    await submit(submission);
    const { body: handedIn } = await must(200, 'learner', `GET /submissions/${submission}`);
    const assessment = await newestInQueue(String(handedIn.microCredentialId));
    await must(200, 'assessor1', `POST /assessments/${assessment}/claim`);
    for (const { id } of definition.rubric.criteria)
      await must(200, 'assessor1', `PUT /assessments/${assessment}/scores/${id}`, {
        level: 'demonstrated',
        feedback: 'It is there.',
      });
    const { body } = await must(200, 'assessor1', `POST /assessments/${assessment}/decision`, {
      outcome: 'awarded',
    });
    const { id } = body.credential as unknown as { id: string };
    const address = `/evidence/${submission}/${evidence}`;
    expect((await call('nobody', `GET ${address}`)).body.type).toContain('not-found');
    const changed = await must(200, 'learner', `PATCH /me/credentials/${id}/evidence`, {
      evidence: { [evidence]: 'link' },
    });
    const { url } = changed.body.credential as unknown as { url: string };
    const credential = await must(200, 'nobody', `GET ${url}`, undefined, { accept: 'application/json' });
    expect(credential.text).toContain(`"${server.url}${address}"`);
    const found = await fetch(server.url + address, { redirect: 'manual' });
    expect(found.status).toBe(302);
    expect(found.headers.get('x-robots-tag')).toBe('noindex');
    expect(found.headers.get('cache-control')).toBe('no-store');
    const file = await fetch(server.url + address);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="evidence-\w+\.pdf"$/);
    expect(sha256(new Uint8Array(await file.arrayBuffer()))).toBe(sha256(pdf));
    const text = (changed.body.evidence as unknown as { id: string; kind: string }[]).find(
      (one) => one.kind === 'text',
    );
    expect((await call('nobody', `GET /evidence/${submission}/${text?.id}`)).status).toBe(404);
  });

  const changed = Buffer.from(pdf);
  changed[20] = (changed[20] ?? 0) ^ 1;
  it.each<[string, Uint8Array, Record<string, string>, number]>([
    ['one changed byte', changed, {}, 400],
    ['a byte more', Buffer.concat([pdf, Buffer.from('\n')]), {}, 400],
    ['a byte less', pdf.subarray(0, -1), {}, 400],
    ['another type', pdf, { 'Content-Type': 'text/html' }, 403],
    [
      'another digest',
      changed,
      { 'x-amz-checksum-sha256': Buffer.from(sha256(changed), 'hex').toString('base64') },
      403,
    ],
    ['another place', pdf, { key: 'evidence/other/place' }, 403],
    ['a forged policy', pdf, { policy: Buffer.from('{"conditions":[]}').toString('base64') }, 400],
  ])('is refused by the store with %s, and never attached', async (_, bytes, change, status) => {
    const { submission, form } = await announced();
    expect(await upload(form, bytes, change)).toBe(status);
    const answer = await submit(submission);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 422,
      code: 'evidence-not-uploaded',
    });
    expect((await must(200, 'learner', `GET /submissions/${submission}`)).body.state).toBe('draft');
  });

  it('is refused when its content is of another type than it says', async () => {
    const { submission, form, evidence } = await announced(png, 'application/pdf');
    expect(await upload(form, png)).toBe(204);
    const answer = await submit(submission);
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 422,
      code: 'evidence-mismatch',
    });
    expect(answer.body.errors).toMatchObject([{ field: `/evidence/${evidence}/mediaType` }]);
    await must(204, 'learner', `DELETE /submissions/${submission}/evidence/${evidence}`);
  });

  it.each<[string, object, number, string, string]>([
    ['over 100 MB', { size: 104_857_601 }, 413, 'payload-too-large', '/size'],
    ['empty', { size: 0 }, 400, 'invalid-request', '/size'],
    ['of a type that browsers run', { mediaType: 'text/html' }, 400, 'invalid-request', '/mediaType'],
    ['with half a digest', { sha256: 'abc' }, 400, 'invalid-request', '/sha256'],
    ['for an artifact that nobody asked for', { artifact: 'other' }, 400, 'invalid-request', '/artifact'],
    ['for an artifact that takes no file', { artifact: 'account' }, 400, 'invalid-request', '/kind'],
    ['to be shown in some other way', { disclosure: 'everything' }, 400, 'invalid-request', '/disclosure'],
    ['with a field that nobody knows', { tenant: 'other' }, 400, 'invalid-request', '/tenant'],
  ])('is not announced %s', async (_, change, status, code, field) => {
    const submission = await empty();
    const item = { ...fileEvidence('visit-plan', pdf, 'application/pdf'), ...change };
    const answer = await call('learner', `POST /submissions/${submission}/evidence`, item);
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(answer.body.errors).toMatchObject([{ field }]);
    expect((await must(200, 'learner', `GET /submissions/${submission}`)).body.evidence).toEqual([]);
  });
});

describe('links and texts', () => {
  it.each([
    ['http://example.org/', 'not https'],
    ['https://user:pass@example.org/', 'credentials'],
    ['https://127.0.0.1/', 'an address in place of a name'],
    ['javascript:alert(1)', 'script'],
    ['https://example.org/<script>', 'characters that no address has'],
  ])('refuses the link %s: %s', async (url) => {
    const submission = await empty();
    const answer = await call('learner', `POST /submissions/${submission}/evidence`, {
      kind: 'link',
      artifact: 'account',
      title: 'A link',
      url,
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ field: '/url' }]);
  });

  it.each([
    ['an address of this service', () => `https://${new URL(server.url).host}/credentials/1`],
    ['one that is there already', () => 'https://example.org/work'],
  ])('refuses as a link %s: the credential could not name them apart', async (_, url) => {
    const submission = await openSubmission();
    const path = `/submissions/${submission}/evidence`;
    const link = { kind: 'link', artifact: 'account', title: 'A link', url: 'https://example.org/work' };
    await must(201, 'learner', `POST ${path}`, link);
    const answer = await call('learner', `POST ${path}`, { ...link, url: url() });
    expect({ status: answer.status, errors: answer.body.errors }).toMatchObject({
      status: 400,
      errors: [{ field: '/url' }],
    });
  });

  it('holds 20 items at most', async () => {
    const submission = await openSubmission();
    for (let count = 0; count < 20; count += 1)
      await must(201, 'learner', `POST /submissions/${submission}/evidence`, textEvidence('account'));
    const answer = await call('learner', `POST /submissions/${submission}/evidence`, textEvidence('account'));
    expect({ status: answer.status, code: answer.body.code }).toEqual({
      status: 409,
      code: 'evidence-limit',
    });
  });
});
