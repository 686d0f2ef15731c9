import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startS3 } from '../../local/s3/server.ts';
import { s3Client, s3Evidence } from '../../src/adapters/s3-evidence.ts';
import { bindFile, type FileEvidence } from '../../src/domain/evidence.ts';
import type { EvidenceFiles, UploadForm } from '../../src/ports.ts';
import { outcome } from './outcome.ts';
import { aFile, aSubmission, sha256 } from './samples.ts';
import { zipOf } from './zip.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const region = 'eu-central-1';
const bucket = 'evidence-bucket';
const office = 'application/vnd.openxmlformats-officedocument.';
const minutes = 60_000;

let dir: string;
let part: Awaited<ReturnType<typeof startS3>>;
let client: S3Client;
let files: EvidenceFiles;
/** How far the clock of the store is ahead of ours. */
let ahead = 0;

const newClient = (config: S3ClientConfig = {}) =>
  new S3Client({
    endpoint: part.url,
    region,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: 1,
    ...config,
  });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'adapters-s3-'));
  const now = () => new Date(Date.now() + ahead);
  part = await startS3({ dir, port: 0, credentials, region, buckets: [bucket], now });
  client = newClient();
  files = s3Evidence({ bucket, client });
});
beforeEach(() => {
  ahead = 0;
});
afterAll(async () => {
  client.destroy();
  await part.close();
  await rm(dir, { recursive: true });
});

const submission = aSubmission();
const keyOf = (item: FileEvidence) => `incoming/${submission.issuerId}/${submission.id}/${item.id}`;
const keptKeyOf = (item: FileEvidence) => keyOf(item).replace('incoming/', 'evidence/');
const fileOf = (bytes: Buffer, mediaType: FileEvidence['mediaType'] = 'text/plain') =>
  aFile({ id: ulid(), size: bytes.length, sha256: sha256(bytes), mediaType });

async function post(
  { url, fields }: UploadForm,
  bytes: Buffer,
  changes: Record<string, string | undefined> = {},
) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes }))
    if (value !== undefined) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]), 'my diary.txt');
  const response = await fetch(url, { method: 'POST', body: form });
  return { status: response.status, text: await response.text() };
}

async function upload(bytes: Buffer, mediaType?: FileEvidence['mediaType']) {
  const item = fileOf(bytes, mediaType);
  const { status, text } = await post(await files.uploadForm(submission, item, new Date()), bytes);
  expect([status, text]).toEqual([204, '']);
  return item;
}

async function checked(bytes: Buffer, mediaType?: FileEvidence['mediaType']) {
  const item = await upload(bytes, mediaType);
  return bindFile(item, await files.inspect(submission, item));
}

async function put(item: FileEvidence, bytes: Buffer, more: object = {}) {
  const { VersionId } = await client.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: keyOf(item),
      Body: bytes,
      ContentType: item.mediaType,
      ...more,
    }),
  );
  return VersionId;
}

const documentOf = (directory: string, main: string) => ({
  '_rels/.rels': '<Relationships/>',
  'docProps/core.xml': '<coreProperties/>',
  [`${directory}/media/photo.bin`]: Buffer.alloc(9000, 7),
  [`${directory}/${main}.xml`]: '<document/>',
  '[Content_Types].xml': '<Types/>',
});
const samples: Record<FileEvidence['mediaType'], Buffer> = {
  'application/pdf': Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj << >> endobj\n'),
  'image/png': Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
    'base64',
  ),
  'image/jpeg': Buffer.concat([
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    Buffer.alloc(200),
  ]),
  'text/plain': Buffer.from('What I did with the family, and what they said.\n<b>Not a page.</b>\n'),
  'audio/mpeg': Buffer.concat([Buffer.from('49443304000000007f76', 'hex'), Buffer.alloc(20_000)]),
  'video/mp4': Buffer.concat([
    Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41'),
    Buffer.alloc(9000),
  ]),
  [`${office}wordprocessingml.document`]: zipOf(documentOf('word', 'document')),
  [`${office}presentationml.presentation`]: zipOf(documentOf('ppt', 'presentation')),
  [`${office}spreadsheetml.sheet`]: zipOf(documentOf('xl', 'workbook')),
};

describe('an upload form', () => {
  it('is for fifteen minutes, under a key that says nothing of the learner', async () => {
    const item = fileOf(samples['text/plain']);
    const form = await files.uploadForm(submission, item, new Date('2026-03-01T09:30:00.000Z'));
    expect(form.expiresAt).toBe('2026-03-01T09:45:00.000Z');
    expect(form.fields.key).toBe(keyOf(item));
    expect(form.url).toBe(`${part.url}/${bucket}`);
    const policy = JSON.parse(Buffer.from(form.fields.Policy ?? '', 'base64').toString('utf8'));
    expect(policy.conditions).toEqual(
      expect.arrayContaining([
        ['content-length-range', item.size, item.size],
        { 'Content-Type': 'text/plain' },
        { 'x-amz-checksum-algorithm': 'SHA256' },
        { 'x-amz-checksum-sha256': Buffer.from(item.sha256, 'hex').toString('base64') },
        { key: keyOf(item) },
        { bucket },
      ]),
    );
  });

  it.each(Object.keys(samples) as FileEvidence['mediaType'][])(
    'takes what was declared as %s',
    async (mediaType) => {
      const bytes = samples[mediaType];
      const item = await upload(bytes, mediaType);
      const found = await files.inspect(submission, item);
      expect(found).toMatchObject({ size: bytes.length, sha256: item.sha256, mediaType });
      expect(bindFile(item, found).objectVersion).toBe(found?.objectVersion);
    },
  );

  const bytes = Buffer.from('exactly this text');
  const otherText = Buffer.from('Exactly this text');
  it.each([
    ['other bytes of the same length', otherText, {}, 400],
    ['one byte more', Buffer.concat([bytes, Buffer.of(0)]), {}, 400],
    ['one byte less', bytes.subarray(1), {}, 400],
    ['nothing', Buffer.alloc(0), {}, 400],
    ['much more', Buffer.alloc(300_000), {}, 400],
    ['another type', bytes, { 'Content-Type': 'text/html' }, 403],
    ['no type', bytes, { 'Content-Type': undefined }, 403],
    ['the digest of other bytes', otherText, { 'x-amz-checksum-sha256': base64(otherText) }, 403],
    ['no digest', otherText, { 'x-amz-checksum-sha256': undefined }, 403],
    ['another algorithm', bytes, { 'x-amz-checksum-algorithm': 'CRC32' }, 403],
    ['another key', bytes, { key: 'incoming/else/where/file' }, 403],
    ['a key among the kept files', bytes, { key: 'evidence/else/where/file' }, 403],
    ['a header to be answered later', bytes, { 'Content-Disposition': 'inline' }, 403],
    ['a forged signature', bytes, { 'X-Amz-Signature': '0'.repeat(64) }, 403],
    ['no signature', bytes, { 'X-Amz-Signature': undefined }, 400],
  ])('refuses %s, and nothing is stored', async (_case, sent, changes, status) => {
    const item = fileOf(bytes);
    const form = await files.uploadForm(submission, item, new Date());
    const answer = await post(form, sent, changes);
    expect(answer.status, answer.text).toBe(status);
    expect(await files.inspect(submission, item)).toBeUndefined();
  });

  it('refuses the policy of another file', async () => {
    const [item, other] = [fileOf(bytes), fileOf(otherText)];
    const form = await files.uploadForm(submission, item, new Date());
    const { fields } = await files.uploadForm(submission, other, new Date());
    const changes = { Policy: fields.Policy, 'X-Amz-Signature': fields['X-Amz-Signature'] };
    expect((await post(form, otherText, changes)).status).toBe(403);
    expect(await files.inspect(submission, item)).toBeUndefined();
  });

  it('ends', async () => {
    const item = fileOf(bytes);
    const form = await files.uploadForm(submission, item, new Date());
    ahead = 15 * minutes + 2000;
    const { status, text } = await post(form, bytes);
    expect([status, text]).toEqual([403, expect.stringContaining('Policy expired')]);
    ahead = 14 * minutes;
    expect((await post(form, bytes)).status).toBe(204);
  });
});

describe('an inspection', () => {
  const text = samples['text/plain'];

  it('finds nothing where nothing was uploaded, or where it was taken away', async () => {
    expect(await files.inspect(submission, fileOf(text))).toBeUndefined();
    const item = await upload(text);
    expect(await files.inspect(aSubmission(), item)).toBeUndefined();
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(item) }));
    expect(await files.inspect(submission, item)).toBeUndefined();
  });

  it('tells what is there, not what was declared', async () => {
    const declared = fileOf(text);
    const page = Buffer.from('<!doctype html><script>alert(1)</script>');
    const VersionId = await put(declared, page, { ContentType: 'text/html', ChecksumAlgorithm: 'SHA256' });
    const found = await files.inspect(submission, declared);
    expect(found).toEqual({
      size: page.length,
      sha256: sha256(page),
      mediaType: 'text/html',
      objectVersion: VersionId,
    });
    expect(() => bindFile(declared, found)).toThrow('not what was declared');
  });

  it.each([
    ['a PDF', 'text/plain', samples['application/pdf'], 'application/pdf'],
    ['a picture', 'application/pdf', samples['image/png'], 'image/png'],
    ['a program', 'image/png', Buffer.from('MZ\x90\0\x03\0\0\0 this program'), 'application/x-msdownload'],
    ['text', 'image/jpeg', text, undefined],
    ['an archive', `${office}wordprocessingml.document`, zipOf({ 'a.txt': 'x' }), 'application/zip'],
    [
      'a document with macros',
      `${office}wordprocessingml.document`,
      zipOf({ ...documentOf('word', 'document'), 'word/vbaProject.bin': 'x' }),
      'application/zip',
    ],
    [
      'a spreadsheet',
      `${office}wordprocessingml.document`,
      samples[`${office}spreadsheetml.sheet`],
      `${office}spreadsheetml.sheet`,
    ],
    [
      'half an archive',
      `${office}spreadsheetml.sheet`,
      zipOf({ 'a.txt': 'x' }).subarray(0, 35),
      'application/zip',
    ],
  ] as const)('sees %s behind a declaration of %s', async (_case, mediaType, content, detected) => {
    const item = await upload(content, mediaType);
    const found = await files.inspect(submission, item);
    expect(found?.detectedType).toBe(detected);
    expect(() => bindFile(item, found)).toThrow('not what was declared');
  });

  it.each([
    ['no checksum', {}],
    ['another kind of checksum', { ChecksumAlgorithm: 'CRC32' }],
  ])('refuses a file that the store has %s of', async (_case, more) => {
    const item = fileOf(text);
    await put(item, text, more);
    expect(await outcome(files.inspect(submission, item))).toBe('evidence-mismatch');
  });

  it.each([
    ['the digest of parts', { ChecksumSHA256: `${base64(text)}-2` }],
    ['a digest cut short', { ChecksumSHA256: base64(text).slice(4) }],
    ['an empty digest', { ChecksumSHA256: '' }],
  ])('refuses %s', async (_case, output) => {
    const item = await upload(text);
    const evidence = s3Evidence({ bucket, client: answering('HeadObjectCommand', output) });
    expect(await outcome(evidence.inspect(submission, item))).toBe('evidence-mismatch');
  });

  it.each([[undefined], ['null']])('refuses to work on a bucket without versions (%s)', async (VersionId) => {
    const item = await upload(text);
    const evidence = s3Evidence({ bucket, client: answering('HeadObjectCommand', { VersionId }) });
    await expect(evidence.inspect(submission, item)).rejects.toThrow('not versioned');
  });

  it('looks into the version that it measured', async () => {
    const item = await upload(text);
    const meddling = newClient();
    meddling.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context.commandName === 'HeadObjectCommand') await put(item, samples['application/pdf']);
        return answer;
      },
      { step: 'initialize' },
    );
    const found = await s3Evidence({ bucket, client: meddling }).inspect(submission, item);
    expect(found).toMatchObject({ size: text.length, sha256: item.sha256 });
    expect(found?.detectedType).toBeUndefined();
  });

  it('does not take a refusal by the store for an absent file', async () => {
    const item = await upload(text);
    const stranger = newClient({ credentials: { ...credentials, secretAccessKey: 'wrong' } });
    await expect(s3Evidence({ bucket, client: stranger }).inspect(submission, item)).rejects.toThrow();
  });
});

describe('keeping a file', () => {
  const text = samples['text/plain'];
  const pdf = samples['application/pdf'];
  const keptHead = (item: FileEvidence, VersionId?: string) =>
    client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: keptKeyOf(item), VersionId, ChecksumMode: 'ENABLED' }),
    );
  const keptKeys = async (item: FileEvidence) => {
    const { Contents = [] } = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: keptKeyOf(item) }),
    );
    return Contents.map(({ Key }) => Key);
  };

  it('copies what was checked, with its type and a digest of its own, to where no form reaches', async () => {
    const item = await checked(pdf, 'application/pdf');
    const VersionId = await files.keep(submission, item);
    expect(VersionId).not.toBe(item.objectVersion);
    expect(await keptHead(item)).toMatchObject({
      VersionId,
      ContentLength: pdf.length,
      ContentType: 'application/pdf',
      ChecksumSHA256: base64(pdf),
    });
  });

  it('drops what else was stored with the upload', async () => {
    const item = fileOf(text);
    await put(item, text, { ChecksumAlgorithm: 'SHA256', Metadata: { note: 'x' }, CacheControl: 'public' });
    const found = bindFile(item, await files.inspect(submission, item));
    await files.keep(submission, found);
    const head = await keptHead(item);
    expect([head.Metadata, head.CacheControl]).toEqual([{}, undefined]);
  });

  it('takes the version that was checked, not one that came after', async () => {
    const item = await checked(text);
    await put(item, Buffer.from('swapped after the check'));
    await files.keep(submission, item);
    expect(await keptHead(item)).toMatchObject({ ContentLength: text.length, ChecksumSHA256: base64(text) });
  });

  it('takes that version even when the upload was deleted meanwhile', async () => {
    const item = await checked(text);
    await files.discard(submission, item);
    await files.keep(submission, item);
    expect(await keptKeys(item)).toEqual([keptKeyOf(item)]);
  });

  it('is not touched by the form once it is handed in', async () => {
    const item = fileOf(text);
    const form = await files.uploadForm(submission, item, new Date());
    expect((await post(form, text)).status).toBe(204);
    const found = bindFile(item, await files.inspect(submission, item));
    const handedIn = { ...found, objectVersion: await files.keep(submission, found) };
    await files.discard(submission, handedIn);
    expect((await post(form, text)).status).toBe(204);
    expect((await keptHead(item)).VersionId).toBe(handedIn.objectVersion);
    await files.discard(submission, handedIn);
    const download = await fetch(await files.downloadUrl(submission, handedIn));
    expect(Buffer.from(await download.arrayBuffer())).toEqual(text);
  });

  it('fails when the version is gone, and keeps nothing', async () => {
    const item = await checked(text);
    const { objectVersion: VersionId } = item;
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(item), VersionId }));
    await expect(files.keep(submission, item)).rejects.toMatchObject({ name: 'NoSuchVersion' });
    expect(await keptKeys(item)).toEqual([]);
  });

  it('is refused for a file that was not checked', async () => {
    const item = await upload(text);
    expect(await outcome(files.keep(submission, item))).toBe('evidence-not-uploaded');
    expect(await keptKeys(item)).toEqual([]);
  });

  it.each([
    ['another digest', { ChecksumSHA256: base64(pdf) }],
    ['no digest', {}],
  ])('fails when the copy comes back with %s', async (_case, CopyObjectResult) => {
    const changed = answering('CopyObjectCommand', { CopyObjectResult });
    const item = await checked(text);
    await expect(s3Evidence({ bucket, client: changed }).keep(submission, item)).rejects.toThrow(
      'not what was checked',
    );
  });

  it.each([[undefined], ['null']])('fails on a bucket without versions (%s)', async (VersionId) => {
    const changed = answering('CopyObjectCommand', { VersionId });
    const item = await checked(text);
    await expect(s3Evidence({ bucket, client: changed }).keep(submission, item)).rejects.toThrow(
      'not versioned',
    );
  });
});

describe('discarding an upload', () => {
  const text = samples['text/plain'];

  it('takes the upload away, and no other file', async () => {
    const [item, other] = [await upload(text), await upload(text)];
    await files.discard(submission, item);
    expect(await files.inspect(submission, item)).toBeUndefined();
    expect(await files.inspect(submission, other)).toBeDefined();
  });

  it('is no error for what was never uploaded', async () => {
    const reasons: string[] = [];
    const evidence = s3Evidence({ bucket, client, onUndeleted: (reason) => reasons.push(reason) });
    await evidence.discard(submission, fileOf(text));
    expect(reasons).toEqual([]);
  });

  it('never rejects: it tells why, and what was kept stays', async () => {
    const item = await checked(text);
    const handedIn = { ...item, objectVersion: await files.keep(submission, item) };
    const stranger = newClient({ credentials: { ...credentials, secretAccessKey: 'wrong' } });
    const reasons: string[] = [];
    const evidence = s3Evidence({ bucket, client: stranger, onUndeleted: (reason) => reasons.push(reason) });
    await expect(evidence.discard(submission, handedIn)).resolves.toBeUndefined();
    expect(reasons).toEqual(['SignatureDoesNotMatch']);
    expect((await fetch(await files.downloadUrl(submission, handedIn))).status).toBe(200);
  });

  it('does not hold the answer up when the store does not answer', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const reasons: string[] = [];
    const slow = newClient({ endpoint: `http://127.0.0.1:${port}` });
    await s3Evidence({ bucket, client: slow, onUndeleted: (reason) => reasons.push(reason) }).discard(
      submission,
      fileOf(text),
    );
    expect(reasons).toEqual(['AbortError']);
    slow.destroy();
    silent.close();
  });
});

it('asks the store for no more than the roles allow', async () => {
  const asked: string[] = [];
  const watched = newClient();
  watched.middlewareStack.add(
    (next, context) => (args) => {
      const { Key, CopySource, VersionId } = args.input as Record<string, string | undefined>;
      const from = CopySource === undefined ? '' : ` from ${CopySource.split('/')[1]}/`;
      const version = VersionId === undefined ? '' : ' by version';
      asked.push(`${context.commandName} ${Key?.split('/')[0]}/${from}${version}`);
      return next(args);
    },
    { step: 'initialize' },
  );
  const evidence = s3Evidence({ bucket, client: watched });
  const item = await checked(samples['text/plain']);
  await evidence.inspect(submission, item);
  await evidence.keep(submission, item);
  await evidence.discard(submission, item);
  // HEAD and GET are s3:GetObject, by version s3:GetObjectVersion: the rules in test/infra grant both for uploads only.
  expect(asked).toEqual([
    'HeadObjectCommand incoming/',
    'GetObjectCommand incoming/ by version',
    'CopyObjectCommand evidence/ from incoming/',
    'DeleteObjectCommand incoming/',
  ]);
});

describe('a download address', () => {
  const text = samples['text/plain'];
  const handedIn = async () => {
    const item = await checked(text);
    return { ...item, objectVersion: await files.keep(submission, item) };
  };

  it('gives the checked bytes as an attachment with a neutral name', async () => {
    const item = await handedIn();
    const response = await fetch(await files.downloadUrl(submission, item));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="evidence-${item.id.slice(-6)}.txt"`,
    );
    expect(Buffer.from(await response.arrayBuffer())).toEqual(text);
  });

  it('stays with the version that was handed in', async () => {
    const item = await handedIn();
    const Body = Buffer.from('written over it by hand');
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: keptKeyOf(item), Body }));
    const response = await fetch(await files.downloadUrl(submission, item));
    expect(Buffer.from(await response.arrayBuffer())).toEqual(text);
  });

  it('is not made for a file that was not checked', async () => {
    expect(await outcome(files.downloadUrl(submission, await upload(text)))).toBe('evidence-not-uploaded');
  });

  it.each([
    ['versionId', 'forged'],
    ['response-content-disposition', 'inline'],
    ['X-Amz-Expires', '86400'],
    ['X-Amz-Signature', '0'.repeat(64)],
  ])('cannot be changed in its %s', async (name, value) => {
    const address = new URL(await files.downloadUrl(submission, await handedIn()));
    expect(address.searchParams.has(name)).toBe(true);
    address.searchParams.set(name, value);
    expect((await fetch(address)).status).toBe(403);
  });

  it('ends after five minutes', async () => {
    const address = await files.downloadUrl(submission, await handedIn());
    ahead = 5 * minutes + 2000;
    expect((await fetch(address)).status).toBe(403);
    ahead = 4 * minutes;
    expect((await fetch(address)).status).toBe(200);
  });
});

describe('the client', () => {
  it.each([
    ['http://127.0.0.1:9', true],
    [undefined, false],
  ])('addresses buckets by path at an endpoint of its own only (%s)', async (endpoint, byPath) => {
    vi.stubEnv('AWS_REGION', region);
    vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
    const made = s3Client();
    expect(made.config.forcePathStyle).toBe(byPath);
    expect(await made.config.requestChecksumCalculation()).toBe('WHEN_REQUIRED');
    vi.unstubAllEnvs();
  });
});

function base64(bytes: Buffer): string {
  return Buffer.from(sha256(bytes), 'hex').toString('base64');
}

/** A client whose answers to one command differ in this. */
function answering(command: string, output: object): S3Client {
  const changed = newClient();
  changed.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (context.commandName === command) Object.assign(answer.output, output);
      return answer;
    },
    { step: 'initialize' },
  );
  return changed;
}

describe('a file that is carried over', () => {
  it('is an upload of the next submission, with the same bytes, and bound like any other', async () => {
    const bytes = Buffer.from('what was handed in');
    const bound = await checked(bytes);
    const item = { ...bound, objectVersion: await files.keep(submission, bound) };
    const next = aSubmission({ issuerId: submission.issuerId });
    const { objectVersion: _bound, ...again } = { ...item, id: ulid() };
    await files.carryOver({ submission, item }, { submission: next, item: again });
    const found = await files.inspect(next, again);
    expect(bindFile(again, found)).toMatchObject({ sha256: item.sha256, size: bytes.length });
    // Nothing is carried that was not kept.
    const unkept = { submission, item: again };
    expect(await outcome(files.carryOver(unkept, { submission: next, item: again }))).toBe(
      'evidence-not-uploaded',
    );
  });
});

describe('a store whose uploads are scanned for malware', () => {
  const eicar = Buffer.from(
    ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', '-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''),
  );

  /** The same uploads, in a bucket over which there is a scan. */
  async function withScan(prefixes: string[], test: (store: EvidenceFiles) => Promise<void>) {
    const folder = await mkdtemp(join(tmpdir(), 'adapters-s3-scan-'));
    const now = () => new Date(Date.now() + ahead);
    const scanned = [{ bucket, prefixes }];
    const store = await startS3({ dir: folder, credentials, region, buckets: [bucket], scanned, now });
    const scanning = newClient({ endpoint: store.url });
    try {
      await test(s3Evidence({ bucket, client: scanning, isScanned: true }));
    } finally {
      scanning.destroy();
      await store.close();
      await rm(folder, { recursive: true });
    }
  }

  async function uploadedTo(store: EvidenceFiles, bytes: Buffer) {
    const item = fileOf(bytes);
    const { status } = await post(await store.uploadForm(submission, item, new Date()), bytes);
    expect(status).toBe(204);
    return item;
  }

  it('says of each version that it waits, and then what was found', () =>
    withScan(['incoming/'], async (store) => {
      const [good, bad] = [await uploadedTo(store, Buffer.from('My diary.')), await uploadedTo(store, eicar)];
      for (const item of [good, bad]) expect((await store.inspect(submission, item))?.scan).toBe('waiting');
      ahead = 60_000;
      expect((await store.inspect(submission, good))?.scan).toBe('clean');
      expect((await store.inspect(submission, bad))?.scan).toBe('malware');
      const bound = bindFile(good, await store.inspect(submission, good));
      expect(await store.keep(submission, bound)).toMatch(/./);
      // What is uploaded over it is looked at for itself.
      ahead = 0;
      await post(await store.uploadForm(submission, good, new Date()), Buffer.from('My diary.'));
      expect((await store.inspect(submission, good))?.scan).toBe('waiting');
    }));

  it('goes on waiting where the scan looks elsewhere', () =>
    withScan(['other/'], async (store) => {
      const item = await uploadedTo(store, eicar);
      ahead = 60_000;
      expect((await store.inspect(submission, item))?.scan).toBe('waiting');
    }));

  it.each(['UNSUPPORTED', 'ACCESS_DENIED', 'FAILED', 'A_NEW_ONE', ''])(
    'takes "%s" for no answer that lets a file pass',
    async (Value) => {
      const tagged = createServer((request, response) => {
        if (!request.url?.includes('tagging'))
          return response
            .writeHead(200, {
              'content-length': '3',
              'x-amz-version-id': 'v1',
              'x-amz-checksum-sha256': Buffer.from(sha256(Buffer.from('abc')), 'hex').toString('base64'),
            })
            .end(request.method === 'HEAD' ? undefined : 'abc');
        const tag = `<Tag><Key>GuardDutyMalwareScanStatus</Key><Value>${Value}</Value></Tag>`;
        return response.writeHead(200).end(`<Tagging><TagSet>${tag}</TagSet></Tagging>`);
      });
      tagged.listen(0, '127.0.0.1');
      await once(tagged, 'listening');
      const asking = newClient({ endpoint: `http://127.0.0.1:${(tagged.address() as AddressInfo).port}` });
      const found = await s3Evidence({ bucket, client: asking, isScanned: true }).inspect(
        submission,
        fileOf(Buffer.from('abc')),
      );
      expect(found?.scan).toBe('not-possible');
      asking.destroy();
      tagged.closeAllConnections();
      tagged.close();
    },
  );
});
