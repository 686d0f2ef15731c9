import { pinnedContexts } from './contexts.ts';
import { isPlainObject, type JsonObject, type JsonValue } from './json.ts';

/** What every pinned context says of its words, at whatever depth: what each of them can stand for. */
const meaningsOf: ReadonlyMap<string, Meanings> = new Map(
  [...pinnedContexts].map(([url, context]) => [url, meaningsIn(context as JsonObject)]),
);
const taken: Meanings = joined([...meaningsOf.values()]);
const takenMeanings: ReadonlySet<string> = new Set([...taken.values()].flatMap((meanings) => [...meanings]));

const termMembers = new Set(['@id', '@type', '@container', '@context', '@protected']);
const iri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/;

/**
 * Whether a vocabulary that a document brings along only adds words. A signature over statements does not cover the names of
 * members: a word that stands for what a known vocabulary calls otherwise could hide a member from whoever reads the
 * JSON, and a known word with another meaning could make something up. So its words must be new, in name and in meaning, or mean
 * what the known vocabularies say they do; and of the features of JSON-LD only the plain ones are there. `beside` are the
 * vocabularies with which it is used.
 */
export function addsOnlyWords(given: JsonValue, beside: readonly JsonValue[]): boolean {
  const context =
    isPlainObject(given) && Object.keys(given).join() === '@context' ? given['@context'] : given;
  const known = joined(beside.map((url) => meaningsOf.get(String(url)) ?? new Map()));
  return (
    context !== undefined &&
    isPlainObject(context) &&
    addsOnly(context, { known, prefixes: prefixesOf(context, new Map()) })
  );
}

/** Whether a pinned context has a word for this IRI. */
export function hasKnownWord(meaning: string): boolean {
  return takenMeanings.has(meaning);
}

/** By word: what it can stand for. */
type Meanings = ReadonlyMap<string, ReadonlySet<string>>;
type Prefixes = ReadonlyMap<string, string>;

interface Place {
  readonly known: Meanings;
  readonly prefixes: Prefixes;
}

function addsOnly(context: JsonObject, place: Place): boolean {
  return Object.entries(context).every(([word, value]) => {
    if (word === '@protected') return typeof value === 'boolean';
    if (word === '@version') return value === 1.1;
    if (word === '@vocab') return typeof value === 'string' && isNewNamespace(value);
    if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(word)) return false;
    return isNewWord(word, value, place);
  });
}

function isNewWord(word: string, value: JsonValue, place: Place): boolean {
  const { prefixes } = place;
  if (typeof value === 'string') return mayMean(word, full(value, prefixes), place);
  if (!isPlainObject(value) || Object.keys(value).some((member) => !termMembers.has(member))) return false;
  const { '@id': id, '@type': type, '@container': container, '@context': scoped } = value;
  return (
    typeof id === 'string' &&
    mayMean(word, full(id, prefixes), place) &&
    (type === undefined || isCoercion(type, prefixes)) &&
    (container === undefined || container === '@set' || container === '@list') &&
    (value['@protected'] === undefined || typeof value['@protected'] === 'boolean') &&
    (scoped === undefined ||
      (isPlainObject(scoped) && addsOnly(scoped, { ...place, prefixes: prefixesOf(scoped, prefixes) })))
  );
}

function mayMean(word: string, meaning: string, { known }: Place): boolean {
  if (known.has(word)) return known.get(word)?.has(meaning) ?? false;
  if (takenMeanings.has(meaning)) return taken.get(word)?.has(meaning) ?? false;
  return iri.test(meaning);
}

function isCoercion(type: JsonValue, prefixes: Prefixes): boolean {
  if (typeof type !== 'string') return false;
  return type === '@id' || type === '@vocab' || iri.test(full(type, prefixes));
}

/** The namespace of words that are not defined: a known meaning in it must be that of the word at its end. */
function isNewNamespace(vocab: string): boolean {
  const within = [...takenMeanings].filter((meaning) => meaning.startsWith(vocab));
  return iri.test(vocab) && within.every((meaning) => taken.get(meaning.slice(vocab.length))?.has(meaning));
}

/** `schema:name` in full, where the vocabulary says what `schema` stands for. */
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
