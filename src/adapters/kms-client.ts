import { KMSClient } from '@aws-sdk/client-kms';

/** A client that waits out throttling: an account's 1,000 signatures a second are shared by all that it runs. */
export function kmsClient(): KMSClient {
  return new KMSClient({
    maxAttempts: 5,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
  });
}
