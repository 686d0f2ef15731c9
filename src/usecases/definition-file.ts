import { type DefinitionFile, fileMark } from '../domain/definition/file.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Draft } from '../domain/micro-credential.ts';
import { uploadedImage } from '../domain/uploaded-image.ts';
import type { Clock, Images, Members, MicroCredentials, NewId } from '../ports.ts';
import { requireRightIn } from './standing.ts';
import { keepImage } from './upload-image.ts';
import { createDraft } from './write-definition.ts';

/** A definition as a file, with the badge that it names. */
export async function toFile(
  { images }: { images: Pick<Images, 'find'> },
  { image: named, ...definition }: Draft['fields'],
): Promise<DefinitionFile> {
  if (!named) return { ...fileMark, definition };
  const image = uploadedImage.parse(named);
  const stored = await images.find(image.digest);
  if (!stored) throw new Error('an image that a definition names is not there');
  const data = Buffer.from(stored.bytes).toString('base64');
  return { ...fileMark, definition, badge: { mediaType: image.mediaType, caption: image.caption, data } };
}

/** Starts a draft from a file, as complete as the file is. @throws DomainError as for a draft and an image of one's own */
export async function importDefinition(
  ports: { microCredentials: MicroCredentials; members: Members; images: Images; newId: NewId; clock: Clock },
  { caller, issuerId, file }: { caller: Caller; issuerId: string; file: DefinitionFile },
): Promise<Draft> {
  const { definition, badge } = file;
  // Before the image is kept: it would stay.
  await requireRightIn(ports, { caller, issuerId }, 'write-drafts');
  const fields = badge ? { ...definition, image: await keepBadge(ports, badge) } : definition;
  return createDraft(ports, { caller, issuerId, fields });
}

async function keepBadge(ports: { images: Images }, badge: NonNullable<DefinitionFile['badge']>) {
  const { mediaType, caption, data } = badge;
  try {
    return await keepImage(ports, { mediaType, caption, bytes: Buffer.from(data, 'base64') });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(
      error.code,
      error.message,
      error.errors.map(({ message }) => ({ field: '/badge/data', message })),
    );
  }
}
