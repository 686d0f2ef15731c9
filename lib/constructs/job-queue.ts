import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { type CfnQueue, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AssayAlarm } from './alarm.ts';
import type { AssayFunction } from './assay-function.ts';

const closed = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} as const satisfies QueueProps;

/** How often a job is tried before it is given up. Lambda takes messages that it then has no room to run, which counts too. */
const tries = 6;

/** How a function is handed the jobs. */
export interface Delivery {
  /** Jobs in one call, 1 to 10. */
  readonly batchSize: number;
  /** Calls at once, 2 to 1,000. */
  readonly maxConcurrency: number;
}

/** The queue of work that takes too long for one request, with what was given up, and the only place that grants rights on it. */
export class JobQueue extends Construct {
  readonly queue: Queue;
  /** Jobs that failed every time. They stay for 14 days. */
  readonly failed: Queue;
  private delivered = false;

  constructor(scope: Construct, id: string, props: { readonly alarms: ITopic }) {
    super(scope, id);
    this.failed = new Queue(this, 'Failed', { ...closed, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...closed,
      // A job keeps the age that it has when it is given up: what is left of the 14 days is the time to look into it.
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.failed, maxReceiveCount: tries },
    });
    new AssayAlarm(this, 'jobs-given-up', {
      metric: this.failed.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      errorImpact: 'Work that people asked for, such as rows of a batch, is not being done.',
      topic: props.alarms,
    });
  }

  /** Queueing of jobs. */
  grantSend(fn: AssayFunction): void {
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    fn.tell('JOBS_QUEUE_URL', this.queue.queueUrl);
  }

  /**
   * Calls the function with the jobs, and again with those that it reports as failed. A job stays hidden six times as long as the
   * function may run, as Lambda asks for. @throws Error when the jobs go to another function already
   */
  deliverTo(fn: AssayFunction, { batchSize, maxConcurrency }: Delivery): void {
    if (this.delivered)
      throw new Error('the jobs are delivered to a function already: each would get a part');
    this.delivered = true;
    const { timeout } = fn.lambda;
    if (timeout === undefined) throw new Error(`function ${fn.area} has no timeout`);
    (this.queue.node.defaultChild as CfnQueue).visibilityTimeout = 6 * timeout.toSeconds();
    fn.allow(
      [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        // To say when a job that it could not do comes back.
        'sqs:ChangeMessageVisibility',
      ],
      [this.queue.queueArn],
    );
    fn.configure({ JOBS_QUEUE_URL: this.queue.queueUrl, JOB_TRIES: String(tries) });
    new EventSourceMapping(fn, 'Jobs', {
      target: fn.lambda,
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
