import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoStatusLists } from '../../src/adapters/dynamo-status-lists.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { guardedFetch } from '../../src/adapters/guarded-fetch.ts';
import { rememberedWeb } from '../../src/adapters/guarded-memory.ts';
import { readEnvironment } from '../../src/env.ts';
import { verifyHandler } from './handler.ts';

const env = readEnvironment('verify');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = verifyHandler(
  {
    clock: { now: () => new Date() },
    credentials: dynamoCredentials(table),
    issuers: dynamoIssuers(table),
    statusLists: dynamoStatusLists(table),
    publicWeb: rememberedWeb(guardedFetch()),
  },
  { publicUrl: env.PUBLIC_URL, formerPublicUrls: env.FORMER_PUBLIC_URLS },
);
