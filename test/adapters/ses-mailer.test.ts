import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalPart } from '../../local/part.ts';
import { startSes } from '../../local/ses/server.ts';
import { sesMailer } from '../../src/adapters/ses-mailer.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
let dir = '';
let part: LocalPart;
const client = (secretAccessKey = credentials.secretAccessKey) =>
  new SESv2Client({
    endpoint: part.url,
    region: 'us-east-1',
    credentials: { ...credentials, secretAccessKey },
    maxAttempts: 1,
  });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'assay-ses-'));
  part = await startSes({ dir, credentials, region: 'us-east-1' });
});
afterAll(async () => {
  await part.close();
  await rm(dir, { recursive: true });
});

describe('mail by SES', () => {
  it('goes out with its subject and text, whatever letters they have', async () => {
    const mailer = sesMailer({ from: 'assay@riverbend.example', client: client() });
    await mailer.send({
      to: 'lena@learner.example',
      subject: 'Ha obtenido «Plan»',
      text: 'Bien hecho.\nñ\n',
    });
    const [name = ''] = await readdir(dir);
    expect(name).toMatch(/\.eml$/);
    const mail = await readFile(join(dir, name), 'utf8');
    expect(mail).toContain('From: assay@riverbend.example\r\nTo: lena@learner.example\r\n');
    const [, subject = ''] = /^Subject: =\?UTF-8\?B\?(.+)\?=\r$/m.exec(mail) ?? [];
    expect(Buffer.from(subject, 'base64').toString()).toBe('Ha obtenido «Plan»');
    expect(mail.endsWith('\r\n\r\nBien hecho.\r\nñ\r\n')).toBe(true);
  });

  it('is refused with another secret, and without a text', async () => {
    const mail = { to: 'lena@learner.example', subject: 'A', text: 'B' };
    await expect(sesMailer({ from: 'a@b.example', client: client('wrong') }).send(mail)).rejects.toThrow();
    const html = new SendEmailCommand({
      FromEmailAddress: 'a@b.example',
      Destination: { ToAddresses: ['c@d.example'] },
      Content: { Raw: { Data: new Uint8Array([1]) } },
    });
    await expect(client().send(html)).rejects.toMatchObject({ name: 'BadRequestException' });
    expect(await readdir(dir)).toHaveLength(1);
  });
});
