import { draftsOf, importFile, publish, RefusedError, type Target } from './deployment.ts';
import type { SourceFile } from './files.ts';

/**
 * Makes a draft of each file, unless the issuer has one of that name already, and publishes what is new where a change note is
 * given. What is refused does not keep the others from being loaded.
 * @returns whether nothing was refused
 */
export async function load(
  target: Target,
  files: readonly SourceFile[],
  { changeNote, log }: { changeNote: string | undefined; log: (line: string) => void },
): Promise<boolean> {
  const names = new Set((await draftsOf(target)).map(({ definition }) => definition.name));
  let refused = 0;
  for (const file of files) {
    if (file.name !== undefined && names.has(file.name)) {
      log(`there    ${file.path}: "${file.name}" is a draft of ${target.issuer} already`);
      continue;
    }
    try {
      const draft = await importFile(target, file);
      names.add(draft.definition.name);
      log(
        `draft    ${file.path}: ${draft.id}, ${draft.missing.length === 0 ? 'complete' : `${draft.missing.length} still to do`}`,
      );
      if (changeNote !== undefined) log(`public   ${await publish(target, draft, changeNote)}`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refused++;
      log(`refused  ${file.path}: ${error.message}`);
    }
  }
  return refused === 0;
}
