import { type Html, html } from './html.ts';

/** Shows a text of a definition, and marks it where it is not in the language of the page. */
export interface Say {
  (pointer: string, text: string): Html;
  /** What the text is marked with; nothing where it is translated. */
  mark(pointer: string): Html | undefined;
}

/**
 * How the texts of a definition are shown that may be translated in part.
 * @param original the language of what is not translated
 * @param untranslated JSON pointers into the definition
 */
export function sayIn(original: string, untranslated: readonly string[]): Say {
  const missing = new Set(untranslated);
  const mark = (pointer: string) =>
    missing.has(pointer) ? html` <small class="soft">[${original}]</small>` : undefined;
  const say = (pointer: string, text: string) =>
    missing.has(pointer) ? html`<span lang="${original}">${text}</span>${mark(pointer)}` : html`${text}`;
  return Object.assign(say, { mark });
}
