import { randomInt } from 'node:crypto';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoBatches } from '../../src/adapters/dynamo-batches.ts';
import { dynamoCases } from '../../src/adapters/dynamo-cases.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoEndorsements } from '../../src/adapters/dynamo-endorsements.ts';
import { dynamoIssuances } from '../../src/adapters/dynamo-issuances.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoStackAwards } from '../../src/adapters/dynamo-stack-awards.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { lambdaSigningTasks } from '../../src/adapters/lambda-signing-tasks.ts';
import { sqsJobReturns } from '../../src/adapters/sqs-job-returns.ts';
import { readEnvironment } from '../../src/env.ts';
import { batchWorkerHandler } from './handler.ts';

const env = readEnvironment('batch-worker');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = batchWorkerHandler(
  {
    assessments: dynamoAssessments(table),
    cases: dynamoCases(table),
    batches: dynamoBatches(table),
    clock: { now: () => new Date() },
    credentials: dynamoCredentials(table),
    endorsements: dynamoEndorsements(table),
    issuances: dynamoIssuances(table),
    issuers: dynamoIssuers(table),
    jobReturns: sqsJobReturns({ queueUrl: env.JOBS_QUEUE_URL }),
    microCredentials: dynamoMicroCredentials(table),
    randomBelow: randomInt,
    signingTasks: lambdaSigningTasks({ functionName: env.SIGNER_FUNCTION_NAME }),
    stackAwards: dynamoStackAwards(table),
    stacks: dynamoStacks(table),
    submissions: dynamoSubmissions(table),
  },
  { publicUrl: env.PUBLIC_URL, formerPublicUrls: env.FORMER_PUBLIC_URLS, tries: env.JOB_TRIES },
);
