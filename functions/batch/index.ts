import { ulid } from 'ulid';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoBatches } from '../../src/adapters/dynamo-batches.ts';
import { dynamoCases } from '../../src/adapters/dynamo-cases.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoEndorsements } from '../../src/adapters/dynamo-endorsements.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoStackAwards } from '../../src/adapters/dynamo-stack-awards.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { sqsJobs } from '../../src/adapters/sqs-jobs.ts';
import { readEnvironment } from '../../src/env.ts';
import { batchHandler } from './handler.ts';

const env = readEnvironment('batch');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = batchHandler(
  {
    assessments: dynamoAssessments(table),
    cases: dynamoCases(table),
    batches: dynamoBatches(table),
    clock: { now: () => new Date() },
    credentials: dynamoCredentials(table),
    endorsements: dynamoEndorsements(table),
    issuers: dynamoIssuers(table),
    jobs: sqsJobs({ queueUrl: env.JOBS_QUEUE_URL }),
    members: dynamoMembers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    stackAwards: dynamoStackAwards(table),
    stacks: dynamoStacks(table),
    submissions: dynamoSubmissions(table),
  },
  { publicUrl: env.PUBLIC_URL, formerPublicUrls: env.FORMER_PUBLIC_URLS },
);
