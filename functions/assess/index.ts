import { ulid } from 'ulid';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoCalibrations } from '../../src/adapters/dynamo-calibrations.ts';
import { dynamoCases } from '../../src/adapters/dynamo-cases.ts';
import { dynamoCoachRequests } from '../../src/adapters/dynamo-coach-requests.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoPools } from '../../src/adapters/dynamo-pools.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { lambdaAdvisor } from '../../src/adapters/lambda-advisor.ts';
import { s3BlindFiles } from '../../src/adapters/s3-blind-copies.ts';
import { readEnvironment } from '../../src/env.ts';
import { Logger } from '../../src/logger.ts';
import { assessHandler } from './handler.ts';

const env = readEnvironment('assess');
const logger = new Logger({ serviceName: 'assess' });
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = assessHandler(
  {
    assessments: dynamoAssessments(table),
    calibrations: dynamoCalibrations(table),
    cases: dynamoCases(table),
    clock: { now: () => new Date() },
    coachRequests: dynamoCoachRequests(table),
    advisor:
      env.ADVICE_MODEL === ''
        ? undefined
        : lambdaAdvisor({
            functionName: env.ADVISE_FUNCTION_NAME,
            onFailure: (reason) => logger.warn('no advice was given', { reason }),
          }),
    blindFiles: s3BlindFiles({ bucket: env.EVIDENCE_BUCKET }),
    issuers: dynamoIssuers(table),
    members: dynamoMembers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    pools: dynamoPools(table),
    submissions: dynamoSubmissions(table),
  },
  { publicUrl: env.PUBLIC_URL },
);
