import { ulid } from 'ulid';
import { dynamoCatalogIndex } from '../../src/adapters/dynamo-catalog-index.ts';
import { dynamoDesignReviews } from '../../src/adapters/dynamo-design-reviews.ts';
import { dynamoImages } from '../../src/adapters/dynamo-images.ts';
import { dynamoIssuers } from '../../src/adapters/dynamo-issuers.ts';
import { dynamoMembers } from '../../src/adapters/dynamo-members.ts';
import { dynamoMicroCredentials } from '../../src/adapters/dynamo-micro-credentials.ts';
import { dynamoRetirements } from '../../src/adapters/dynamo-retirements.ts';
import { dynamoTable } from '../../src/adapters/dynamo-table.ts';
import { kmsPublicKeys } from '../../src/adapters/kms-public-keys.ts';
import { lambdaKeyMaker } from '../../src/adapters/lambda-key-maker.ts';
import { readEnvironment } from '../../src/env.ts';
import { authorHandler } from './handler.ts';

const env = readEnvironment('author');
const table = dynamoTable({ tableName: env.TABLE_NAME });

export const handler = authorHandler(
  {
    catalogIndex: dynamoCatalogIndex(table),
    clock: { now: () => new Date() },
    designReviews: dynamoDesignReviews(table),
    images: dynamoImages(table),
    issuers: dynamoIssuers(table),
    keyMaker: lambdaKeyMaker({ functionName: env.PROVISION_FUNCTION_NAME }),
    members: dynamoMembers(table),
    microCredentials: dynamoMicroCredentials(table),
    newId: ulid,
    publicKeys: kmsPublicKeys(),
    retirements: dynamoRetirements(table),
  },
  { publicUrl: env.PUBLIC_URL, operatorEmail: env.OPERATOR_EMAIL, signingKeyId: env.SIGNING_KEY_ID },
);
