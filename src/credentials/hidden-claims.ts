import { isEndorsed, isOfUs, type OwnNames } from './assessment-claims.ts';
import { isOpenBadgesContext } from './contexts.ts';
import { didWeb } from './did.ts';
import { isPlainObject, type JsonObject, type JsonValue } from './json.ts';
import { CanonicalizationError, canonicalize } from './json-ld.ts';
import type { LintProblem } from './lint.ts';
import { meaningsOfWord } from './own-words.ts';

/** Types that carry rules of their own, which are held by the names that the JSON has for them. */
const badgeTypes = ['OpenBadgeCredential', 'AchievementCredential', 'EndorsementCredential'] as const;
const badgeIris: ReadonlySet<string> = new Set(badgeTypes.flatMap((type) => [...meaningsOfWord(type)]));
const rdfType = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type';

/**
 * What the statements that will be signed say, and the JSON does not show (invariant 1): an address of ours, another issuer of
 * ours, or that it is a badge. Every rule before this reads the JSON; whatever feature of JSON-LD a word was hidden with, it
 * comes to light here. Endorsements are left out: they are opinions, and may be about anything.
 */
export async function hiddenClaims(document: JsonObject, own: OwnNames): Promise<LintProblem[]> {
  const knowsEndorsements = [document['@context']].flat().some((context) => isOpenBadgesContext(context));
  const outside = knowsEndorsements ? (withoutEndorsements(document) as JsonObject) : document;
  const statements = await statementsOf(outside);
  if (statements === undefined)
    return [{ path: '', message: 'cannot be told apart from the endorsements in it' }];
  const families = own.publicUrls.map((url) => didWeb(url, '').toLowerCase());
  const places = own.publicUrls.map((url) => new URL(url));
  const allowed = new Set([
    own.id,
    ...own.publicUrls.map((url) => didWeb(url, own.issuerId)),
    ...own.statusEntries.flatMap(({ id, statusListCredential }) => [id, statusListCredential]),
    ...openlyAbout(outside, { families, knowsEndorsements }),
  ]);
  const isOurs = (iri: string) =>
    !allowed.has(iri) &&
    (isOfUs(iri, places, own.issuerId) || families.some((family) => iri.toLowerCase().startsWith(family)));
  const named = new Set(statements.flat().filter(isOurs));
  return [
    ...[...named].map((iri) => ({
      path: '',
      message: `would say something of ${iri}, which is of this site: only what was assessed here may do that`,
    })),
    ...(isHiddenBadge(outside, statements)
      ? [{ path: '/type', message: 'must have the names that Open Badges gives to its types' }]
      : []),
  ];
}

/** Each statement as the addresses in it, without texts and blank nodes; undefined where there are none to be had. */
async function statementsOf(document: JsonObject): Promise<string[][] | undefined> {
  try {
    const lines = (await canonicalize(document)).split('\n');
    return lines.map((line) =>
      [...line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/<([^>]*)>/g)].map(([, iri = '']) => iri),
    );
  } catch (error) {
    if (error instanceof CanonicalizationError) return undefined;
    throw error;
  }
}

/** Whom or what it is about, where that may be something of ours and stands there for everyone to read. */
function openlyAbout(
  document: JsonObject,
  { families, knowsEndorsements }: { families: readonly string[]; knowsEndorsements: boolean },
): string[] {
  const subjects = [document.credentialSubject].flat() as readonly JsonValue[];
  return subjects.filter(isPlainObject).flatMap((subject) => {
    const { id } = subject;
    if (typeof id !== 'string') return [];
    const isIssuer = families.some((family) => id.startsWith(family));
    return isIssuer || (knowsEndorsements && isEndorsed(document, subject, 'credentialSubject')) ? [id] : [];
  });
}

function isHiddenBadge(document: JsonObject, statements: readonly string[][]): boolean {
  const typed = statements.filter((iris) => iris.includes(rdfType) && badgeIris.has(iris.at(-1) ?? ''));
  const isNamed = (types: readonly JsonValue[]) => badgeTypes.some((type) => types.includes(type));
  if (isNamed([document.type ?? []].flat())) return false;
  return (
    typed.some(([subject]) => subject === document.id) || (typed.length > 0 && !isNamed(typesIn(document)))
  );
}

function typesIn(value: JsonValue): JsonValue[] {
  if (Array.isArray(value)) return value.flatMap(typesIn);
  if (!isPlainObject(value)) return [];
  return Object.entries(value).flatMap(([member, child]) =>
    member === 'type' ? [child].flat() : typesIn(child),
  );
}

function withoutEndorsements(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEndorsements);
  if (!isPlainObject(value)) return value;
  const kept = Object.entries(value).filter(([member]) => member !== 'endorsement');
  return Object.fromEntries(
    kept.map(([member, child]) => [member, member === '@context' ? child : withoutEndorsements(child)]),
  );
}
