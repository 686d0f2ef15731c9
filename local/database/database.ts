import { join } from 'node:path';
import type { Guard } from '../processes/guard.ts';
import { StartError } from '../start-error.ts';
import { answers, endDynoxide, findDynoxide, startDynoxide } from './dynoxide.ts';

const PATIENCE_MS = 3_000;

/** A DynamoDB that answers; `ended` settles with the reason when it stops doing so by itself. */
export interface Database {
  url: string;
  ended: Promise<string>;
}

/** The DynamoDB at `endpoint`, or one of our own over the state folder. Throws StartError if there is none to be had. */
export async function startDatabase(options: {
  stateDir: string;
  guard: Guard;
  endpoint: string | undefined;
}): Promise<Database> {
  const { endpoint, guard } = options;
  if (endpoint === undefined) {
    return startDynoxide({ program: findDynoxide(), dir: folderOf(options.stateDir), guard });
  }
  const failure = await answers(endpoint, PATIENCE_MS);
  if (failure !== undefined) {
    throw new StartError(
      `No DynamoDB answers at ${endpoint}, which AWS_ENDPOINT_URL_DYNAMODB names (${failure}).`,
    );
  }
  return { url: endpoint, ended: new Promise(() => {}) };
}

/** Ends the database of a state folder in case its guard did not. */
export const endDatabase = (stateDir: string): Promise<void> => endDynoxide(folderOf(stateDir));

const folderOf = (stateDir: string) => join(stateDir, 'dynamodb');
