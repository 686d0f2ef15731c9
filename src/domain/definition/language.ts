import * as z from 'zod';

/** A BCP 47 language tag: a language, and where it matters a script and a region. */
export const languageTag = z
  .string()
  .regex(
    /^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?$/,
    'must be a BCP 47 language tag such as en, es-MX or zh-Hant',
  );

/**
 * The language that suits a reader best: the first wanted one that there is, in itself or in another region
 * (RFC 4647, section 3.4, and the other way round), else the first that there is.
 * @param available at least one, the language of the original first
 * @param wanted language ranges, best first; `*` is content with the original
 */
export function bestLanguage(available: readonly [string, ...string[]], wanted: readonly string[]): string {
  const [original] = available;
  for (const range of wanted) {
    if (range === '*') return original;
    const found = matching(available, range.toLowerCase());
    if (found !== undefined) return found;
  }
  return original;
}

function matching(available: readonly string[], range: string): string | undefined {
  const subtags = range.split('-');
  for (let length = subtags.length; length > 0; length--) {
    const prefix = subtags.slice(0, length).join('-');
    const found =
      available.find((tag) => tag.toLowerCase() === prefix) ??
      available.find((tag) => tag.toLowerCase().startsWith(`${prefix}-`));
    if (found !== undefined) return found;
  }
  return undefined;
}
