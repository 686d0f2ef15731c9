import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { s3Evidence } from '../../src/adapters/s3-evidence.ts';
import { readEnvironment } from '../../src/env.ts';
import { evidenceHandler } from './handler.ts';

const env = readEnvironment('evidence');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = evidenceHandler(
  {
    credentials: dynamoCredentials(table),
    evidenceFiles: s3Evidence({ bucket: env.EVIDENCE_BUCKET }),
    submissions: dynamoSubmissions(table),
  },
  { publicUrl: env.PUBLIC_URL },
);
