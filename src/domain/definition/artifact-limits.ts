import { DomainError } from '../domain-error.ts';
import type { Evidence, NewEvidence } from '../evidence.ts';
import { countWords } from '../text.ts';
import type { Artifact } from './parts.ts';

/**
 * Refuses an item of evidence that the artifact does not take.
 * @param items the evidence that the submission has already
 * @throws DomainError `invalid-request`, `payload-too-large` or `evidence-limit`
 */
export function checkArtifactLimits(item: NewEvidence, artifact: Artifact, items: readonly Evidence[]): void {
  const { accepts, fileTypes, maxFileSize, maxWords, maxItems } = artifact;
  const refuse = (field: string, message: string) => {
    throw new DomainError('invalid-request', `"${artifact.title}" does not take this.`, [{ field, message }]);
  };
  if (!accepts.includes(item.kind)) refuse('/kind', `must be one of ${accepts.join(', ')}`);
  if (item.kind === 'file' && fileTypes && !fileTypes.includes(item.mediaType))
    refuse('/mediaType', `must be one of ${fileTypes.join(', ')}`);
  if (item.kind === 'file' && maxFileSize !== undefined && item.size > maxFileSize)
    throw new DomainError('payload-too-large', `A file may be ${maxFileSize} bytes at most here.`, [
      { field: '/size', message: `must be at most ${maxFileSize}` },
    ]);
  if (item.kind === 'text' && maxWords !== undefined && countWords(item.text) > maxWords)
    refuse('/text', `must be at most ${maxWords} words`);
  const given = items.filter((one) => one.artifact === artifact.id).length;
  if (maxItems !== undefined && given >= maxItems)
    throw new DomainError(
      'evidence-limit',
      `"${artifact.title}" takes ${maxItems} ${maxItems === 1 ? 'item' : 'items'} at most: remove one first.`,
    );
}
