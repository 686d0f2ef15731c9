import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { replaceFile } from '../durable.ts';
import { type LocalPart, serve } from '../part.ts';
import { readBody } from '../read-body.ts';
import { type Credentials, SignatureRefused, verifyRequest } from '../sigv4.ts';

// SES takes 40 MB; nothing here comes near.
const MAX_REQUEST_BYTES = 1024 * 1024;

const content = z.object({ Data: z.string(), Charset: z.string().optional() });
const sendEmail = z.object({
  FromEmailAddress: z.string().min(3),
  Destination: z.object({ ToAddresses: z.array(z.string().min(3)).min(1).max(50) }),
  Content: z.object({ Simple: z.object({ Subject: content, Body: z.object({ Text: content }) }) }),
});

class SesError extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/**
 * Speaks SendEmail of the SES API v2 (REST JSON, Signature Version 4) on 127.0.0.1 for plain text, as this product sends it. Nothing is
 * sent: each mail is a file of `outbox`, `<time>-<id>.eml` (RFC 5322).
 */
export async function startSes(options: {
  dir: string;
  credentials: Credentials;
  region: string;
  port?: number;
}): Promise<LocalPart> {
  const { dir, credentials, region } = options;
  mkdirSync(dir, { recursive: true });
  const answer = async (request: IncomingMessage): Promise<object> => {
    const body = await readBody(request, MAX_REQUEST_BYTES);
    if (body === undefined) throw new SesError('LimitExceededException', 'The request is too large.', 413);
    authenticate(request, body, { credentials, region });
    if (request.method !== 'POST' || request.url !== '/v2/email/outbound-emails')
      throw new SesError('NotFoundException', 'There is no such operation here.', 404);
    const mail = sendEmail.safeParse(parsed(body));
    if (!mail.success) throw new SesError('BadRequestException', 'The request is not a mail of plain text.');
    const id = randomUUID();
    const now = new Date();
    replaceFile(join(dir, `${now.toISOString().replaceAll(':', '')}-${id}.eml`), eml(mail.data, id, now));
    return { MessageId: id };
  };
  return serve(async (request, response) => {
    try {
      send(response, 200, await answer(request));
    } catch (error) {
      if (!(error instanceof SesError)) throw error;
      response.setHeader('x-amzn-errortype', error.type);
      send(response, error.status, { message: error.message });
    }
  }, options.port);
}

function authenticate(
  request: IncomingMessage,
  body: Buffer,
  { credentials, region }: { credentials: Credentials; region: string },
): void {
  try {
    const expected = { credentials, region, service: 'ses', now: () => new Date() };
    verifyRequest(request, createHash('sha256').update(body).digest('hex'), expected);
  } catch (error) {
    if (error instanceof SignatureRefused || error instanceof URIError)
      throw new SesError('SignatureDoesNotMatchException', error.message, 403);
    throw error;
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function eml(
  { FromEmailAddress, Destination, Content }: z.infer<typeof sendEmail>,
  id: string,
  now: Date,
): string {
  const { Subject, Body } = Content.Simple;
  return [
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    `From: ${FromEmailAddress}`,
    `To: ${Destination.ToAddresses.join(', ')}`,
    `Message-ID: <${id}@local>`,
    // RFC 2047: what is not ASCII in a header is encoded.
    `Subject: =?UTF-8?B?${Buffer.from(Subject.Data).toString('base64')}?=`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    Body.Text.Data.replaceAll(/\r?\n/g, '\r\n'),
  ].join('\r\n');
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() })
    .end(JSON.stringify(body));
}
