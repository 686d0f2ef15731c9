import { Logger } from '../../src/logger.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';

/**
 * Runs on a schedule and finishes what was left journalled.
 * @throws Error when anything stays unfinished, so that the alarm on this function speaks of it
 */
export function auditHandler(
  ports: Parameters<typeof finishUnfinished>[0],
  logger: Logger = new Logger({ serviceName: 'audit' }),
) {
  return async (): Promise<void> => {
    const { finished, failures } = await finishUnfinished(ports);
    for (const { task, error } of failures)
      logger.error('unfinished', { ...task, reason: error instanceof Error ? error.name : typeof error });
    logger.info('audited', { finished, unfinished: failures.length });
    if (failures.length > 0) throw new Error(`${failures.length} signing tasks stay unfinished`);
  };
}
