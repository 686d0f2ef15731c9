import type {
  CreateTableCommandInput,
  DynamoDBClient,
  DynamoDBClientConfig,
  TableDescription,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { StartError } from '../start-error.ts';
import type { Deployment } from '../template/deployment.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const index = z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });
const properties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.coerce.boolean() })
    .optional(),
});

/** A table of the template, as the API takes it, on demand whatever the template says of capacity. */
export type TableDefinition = CreateTableCommandInput & { TableName: string };

/** The tables of the template. */
export function readTables(deployment: Deployment): TableDefinition[] {
  return deployment.resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map((resource) => {
    const { TimeToLiveSpecification: _, ...shape } = resource.read(properties);
    return { TableName: resource.name, BillingMode: 'PAY_PER_REQUEST', ...shape };
  });
}

/**
 * Creates the tables, and the indexes of existing tables, that are missing. The SDK is loaded by the caller, because it takes longer
 * than all else and can load while the database starts.
 * @throws StartError for a table whose keys differ from those of the template.
 */
export async function ensureTables(
  { DynamoDBClient: Client, ...sdk }: typeof import('@aws-sdk/client-dynamodb'),
  options: { config: DynamoDBClientConfig; tables: TableDefinition[] },
): Promise<void> {
  const client = new Client(options.config);
  try {
    for (const table of options.tables) {
      const existing = await client
        .send(new sdk.DescribeTableCommand({ TableName: table.TableName }))
        .catch((error: unknown) => {
          if (error instanceof sdk.ResourceNotFoundException) return undefined;
          throw error;
        });
      if (existing?.Table === undefined) await client.send(new sdk.CreateTableCommand(table));
      else await addMissingIndexes(client, sdk, table, existing.Table);
    }
  } finally {
    client.destroy();
  }
}

async function addMissingIndexes(
  client: DynamoDBClient,
  sdk: Pick<typeof import('@aws-sdk/client-dynamodb'), 'UpdateTableCommand'>,
  table: TableDefinition,
  existing: TableDescription,
): Promise<void> {
  const shape = (keys: TableDescription['KeySchema']) =>
    keys?.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join();
  const differs = (what: string) =>
    new StartError(
      `${what} of the table ${table.TableName} is not what the template says now, and cannot be changed in place. ` +
        'Remove the state folder to start afresh.',
    );
  if (shape(existing.KeySchema) !== shape(table.KeySchema)) throw differs('The key');
  for (const wanted of table.GlobalSecondaryIndexes ?? []) {
    const found = existing.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === wanted.IndexName);
    if (found === undefined) {
      const update = { TableName: table.TableName, AttributeDefinitions: table.AttributeDefinitions };
      await client.send(
        new sdk.UpdateTableCommand({ ...update, GlobalSecondaryIndexUpdates: [{ Create: wanted }] }),
      );
    } else if (shape(found.KeySchema) !== shape(wanted.KeySchema)) {
      throw differs(`The index ${wanted.IndexName}`);
    }
  }
}
