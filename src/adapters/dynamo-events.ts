import type { AssayEvent } from '../domain/event.ts';
import { events } from './dynamo-items.ts';
import { type Action, absent } from './dynamo-table.ts';

/** Puts events with the change that they tell of. */
export function tell(happened: readonly AssayEvent[]): Action[] {
  return happened.map((event) => ({ put: events.item(event), when: absent }));
}
