import type { Deployment } from './deployment.ts';

// Served, or without any effect on what a caller sees: rights, logs, alarms, and what stands in front of the API.
const COVERED = [
  'AWS::ApiGatewayV2::',
  'AWS::CDK::Metadata',
  'AWS::CloudFront::',
  'AWS::CloudWatch::',
  'AWS::Cognito::',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::GuardDuty::MalwareProtectionPlan',
  'AWS::IAM::',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SNS::',
  'AWS::SQS::',
  'AWS::Scheduler::Schedule',
];

/** One line for each resource that does something on AWS and nothing here. */
export const unservedResources = (deployment: Deployment): string[] =>
  deployment
    .resources()
    .filter(({ type }) => !COVERED.some((known) => type.startsWith(known)))
    .map(({ at, type }) => `${at} (${type}) has no effect here`);
