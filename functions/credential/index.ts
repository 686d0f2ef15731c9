import { dynamoCalls } from '../../src/adapters/dynamo-calls.ts';
import { dynamoPublicRecords } from '../../src/adapters/dynamo-public-records.ts';
import { readAwsEnvironment, readEnvironment } from '../../src/env.ts';
import { credentialHandler } from './handler.ts';

const env = readEnvironment('credential');

export const handler = credentialHandler(
  {
    clock: { now: () => new Date() },
    ...dynamoPublicRecords({ tableName: env.TABLE_NAME, call: dynamoCalls(readAwsEnvironment()) }),
  },
  { publicUrl: env.PUBLIC_URL, formerPublicUrls: env.FORMER_PUBLIC_URLS },
);
