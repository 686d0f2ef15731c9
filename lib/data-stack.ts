import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Evidence } from './constructs/evidence.ts';
import { keepExports } from './constructs/keep-exports.ts';
import { Settings } from './constructs/settings.ts';
import { AssayTable } from './constructs/table.ts';

/** What people entrusted to the deployment: the table and the evidence. Deleting the stack leaves both. */
export class DataStack extends Stack {
  readonly table: AssayTable;
  readonly evidence: Evidence;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, {
      ...props,
      description: 'Assay: the table and the evidence bucket',
      terminationProtection: true,
    });
    this.table = new AssayTable(this, 'Records');
    this.evidence = new Evidence(this, 'Evidence', new Settings(this));

    keepExports(this, [
      this.table.table.tableName,
      this.table.table.tableArn,
      this.evidence.bucket.bucketName,
      this.evidence.bucket.bucketArn,
    ]);
    new CfnOutput(this, 'TableName', { value: this.table.table.tableName });
    new CfnOutput(this, 'EvidenceBucketName', { value: this.evidence.bucket.bucketName });
  }
}
