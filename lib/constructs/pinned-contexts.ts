import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FurtherContext, furtherContexts } from '../../contexts/index.ts';

/**
 * Holds the synthesis when a pinned context is not the file of its digest: what it says would become part of what is signed.
 * @throws Error naming the file
 */
export function requirePinnedContexts(
  contexts: readonly FurtherContext[] = furtherContexts,
  folder = fileURLToPath(new URL('../../contexts', import.meta.url)),
): void {
  for (const { file, sha256 } of contexts) {
    const found = createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
    if (found !== sha256)
      throw new Error(`contexts/${file} has the SHA-256 ${found}, and is pinned as ${sha256}`);
  }
}
