import { createHmac } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { LocalPart } from '../../local/part.ts';
import { startS3 } from '../../local/s3/server.ts';

export const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
export const region = 'eu-central-1';
export const BUCKET = 'evidence';

const nothing = () => undefined;
/** A logger for the SDK, which otherwise prints warnings about the very requests that these tests are for. */
export const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A running stand-in with an empty folder, a client for it, and a clock that a test may shift. */
export interface Fixture {
  dir: string;
  part: LocalPart;
  s3: S3Client;
  /** Milliseconds that the server's clock is ahead. */
  clock: { ahead: number };
  client(config?: S3ClientConfig): S3Client;
  /** Every file that lies in the folder. */
  files(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startFixture(): Promise<Fixture> {
  const dir = await mkdtemp(join(tmpdir(), 's3-'));
  const clock = { ahead: 0 };
  const now = () => new Date(Date.now() + clock.ahead);
  const part = await startS3({ dir, credentials, region, buckets: [BUCKET, 'published'], now });
  const clients: S3Client[] = [];
  const client = (config: S3ClientConfig = {}) => {
    const made = new S3Client({
      endpoint: part.url,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
      logger: silent,
      ...config,
    });
    clients.push(made);
    return made;
  };
  return {
    dir,
    part,
    clock,
    client,
    s3: client(),
    files: () => filesBelow(dir),
    async stop() {
      for (const made of clients) made.destroy();
      await part.close();
      await rm(dir, { recursive: true });
    },
  };
}

export async function filesBelow(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A client whose requests are changed after they were signed. */
export function tampering(fixture: Fixture, change: (request: TamperedRequest) => void): S3Client {
  const client = fixture.client();
  client.middlewareStack.add(
    (next) => (args) => {
      change(args.request as TamperedRequest);
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return client;
}

export interface TamperedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

/** The code and status of an XML error answer, with its message. */
export async function refusal(answer: Response): Promise<{ status: number; code: string; message: string }> {
  const text = await answer.text();
  const pick = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(text)?.[1] ?? '';
  const plain = pick('Message').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  return { status: answer.status, code: pick('Code'), message: plain };
}

/** Signature Version 4 of any policy document, so that a test can sign what the SDK would not. */
export function signedFields(
  policy: unknown,
  { secret = credentials.secretAccessKey, when = new Date() } = {},
) {
  const timestamp = `${when.toISOString().slice(0, 19).replace(/[:-]/g, '')}Z`;
  const scope = [timestamp.slice(0, 8), region, 's3', 'aws4_request'];
  const encoded = Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString(
    'base64',
  );
  let key: string | Buffer = `AWS4${secret}`;
  for (const step of scope) key = createHmac('sha256', key).update(step).digest();
  return {
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.accessKeyId}/${scope.join('/')}`,
    'x-amz-date': timestamp,
    policy: encoded,
    'x-amz-signature': createHmac('sha256', key).update(encoded).digest('hex'),
  };
}

/** An upload that sends half of what it announced and then waits to be stopped, by either side. */
export function startUpload(client: S3Client, Key: string): { sending: Promise<unknown>; stop(): void } {
  const abort = new AbortController();
  async function* half() {
    yield Buffer.alloc(70_000);
    await new Promise((resolve) => abort.signal.addEventListener('abort', resolve, { once: true }));
  }
  const body = { Bucket: BUCKET, Key, Body: Readable.from(half()), ContentLength: 140_000 };
  const sending = client.send(new PutObjectCommand(body), { abortSignal: abort.signal });
  sending.catch(() => undefined);
  return { sending, stop: () => abort.abort() };
}
