import { dynamoErasures } from '../../src/adapters/dynamo-erasures.ts';
import { dynamoRetention } from '../../src/adapters/dynamo-retention.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { s3EvidenceEraser } from '../../src/adapters/s3-evidence-eraser.ts';
import { readEnvironment } from '../../src/env.ts';
import { retentionHandler } from './handler.ts';

const env = readEnvironment('retention');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = retentionHandler({
  clock: { now: () => new Date() },
  erasures: dynamoErasures(table),
  evidenceEraser: s3EvidenceEraser({ bucket: env.EVIDENCE_BUCKET }),
  retentions: dynamoRetention(table),
  submissions: dynamoSubmissions(table),
});
