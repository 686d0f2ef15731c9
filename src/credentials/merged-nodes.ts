import { isDeepStrictEqual } from 'node:util';
import { isPlainObject, type JsonObject, type JsonValue, pointer } from './json.ts';

/** One object that has an id, and where it stands (JSON pointer). */
interface IdentifiedObject {
  readonly id: string;
  readonly object: JsonObject;
  readonly path: string;
}

/** The id of every object in a value, with the objects that have it. References (a bare address) are no objects. */
export function identifiedObjects(value: JsonValue, path = ''): IdentifiedObject[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => identifiedObjects(item, pointer(path, index)));
  if (!isPlainObject(value)) return [];
  const own = typeof value.id === 'string' ? [{ id: value.id, object: value, path }] : [];
  return [
    ...own,
    ...Object.entries(value).flatMap(([member, child]) => identifiedObjects(child, pointer(path, member))),
  ];
}

/** Members that may differ between two objects of one id: types are a set, and what an image shows decides nothing. */
const free: ReadonlySet<string> = new Set(['type', 'caption']);

/**
 * The paths of objects that say of their id something other than an object before them. Two objects with one id are one node
 * of the graph that is signed: a holder could let them change places. Within an endorsement nothing can be moved, because
 * its own signature ends there; so two endorsements may differ, but none may differ from what is outside of them.
 */
export function contradictions(document: JsonObject): string[] {
  const objects = identifiedObjects(document);
  return objects
    .filter((later, index) =>
      objects.slice(0, index).some((earlier) => earlier.id === later.id && contradict(earlier, later)),
    )
    .map(({ path }) => path);
}

function contradict(one: IdentifiedObject, other: IdentifiedObject): boolean {
  if (isEndorsed(one) && isEndorsed(other)) return false;
  return Object.entries(one.object).some(
    ([member, value]) =>
      !free.has(member) && member in other.object && !isDeepStrictEqual(value, other.object[member]),
  );
}

function isEndorsed({ path }: IdentifiedObject): boolean {
  return path.includes('/endorsement/');
}
