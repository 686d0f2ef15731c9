import { dynamoIssuances } from '../../src/adapters/dynamo-issuances.ts';
import { dynamoStatusLists } from '../../src/adapters/dynamo-status-lists.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { lambdaSigningTasks } from '../../src/adapters/lambda-signing-tasks.ts';
import { readEnvironment } from '../../src/env.ts';
import { auditHandler } from './handler.ts';

const env = readEnvironment('audit');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = auditHandler({
  issuances: dynamoIssuances(table),
  signingTasks: lambdaSigningTasks({ functionName: env.SIGNER_FUNCTION_NAME }),
  statusLists: dynamoStatusLists(table),
});
