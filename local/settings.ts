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
  /** Who scans uploaded evidence: `guardduty`, whose part a stand-in takes, or empty. */
  evidenceScan: string;
}

/** Reads PORT, ASSAY_STATE, ASSAY_EVIDENCE_SCAN and AWS_ENDPOINT_URL_DYNAMODB. Throws StartError naming the one that makes no sense. */
export function readSettings(env: Record<string, string | undefined>): Settings {
  return {
    port: readPort(env.PORT),
    stateDir: resolve(env.ASSAY_STATE || '.local'),
    dynamodbEndpoint: readEndpoint(env.AWS_ENDPOINT_URL_DYNAMODB),
    evidenceScan: readScan(env.ASSAY_EVIDENCE_SCAN),
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

function readScan(text = ''): string {
  if (text === '' || text === 'guardduty') return text;
  throw new StartError(`ASSAY_EVIDENCE_SCAN is "${text}": it can be guardduty, or empty.`);
}

function readEndpoint(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new StartError(`AWS_ENDPOINT_URL_DYNAMODB is "${text}", which is no http address.`);
}
