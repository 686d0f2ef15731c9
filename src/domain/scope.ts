import * as z from 'zod';

/** What a machine client may be let do in an issuer. No scope scores, decides, reviews, invites or touches keys (invariant 1). */
export const scope = z.enum([
  'credentials:issue',
  'credentials:status',
  'batches:run',
  'batches:read',
  'drafts:read',
]);
export type Scope = z.infer<typeof scope>;

/** How Amazon Cognito writes a scope: behind the identifier of the resource server that has it, here `assay`. */
const ownPrefix = 'assay/';

/**
 * The scopes of this service that a token names, bare or behind `assay/`.
 * @returns undefined when it speaks of none, and so narrows nothing; what it says of us and we do not know narrows to nothing
 */
export function scopesIn(words: readonly string[]): Scope[] | undefined {
  const known = words.flatMap((word) => {
    const bare = word.startsWith(ownPrefix) ? word.slice(ownPrefix.length) : word;
    return scope.options.filter((option) => option === bare);
  });
  const speaksOfUs = known.length > 0 || words.some((word) => word.startsWith(ownPrefix));
  return speaksOfUs ? [...new Set(known)] : undefined;
}
