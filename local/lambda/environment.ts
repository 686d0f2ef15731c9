import type { Credentials } from '../sigv4.ts';

/** Where the services of AWS are answered here. */
export interface Endpoints {
  /** There is none of our own. */
  bedrock?: string | undefined;
  dynamodb: string;
  s3: string;
  kms: string;
  lambda: string;
  sqs: string;
  ses: string;
}

/** The variables that every function has beside its own: the standard ones by which the SDK finds its region, credentials and services. */
export function sharedEnvironment(
  endpoints: Endpoints,
  credentials: Credentials,
  region: string,
): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    ...(endpoints.bedrock !== undefined && { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: endpoints.bedrock }),
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_KMS: endpoints.kms,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SESV2: endpoints.ses,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    // Without it no program starts on Windows.
    ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }),
  };
}
