import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readUploadForm } from '../../local/s3/multipart-form.ts';
import { BUCKET, type Fixture, refusal, signedFields, startFixture } from './s3-fixture.ts';

const KEY = 'issuer/submission/file';
const BODY = '%PDF-1.7 evidence';
const SHA256 = createHash('sha256').update(BODY).digest('base64');

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterEach(() => {
  fixture.clock.ahead = 0;
});
afterAll(() => fixture.stop());

type Fields = Record<string, string>;

/** The form that evidence is uploaded with: bound to key, type, size and digest. */
const evidenceForm = (options: Partial<PresignedPostOptions> = {}) =>
  createPresignedPost(fixture.s3, {
    Bucket: BUCKET,
    Key: KEY,
    Conditions: [['content-length-range', 5, 100]],
    Fields: { 'Content-Type': 'application/pdf', 'x-amz-checksum-sha256': SHA256 },
    Expires: 60,
    ...options,
  });

function formOf(fields: Fields, file: string | Buffer | null = BODY): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file !== null)
    form.append(
      'file',
      new Blob([typeof file === 'string' ? file : new Uint8Array(file)], { type: 'text/html' }),
      'own name.html',
    );
  return form;
}

const send = (fields: Fields, file?: string | Buffer | null, bucket = BUCKET) =>
  fetch(`${fixture.part.url}/${bucket}`, { method: 'POST', body: formOf(fields, file) });

/** Signs a policy of our own making; by default one that allows just the key and the signature's fields. */
function signed(policy: unknown, more: Fields = {}): Fields {
  return { key: KEY, ...more, ...signedFields(policy) };
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const SIGNATURE_CONDITIONS = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-date'].map((name) => [
  'starts-with',
  `$${name}`,
  '',
]);
const policyOf = (...conditions: unknown[]) => ({
  expiration: inAnHour(),
  conditions: [{ bucket: BUCKET }, { key: KEY }, ...SIGNATURE_CONDITIONS, ...conditions],
});

async function expectRefusal(
  sending: () => Promise<Response>,
  status: number,
  code: string,
  message?: string | RegExp,
) {
  const before = await fixture.files();
  const answer = await refusal(await sending());
  expect(answer).toMatchObject({ status, code });
  if (message !== undefined) expect(answer.message).toMatch(message);
  expect(await fixture.files()).toEqual(before);
}

describe('a form made by the SDK', () => {
  it('stores the file under the signed key, type and digest', async () => {
    const { url, fields } = await evidenceForm();
    const answer = await fetch(url, { method: 'POST', body: formOf(fields) });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(answer.headers.get('location')).toBe(`${fixture.part.url}/${BUCKET}/issuer%2Fsubmission%2Ffile`);
    const stored = { Bucket: BUCKET, Key: KEY };
    expect(
      await fixture.s3.send(new HeadObjectCommand({ ...stored, ChecksumMode: 'ENABLED' })),
    ).toMatchObject({
      ContentLength: BODY.length,
      ContentType: 'application/pdf',
      ChecksumSHA256: SHA256,
      ChecksumType: 'FULL_OBJECT',
      ETag: answer.headers.get('etag'),
      VersionId: answer.headers.get('x-amz-version-id'),
    });
    const { Body } = await fixture.s3.send(new GetObjectCommand(stored));
    expect(await Body?.transformToString()).toBe(BODY);
  });

  it.each([
    ['200', 200, ''],
    [
      '201',
      201,
      /^<\?xml.*<PostResponse><Location>.*<Bucket>evidence<\/Bucket><Key>issuer\/submission\/file<\/Key><ETag>&quot;/s,
    ],
    ['204', 204, ''],
    ['500', 204, ''],
  ])('answers success_action_status %s with %i', async (wish, status, text) => {
    const { fields } = await evidenceForm({
      Fields: { success_action_status: wish, 'x-amz-meta-who': 'Zoé'.normalize('NFC') },
    });
    const answer = await send(fields);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toMatch(text);
    const facts = await fixture.s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(Buffer.from(facts.Metadata?.who ?? '', 'latin1').toString('latin1')).toBe('Zoé');
    expect(facts.ContentType).toBe('binary/octet-stream');
  });

  it.each([
    ['100 bytes, its upper bound', 100],
    ['5 bytes, its lower bound', 5],
  ])('takes %s', async (_, size) => {
    const { fields } = await evidenceForm({ Fields: {} });
    expect((await send(fields, 'x'.repeat(size))).status).toBe(204);
  });

  it('takes the file with any bytes that resemble its boundary', async () => {
    const { fields } = await evidenceForm({
      Fields: {},
      Conditions: [['content-length-range', 0, 3_000_000]],
    });
    const file = Buffer.concat(
      Array.from({ length: 50_000 }, (_, n) => Buffer.from(`\r\n--------${n}\r\r\n--\n`)),
    );
    expect((await send(fields, file)).status).toBe(204);
    const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(file)).toBe(true);
  });
});

describe('the form of evidence is refused', () => {
  const changed = (change: (fields: Fields) => Fields) => async () => change((await evidenceForm()).fields);
  const without = (name: string) => changed(({ [name]: _, ...rest }) => rest);
  const failed = /^Invalid according to Policy: Policy Condition failed: /;

  it.each<[string, () => Promise<Fields>, string | undefined, number, string, (string | RegExp)?]>([
    [
      'with another file',
      async () => (await evidenceForm()).fields,
      '%PDF-1.7 EVIDENCE',
      400,
      'BadDigest',
      /SHA256/,
    ],
    [
      'with a large file',
      async () => (await evidenceForm()).fields,
      'x'.repeat(101),
      400,
      'EntityTooLarge',
      'exceeds',
    ],
    [
      'with a small file',
      async () => (await evidenceForm()).fields,
      'x'.repeat(4),
      400,
      'EntityTooSmall',
      'smaller',
    ],
    ['with an empty file', async () => (await evidenceForm()).fields, '', 400, 'EntityTooSmall'],
    [
      'for another key',
      changed((fields) => ({ ...fields, key: 'issuer/other' })),
      BODY,
      403,
      'AccessDenied',
      `Invalid according to Policy: Policy Condition failed: ["eq", "$key", "${KEY}"]`,
    ],
    [
      'for a key in another case',
      changed((f) => ({ ...f, key: KEY.toUpperCase() })),
      BODY,
      403,
      'AccessDenied',
      failed,
    ],
    [
      'for a climbing key',
      changed((f) => ({ ...f, key: `../../${KEY}` })),
      BODY,
      403,
      'AccessDenied',
      failed,
    ],
    [
      'with another type',
      changed((fields) => ({ ...fields, 'Content-Type': 'text/html' })),
      BODY,
      403,
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: ["eq", "$Content-Type", "application/pdf"]',
    ],
    [
      'with a longer type',
      changed((f) => ({ ...f, 'Content-Type': 'application/pdf; a=b' })),
      BODY,
      403,
      'AccessDenied',
      failed,
    ],
    ['without its type', without('Content-Type'), BODY, 403, 'AccessDenied', failed],
    ['without its digest', without('x-amz-checksum-sha256'), BODY, 403, 'AccessDenied', failed],
    [
      'with another digest',
      changed((f) => ({ ...f, 'x-amz-checksum-sha256': createHash('sha256').digest('base64') })),
      BODY,
      403,
      'AccessDenied',
      failed,
    ],
    [
      'with one more field',
      changed((fields) => ({ ...fields, Surplus: 'x' })),
      BODY,
      403,
      'AccessDenied',
      'Invalid according to Policy: Extra input fields: surplus',
    ],
    [
      'with metadata of its own',
      changed((f) => ({ ...f, 'x-amz-meta-a': 'b' })),
      BODY,
      403,
      'AccessDenied',
      /Extra input/,
    ],
    [
      'with a status of its own',
      changed((f) => ({ ...f, success_action_status: '201' })),
      BODY,
      403,
      'AccessDenied',
      /Extra/,
    ],
    ['with an ACL', changed((f) => ({ ...f, acl: 'public-read' })), BODY, 403, 'AccessDenied', /Extra input/],
    ['without a key', without('key'), BODY, 400, 'InvalidArgument', "a field named 'key'"],
    [
      'without a signature',
      without('X-Amz-Signature'),
      BODY,
      400,
      'InvalidArgument',
      "a field named 'X-Amz-Signature'",
    ],
    ['without a policy', without('Policy'), BODY, 400, 'InvalidArgument', "a field named 'Policy'"],
    ['without a credential', without('X-Amz-Credential'), BODY, 400, 'InvalidArgument', "'X-Amz-Credential'"],
    [
      'without any right',
      changed(({ key }) => ({ key: key ?? '' })),
      BODY,
      403,
      'AccessDenied',
      /^Access Denied$/,
    ],
    [
      'with another algorithm',
      changed((f) => ({ ...f, 'X-Amz-Algorithm': 'HS256' })),
      BODY,
      400,
      'InvalidArgument',
    ],
    [
      'with another date',
      changed((f) => ({ ...f, 'X-Amz-Date': '20200101T000000Z' })),
      BODY,
      400,
      'AuthorizationHeaderMalformed',
    ],
    [
      'with a policy that was changed',
      changed((fields) => {
        const policy = Buffer.from(fields.Policy ?? '', 'base64')
          .toString()
          .replace('100]', '999]');
        return { ...fields, Policy: Buffer.from(policy).toString('base64') };
      }),
      BODY,
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'with a policy cut short',
      changed((f) => ({ ...f, Policy: (f.Policy ?? '').slice(0, -2) })),
      BODY,
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'with a signature of zeros',
      changed((f) => ({ ...f, 'X-Amz-Signature': '0'.repeat(64) })),
      BODY,
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'with half a signature',
      changed((f) => ({ ...f, 'X-Amz-Signature': 'ab' })),
      BODY,
      403,
      'SignatureDoesNotMatch',
    ],
  ])('%s', async (_, fields, file, status, code, message) => {
    const sent = await fields();
    await expectRefusal(() => send(sent, file), status, code, message);
  });

  it('after it expired', async () => {
    const { fields } = await evidenceForm();
    fixture.clock.ahead = 62_000;
    await expectRefusal(
      () => send(fields),
      403,
      'AccessDenied',
      /^Invalid according to Policy: Policy expired\.$/,
    );
  });

  it('in another bucket', async () => {
    const { fields } = await evidenceForm();
    await expectRefusal(
      () => send(fields, BODY, 'published'),
      403,
      'AccessDenied',
      '["eq", "$bucket", "evidence"]',
    );
    await expectRefusal(() => send(fields, BODY, 'nowhere'), 404, 'NoSuchBucket');
  });

  it('signed with another secret, key or region', async () => {
    const post = { Bucket: BUCKET, Key: KEY };
    const made = (config: Parameters<Fixture['client']>[0]) =>
      createPresignedPost(fixture.client(config), post);
    const wrong = await made({ credentials: { accessKeyId: 'local', secretAccessKey: 'wrong' } });
    await expectRefusal(() => send(wrong.fields), 403, 'SignatureDoesNotMatch');
    const unknown = await made({ credentials: { accessKeyId: 'x', secretAccessKey: 'local-secret' } });
    await expectRefusal(() => send(unknown.fields), 403, 'InvalidAccessKeyId');
    const elsewhere = await made({ region: 'us-east-1' });
    await expectRefusal(
      () => send(elsewhere.fields),
      400,
      'AuthorizationHeaderMalformed',
      /us-east-1.*eu-central-1/,
    );
  });

  it('with a file far too large, of which it does not store the rest', async () => {
    const { fields } = await evidenceForm();
    await expectRefusal(() => send(fields, Buffer.alloc(20 * 1024 * 1024)), 400, 'EntityTooLarge');
  });
});

describe('a policy', () => {
  it.each<[string, unknown, Fields]>([
    [
      'of names in any case',
      policyOf(['EQ'.toLowerCase(), '$CONTENT-TYPE', 'a/b']),
      { 'content-Type': 'a/b' },
    ],
    ['with a prefix', policyOf(['starts-with', '$x-amz-meta-a', 'b']), { 'x-amz-meta-a': 'bcd' }],
    ['with any value', policyOf(['starts-with', '$Content-Type', '']), { 'Content-Type': '' }],
    [
      'with a list of types',
      policyOf(['starts-with', '$Content-Type', 'image/']),
      { 'Content-Type': 'image/png, image/gif' },
    ],
    ['with sizes as text', policyOf(['content-length-range', '1', '20']), {}],
    ['that ignores a field', policyOf(), { 'x-ignore-me': '1' }],
    ['that names the bucket in a field', policyOf(), { bucket: BUCKET }],
  ])('%s is met', async (_, policy, more) => {
    expect((await send(signed(policy, more))).status).toBe(204);
  });

  const { expiration } = policyOf();
  const conditions = policyOf().conditions;
  it.each<[string, unknown, Fields, number, string, (string | RegExp)?]>([
    ['that is no JSON', '{', {}, 400, 'InvalidPolicyDocument', 'Invalid Policy: Invalid JSON.'],
    ['that is null', 'null', {}, 400, 'InvalidPolicyDocument', /missing expiration/],
    ['without expiration', { conditions }, {}, 400, 'InvalidPolicyDocument', /missing expiration/],
    ['without conditions', { expiration }, {}, 400, 'InvalidPolicyDocument', /missing conditions/],
    ['with names in capitals', { EXPIRATION: expiration, conditions }, {}, 400, 'InvalidPolicyDocument'],
    [
      'that expires some day',
      { expiration: 'tomorrow', conditions },
      {},
      400,
      'InvalidPolicyDocument',
      /'tomorrow'/,
    ],
    ['that expired', { expiration: '2020-01-01T00:00:00Z', conditions }, {}, 403, 'AccessDenied', /expired/],
    ['with an empty condition', policyOf({}), {}, 400, 'InvalidPolicyDocument', /exactly one property/],
    [
      'with two in one',
      policyOf({ a: 'b', c: 'd' }),
      {},
      400,
      'InvalidPolicyDocument',
      /exactly one property/,
    ],
    ['with a number for a value', policyOf({ a: 1 }), {}, 400, 'InvalidPolicyDocument', /must be a string/],
    ['with a null condition', policyOf(null), {}, 400, 'InvalidPolicyDocument'],
    [
      'with an unknown operation',
      policyOf(['matches', '$key', '.*']),
      {},
      400,
      'InvalidPolicyDocument',
      /matches/,
    ],
    ['with a short condition', policyOf(['eq', '$key']), {}, 400, 'InvalidPolicyDocument'],
    ['with a name without $', policyOf(['eq', 'key', KEY]), {}, 403, 'AccessDenied', '["eq", "key"'],
    ['with an absent field', policyOf(['starts-with', '$Content-Type', '']), {}, 403, 'AccessDenied'],
    [
      'with another prefix',
      policyOf(['starts-with', '$x-amz-meta-a', 'b']),
      { 'x-amz-meta-a': 'B' },
      403,
      'AccessDenied',
    ],
    [
      'with a type smuggled into a list',
      policyOf(['starts-with', '$Content-Type', 'image/']),
      { 'Content-Type': 'image/png,text/html' },
      403,
      'AccessDenied',
    ],
    ['with one size', policyOf(['content-length-range', 0]), {}, 403, 'AccessDenied', /content-length-range/],
    ['with a negative size', policyOf(['content-length-range', -1, 9]), {}, 403, 'AccessDenied'],
    ['with sizes upside down', policyOf(['content-length-range', 100, 1]), {}, 400, 'EntityTooLarge'],
    [
      'with two ranges',
      policyOf(['content-length-range', 0, 99], ['content-length-range', 0, 9]),
      {},
      400,
      'EntityTooLarge',
    ],
    [
      'that leaves the bucket open',
      { expiration, conditions: conditions.slice(1) },
      {},
      403,
      'AccessDenied',
      /bucket/,
    ],
    [
      'that leaves the key open',
      { expiration, conditions: [{ bucket: BUCKET }, ...SIGNATURE_CONDITIONS] },
      {},
      403,
      'AccessDenied',
      /key/,
    ],
    [
      'with what the stand-in lacks',
      policyOf({ acl: 'private' }),
      { acl: 'private' },
      501,
      'NotImplemented',
      /acl/,
    ],
    [
      'with a storage class',
      policyOf({ 'x-amz-storage-class': 'X' }),
      { 'x-amz-storage-class': 'X' },
      501,
      'NotImplemented',
    ],
    [
      'with a redirect',
      policyOf(['eq', '$redirect', 'http://a']),
      { redirect: 'http://a' },
      501,
      'NotImplemented',
    ],
    [
      'with a value that no header can carry',
      policyOf(['starts-with', '$x-amz-meta-a', '']),
      { 'x-amz-meta-a': 'a\r\nset-cookie: b' },
      400,
      'InvalidArgument',
      /ISO-8859-1/,
    ],
    [
      'with an algorithm but no checksum',
      policyOf({ 'x-amz-checksum-algorithm': 'SHA256' }),
      { 'x-amz-checksum-algorithm': 'SHA256' },
      400,
      'InvalidRequest',
    ],
  ])('%s is refused', async (_, policy, more, status, code, message) => {
    await expectRefusal(() => send(signed(policy, more)), status, code, message);
  });
});

describe('the body of a form', () => {
  const boundary = 'XX';
  const part = (name: string, value: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
  const fieldsOf = (fields: Fields) =>
    Object.entries(fields)
      .map(([name, value]) => part(name, value))
      .join('');
  const raw = (body: string | Buffer, type = `multipart/form-data; boundary=${boundary}`) =>
    fetch(`${fixture.part.url}/${BUCKET}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers: { 'content-type': type },
    });
  const right = () => fieldsOf(signed(policyOf()));
  const end = `--${boundary}--\r\n`;

  it('may have a preamble, a quoted boundary, and fields after the file, which count for nothing', async () => {
    const body = `preamble\r\n${right()}${part('file', 'content', '; filename="a; name=\\x"')}${part('acl', 'x')}${end}`;
    expect((await raw(body, 'multipart/form-data; charset=utf-8; boundary="XX"')).status).toBe(204);
    const { Body } = await fixture.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY }));
    expect(await Body?.transformToString()).toBe('content');
  });

  it.each([1, 2, 3, 5, 8, 13, 200])('may arrive in pieces of %i bytes', async (size) => {
    const content = 'slow\r\n--X\r\r\n--XY\r\n';
    const body = Buffer.from(`${part('Key', KEY)}${part('file', content)}${end}`);
    async function* pieces() {
      for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
    }
    const { fields, file } = await readUploadForm(`multipart/form-data; boundary=${boundary}`, pieces());
    let received = '';
    for await (const piece of file) received += piece.toString();
    expect([[...fields], received]).toEqual([[['key', KEY]], content]);
  });

  it.each<[string, () => string | Buffer, string]>([
    ['cut in the file', () => `${right()}${part('file', 'content')}`.slice(0, -2), 'MalformedPOSTRequest'],
    ['cut in the last boundary', () => `${right()}${part('file', 'content')}--X`, 'MalformedPOSTRequest'],
    ['cut in a field', () => right().slice(0, -10), 'MalformedPOSTRequest'],
    ['cut in a head', () => `${right()}--${boundary}\r\nContent-Disp`, 'MalformedPOSTRequest'],
    ['that is empty', () => '', 'MalformedPOSTRequest'],
    ['with another boundary', () => right().replaceAll('--XX', '--YY'), 'MalformedPOSTRequest'],
    [
      'with text after a boundary',
      () => right().replace('--XX\r\n', '--XX junk\r\n'),
      'MalformedPOSTRequest',
    ],
    ['with a part without a name', () => right().replace('; name="key"', ''), 'MalformedPOSTRequest'],
    [
      'with a part that is no field',
      () => right().replace('form-data; name="key"', 'attachment'),
      'MalformedPOSTRequest',
    ],
    [
      'with a field twice',
      () => `${right()}${part('KEY', KEY)}${part('file', 'x')}${end}`,
      'MalformedPOSTRequest',
    ],
    [
      'with a field that is not UTF-8',
      () => Buffer.concat([Buffer.from(part('a', '\u00ff'), 'latin1'), Buffer.from(right() + end)]),
      'MalformedPOSTRequest',
    ],
    ['without a file', () => `${right()}${end}`, 'InvalidArgument'],
    ['with the key after the file', () => `${part('file', 'x')}${right()}${end}`, 'InvalidArgument'],
    [
      'with 20 KB in one field',
      () => `${part('a', 'x'.repeat(20 * 1024))}${right()}${part('file', 'x')}${end}`,
      'MaxPostPreDataLengthExceededError',
    ],
    [
      'with 20 KB in many fields',
      () => `${Array.from({ length: 900 }, (_, n) => part(`a${n}`, '')).join('')}${part('file', 'x')}${end}`,
      'MaxPostPreDataLengthExceededError',
    ],
    [
      'with a head without end',
      () => `--${boundary}\r\n${'x'.repeat(30_000)}`,
      'MaxPostPreDataLengthExceededError',
    ],
    ['with a preamble without end', () => 'x'.repeat(3_000_000), 'MaxPostPreDataLengthExceededError'],
  ])('%s is refused', async (_, body, code) => {
    await expectRefusal(() => raw(body()), 400, code);
  });

  it.each([
    ['application/x-www-form-urlencoded', 412, 'PreconditionFailed'],
    ['text/plain; boundary=XX', 412, 'PreconditionFailed'],
    ['multipart/form-data; charset=utf-8', 400, 'MalformedPOSTRequest'],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`, 400, 'MalformedPOSTRequest'],
  ])('of type %s is refused', async (type, status, code) => {
    await expectRefusal(() => raw(`${right()}${part('file', 'x')}${end}`, type), status, code);
  });

  it('leaves no trace of what was refused in a listing', async () => {
    const { Contents } = await fixture.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    expect(Contents?.map(({ Key }) => Key)).toEqual([KEY]);
  });
});
