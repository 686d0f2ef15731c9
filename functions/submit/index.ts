import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoCases } from '../../src/adapters/dynamo-cases.ts';
import { dynamoCoachRequests } from '../../src/adapters/dynamo-coach-requests.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoIssuances } from '../../src/adapters/dynamo-issuances.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoSharedLinks } from '../../src/adapters/dynamo-shared-links.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { lambdaBlindCopies } from '../../src/adapters/lambda-blind-copies.ts';
import { s3Evidence } from '../../src/adapters/s3-evidence.ts';
import { s3PartUploads } from '../../src/adapters/s3-part-uploads.ts';
import { readEnvironment } from '../../src/env.ts';
import { Logger } from '../../src/logger.ts';
import { submitHandler } from './handler.ts';

const env = readEnvironment('submit');
const logger = new Logger({ serviceName: 'submit' });
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = submitHandler(
  {
    assessments: dynamoAssessments(table),
    cases: dynamoCases(table),
    issuances: dynamoIssuances(table),
    clock: { now: () => new Date() },
    coachRequests: dynamoCoachRequests(table),
    credentials: dynamoCredentials(table),
    evidenceFiles: s3Evidence({
      bucket: env.EVIDENCE_BUCKET,
      isScanned: env.EVIDENCE_SCAN !== '',
      onUndeleted: (reason) => logger.warn('an upload was not deleted', { reason }),
    }),
    blindCopies: lambdaBlindCopies({ functionName: env.BLINDER_FUNCTION_NAME }),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    newSecret: () => randomBytes(32).toString('base64url'),
    partUploads: s3PartUploads({ bucket: env.EVIDENCE_BUCKET }),
    sharedLinks: dynamoSharedLinks(table),
    submissions: dynamoSubmissions(table),
  },
  { publicUrl: env.PUBLIC_URL },
);
