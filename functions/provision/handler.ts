import * as z from 'zod';
import { keyAlgorithm } from '../../src/domain/issuer.ts';
import { keyId } from '../../src/domain/keys.ts';
import { slug } from '../../src/domain/text.ts';
import { Logger } from '../../src/logger.ts';
import type { KeyMaker } from '../../src/ports.ts';

const request = z.strictObject({ issuerId: slug, keyId, algorithm: keyAlgorithm });

/**
 * Makes keys and cannot use one (invariant 2). Under which policy is fixed when it is deployed; what it is asked says only whose
 * the key is and how it signs.
 */
export function provisionHandler(
  { keyMaker }: { keyMaker: KeyMaker },
  logger: Logger = new Logger({ serviceName: 'provision' }),
) {
  return async (event: unknown): Promise<{ kmsKeyId: string; publicKey: string }> => {
    const asked = request.parse(event);
    const { kmsKeyId, publicKey } = await keyMaker.make(asked);
    logger.info('key is there', { ...asked, kmsKeyId });
    return { kmsKeyId, publicKey: Buffer.from(publicKey).toString('base64') };
  };
}
