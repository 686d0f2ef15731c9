import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { badgePng } from '../../src/credentials/badge-art/badge-png.ts';
import { pngChunk } from '../../src/credentials/baking/png-chunks.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import { readBadgeArt } from '../../src/usecases/read-badge-art.ts';
import { uploadBadgeImage, uploadIssuerImage } from '../../src/usecases/upload-image.ts';
import { publishVersion, readDraft } from '../../src/usecases/write-definition.ts';
import { aJpeg, aPng } from '../credentials/uploaded-images/pictures.ts';
import { people, publishedVersion, useWorld } from '../support/world.ts';

const theWorld = useWorld();
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const codeOf = (error: unknown) => (error instanceof DomainError ? error.code : error);
const png = aPng();
const commented = aPng({ before: [pngChunk('tEXt', Buffer.from('Comment\0private'))] });
const upload = { mediaType: 'image/png', bytes: commented, caption: 'A river' };

describe('the image of an issuer', () => {
  it('is kept without its metadata, under its own digest, before the issuer names it', async () => {
    const world = theWorld();
    const { issuerId } = await publishedVersion(world);
    const changed = await uploadIssuerImage(world, { caller: people.owner, issuerId, ...upload });
    const image = { digest: digestOf(png), mediaType: 'image/png', caption: 'A river' };
    expect(changed.image).toEqual(image);
    expect((await world.issuers.find(issuerId))?.image).toEqual(image);
    expect(Buffer.from((await world.images.find(image.digest))?.bytes ?? [])).toEqual(Buffer.from(png));
  });

  it.each([['author'], ['stranger']] as const)(
    'is not for the %s to upload, and nothing is kept',
    async (who) => {
      const world = theWorld();
      const { issuerId } = await publishedVersion(world);
      const bytes = aPng({ width: who === 'author' ? 70 : 71 });
      const asked = uploadIssuerImage(world, { caller: people[who], issuerId, ...upload, bytes });
      expect(await asked.catch(codeOf)).toBe('forbidden');
      expect(await world.images.find(digestOf(bytes))).toBeUndefined();
    },
  );

  it.each<[string, Partial<typeof upload>, string]>([
    ['no image', { bytes: Buffer.from('hello') }, 'invalid-request'],
    ['a JPEG that is said to be a PNG', { bytes: aJpeg() }, 'invalid-request'],
    ['a PNG that is said to be a JPEG', { mediaType: 'image/jpeg' }, 'invalid-request'],
    ['an SVG', { mediaType: 'image/svg+xml', bytes: Buffer.from('<svg/>') }, 'unsupported-media-type'],
  ])('is not changed by %s', async (_, changes, code) => {
    const world = theWorld();
    const { issuerId } = await publishedVersion(world);
    const asked = uploadIssuerImage(world, { caller: people.owner, issuerId, ...upload, ...changes });
    expect(await asked.catch(codeOf)).toBe(code);
    expect(await world.issuers.find(issuerId)).not.toHaveProperty('image');
  });
});

describe('the badge of a micro-credential', () => {
  it('belongs to the draft, and to versions that are published from then on', async () => {
    const world = theWorld();
    const version = await publishedVersion(world);
    const { issuerId, microCredentialId } = version;
    const of = { caller: people.author, issuerId, microCredentialId };
    const { revision } = await readDraft(world, of);
    const draft = await uploadBadgeImage(world, { ...of, ifMatch: revision, ...upload });
    expect([draft.revision, draft.fields.image?.digest]).toEqual([revision + 1, digestOf(png)]);
    const next = await publishVersion(world, { ...of, ifMatch: draft.revision, changeNote: 'With a badge.' });
    const art = badgePng({ name: version.definition.name, language: 'en', seed: microCredentialId });
    expect(Buffer.from((await readBadgeArt(world, { version: next })).bytes)).toEqual(Buffer.from(png));
    expect(Buffer.from((await readBadgeArt(world, { version })).bytes)).toEqual(Buffer.from(art));
  });

  it.each<[string, object, string]>([
    ['somebody else', { caller: people.assessor }, 'forbidden'],
    ['who read a revision that is yet to come', { ifMatch: 9 }, 'precondition-failed'],
    ['who names another micro-credential', { microCredentialId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 'not-found'],
    ['who sends no image', { bytes: Buffer.alloc(20) }, 'invalid-request'],
  ])('is not changed by %s', async (_, changes, code) => {
    const world = theWorld();
    const { issuerId, microCredentialId } = await publishedVersion(world);
    const of = { caller: people.author, issuerId, microCredentialId };
    const { revision } = await readDraft(world, of);
    const asked = uploadBadgeImage(world, { ...of, ifMatch: revision, ...upload, ...changes });
    expect(await asked.catch(codeOf)).toBe(code);
    expect((await readDraft(world, of)).fields).not.toHaveProperty('image');
  });

  it('is not changed over what somebody else uploaded meanwhile', async () => {
    const world = theWorld();
    const { issuerId, microCredentialId } = await publishedVersion(world);
    const of = { caller: people.author, issuerId, microCredentialId };
    const { revision } = await readDraft(world, of);
    const { fields } = await uploadBadgeImage(world, {
      ...of,
      ifMatch: revision,
      ...upload,
      caption: 'First',
    });
    const second = uploadBadgeImage(world, { ...of, ifMatch: revision, ...upload, caption: 'Second' });
    expect(await second.catch(codeOf)).toBe('fields-changed');
    expect((await readDraft(world, of)).fields.image).toEqual(fields.image);
  });

  it('is an error when it is not there, and never other art', async () => {
    const version = await publishedVersion(theWorld());
    const image = { digest: 'f'.repeat(64), mediaType: 'image/png', caption: 'x' } as const;
    const lost = { ...version, definition: { ...version.definition, image } };
    await expect(readBadgeArt(theWorld(), { version: lost })).rejects.toThrow('is not there');
  });
});
