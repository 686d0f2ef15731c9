import { ulid } from 'ulid';
import { dynamoCatalogIndex } from '../../src/adapters/dynamo-catalog-index.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoIssuances } from '../../src/adapters/dynamo-issuances.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoRetirements } from '../../src/adapters/dynamo-retirements.ts';
import { dynamoStackAwards } from '../../src/adapters/dynamo-stack-awards.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
import { dynamoStatusLists } from '../../src/adapters/dynamo-status-lists.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { lambdaSigningTasks } from '../../src/adapters/lambda-signing-tasks.ts';
import { readEnvironment } from '../../src/env.ts';
import { auditHandler } from './handler.ts';

const env = readEnvironment('audit');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = auditHandler({
  catalogIndex: dynamoCatalogIndex(table),
  clock: { now: () => new Date() },
  credentials: dynamoCredentials(table),
  issuances: dynamoIssuances(table),
  microCredentials: dynamoMicroCredentials(table),
  newId: ulid,
  retirements: dynamoRetirements(table),
  signingTasks: lambdaSigningTasks({ functionName: env.SIGNER_FUNCTION_NAME }),
  stackAwards: dynamoStackAwards(table),
  stacks: dynamoStacks(table),
  statusLists: dynamoStatusLists(table),
  submissions: dynamoSubmissions(table),
});
