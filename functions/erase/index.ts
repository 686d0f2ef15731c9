import { ulid } from 'ulid';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoCases } from '../../src/adapters/dynamo-cases.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoErasures } from '../../src/adapters/dynamo-erasures.ts';
import { dynamoIssuances } from '../../src/adapters/dynamo-issuances.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoRetention } from '../../src/adapters/dynamo-retention.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { s3EvidenceEraser } from '../../src/adapters/s3-evidence-eraser.ts';
import { readEnvironment } from '../../src/env.ts';
import { eraseHandler } from './handler.ts';

const env = readEnvironment('erase');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = eraseHandler(
  {
    assessments: dynamoAssessments(table),
    cases: dynamoCases(table),
    clock: { now: () => new Date() },
    credentials: dynamoCredentials(table),
    erasures: dynamoErasures(table),
    evidenceEraser: s3EvidenceEraser({ bucket: env.EVIDENCE_BUCKET }),
    issuances: dynamoIssuances(table),
    members: dynamoMembers(table),
    newId: ulid,
    retentions: dynamoRetention(table),
    submissions: dynamoSubmissions(table),
  },
  { publicUrl: env.PUBLIC_URL },
);
