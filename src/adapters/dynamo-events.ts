import { type AssayEvent, isAnnounced } from '../domain/event.ts';
import { events, outbox } from './dynamo-items.ts';
import { type Action, absent } from './dynamo-table.ts';

/** Puts events with the change that they tell of, in the trail and in the outbox: both are there or neither. Ids of one moment have no order: those of one change keep theirs. */
export function tell(happened: readonly AssayEvent[]): Action[] {
  const first = happened[0]?.id ?? '';
  return happened.flatMap((event, number) => [
    { put: events.item(event, [first, number]), when: absent },
    ...(isAnnounced(event) ? [{ put: outbox.item(event), when: absent }] : []),
  ]);
}
