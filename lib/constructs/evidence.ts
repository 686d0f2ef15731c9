import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { AssayFunction } from './assay-function.ts';

const files = 'evidence/*';

const closed = {
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

/** The private bucket of learners' evidence, and the only place that grants rights on it. */
export class Evidence extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...closed,
      // The lines hold addresses of people: long enough to look into an incident, and no longer.
      lifecycleRules: [
        {
          id: 'forget',
          expiration: Duration.days(90),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    this.bucket = new Bucket(this, 'Bucket', {
      ...closed,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'evidence/',
      // Any origin: a learner's page may be hosted anywhere. What opens the bucket is a short-lived signed form or address, never a cookie,
      // so the origin of the page protects nothing.
      cors: [
        {
          allowedOrigins: ['*'],
          allowedMethods: [HttpMethods.POST, HttpMethods.GET, HttpMethods.HEAD],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag', 'x-amz-checksum-sha256', 'x-amz-version-id'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
      lifecycleRules: [
        {
          // Old versions never expire by themselves: what was assessed is pinned by its version, and the same form can be posted twice.
          id: 'forget-unfinished-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
  }

  /** Uploading of files, and looking at what arrived. */
  grantCollect(fn: AssayFunction): void {
    this.allowFiles(fn, ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion']);
    // Without it S3 answers the question for a file that never arrived with 403 instead of 404.
    fn.allow(['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  /** Reading of the versions that were handed in, and of no other: each is named with its version. */
  grantReadVersions(fn: AssayFunction): void {
    this.allowFiles(fn, ['s3:GetObjectVersion']);
  }

  private allowFiles(fn: AssayFunction, actions: readonly string[]): void {
    fn.allow(actions, [this.bucket.arnForObjects(files)]);
    fn.tell('EVIDENCE_BUCKET', this.bucket.bucketName);
    const arn = Stack.of(this).resolve(Stack.of(this).exportValue(this.bucket.bucketArn))['Fn::ImportValue'];
    Validations.of(fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${arn}/${files}]`,
      reason:
        'Each file has a key of its own that is made at run time; the right ends at one prefix of one bucket.',
    });
  }
}
