import { pinnedContexts } from './contexts.ts';
import { isPlainObject, type JsonObject, type JsonValue, pointer } from './json.ts';

/** What every pinned context says of its words, at whatever depth: what each of them can stand for. */
const meaningsOf: ReadonlyMap<string, Meanings> = new Map(
  [...pinnedContexts].map(([url, context]) => [url, meaningsIn(context as JsonObject)]),
);
const taken: Meanings = joined([...meaningsOf.values()]);
const takenMeanings: ReadonlySet<string> = new Set([...taken.values()].flatMap((meanings) => [...meanings]));

/** How an address ends whose word JSON-LD takes for the beginning of others (JSON-LD 1.1 API, section 4.2.2). */
const prefixLike = /[:/?#[\]@]$/;

/** Words that the pinned contexts let stand at the beginning of an address, before a colon. */
const knownPrefixes: ReadonlySet<string> = new Set(
  [...pinnedContexts.values()].flatMap((context) => prefixesIn(context as JsonObject)),
);

const termMembers = new Set(['@id', '@type', '@container', '@context', '@protected']);
const iri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/;

/**
 * Whether a vocabulary that a document brings along only adds words. A signature over statements does not cover the names of
 * members: a word that stands for what a known vocabulary calls otherwise could hide a member from whoever reads the
 * JSON, and a known word with another meaning could make something up. So its words must be new, in name and in meaning, or mean
 * what the vocabularies beside it say they do; and of the features of JSON-LD only the plain ones are there. Each meaning is an
 * address written out in full: no word may begin an address, because what is shortened cannot be read off. `beside` are all
 * vocabularies of the document.
 */
export function addsOnlyWords(given: JsonValue, beside: readonly JsonValue[]): boolean {
  const context =
    isPlainObject(given) && Object.keys(given).join() === '@context' ? given['@context'] : given;
  const known = joined(beside.map((url) => meaningsOf.get(String(url)) ?? new Map()));
  const words = new Set([...knownPrefixes, ...ownWords([given, ...beside])]);
  return context !== undefined && isPlainObject(context) && addsOnly(context, { known, words });
}

/**
 * Where a text of a document begins with a word of its vocabularies and a colon: to JSON-LD that is another, longer address, which
 * nobody sees who reads the JSON. @returns JSON pointers
 */
export function shortenedAddresses({ '@context': contexts, ...document }: JsonObject): string[] {
  const words = new Set([...knownPrefixes, ...ownWords([contexts ?? []].flat())]);
  const walk = (value: JsonValue, path: string): string[] => {
    if (typeof value === 'string') return beginsWith(words, value) ? [path] : [];
    if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, pointer(path, index)));
    if (!isPlainObject(value) || '@value' in value) return [];
    return Object.entries(value).flatMap(([member, child]) => {
      if (member === '@context') return [];
      const at = pointer(path, member);
      return beginsWith(words, member) ? [at] : walk(child, at);
    });
  };
  return walk(document, '');
}

/** An authority after the colon (`https://`) is never one of a shortened address. */
function beginsWith(words: ReadonlySet<string>, text: string): boolean {
  const [, word] = /^([^\s:]+):(?!\/\/)\S*$/.exec(text) ?? [];
  return word !== undefined && words.has(word);
}

/** What a word of the pinned contexts can stand for. */
export function meaningsOfWord(word: string): ReadonlySet<string> {
  return taken.get(word) ?? new Set();
}

/** Whether a pinned context has a word for this IRI. */
export function hasKnownWord(meaning: string): boolean {
  return takenMeanings.has(meaning);
}

/** By word: what it can stand for. */
type Meanings = ReadonlyMap<string, ReadonlySet<string>>;

interface Place {
  readonly known: Meanings;
  /** Those that an address must not begin with. */
  readonly words: ReadonlySet<string>;
}

function addsOnly(context: JsonObject, place: Place): boolean {
  return Object.entries(context).every(([word, value]) => {
    if (word === '@protected') return typeof value === 'boolean';
    if (word === '@version') return value === 1.1;
    if (word === '@vocab') return typeof value === 'string' && isNewNamespace(value, place);
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(word)) return false;
    return isNewWord(word, value, place);
  });
}

function isNewWord(word: string, value: JsonValue, place: Place): boolean {
  if (typeof value === 'string') return mayMean(word, value, place);
  if (!isPlainObject(value) || Object.keys(value).some((member) => !termMembers.has(member))) return false;
  const { '@id': id, '@type': type, '@container': container, '@context': scoped } = value;
  return (
    typeof id === 'string' &&
    mayMean(word, id, place) &&
    (type === undefined || isCoercion(type, place)) &&
    (container === undefined || container === '@set' || container === '@list') &&
    (value['@protected'] === undefined || typeof value['@protected'] === 'boolean') &&
    (scoped === undefined || (isPlainObject(scoped) && addsOnly(scoped, place)))
  );
}

function mayMean(word: string, meaning: string, place: Place): boolean {
  const { known } = place;
  if (known.has(word) && !known.get(word)?.has(meaning)) return false;
  if (meaning === '@id' || meaning === '@type') return known.has(word);
  if (!isInFull(meaning, place) || prefixLike.test(meaning)) return false;
  return known.has(word) || !takenMeanings.has(meaning) || isCommon(word, meaning);
}

/** Names, pictures and the like, which vocabularies of all kinds take from one that carries no decision. */
function isCommon(word: string, meaning: string): boolean {
  return /^https?:\/\/schema\.org\//.test(meaning) && (taken.get(word)?.has(meaning) ?? false);
}

function isCoercion(type: JsonValue, place: Place): boolean {
  return typeof type === 'string' && (type === '@id' || type === '@vocab' || isInFull(type, place));
}

/** The namespace of words that are not defined: what is known must not be in it. */
function isNewNamespace(vocab: string, place: Place): boolean {
  const within = [...takenMeanings].filter((meaning) => meaning.startsWith(vocab));
  return isInFull(vocab, place) && within.every((meaning) => isCommon(meaning.slice(vocab.length), meaning));
}

/** An absolute address in which nothing is shortened. */
function isInFull(address: string, { words }: Place): boolean {
  return iri.test(address) && !words.has(address.slice(0, address.indexOf(':')));
}

/** Every word that the objects among some contexts define, at whatever depth. */
function ownWords(contexts: readonly JsonValue[]): string[] {
  return contexts
    .filter(isPlainObject)
    .flatMap((context) =>
      Object.entries(context).flatMap(([word, value]) => [
        ...(word.startsWith('@') ? [] : [word]),
        ...ownWords([value].flat()),
      ]),
    );
}

function prefixesIn(definitions: JsonObject): string[] {
  return Object.entries(definitions).flatMap(([word, value]) => {
    const isPrefix =
      !word.startsWith('@') &&
      (isPlainObject(value)
        ? value['@prefix'] === true
        : typeof value === 'string' && prefixLike.test(value));
    return [...(isPrefix ? [word] : []), ...[value].flat().filter(isPlainObject).flatMap(prefixesIn)];
  });
}

type Prefixes = ReadonlyMap<string, string>;

/** `schema:name` in full, where the pinned vocabulary says what `schema` stands for. */
function full(value: string, prefixes: Prefixes): string {
  const colon = value.indexOf(':');
  const prefix = prefixes.get(value.slice(0, colon));
  return colon > 0 && prefix !== undefined ? prefix + value.slice(colon + 1) : value;
}

function prefixesOf(context: JsonObject, outer: Prefixes): Prefixes {
  const own = Object.entries(context).flatMap(([word, value]) => {
    const id = isPlainObject(value) ? value['@id'] : value;
    return typeof id === 'string' ? [[word, id] as const] : [];
  });
  return new Map([...outer, ...own]);
}

function meaningsIn(definitions: JsonObject, outer: Prefixes = new Map()): Meanings {
  const prefixes = prefixesOf(definitions, outer);
  const all = Object.entries(definitions).flatMap(([word, value]): Meanings[] => {
    const id = isPlainObject(value) ? value['@id'] : value;
    const own: Meanings[] =
      typeof id === 'string' && !word.startsWith('@')
        ? [new Map([[word, new Set([full(id, prefixes)])]])]
        : [];
    const below = [value].flat().filter(isPlainObject);
    return [...own, ...below.map((one) => meaningsIn(one, prefixes))];
  });
  return joined(all);
}

function joined(all: readonly Meanings[]): Meanings {
  const entries = all.flatMap((meanings) => [...meanings]);
  const byWord = Map.groupBy(entries, ([word]) => word);
  return new Map(
    [...byWord].map(([word, found]) => [word, new Set(found.flatMap(([, meanings]) => [...meanings]))]),
  );
}
