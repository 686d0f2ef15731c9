import { keyMaterial } from '../credentials/public-jwk.ts';
import type { IssuerKey } from '../domain/issuer.ts';
import type { Clock, KeyMaker, KeyRequest } from '../ports.ts';

/**
 * A key made for an issuer, not recorded yet. A run that dies before it is recorded leaves it to the next one, which asks for
 * the same id and finds it.
 */
export async function makeKey(
  ports: { keyMaker: KeyMaker; clock: Clock },
  request: KeyRequest,
): Promise<IssuerKey> {
  const { kmsKeyId, publicKey } = await ports.keyMaker.make(request);
  return {
    ...keyMaterial(request.algorithm, publicKey),
    id: request.keyId,
    kmsKeyId,
    createdAt: ports.clock.now().toISOString(),
  };
}
