import { Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AssayFunction } from './assay-function.ts';

/** Mail that goes out by SES, and the only place that grants the right to send it. */
export class Mail extends Construct {
  private readonly from: string;

  /** @param from the one address that it comes from; empty when none is sent. The operator verifies it, or its domain, in SES */
  constructor(scope: Construct, id: string, { from }: { readonly from: string }) {
    super(scope, id);
    this.from = from;
  }

  /** Sending from that address, and no other. */
  grantSend(fn: AssayFunction): void {
    const identities = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
    fn.allow(['ses:SendEmail'], [identities], { StringEquals: { 'ses:FromAddress': this.from } });
    fn.tell('MAIL_FROM', this.from);
    Validations.of(fn).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
      reason:
        'The identity may be the address or its domain, as the operator verified it; the condition allows the one address.',
    });
  }
}
