import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { AssayFunction } from './assay-function.ts';

const index = 'gsi1';

/** The one table, and the only place that grants rights on it. Nobody may scan it. */
export class AssayTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    // No own KMS key: DynamoDB encrypts with one of its own at no cost, and an own key would be one more thing to lose.
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: index,
      partitionKey: { name: 'gsi1pk', type: AttributeType.STRING },
      sortKey: { name: 'gsi1sk', type: AttributeType.STRING },
    });
  }

  /** Items by key, and what lies under one partition key: enough where the caller names the thing. */
  grantFind(fn: AssayFunction): void {
    fn.allow(['dynamodb:GetItem', 'dynamodb:Query'], [this.table.tableArn]);
    fn.tell('TABLE_NAME', this.table.tableName);
  }

  /** The same, and the index that lists across partitions. */
  grantRead(fn: AssayFunction): void {
    this.grantFind(fn);
    fn.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${index}`]);
  }

  /** Single and transactional writes. */
  grantWrite(fn: AssayFunction): void {
    fn.allow(
      ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
      [this.table.tableArn],
    );
    fn.tell('TABLE_NAME', this.table.tableName);
  }
}
