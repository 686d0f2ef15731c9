import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoAwards } from '../../src/adapters/dynamo-awards.ts';
import { dynamoDeployment } from '../../src/adapters/dynamo-deployment.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoStatusLists } from '../../src/adapters/dynamo-status-lists.ts';
import { dynamoSubmissions } from '../../src/adapters/dynamo-submissions.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { kmsSigner } from '../../src/adapters/kms-signer.ts';
import { readEnvironment } from '../../src/env.ts';
import { signerHandler } from './handler.ts';

const env = readEnvironment('signer');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = signerHandler(
  {
    assessments: dynamoAssessments(table),
    awards: dynamoAwards(table),
    clock: { now: () => new Date() },
    deployment: dynamoDeployment(table),
    issuers: dynamoIssuers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    randomBelow: randomInt,
    signer: kmsSigner(),
    statusLists: dynamoStatusLists(table),
    submissions: dynamoSubmissions(table),
  },
  {
    publicUrl: env.PUBLIC_URL,
    formerPublicUrls: env.FORMER_PUBLIC_URLS,
    signingKeyId: env.SIGNING_KEY_ID,
  },
);
