import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { signedHeaders } from './aws-signature.ts';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Where DynamoDB is, and as whom it is asked. */
export interface DynamoAccess {
  readonly region: string;
  readonly credentials: AwsCredentials;
  /** Unless it is the usual address of the region. */
  readonly endpoint?: string | undefined;
}

/**
 * One operation of DynamoDB (`GetItem`) with its input, in the form of the protocol.
 * @throws DynamoError when the service refuses; Error when it cannot be reached, after some tries
 */
export type DynamoCall = (operation: string, input: object) => Promise<unknown>;

/** A refusal of the service: its name is the service's code. `$fault` is what the SDK's errors are told by. */
export class DynamoError extends Error {
  readonly $fault: 'client' | 'server';

  constructor(code: string, message: string, status: number) {
    super(message);
    this.name = code;
    this.$fault = status < 500 ? 'client' : 'server';
  }
}

/** Tries of one call, and how long each may take in milliseconds. */
export interface CallLimits {
  readonly mostTries: number;
  readonly longest: number;
}

/** In all what a request behind the HTTP API has time for. */
const usualLimits: CallLimits = { mostTries: 4, longest: 2_000 };

/**
 * Calls of DynamoDB for functions that only read, without the SDK: that would be most of what they load. What the SDK does
 * for a read is done here: signature, kept connections, a limit in time, and tries with growing pauses.
 */
export function dynamoCalls(
  { region, credentials, endpoint = usual(region) }: DynamoAccess,
  { mostTries, longest }: CallLimits = usualLimits,
): DynamoCall {
  const url = new URL(endpoint);
  // One of the two. Not at the top: the names of node:http bring along a whole HTTP client that is not used here.
  const transport = url.protocol === 'https:' ? import('node:https') : import('node:http');
  const connections = transport.then(({ Agent }) => new Agent({ keepAlive: true }));

  async function once(operation: string, body: string): Promise<unknown> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
    };
    const post = { service: 'dynamodb', region, host: url.host, headers, body };
    const [{ request }, agent] = await Promise.all([transport, connections]);
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(url, {
        method: 'POST',
        agent,
        headers: {
          ...signedHeaders(post, credentials, new Date()),
          'content-length': Buffer.byteLength(body),
        },
      });
      const timer = setTimeout(() => sent.destroy(new Error('DynamoDB did not answer in time')), longest);
      sent.on('error', reject).on('close', () => clearTimeout(timer));
      sent.on('response', (response) => {
        read(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
      });
      sent.end(body);
    });
    if (status === 200) return JSON.parse(text);
    throw refusal(status, text);
  }

  return async (operation, input) => {
    const body = JSON.stringify(input);
    for (let tries = 1; ; tries += 1) {
      try {
        return await once(operation, body);
      } catch (error) {
        if (tries === mostTries || !mayPass(error)) throw error;
        // As the SDK waits for DynamoDB: random, so that those who were refused together do not come back together.
        await pause(Math.random() * 50 * 2 ** (tries - 1));
      }
    }
  };
}

function usual(region: string): string {
  return `https://dynamodb.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** What went wrong, from an answer that may come from the service or from something before it. */
function refusal(status: number, text: string): DynamoError {
  const told = parsed(text);
  const code = typeof told.__type === 'string' ? told.__type.split('#').at(-1) : undefined;
  const message = told.message ?? told.Message;
  return new DynamoError(
    code ?? 'UnknownError',
    typeof message === 'string' ? message : `DynamoDB answered ${status}`,
    status,
  );
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Whether the same call may succeed a moment later: nothing was answered, the service failed, or it is busy. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof DynamoError)) return true;
  return error.$fault === 'server' || busy.has(error.name);
}

const busy = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);
