import type { JsonObject } from '../credentials/json.ts';
import { instantOf } from '../credentials/timestamps.ts';
import type { Fetched } from './ask.ts';
import { fromBase64, unzipped } from './bytes.ts';
import { isPlainForm } from './form.ts';
import { type Found, failed, ok, overall, unclear } from './step.ts';

/** Eight million entries. */
const mostBytes = 1_048_576;
const leastBytes = 131_072 / 8;
const mostEntries = 4;
const withdrawn = { revocation: 'revoked', suspension: 'suspended' } as const;

/** What the status of a credential is read with. */
export interface StatusWorld {
  readonly issuer: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  fetch(address: string): Promise<Fetched>;
  /** Whether the issuer signed a document, with a key that it publishes. */
  isSigned(document: JsonObject): Promise<boolean>;
}

/**
 * Whether the issuer has withdrawn a credential (Bitstring Status List 1.0, section 3.2). A list that cannot be had, or that the
 * issuer did not sign, says nothing.
 */
export async function checkStatus(credential: JsonObject, world: StatusWorld): Promise<Found> {
  const entries = [credential.credentialStatus ?? []].flat() as JsonObject[];
  if (entries.length === 0) return ok('no-status');
  if (entries.length > mostEntries) return unclear('status-of-other-kind');
  const found: Found[] = [];
  for (const entry of entries) found.push(await checkEntry(entry, world));
  const outcome = overall(found);
  return found.find((one) => one.outcome === outcome) ?? unclear('status-of-other-kind');
}

async function checkEntry(entry: JsonObject, world: StatusWorld): Promise<Found> {
  const { statusPurpose: purpose, statusListCredential: address, statusListIndex: index } = entry;
  const isKnown =
    entry.type === 'BitstringStatusListEntry' &&
    (purpose === 'revocation' || purpose === 'suspension') &&
    typeof address === 'string' &&
    typeof index === 'string' &&
    /^(?:0|[1-9]\d{0,8})$/.test(index) &&
    [undefined, 1].includes(entry.statusSize as number | undefined);
  if (!isKnown) return unclear('status-of-other-kind');
  const answer = await world.fetch(address);
  if ('reason' in answer)
    return unclear(answer.reason === 'unreadable' ? 'list-unreadable' : 'list-unreachable', { address });
  const refused = await listProblem(answer.document, { address, purpose }, world);
  if (refused !== undefined) return refused;
  const { encodedList } = answer.document.credentialSubject as JsonObject;
  const packed = fromBase64(encodedList);
  const bits = packed && (await unzipped(packed, mostBytes));
  if (bits === undefined || bits.length < leastBytes) return unclear('list-unreadable', { address });
  const position = Number(index);
  const byte = bits[Math.floor(position / 8)];
  if (byte === undefined) return unclear('list-unreadable', { address });
  const isSet = (byte & (0x80 >>> (position % 8))) !== 0;
  return isSet
    ? failed(withdrawn[purpose], { address, position: index })
    : ok('not-withdrawn', { address, position: index });
}

async function listProblem(
  list: JsonObject,
  { address, purpose }: { address: string; purpose: string },
  { issuer, now, isSigned }: StatusWorld,
): Promise<Found | undefined> {
  const { credentialSubject: subject, id, validFrom, validUntil } = list;
  const isObject = typeof subject === 'object' && subject !== null && !Array.isArray(subject);
  if (!isObject || id !== address || !isPlainForm(list)) return unclear('list-unreadable', { address });
  if (issuerOf(list) !== issuer || !(await isSigned(list))) return unclear('list-not-of-issuer', { address });
  const from = validFrom === undefined ? now : instantOf(String(validFrom));
  const until = validUntil === undefined ? now : instantOf(String(validUntil));
  if (from === undefined || until === undefined || from > now || until < now)
    return unclear('list-out-of-date', { address });
  const purposes = [(subject as JsonObject).statusPurpose].flat();
  return purposes.includes(purpose) ? undefined : unclear('list-of-other-purpose', { address });
}

/** The issuer's identifier, whether it stands alone or in an object. */
export function issuerOf({ issuer }: JsonObject): string {
  if (typeof issuer === 'string') return issuer;
  return String((issuer as JsonObject | undefined)?.id ?? '');
}
