import * as z from 'zod';
import { ulid } from '../../src/domain/text.ts';
import { Logger } from '../../src/logger.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import { issueCredential, type SigningPorts } from '../../src/usecases/issue-credential.ts';
import { publishStatusList } from '../../src/usecases/status-lists.ts';

const task = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('credential'), credentialId: ulid }),
  z.strictObject({ kind: z.literal('status-list'), listId: ulid }),
]);

/**
 * The one function that signs (invariant 2). It takes an id, never a document: what it signs is what the records carry.
 * An error leaves the task journalled; the caller sees that it did not finish.
 */
export function signerHandler(
  ports: SigningPorts,
  deployment: PublicAddress,
  logger: Logger = new Logger({ serviceName: 'signer' }),
) {
  return async (event: unknown): Promise<void> => {
    const asked = task.parse(event);
    if (asked.kind === 'credential') await issueCredential(ports, { ...asked, ...deployment });
    else await publishStatusList(ports, { ...asked, ...deployment });
    logger.info('signed', { ...asked });
  };
}
