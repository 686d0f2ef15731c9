import { ulid } from 'ulid';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoStackAwards } from '../../src/adapters/dynamo-stack-awards.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { readEnvironment } from '../../src/env.ts';
import { stacksHandler } from './handler.ts';

const env = readEnvironment('stacks');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = stacksHandler(
  {
    clock: { now: () => new Date() },
    credentials: dynamoCredentials(table),
    members: dynamoMembers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    stackAwards: dynamoStackAwards(table),
    stacks: dynamoStacks(table),
    submissions: dynamoSubmissions(table),
  },
  { publicUrl: env.PUBLIC_URL },
);
