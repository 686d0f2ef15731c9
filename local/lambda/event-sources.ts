import * as z from 'zod';
import { readQueues } from '../sqs/definition.ts';
import { StartError } from '../start-error.ts';
import type { Deployment } from '../template/deployment.ts';
import { queueArn } from '../template/physical.ts';
import { type FunctionDefinition, functionNameOf } from './definition.ts';

/** A queue whose messages are handed to a function. */
export interface EventSource {
  queue: string;
  functionName: string;
  batchSize: number;
  /** How long a batch may wait for more. */
  windowSeconds: number;
  /** How many batches at most are worked on at once. */
  maxConcurrency: number;
  /** True when the function names the messages that it could not do. */
  reportsFailures: boolean;
}

// AWS begins with five pollers and adds more while the queue is long; here a function has four processes.
const DEFAULT_CONCURRENCY = 5;

const properties = z
  .object({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    Enabled: z.union([z.boolean(), z.stringbool()]).default(true),
    BatchSize: z.coerce.number().int().min(1).max(10_000).default(10),
    MaximumBatchingWindowInSeconds: z.coerce.number().int().min(0).max(300).default(0),
    ScalingConfig: z.object({ MaximumConcurrency: z.coerce.number().int().min(2).max(1000) }).optional(),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    FilterCriteria: z.undefined('filters are not served').optional(),
  })
  .refine(
    (mapping) => mapping.BatchSize <= 10 || mapping.MaximumBatchingWindowInSeconds >= 1,
    'a batch of more than 10 needs a batching window',
  );

/**
 * The enabled event source mappings of the template, over its queues and functions; `unserved` names the others.
 * @throws StartError for what AWS would refuse too: a queue or function that is not there, a message that would come back while it is
 * worked on.
 */
export function readEventSources(
  deployment: Deployment,
  functions: readonly FunctionDefinition[],
): { sources: EventSource[]; unserved: string[] } {
  const queues = readQueues(deployment);
  const sources: EventSource[] = [];
  const unserved: string[] = [];
  for (const resource of deployment.resources('AWS::Lambda::EventSourceMapping')) {
    const mapping = resource.read(properties);
    if (!mapping.EventSourceArn.startsWith('arn:aws:sqs:')) {
      unserved.push(`${resource.at}: the source ${mapping.EventSourceArn} is not served, only queues are`);
      continue;
    }
    const queue = queues.find(({ name }) => queueArn(name) === mapping.EventSourceArn);
    const definition = functions.find(({ name }) => name === functionNameOf(mapping.FunctionName));
    if (queue === undefined)
      throw new StartError(`${resource.at}: ${mapping.EventSourceArn} is no queue of the template.`);
    if (definition === undefined)
      throw new StartError(`${resource.at}: ${mapping.FunctionName} is no function of the template.`);
    if (queue.visibilitySeconds < definition.timeoutSeconds) {
      throw new StartError(
        `${resource.at}: the visibility timeout of the queue (${queue.visibilitySeconds} s) is less than the timeout of the function (${definition.timeoutSeconds} s).`,
      );
    }
    if (!mapping.Enabled) continue;
    sources.push({
      queue: queue.name,
      functionName: definition.name,
      batchSize: mapping.BatchSize,
      windowSeconds: mapping.MaximumBatchingWindowInSeconds,
      maxConcurrency: mapping.ScalingConfig?.MaximumConcurrency ?? DEFAULT_CONCURRENCY,
      reportsFailures: mapping.FunctionResponseTypes.length > 0,
    });
  }
  return { sources, unserved };
}
