import { Logger } from '../../src/logger.ts';
import { finishStackChecks } from '../../src/usecases/finish-stacks.ts';
import { finishUnfinished } from '../../src/usecases/finish-unfinished.ts';
import type { ProposalPorts } from '../../src/usecases/propose-stacks.ts';
import { reopenFallen } from '../../src/usecases/reopen-fallen.ts';
import { type CatalogUpdatePorts, finishCatalog } from '../../src/usecases/update-catalog.ts';

/**
 * Runs on a schedule: proposes what stacks were completed, finishes what was left journalled, brings the catalog up to date, and takes back the confirmation of
 * a stack whose pieces fell before it was signed.
 * @throws Error when anything stays unfinished, so that the alarm on this function speaks of it
 */
export function auditHandler(
  ports: Parameters<typeof finishUnfinished>[0] & ProposalPorts & CatalogUpdatePorts,
  logger: Logger = new Logger({ serviceName: 'audit' }),
) {
  return async (): Promise<void> => {
    const checks = await finishStackChecks(ports);
    for (const { credentialId, error } of checks.failures)
      logger.error('stacks not looked at', { credentialId, reason: nameOf(error) });
    const { finished, failures } = await finishUnfinished(ports);
    const left = checks.failures.length;
    let unfinished = 0;
    for (const { task, error } of failures) {
      if (task.kind === 'credential' && (await reopenFallen(ports, task.credentialId).catch(() => false))) {
        logger.info('a piece fell: the award of the stack waits again', { ...task });
        continue;
      }
      unfinished += 1;
      logger.error('unfinished', { ...task, reason: nameOf(error) });
    }
    const catalog = await finishCatalog(ports);
    for (const { microCredentialId, error } of catalog.failures)
      logger.error('catalog behind', { microCredentialId, reason: nameOf(error) });
    const behind = catalog.failures.length;
    logger.info('audited', { finished, unfinished, looked: checks.looked, catalog: catalog.finished });
    if (unfinished + left + behind > 0)
      throw new Error(
        `${unfinished} signing tasks, ${left} looks at stacks and ${behind} entries of the catalog stay unfinished`,
      );
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
