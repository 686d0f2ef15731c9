import type { JsonObject } from '../credentials/json.ts';

/** What came of asking for a document. */
export type Fetched =
  | { readonly document: JsonObject; readonly bytes: number }
  | { readonly reason: 'unreachable' | 'unreadable' };

/** How documents are asked for. */
export interface Ask {
  /** The address of the page. */
  readonly here: string;
  json(address: string): Promise<Fetched>;
}
