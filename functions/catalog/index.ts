import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoEndorsements } from '../../src/adapters/dynamo-endorsements.ts';
import { dynamoImages } from '../../src/adapters/dynamo-images.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { dynamoRetirements } from '../../src/adapters/dynamo-retirements.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
import { readEnvironment } from '../../src/env.ts';
import { catalogHandler } from './handler.ts';

const env = readEnvironment('catalog');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = catalogHandler(
  {
    images: dynamoImages(table),
    credentials: dynamoCredentials(table),
    endorsements: dynamoEndorsements(table),
    issuers: dynamoIssuers(table),
    microCredentials: dynamoMicroCredentials(table),
  },
  { publicUrl: env.PUBLIC_URL },
    retirements: dynamoRetirements(table),
    stacks: dynamoStacks(table),
);
