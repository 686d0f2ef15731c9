import { isDeepStrictEqual } from 'node:util';
import { isOpenBadgesContext } from './contexts.ts';
import { didWeb } from './did.ts';
import { isPlainObject, type JsonObject, type JsonValue, pointer } from './json.ts';

/** What of ours a directly issued credential may name. */
export interface OwnNames {
  /** The address of this deployment, and those that it had before. No trailing slash. */
  readonly publicUrls: readonly string[];
  readonly issuerId: string;
  /** The address that the credential gets here. */
  readonly id: string;
  /** The status entries that were made for it. */
  readonly statusEntries: readonly JsonObject[];
}

/** Members that say who made or assessed something. */
const makers: ReadonlySet<string> = new Set(['issuer', 'creator', 'source']);

/**
 * Where a credential that was asked for names something of ours that it may not. What stands under our address are
 * definitions, awards and status lists: a credential that named them, without an assessment that was held here, would borrow
 * their trust (invariant 1). So it may name its own address, its own status entries and the pages of its own issuer, and no other
 * issuer of ours as who made or assessed something. Endorsements may be about anything: they are opinions, each signed by
 * whoever holds it.
 * @returns JSON pointers
 */
export function claimsOnUs(document: JsonObject, own: OwnNames): string[] {
  const places = own.publicUrls.map((url) => new URL(url));
  const family = own.publicUrls.map((url) => didWeb(url, ''));
  const dids = own.publicUrls.map((url) => didWeb(url, own.issuerId));
  // Without the vocabulary of Open Badges, what is called an endorsement is none.
  const knowsEndorsements = [document['@context']].flat().some((context) => isOpenBadgesContext(context));
  const isForbidden = (text: string, under: string) =>
    (makers.has(under) && family.some((prefix) => text.startsWith(prefix)) && !dids.includes(text)) ||
    (text !== own.id && isOfUs(text, places, own.issuerId));

  const walk = (value: JsonValue, path: string, under: string): string[] => {
    if (typeof value === 'string') return isForbidden(value, under) ? [path] : [];
    if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, pointer(path, index), under));
    if (!isPlainObject(value)) return [];
    return Object.entries(value).flatMap(([member, child]) => {
      if (member === '@context' || (member === 'endorsement' && knowsEndorsements)) return [];
      if (path === '' && member === 'credentialStatus') return [];
      if (member === 'id' && knowsEndorsements && isEndorsed(document, value, under)) return [];
      return walk(child, pointer(path, member), member === 'id' ? under : member);
    });
  };
  const inContext = (value: JsonValue, path: string): string[] => {
    if (typeof value === 'string')
      return isOfUs(value, places) || family.some((prefix) => value.startsWith(prefix)) ? [path] : [];
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([member, child]) => inContext(child, pointer(path, member)));
  };
  const { credentialStatus = [], '@context': contexts = [] } = document;
  const foreign = [credentialStatus]
    .flat()
    .flatMap((entry, index) =>
      own.statusEntries.some((made) => isDeepStrictEqual(made, entry))
        ? []
        : walk(entry as JsonValue, pointer('/credentialStatus', index), 'credentialStatus'),
    );
  return [...inContext(contexts, '/@context'), ...walk(document, '', ''), ...foreign];
}

/** Whether an object says of something, by its id, that it is endorsed. */
export function isEndorsed({ type }: JsonObject, object: JsonObject, under: string): boolean {
  return (
    under === 'credentialSubject' &&
    [type].flat().includes('EndorsementCredential') &&
    [object.type].flat().includes('EndorsementSubject')
  );
}

/**
 * Whether an address is under one of ours, but for the pages of this issuer, if one is given. However it is written: in capitals,
 * with a port, with dots or escapes in its path, over http.
 */
export function isOfUs(text: string, places: readonly URL[], issuerId?: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return places.some((place) => {
    const other = new URL(text);
    other.protocol = place.protocol;
    if (!/^https?:$/.test(url.protocol) || hostOf(other) !== hostOf(place)) return false;
    const path = decoded(url.pathname);
    const site = place.pathname.replace(/\/$/, '');
    return isUnder(path, site) && (issuerId === undefined || !isUnder(path, `${site}/issuers/${issuerId}`));
  });
}

function isUnder(path: string, parent: string): boolean {
  return path === parent || path.startsWith(`${parent}/`);
}

function hostOf({ host }: URL): string {
  return host.replace(/\.(?=:|$)/, '');
}

function decoded(path: string): string {
  try {
    // A dot segment that was escaped comes to light here.
    return new URL(decodeURIComponent(path), 'https://path.invalid').pathname;
  } catch {
    return path;
  }
}
