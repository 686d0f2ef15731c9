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
  const said = new Map<string, Map<string, JsonValue>>();
  for (const { id, object, path } of objects) {
    if (isEndorsed(path)) continue;
    const members = said.get(id) ?? new Map<string, JsonValue>();
    said.set(id, members);
    for (const [member, value] of Object.entries(object))
      if (!members.has(member)) members.set(member, value);
  }
  return objects
    .filter(({ id, object }) => {
      const members = said.get(id);
      return Object.entries(object).some(
        ([member, value]) =>
          !free.has(member) && members?.has(member) && !isDeepStrictEqual(value, members.get(member)),
      );
    })
    .map(({ path }) => path);
}

function isEndorsed(path: string): boolean {
  return path.includes('/endorsement/');
}
