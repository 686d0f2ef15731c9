import { dynamoCalls } from '../../src/adapters/dynamo-calls.ts';
import { dynamoPublicRecords } from '../../src/adapters/dynamo-public-records.ts';
import { guardedFetch } from '../../src/adapters/guarded-fetch.ts';
import { rememberedWeb } from '../../src/adapters/guarded-memory.ts';
import { readAwsEnvironment, readEnvironment } from '../../src/env.ts';
import { verifyHandler } from './handler.ts';

const env = readEnvironment('verify');

export const handler = verifyHandler(
  {
    clock: { now: () => new Date() },
    ...dynamoPublicRecords({ tableName: env.TABLE_NAME, call: dynamoCalls(readAwsEnvironment()) }),
    publicWeb: rememberedWeb(guardedFetch()),
  },
  { publicUrl: env.PUBLIC_URL, formerPublicUrls: env.FORMER_PUBLIC_URLS },
);
