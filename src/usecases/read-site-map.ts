import { partOfSite } from '../domain/catalog/index-step.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Catalog } from '../ports.ts';

/** The last characters that an id can have. */
const parts = [...'0123456789abcdefghjkmnpqrstvwxyz'];

/** The parts of the site map that have something in them. */
export async function siteMapParts({ catalog }: { readonly catalog: Catalog }): Promise<readonly string[]> {
  const lengths = await catalog.lengths(parts.map(partOfSite));
  return parts.filter((part) => (lengths[partOfSite(part)] ?? 0) > 0);
}

/** What is in a part of the site map. @throws DomainError `not-found` when that is nothing */
export async function siteMapPart({ catalog }: { readonly catalog: Catalog }, part: string) {
  const found = await catalog.site(partOfSite(part));
  if (found.length === 0)
    throw new DomainError('not-found', 'There is nothing in this part of the site map.');
  return found;
}
