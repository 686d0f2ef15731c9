import { type Blinding, uploadedFile } from '../../src/domain/blind-copy.ts';
import { Logger } from '../../src/logger.ts';
import type { BlindCopyFiles } from '../../src/ports.ts';
import { makeBlindCopy } from '../../src/usecases/make-blind-copy.ts';

/**
 * Makes the copies of files that assessors see. It reads what strangers uploaded with programs that others wrote, so it can do
 * nothing else: no route leads to it, and it knows files and no table.
 */
export function blinderHandler(
  ports: { blindCopyFiles: BlindCopyFiles },
  logger: Logger = new Logger({ serviceName: 'blinder' }),
) {
  return async (event: unknown): Promise<Blinding> => {
    const file = uploadedFile.parse(event);
    const made = await makeBlindCopy(ports, file);
    const { id, mediaType } = file;
    if ('refused' in made) logger.warn('no copy can be made', { id, mediaType, reason: made.refused });
    else logger.info('copy is there', { id, mediaType, size: made.copy.size });
    return made;
  };
}
