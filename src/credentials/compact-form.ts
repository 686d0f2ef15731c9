import { isDeepStrictEqual } from 'node:util';
import { addressTerms, credentialsV2, isOpenBadgesContext, pinnedContexts } from './contexts.ts';
import { type JsonObject, type JsonValue, pointer } from './json.ts';
import { hasKnownWord } from './own-words.ts';

/** Why a document is not in the form that we read, and where (JSON pointer). */
export interface FormProblem {
  readonly code:
    | 'not-compacted'
    | 'empty-address'
    | 'blank-node-id'
    | 'nested-context'
    | 'misplaced-member'
    | 'ambiguous-credential';
  readonly path: string;
}

type Places = ReadonlyMap<string, readonly string[]>;
// The members under which a member that carries a decision may stand; '' is the credential itself.
const credentials = ['', 'endorsement'];
const placesOfCredentials: Places = new Map(
  Object.entries({
    issuer: credentials,
    issuanceDate: credentials,
    expirationDate: credentials,
    validFrom: credentials,
    validUntil: credentials,
    credentialSubject: credentials,
    credentialStatus: credentials,
    statusPurpose: ['credentialStatus', 'credentialSubject'],
    statusListIndex: ['credentialStatus'],
    statusListCredential: ['credentialStatus'],
    encodedList: ['credentialSubject'],
  }),
);
// With other vocabularies, these words mean something else.
const placesOfBadges: Places = new Map(
  Object.entries({
    achievement: ['credentialSubject'],
    result: ['credentialSubject'],
    resultDescription: ['achievement', 'result'],
    requiredLevel: ['resultDescription'],
    rubricCriterionLevel: ['resultDescription'],
    level: ['rubricCriterionLevel'],
    points: ['rubricCriterionLevel'],
    achievedLevel: ['result'],
  }),
);

const valueObjectMembers = new Set(['@value', '@language', '@direction']);

/**
 * Whether what we read as JSON is what the signature covers. A signature over RDF covers statements, not members: a holder
 * can write `credentialStatus` as its full IRI, or move it to another object with the same id, and the signature still
 * verifies while a reader of JSON finds no status. So the compacted form that VC Data Model 2.0 (section 6.1) demands is
 * enforced, and members that carry a decision count in one place only. Array order is not covered either: nothing here or
 * elsewhere may decide by it.
 * @returns the first problem, or undefined
 */
export function formProblem(document: JsonObject): FormProblem | undefined {
  const contexts = [document['@context']].flat();
  const isBadge = contexts.some((context) => isOpenBadgesContext(context));
  const places = new Map([...placesOfCredentials, ...(isBadge ? placesOfBadges : [])]);
  return objectProblem(document, { under: '', path: '', document, places });
}

interface Place {
  /** The nearest member above, arrays left out. */
  readonly under: string;
  readonly path: string;
  readonly document: JsonObject;
  readonly places: Places;
}

function valueProblem(value: JsonValue, place: Place): FormProblem | undefined {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const path = pointer(place.path, index);
      const problem = Array.isArray(item)
        ? { code: 'not-compacted' as const, path }
        : valueProblem(item, { ...place, path });
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  // Nothing is said by null, and nothing is signed.
  if (value === null) return { code: 'not-compacted', path: place.path };
  return typeof value === 'object' ? objectProblem(value as JsonObject, place) : undefined;
}

function objectProblem(object: JsonObject, place: Place): FormProblem | undefined {
  const { path, document, places } = place;
  if (isValueObject(object)) return undefined;
  if (
    place.path !== '' &&
    'id' in object &&
    object.id === document.id &&
    Object.keys(object).length > 1 &&
    !isEndorsed(object, place)
  )
    return { code: 'ambiguous-credential', path };
  for (const [member, value] of Object.entries(object)) {
    const at = { under: member, path: pointer(path, member), document, places };
    const problem = memberProblem(member, value, { ...at, under: place.under });
    if (problem !== undefined) return problem;
    const below = member === '@context' ? undefined : valueProblem(value, at);
    if (below !== undefined) return below;
  }
  return undefined;
}

function memberProblem(member: string, value: JsonValue, place: Place): FormProblem | undefined {
  const { path, under, document, places } = place;
  const texts = [value].flat().filter((one) => typeof one === 'string');
  if (member === '@context')
    return isDeepStrictEqual(value, document['@context']) ||
      isOfProof(place, value) ||
      isOfEndorsement(place, value)
      ? undefined
      : { code: 'nested-context', path };
  // Open Badges contexts give some properties and classes one IRI, so `Achievement` could stand for `achievement`.
  if (/^[@A-Z]|:/.test(member)) return { code: 'not-compacted', path };
  // The JSON-LD processor drops an empty address without a word, even in safe mode: it would not be signed.
  if (addressTerms.has(member) && texts.includes('')) return { code: 'empty-address', path };
  if (member === 'type' && texts.some((type) => type.includes(':') && !isForeignType(type)))
    return { code: 'not-compacted', path };
  if (member === 'id' && texts.some((id) => id.startsWith('_:'))) return { code: 'blank-node-id', path };
  if (!(places.get(member)?.includes(under) ?? true)) return { code: 'misplaced-member', path };
  return undefined;
}

/** A type may be an address (VC Data Model 2.0, section 4.5), but not the address of one that we know by its name. */
function isForeignType(type: string): boolean {
  return /^https?:\/\/[^/]/.test(type) && !hasKnownWord(type);
}

/** A proof over JSON repeats the vocabularies that there were when it was made; more may follow them since. */
function isOfProof({ path, document: { '@context': contexts } }: Place, value: JsonValue): boolean {
  const those = [value].flat();
  return (
    /^\/proof(?:\/\d+)?\/@context$/.test(path) &&
    Array.isArray(contexts) &&
    isDeepStrictEqual(contexts.slice(0, those.length), those)
  );
}

/** An endorsement is a credential of its own, by another issuer, and may use other vocabularies that are pinned. */
function isOfEndorsement({ under }: Place, value: JsonValue): boolean {
  return (
    under === 'endorsement' &&
    Array.isArray(value) &&
    value[0] === credentialsV2 &&
    value.every((url) => typeof url === 'string' && pinnedContexts.has(url))
  );
}

/** What an endorsement says of the credential in which it is: a comment, and nothing that could pass for its issuer's. */
function isEndorsed({ type, ...object }: JsonObject, { under, path }: Place): boolean {
  return (
    under === 'credentialSubject' &&
    /\/endorsement(?:\/\d+)?\/credentialSubject(?:\/\d+)?$/.test(path) &&
    isDeepStrictEqual([type].flat(), ['EndorsementSubject']) &&
    Object.keys(object).every((member) => member === 'id' || member === 'endorsementComment')
  );
}

/** A string with its language (VC Data Model 2.0, section 11.1), the one use of keywords that compacted form leaves. */
function isValueObject(object: JsonObject): boolean {
  const members = Object.keys(object);
  return '@value' in object && members.every((member) => valueObjectMembers.has(member));
}
