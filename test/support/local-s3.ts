import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll } from 'vitest';
import { startS3 } from '../../local/s3/server.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const region = 'eu-central-1';

export const bucket = 'evidence-bucket';

/** The stand-in for S3 with that one bucket. */
export interface LocalS3 {
  readonly client: S3Client;
  newClient(): S3Client;
}

/** Starts it for the tests of one file. */
export function useLocalS3(): () => LocalS3 {
  let s3: LocalS3 | undefined;
  let stop = async () => {};
  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'assay-s3-'));
    const part = await startS3({ dir, port: 0, credentials, region, buckets: [bucket] });
    const newClient = () =>
      new S3Client({
        ...{ endpoint: part.url, region, credentials, forcePathStyle: true, maxAttempts: 1 },
        requestChecksumCalculation: 'WHEN_REQUIRED',
      });
    const client = newClient();
    s3 = { client, newClient };
    stop = async () => {
      client.destroy();
      await part.close();
      await rm(dir, { recursive: true });
    };
  });
  afterAll(() => stop());
  return () => {
    if (!s3) throw new Error('the store is there inside of tests only');
    return s3;
  };
}
