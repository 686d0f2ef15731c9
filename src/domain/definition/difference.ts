import * as z from 'zod';
import { pointerTo, sameJson } from '../json-pointer.ts';
import { differingWords, wordRun } from './word-difference.ts';

/** One difference between two definitions. */
export const change = z.object({
  kind: z.enum(['added', 'removed', 'changed', 'reordered']),
  /** Where it is, as a JSON pointer into the newer one; for what was removed, into the older one. */
  at: z.string(),
  /** Where it was, when that is another place: items of lists are told by their ids. */
  was: z.string().optional(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
  /** Of a changed text: its words, in order, as far as it is not too long. */
  words: z.array(wordRun).optional(),
});
export type Change = z.infer<typeof change>;

type Step = string | number;
type Json = z.core.util.JSONType;

interface Place {
  readonly was: readonly Step[];
  readonly at: readonly Step[];
}

/** What makes one definition another. Criteria, levels, artifacts and all that has an id are matched by it, wherever they stand. */
export function differences(before: object, after: object): Change[] {
  return ofMembers(before as Members, after as Members, { was: [], at: [] });
}

type Members = Readonly<Record<string, Json | undefined>>;

function ofValues(before: Json | undefined, after: Json | undefined, place: Place): Change[] {
  if (sameJson(before, after)) return [];
  if (before === undefined) return [{ kind: 'added', at: pointerTo(place.at), after: after as Json }];
  if (after === undefined) return [{ kind: 'removed', at: pointerTo(place.was), before }];
  if (Array.isArray(before) && Array.isArray(after)) return ofLists(before, after, place);
  if (isObject(before) && isObject(after)) return ofMembers(before, after, place);
  const words = typeof before === 'string' && typeof after === 'string' && differingWords(before, after);
  return [{ kind: 'changed', ...told(place), before, after, ...(words && { words }) }];
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function told({ was, at }: Place): { at: string; was?: string } {
  const [from, to] = [pointerTo(was), pointerTo(at)];
  return { at: to, ...(from !== to && { was: from }) };
}

function ofMembers(before: Members, after: Members, place: Place): Change[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    ofValues(
      Object.hasOwn(before, name) ? before[name] : undefined,
      Object.hasOwn(after, name) ? after[name] : undefined,
      { was: [...place.was, name], at: [...place.at, name] },
    ),
  );
}

function ofLists(before: readonly Json[], after: readonly Json[], place: Place): Change[] {
  const olds = keyed(before);
  const news = keyed(after);
  const removed = [...olds].filter(([key]) => !news.has(key));
  const changes = [...news].flatMap(([key, { item, index }]) => {
    const old = olds.get(key);
    return ofValues(old?.item, item, { was: [...place.was, old?.index ?? index], at: [...place.at, index] });
  });
  const order = (one: Map<string, unknown>, other: Map<string, unknown>) =>
    [...one.keys()].filter((key) => other.has(key));
  const [then, now] = [order(olds, news), order(news, olds)];
  return [
    ...removed.flatMap(([, { item, index }]) =>
      ofValues(item, undefined, { was: [...place.was, index], at: place.at }),
    ),
    ...changes,
    ...(sameJson(then, now)
      ? []
      : [{ kind: 'reordered' as const, ...told(place), before: names(then), after: names(now) }]),
  ];
}

/** Items by their ids; those without one by all that they say. The same item twice is told apart by its turn. */
function keyed(items: readonly Json[]): Map<string, { item: Json; index: number }> {
  const found = new Map<string, { item: Json; index: number }>();
  for (const [index, item] of items.entries()) {
    const name = isObject(item) && typeof item.id === 'string' ? `#${item.id}` : JSON.stringify(item);
    let key = name;
    for (let turn = 2; found.has(key); turn++) key = `${name} ${turn}`;
    found.set(key, { item, index });
  }
  return found;
}

function names(keys: readonly string[]): string[] {
  return keys.map((key) => key.replace(/^#/, ''));
}
