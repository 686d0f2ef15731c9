import { createHash } from 'node:crypto';

/** The account, region and partition that a template is evaluated for. */
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const PARTITION = 'aws';

/** Resource types whose physical name may be chosen in the template, with the property that does so. */
export const nameProperty: Record<string, string> = {
  'AWS::ApiGatewayV2::Stage': 'StageName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Scheduler::Schedule': 'Name',
};

const arn = (service: string, resource: string) =>
  `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT}:${resource}`;
const s3Arn = (name: string) => `arn:${PARTITION}:s3:::${name}`;

/** The ARN of the queue with this name. */
export const queueArn = (name: string): string => arn('sqs', name);

/** The address of the queue with this name, where SQS is at `origin`. */
export const queueUrl = (origin: string, name: string): string => `${origin}/${ACCOUNT}/${name}`;

const table = { Arn: (name: string) => arn('dynamodb', `table/${name}`) };

/** What Fn::GetAtt answers, by resource type and attribute, from the physical name. */
export const attributes: Record<string, Record<string, (name: string) => string>> = {
  'AWS::ApiGatewayV2::Api': { ApiId: (name) => name },
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::Events::Rule': { Arn: (name) => arn('events', `rule/${name}`) },
  'AWS::IAM::Role': { Arn: (name) => `arn:${PARTITION}:iam::${ACCOUNT}:role/${name}` },
  'AWS::KMS::Key': { Arn: (name) => arn('kms', `key/${name}`), KeyId: (name) => name },
  'AWS::Lambda::Function': { Arn: (name) => arn('lambda', `function:${name}`) },
  'AWS::Logs::LogGroup': { Arn: (name) => `${arn('logs', `log-group:${name}`)}:*` },
  'AWS::S3::Bucket': {
    Arn: s3Arn,
    DomainName: (name) => `${name}.s3.amazonaws.com`,
    RegionalDomainName: (name) => `${name}.s3.${REGION}.amazonaws.com`,
  },
  'AWS::SQS::Queue': { Arn: queueArn, QueueName: (name) => name },
};

/** The name that a resource gets when its template chooses none: the same in every synthesis, so that state is found again. */
export function generatedName(type: string, stack: string, logicalId: string): string {
  const digest = createHash('sha256').update(`${stack}/${logicalId}`).digest('hex');
  switch (type) {
    case 'AWS::KMS::Key':
      return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    case 'AWS::ApiGatewayV2::Api':
      return digest.slice(0, 10);
    case 'AWS::S3::Bucket':
      return `${`${stack}-${logicalId}`.toLowerCase().slice(0, 50)}-${digest.slice(0, 12)}`;
    case 'AWS::SQS::Queue':
      return `${`${stack}-${logicalId}`.slice(0, 67)}-${digest.slice(0, 12)}`;
    default:
      return `${stack}-${logicalId}`;
  }
}
