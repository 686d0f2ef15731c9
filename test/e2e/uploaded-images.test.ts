import { describe, expect, it } from 'vitest';
import { credentialInPng } from '../../src/credentials/baking/png.ts';
import { pngChunk, readPng } from '../../src/credentials/baking/png-chunks.ts';
import { aJpeg, aPng } from '../credentials/uploaded-images/pictures.ts';
import { definition } from '../support/definition.ts';
import { call, must, server, sha256 } from './client.ts';

const issuer = `/issuers/${server.issuer}`;
const png = { 'content-type': 'image/png' };
const bytesAt = async (url: string) => {
  const response = await fetch(url);
  return { headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
};

describe('an image that an issuer uploads', () => {
  it('is served without its metadata, unchanging, under its own digest', async () => {
    const before = [pngChunk('tEXt', Buffer.from('Comment\0taken at home'))];
    const { body } = await must(200, 'owner', `PUT ${issuer}/image?caption=Us`, aPng({ before }), png);
    const digest = sha256(aPng());
    expect(body.image).toEqual({
      digest,
      mediaType: 'image/png',
      caption: 'Us',
      url: `${server.url}/images/${digest}`,
    });
    const { headers, bytes } = await bytesAt(`${server.url}/images/${digest}`);
    expect(bytes).toEqual(Buffer.from(aPng()));
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      etag: `"${digest}"`,
    });
    expect((await call('nobody', `GET ${issuer}`)).body.image).toEqual(body.image);
    expect((await must(200, 'owner', `PATCH ${issuer}`, { image: null })).body).not.toHaveProperty('image');
    expect((await call('nobody', `GET /images/${digest}`)).status).toBe(200);
  });

  it.each<[string, string, Uint8Array | string, Record<string, string>, number]>([
    ['no caption', '', aPng(), png, 400],
    ['an empty caption', '?caption=%20', aPng(), png, 400],
    ['something that is no image', '?caption=x', 'hello', png, 400],
    ['another type than it is', '?caption=x', aJpeg(), png, 400],
    [
      'an SVG',
      '?caption=x',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      { 'content-type': 'image/svg+xml' },
      415,
    ],
    ['JSON', '?caption=x', '{}', { 'content-type': 'application/json' }, 415],
    ['more than a megabyte', '?caption=x', new Uint8Array(1024 * 1024 + 1), png, 413],
  ])('is refused with %s', async (_, query, body, headers, status) => {
    expect((await call('owner', `PUT ${issuer}/image${query}`, body, headers)).status).toBe(status);
  });

  it.each(['0'.repeat(64), 'x', '0'.repeat(63), `${'0'.repeat(64)}.png`])('is not at %s', async (digest) => {
    expect((await call('nobody', `GET /images/${digest}`)).status).toBe(404);
  });
});

describe('a badge that is uploaded', () => {
  it('is on the versions that are published from then on', async () => {
    const drafts = `${issuer}/micro-credentials`;
    const { body } = await must(201, 'author', `POST ${drafts}`, definition);
    const path = `${drafts}/${body.id}`;
    const file = aPng({ width: 80, height: 80 });
    const headers = { ...png, 'if-match': '"1"' };
    const drawn = await must(200, 'author', `PUT ${path}/image?caption=A%20kite`, file, headers);
    expect(drawn.headers.get('etag')).toBe('"2"');
    const published = await must(
      201,
      'author',
      `POST ${path}/versions`,
      { changeNote: 'First.' },
      { 'if-match': '"2"' },
    );
    const badge = published.body.badge as unknown as string;
    expect(badge).toBe(`${published.headers.get('location')}/image`);
    expect((await bytesAt(badge)).bytes).toEqual(Buffer.from(file));
    await must(400, 'author', `PATCH ${path}`, { image: { digest: sha256(file) } }, { 'if-match': '"3"' });
    const plain = await must(200, 'author', `PATCH ${path}`, { image: null }, { 'if-match': '"3"' });
    expect(plain.body.definition).not.toHaveProperty('image');
    await must(201, 'author', `POST ${path}/versions`, { changeNote: 'Plain.' }, { 'if-match': '"4"' });
    expect((await bytesAt(badge)).bytes).toEqual(Buffer.from(file));
    const art = await bytesAt(badge.replace('/versions/1/', '/versions/2/'));
    expect(readPng(art.bytes)?.length).toBe(3);
    expect(credentialInPng(art.bytes)).toMatchObject({ found: false });
  });
});
