import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { badgePng } from '../../src/credentials/badge-art/badge-png.ts';
import { fileMark } from '../../src/domain/definition/file.ts';
import { importDefinition, toFile } from '../../src/usecases/definition-file.ts';
import { definition } from '../support/definition.ts';
import { people, publishedVersion, useWorld } from '../support/world.ts';

const theWorld = useWorld();
const picture = Buffer.from(badgePng({ name: 'A kite', language: 'en', seed: 'kite' }));
const badge = { mediaType: 'image/png' as const, caption: 'A kite', data: picture.toString('base64') };
const file = { ...fileMark, definition, badge };
const imported = async (given: Parameters<typeof importDefinition>[1]['file']) => {
  const { issuerId } = await publishedVersion(theWorld());
  return importDefinition(theWorld(), { caller: people.author, issuerId, file: given });
};

describe('a definition from a file', () => {
  it('is a new draft of the issuer, with its badge, and goes out as it came in', async () => {
    const draft = await imported(file);
    expect(draft).toMatchObject({ revision: 1, published: 0, fields: { name: definition.name } });
    const { digest, ...image } = draft.fields.image as { digest: string };
    expect(image).toEqual({ mediaType: 'image/png', caption: 'A kite' });
    const stored = await theWorld().images.find(digest);
    expect(
      createHash('sha256')
        .update(stored?.bytes ?? '')
        .digest('hex'),
    ).toBe(digest);
    const out = await toFile(theWorld(), draft.fields);
    expect({ ...out, badge: { ...out.badge, data: '' } }).toEqual({ ...file, badge: { ...badge, data: '' } });
    // Metadata goes once; from then on it is the same, byte for byte.
    const again = await imported(out);
    expect(again.fields).toEqual(draft.fields);
    expect(await toFile(theWorld(), again.fields)).toEqual(out);
    expect(again.id).not.toBe(draft.id);
  });

  it('may be incomplete', async () => {
    const draft = await imported({ ...fileMark, definition: { name: 'Only a name' } });
    expect(draft.fields).toEqual({ name: 'Only a name' });
    expect(await toFile(theWorld(), draft.fields)).toEqual({
      ...fileMark,
      definition: { name: 'Only a name' },
    });
  });

  it.each([
    ['no picture', Buffer.from('<svg/>'), 'image/png'],
    ['half a picture', picture.subarray(0, 100), 'image/png'],
    ['a picture of another type', picture, 'image/jpeg'],
  ] as const)('is refused with %s for a badge, and no draft is made', async (_, bytes, mediaType) => {
    const { issuerId } = await publishedVersion(theWorld());
    const before = await theWorld().microCredentials.drafts(issuerId, { limit: 9 });
    const refused = importDefinition(theWorld(), {
      caller: people.author,
      issuerId,
      file: { ...file, badge: { ...badge, mediaType, data: bytes.toString('base64') } },
    });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ field: '/badge/data' }],
    });
    expect(await theWorld().microCredentials.drafts(issuerId, { limit: 9 })).toEqual(before);
  });

  it.each(['assessor', 'stranger', 'machine'] as const)(
    'is refused of the %s, and no image is kept',
    async (who) => {
      const { issuerId } = await publishedVersion(theWorld());
      const other = Buffer.from(badgePng({ name: who, language: 'en', seed: who }));
      const data = other.toString('base64');
      const refused = importDefinition(theWorld(), {
        caller: people[who],
        issuerId,
        file: { ...file, badge: { ...badge, data } },
      });
      await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
      expect(await theWorld().images.find(createHash('sha256').update(other).digest('hex'))).toBeUndefined();
    },
  );

  it('is refused where it is larger than a draft may be', async () => {
    const text = '能'.repeat(2900);
    const methodComponents = Array.from({ length: 20 }, (_, index) => ({
      id: `c-${index}`,
      title: 'T',
      description: text,
    }));
    await expect(imported({ ...fileMark, definition: { methodComponents } })).rejects.toMatchObject({
      code: 'payload-too-large',
    });
  });
});
