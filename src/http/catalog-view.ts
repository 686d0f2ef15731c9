import { versionUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import type { CatalogCard } from '../domain/catalog/entry.ts';
import { type FacetCounts, facetNames } from '../domain/catalog/facets.ts';

/** What was found in the catalog, as the API shows it. */
export function catalogView(
  found: {
    readonly items: readonly (CatalogCard & { readonly issuerName: string })[];
    readonly cursor?: string;
    readonly facets?: FacetCounts & { readonly complete: boolean };
    readonly unknown?: readonly string[];
  },
  publicUrl: string,
) {
  const { items, cursor, facets, unknown } = found;
  return {
    items: items.map((item) => itemView(item, publicUrl)),
    ...(cursor !== undefined && { cursor }),
    ...(facets && { facets: facetsView(facets) }),
    ...(unknown && { unknown: [...unknown] }),
  };
}

function itemView(
  { facets, issuerId, issuerName, ...card }: CatalogCard & { issuerName: string },
  publicUrl: string,
) {
  const id = versionUrl(publicUrl, card.microCredentialId, card.version);
  const { topic, audience, evidence, stack, hours } = facets;
  return {
    ...card,
    id,
    badge: `${id}/image`,
    issuer: { id: issuerId, did: didWeb(publicUrl, issuerId), name: issuerName },
    topic,
    audience,
    evidence,
    stacks: stack,
    hours,
  };
}

type Counted = { value: string; label: string; count: number }[];

function facetsView({ complete, ...counts }: FacetCounts & { readonly complete: boolean }) {
  const views = facetNames.map((facet) => [
    facet,
    counts[facet].map(({ key, label, count }) => ({ value: key, label: label === '' ? key : label, count })),
  ]);
  return { ...(Object.fromEntries(views) as Record<(typeof facetNames)[number], Counted>), complete };
}
