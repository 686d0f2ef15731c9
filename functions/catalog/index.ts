import { dynamoCatalog } from '../../src/adapters/dynamo-catalog.ts';
import { dynamoCredentials } from '../../src/adapters/dynamo-credentials.ts';
import { dynamoEndorsements } from '../../src/adapters/dynamo-endorsements.ts';
import { dynamoImages } from '../../src/adapters/dynamo-images.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoRetirements } from '../../src/adapters/dynamo-retirements.ts';
import { dynamoStacks } from '../../src/adapters/dynamo-stacks.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { readEnvironment } from '../../src/env.ts';
import { catalogHandler } from './handler.ts';

const env = readEnvironment('catalog');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = catalogHandler(
  {
    catalog: dynamoCatalog(table),
    images: dynamoImages(table),
    credentials: dynamoCredentials(table),
    endorsements: dynamoEndorsements(table),
    issuers: dynamoIssuers(table),
    microCredentials: dynamoMicroCredentials(table),
    retirements: dynamoRetirements(table),
    stacks: dynamoStacks(table),
  },
  { publicUrl: env.PUBLIC_URL },
);
