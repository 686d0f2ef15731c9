import * as z from 'zod';
import { draftFields } from '../micro-credential.ts';
import { imageMediaType, maxImageUpload, uploadedImage } from '../uploaded-image.ts';

/** What the first two members of a file with a definition say. Another `version` will be another form of the file. */
export const fileMark = { format: 'assay/micro-credential', version: 1 } as const;

/** Largest file in bytes: a definition with all its translations, generously indented, and the largest badge. */
export const maxFileBytes = 2 * 1024 * 1024;

/** A definition as one file, complete or not, with the badge in it that it would otherwise only name. */
export const definitionFile = z.strictObject({
  format: z.literal(fileMark.format),
  version: z.literal(fileMark.version),
  definition: draftFields.omit({ image: true }),
  badge: z
    .strictObject({
      mediaType: imageMediaType,
      caption: uploadedImage.shape.caption,
      data: z.base64().max(Math.ceil(maxImageUpload / 3) * 4),
    })
    .optional(),
});
export type DefinitionFile = z.infer<typeof definitionFile>;
