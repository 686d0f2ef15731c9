import * as z from 'zod';
import { job } from '../../src/domain/job.ts';
import { secondsUntilRetry } from '../../src/domain/retry-delay.ts';
import { Logger } from '../../src/logger.ts';
import type { JobReturns, RandomBelow } from '../../src/ports.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import { type BatchRowsPorts, runBatchRows } from '../../src/usecases/run-batch-rows.ts';

/** What Lambda hands over of a queue. */
const delivered = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int().positive() }),
    }),
  ),
});
type Message = z.infer<typeof delivered>['Records'][number];

/** Milliseconds that one more row may take: what the signer has, and a little more. */
const oneRow = 30_000;

export interface WorkerPorts extends Omit<BatchRowsPorts, 'onFailure'> {
  readonly jobReturns: JobReturns;
  readonly randomBelow: RandomBelow;
}

/** Works on the jobs of batches. What it cannot do comes back later, and later each time, until nobody comes back to it. */
export function batchWorkerHandler(
  ports: WorkerPorts,
  {
    tries,
    logger = new Logger({ serviceName: 'batch-worker' }),
    ...address
  }: PublicAddress & { readonly tries: number; readonly logger?: Logger },
) {
  const onFailure: BatchRowsPorts['onFailure'] = (error, row) =>
    logger.error('row waits', { ...row, reason: nameOf(error) });

  async function run(message: Message, hasTime: () => boolean): Promise<boolean> {
    const { messageId, body, attributes, receiptHandle } = message;
    const attempt = attributes.ApproximateReceiveCount;
    try {
      const asked = job.parse(JSON.parse(body));
      const isLast = attempt >= tries;
      const { left } = await runBatchRows(
        { ...ports, onFailure },
        { job: asked, attempt, isLast, hasTime, ...address },
      );
      logger.info('worked', { ...asked, attempt, left });
      if (left === 0) return true;
    } catch (error) {
      logger.error('job failed', { messageId, attempt, reason: nameOf(error) });
    }
    const seconds = secondsUntilRetry(attempt, ports.randomBelow);
    // Without it the job comes back all the same, when the queue's own time is over.
    await ports.jobReturns
      .after(receiptHandle, seconds)
      .catch((error: unknown) => logger.warn('return not set', { messageId, reason: nameOf(error) }));
    return false;
  }

  return async (event: unknown, context: { getRemainingTimeInMillis(): number }) => {
    const hasTime = () => context.getRemainingTimeInMillis() > oneRow;
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const message of delivered.parse(event).Records)
      if (!(await run(message, hasTime))) batchItemFailures.push({ itemIdentifier: message.messageId });
    return { batchItemFailures };
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
