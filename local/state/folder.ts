import { accessSync, constants, mkdirSync } from 'node:fs';
import { StartError } from '../start-error.ts';

/** Makes sure that there is a folder to keep state in. Throws StartError if there cannot be. */
export function prepareFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StartError(
      `The state folder ${dir} cannot be used (${(error as Error).message}). Set ASSAY_STATE to a folder that can be written.`,
    );
  }
}
