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
import { MalwareScan } from './malware-scan.ts';
import type { Settings } from './settings.ts';

/** Where forms upload to; nothing that is assessed is here. */
const incoming = 'incoming/';
/** Where the checked copies are. No form reaches it, and what is deleted there is deleted by erasure and retention alone. */
const kept = 'evidence/';
/** Where the copies for assessors are. */
const blind = 'blind/';

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

  constructor(scope: Construct, id: string, settings: Settings) {
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
          allowedMethods: [HttpMethods.POST, HttpMethods.PUT, HttpMethods.GET, HttpMethods.HEAD],
          allowedHeaders: ['*'],
          exposedHeaders: ['ETag', 'x-amz-checksum-sha256', 'x-amz-version-id'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
      lifecycleRules: [
        {
          // An upload in parts may be gone on with for a week.
          id: 'forget-unfinished-uploads',
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        {
          // Uploads only: what was handed in is kept under the other prefix, and never expires. A draft may wait a while for its last
          // answer; what was replaced, handed in or removed has no use.
          id: 'forget-uploads',
          prefix: incoming,
          expiration: Duration.days(90),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
    });
    new MalwareScan(this, 'Scan', { bucket: this.bucket, prefix: incoming, settings });
  }

  /** Uploading of files, looking at what arrived, keeping what was checked, and deleting the upload. */
  grantCollect(fn: AssayFunction): void {
    // The copy reads its source by version and writes beside it. The only tags of a source are those of the malware scan: a form
    // that carried any would be refused.
    this.allowFiles(fn, incoming, [
      's3:PutObject',
      's3:GetObject',
      's3:GetObjectVersion',
      's3:GetObjectVersionTagging',
      's3:DeleteObject',
      's3:ListMultipartUploadParts',
    ]);
    // Another attempt begins with what was handed in before.
    this.allowFiles(fn, kept, ['s3:PutObject', 's3:GetObjectVersion']);
    // Without the first S3 answers the question for a file that never arrived with 403 instead of 404.
    fn.allow(['s3:ListBucket', 's3:ListBucketMultipartUploads'], [this.bucket.bucketArn]);
  }

  /** Reading of what was uploaded, and keeping of the copies that are made of it. */
  grantBlind(fn: AssayFunction): void {
    this.allowFiles(fn, incoming, ['s3:GetObjectVersion']);
    // The second right is to see whether a copy is there already.
    this.allowFiles(fn, blind, ['s3:PutObject', 's3:GetObject']);
    fn.allow(['s3:ListBucket'], [this.bucket.bucketArn]);
  }

  /** Reading of the copies for assessors, and of nothing that tells more. */
  grantReadCopies(fn: AssayFunction): void {
    this.allowFiles(fn, blind, ['s3:GetObjectVersion']);
  }

  /** Reading of the versions that were handed in, and of no other: each is named with its version. */
  grantReadVersions(fn: AssayFunction): void {
    this.allowFiles(fn, kept, ['s3:GetObjectVersion']);
  }

  /** Deleting of every version of a submission's files, for good. No other function can. */
  grantErase(fn: AssayFunction): void {
    this.allowFiles(fn, incoming, ['s3:DeleteObjectVersion', 's3:AbortMultipartUpload']);
    this.allowFiles(fn, kept, ['s3:DeleteObjectVersion']);
    this.allowFiles(fn, blind, ['s3:DeleteObjectVersion']);
    fn.allow(['s3:ListBucketVersions', 's3:ListBucketMultipartUploads'], [this.bucket.bucketArn]);
  }

  private allowFiles(fn: AssayFunction, prefix: string, actions: readonly string[]): void {
    const files = `${prefix}*`;
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
