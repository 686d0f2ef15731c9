import { DomainError } from '../domain/domain-error.ts';

const tries = 6;

/** Runs a read-and-save again when someone changed the same record in between: nobody has to do that by hand. */
export async function retryOnConflict<T>(readAndSave: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await readAndSave();
    } catch (error) {
      if (attempt === tries || !(error instanceof DomainError) || error.code !== 'conflict') throw error;
    }
}
