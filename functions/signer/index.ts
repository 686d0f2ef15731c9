import { randomInt } from 'node:crypto';
import { ulid } from 'ulid';
import { dynamoAssessments } from '../../src/adapters/dynamo-assessments.ts';
import { dynamoCases } from '../../src/adapters/dynamo-cases.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoDeployment } from '../../src/adapters/dynamo-deployment.ts';
import { dynamoEndorsements } from '../../src/adapters/dynamo-endorsements.ts';
import { dynamoIssuances } from '../../src/adapters/dynamo-issuances.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoStackAwards } from '../../src/adapters/dynamo-stack-awards.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
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
    cases: dynamoCases(table),
    issuances: dynamoIssuances(table),
    clock: { now: () => new Date() },
    credentials: dynamoCredentials(table),
    deployment: dynamoDeployment(table),
    endorsements: dynamoEndorsements(table),
    issuers: dynamoIssuers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    randomBelow: randomInt,
    signer: kmsSigner(),
    stackAwards: dynamoStackAwards(table),
    stacks: dynamoStacks(table),
    statusLists: dynamoStatusLists(table),
    submissions: dynamoSubmissions(table),
  },
  {
    publicUrl: env.PUBLIC_URL,
    formerPublicUrls: env.FORMER_PUBLIC_URLS,
  },
);
