import { ulid } from 'ulid';
import { dynamoCalibrations } from '../../src/adapters/dynamo-calibrations.ts';
import { dynamoCatalogIndex } from '../../src/adapters/dynamo-catalog-index.ts';
import { dynamoDesignReviews } from '../../src/adapters/dynamo-design-reviews.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoRetirements } from '../../src/adapters/dynamo-retirements.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { readEnvironment } from '../../src/env.ts';
import { designHandler } from './handler.ts';

const env = readEnvironment('design');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = designHandler(
  {
    calibrations: dynamoCalibrations(table),
    catalogIndex: dynamoCatalogIndex(table),
    clock: { now: () => new Date() },
    designReviews: dynamoDesignReviews(table),
    issuers: dynamoIssuers(table),
    members: dynamoMembers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    retirements: dynamoRetirements(table),
  },
  { publicUrl: env.PUBLIC_URL },
);
