import { type Html, html } from './html.ts';
import { type Shared, sharedAddress, sharedTitle } from './shared-facts.ts';

/** Pixels that a card is shown in unless there is less room. */
export const cardSize = { width: 480, height: 180 } as const;

/** Where the card of a credential is. */
export function embedAddress(shared: Pick<Shared, 'record' | 'publicUrl'>): string {
  return `${sharedAddress(shared)}/embed`;
}

/** The frame by which another page shows a card. It may open a link, and nothing else. */
export function embedCode(
  shared: Shared,
  { width, height }: { readonly width: number; readonly height: number } = cardSize,
): Html {
  return html`<iframe src="${embedAddress(shared)}" title="${sharedTitle(shared.badge)}" width="${width}" height="${height}" loading="lazy" referrerpolicy="no-referrer" sandbox="allow-popups allow-popups-to-escape-sandbox" style="border:0;max-width:100%"></iframe>`;
}
