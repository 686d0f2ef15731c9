import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

const DEFAULT_PORT = 3000;

/** What the environment says about how to run. */
export interface Settings {
  port: number;
  /** Absolute. */
  stateDir: string;
  /** A DynamoDB to use in the place of our own. */
  dynamodbEndpoint: string | undefined;
}

/** Reads PORT, ASSAY_STATE and AWS_ENDPOINT_URL_DYNAMODB. Throws StartError naming the one that makes no sense. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return {
    port: readPort(env.PORT),
    stateDir: resolve(env.ASSAY_STATE || '.local'),
    dynamodbEndpoint: readEndpoint(env.AWS_ENDPOINT_URL_DYNAMODB),
  };
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new StartError(
    `PORT is "${text}", which is no port: use a number from 1 to 65535, or 0 for any free one.`,
  );
}

function readEndpoint(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new StartError(`AWS_ENDPOINT_URL_DYNAMODB is "${text}", which is no http address.`);
}
