import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoStatusLists } from '../../src/adapters/dynamo-status-lists.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { readEnvironment } from '../../src/env.ts';
import { credentialHandler } from './handler.ts';

const env = readEnvironment('credential');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = credentialHandler(
  {
    clock: { now: () => new Date() },
    credentials: dynamoCredentials(table),
    issuers: dynamoIssuers(table),
    statusLists: dynamoStatusLists(table),
  },
  { publicUrl: env.PUBLIC_URL, formerPublicUrls: env.FORMER_PUBLIC_URLS },
);
