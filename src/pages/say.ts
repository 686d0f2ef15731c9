import { type Html, html, paragraphs } from './html.ts';

/** Shows a text of a definition in its own language, and marks it where it is not translated. */
export interface Say {
  (pointer: string, text: string): Html;
  paragraphs(pointer: string, text: string): Html;
  /** The language of a text, where it is not that of the page. */
  language(pointer: string): string | undefined;
}

/**
 * How the texts of a definition are shown, which may be translated in part.
 * @param original the language of what is not translated
 * @param shown the language of the rest
 * @param untranslated JSON pointers into the definition
 * @param page the language of the page around them
 */
export function sayIn({
  original,
  shown = original,
  untranslated = [],
  page,
}: {
  readonly original: string;
  readonly shown?: string | undefined;
  readonly untranslated?: readonly string[] | undefined;
  readonly page: string;
}): Say {
  const missing = new Set(untranslated);
  const language = (pointer: string) => {
    const of = missing.has(pointer) ? original : shown;
    return of === page ? undefined : of;
  };
  const mark = (pointer: string) =>
    missing.has(pointer) ? html` <small class="soft">[${original}]</small>` : undefined;
  const say = (pointer: string, text: string) => {
    const of = language(pointer);
    return html`${of === undefined ? text : html`<span lang="${of}">${text}</span>`}${mark(pointer)}`;
  };
  return Object.assign(say, {
    paragraphs: (pointer: string, text: string) => paragraphs(text, mark(pointer), language(pointer)),
    language,
  });
}
