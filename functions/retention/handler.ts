import { Logger } from '../../src/logger.ts';
import { deleteOldEvidence, type ExpiryPorts } from '../../src/usecases/keep-evidence.ts';

/**
 * Runs on a schedule: deletes evidence that its issuer keeps no longer.
 * @throws Error when some could not be deleted; it is tried again the next day
 */
export function retentionHandler(
  ports: ExpiryPorts,
  logger: Logger = new Logger({ serviceName: 'retention' }),
) {
  return async (): Promise<void> => {
    const { deleted, failures } = await deleteOldEvidence(ports);
    for (const { submissionId, error } of failures)
      logger.error('evidence was not deleted', {
        submissionId,
        reason: error instanceof Error ? error.name : typeof error,
      });
    logger.info('evidence whose retention is over', { deleted, failed: failures.length });
    if (failures.length > 0)
      throw new Error(`the evidence of ${failures.length} submissions was not deleted`);
  };
}
