import type { AssayEvent } from '../domain/event.ts';
import { events } from './dynamo-items.ts';
import { type Action, absent } from './dynamo-table.ts';

/** Puts events with the change that they tell of. Ids of one moment have no order: those of one change keep theirs. */
export function tell(happened: readonly AssayEvent[]): Action[] {
  const first = happened[0]?.id ?? '';
  return happened.map((event, number) => ({ put: events.item(event, [first, number]), when: absent }));
}
