import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FunctionDefinition } from './definition.ts';

const DRAFT = '.draft';

/**
 * Gives the functions a copy of their code in `dir`, where no later synthesis takes it away from a server that runs. What no function
 * uses any more is removed.
 */
export function holdCode(definitions: FunctionDefinition[], dir: string): FunctionDefinition[] {
  mkdirSync(dir, { recursive: true });
  const used = new Set(definitions.map(({ codeDir }) => basename(codeDir)));
  for (const name of readdirSync(dir)) {
    // Hidden beside the code: what Node keeps of compiling it.
    if ((!name.startsWith('.') && !used.has(name)) || name === DRAFT)
      rmSync(join(dir, name), { recursive: true });
  }
  return definitions.map((definition) => {
    // Assets are named by their content.
    const held = join(dir, basename(definition.codeDir));
    if (!existsSync(held)) {
      cpSync(definition.codeDir, join(dir, DRAFT), { recursive: true });
      renameSync(join(dir, DRAFT), held);
    }
    return { ...definition, codeDir: held };
  });
}
