import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { credentialInPng } from '../../src/credentials/baking/png.ts';
import { readPng } from '../../src/credentials/baking/png-chunks.ts';
import { credentialInSvg } from '../../src/credentials/baking/svg.ts';
import type { StoredImage } from '../../src/domain/image-media-types.ts';
import { credentialImage } from '../../src/usecases/credential-image.ts';
import { exampleAward, signed } from '../credentials/example-award.ts';
import { aJpeg, aPng } from '../credentials/uploaded-images/pictures.ts';

const stored = (bytes: Uint8Array, mediaType: StoredImage['mediaType'] = 'image/png'): StoredImage => ({
  digest: createHash('sha256').update(bytes).digest('hex'),
  mediaType,
  bytes,
});
const picture = stored(aPng());
const photograph = stored(aJpeg(), 'image/jpeg');
const images = { find: async (digest: string) => [picture, photograph].find((one) => one.digest === digest) };

/** A signed award whose achievement has the image at this address. */
async function awardWith(id: string | undefined): Promise<string> {
  const { credentialSubject, ...award } = exampleAward();
  const achievement = {
    ...credentialSubject.achievement,
    ...(id && { image: { id, type: 'Image', caption: 'A kite' } }),
  };
  return JSON.stringify(await signed({ ...award, credentialSubject: { ...credentialSubject, achievement } }));
}
const address = ({ digest }: StoredImage) => `https://awards.example/images/${digest}`;
const widthOf = (file: Uint8Array) => Buffer.from(readPng(file)?.[0]?.data ?? []).readUInt32BE(0);

async function pngOf(document: string): Promise<Uint8Array> {
  const image = await credentialImage({ images }, { document }, 'png');
  if (image?.format !== 'png') throw new Error('not asked for');
  return image.bytes;
}
async function svgOf(document: string): Promise<string> {
  const image = await credentialImage({ images }, { document }, 'svg');
  if (image?.format !== 'svg') throw new Error('not asked for');
  return image.text;
}

describe('the image of a credential', () => {
  it('is the one that the issuer uploaded, with the credential in it', async () => {
    const document = await awardWith(address(picture));
    const bytes = await pngOf(document);
    expect(widthOf(bytes)).toBe(64);
    expect(credentialInPng(bytes)).toEqual({ found: true, format: 'png', credential: document });
    const svg = await svgOf(document);
    expect(svg).toContain(`data:image/png;base64,${Buffer.from(picture.bytes).toString('base64')}`);
    expect(credentialInSvg(svg)).toEqual({ found: true, format: 'svg', credential: document });
  });

  it('is a photograph as an SVG, and art as a PNG: a JPEG holds no credential', async () => {
    const document = await awardWith(address(photograph));
    expect(widthOf(await pngOf(document))).toBe(512);
    expect(await svgOf(document)).toContain('data:image/jpeg;base64,');
  });

  it.each<[string, string | undefined]>([
    ['no image', undefined],
    ['art of its own', 'https://awards.example/micro-credentials/01JN/versions/2/image'],
    ['an image that is not there', `https://awards.example/images/${'0'.repeat(64)}`],
    ['an image of somebody else', `https://elsewhere.example/${picture.digest}.png`],
    ['an address with more behind it', `${address(picture)}?x=1`],
  ])('is art made from the definition for %s', async (_, id) => {
    const document = await awardWith(id);
    expect(widthOf(await pngOf(document))).toBe(512);
    expect(await svgOf(document)).not.toContain('data:');
  });

  it('does not exist for a credential that is no Open Badge', async () => {
    const document = JSON.stringify({ type: ['VerifiableCredential'], credentialSubject: {} });
    expect(await credentialImage({ images }, { document }, 'png')).toBeUndefined();
  });

  it('escapes its title as XML wants it', async () => {
    const { name: _name, ...award } = JSON.parse(await awardWith(address(picture)));
    const svg = await svgOf(JSON.stringify({ ...award, name: '<b>&"' }));
    expect(svg).toContain('<title id="title">&lt;b&gt;&amp;&quot;</title>');
  });
});
