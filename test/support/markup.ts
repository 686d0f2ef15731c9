/** A tag of a page, as a browser would read it: its name in small letters, its attributes with their entities resolved. */
export interface Tag {
  readonly name: string;
  readonly closing: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a browser makes of a page, as far as tests ask: its tags in order, the text between them, and the raw style. */
export interface Markup {
  readonly tags: readonly Tag[];
  /** The text of the page with its entities resolved; the style is no part of it. */
  readonly text: string;
  readonly styles: readonly string[];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const resolved = (text: string) =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => entities[name] ?? whole);

const tag = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/y;
const attribute = /([\w-]+)(?:="([^"]*)")?/g;

/**
 * Reads a page strictly: one doctype, tags with quoted attributes, text without any bare `<`, `>` or stray `&`.
 * @throws Error where the page is anything else, so that nothing that was put in can hide in loose markup
 */
export function markupOf(page: string): Markup {
  const start = '<!doctype html>';
  if (!page.startsWith(start)) throw new Error('the page has no doctype');
  const [tags, styles]: [Tag[], string[]] = [[], []];
  let text = '';
  for (let at = start.length; at < page.length; ) {
    if (page[at] !== '<') {
      const end = page.indexOf('<', at);
      const piece = page.slice(at, end < 0 ? page.length : end);
      if (/>|&(?!(?:amp|lt|gt|quot|#39);)/.test(piece)) throw new Error(`not escaped: ${piece}`);
      text += resolved(piece);
      at += piece.length;
      continue;
    }
    tag.lastIndex = at;
    const found = tag.exec(page);
    if (!found) throw new Error(`no tag: ${page.slice(at, at + 80)}`);
    const [whole, slash, name = '', rest = ''] = found;
    if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(rest)) throw new Error(`not escaped: ${whole}`);
    const attributes = [...rest.matchAll(attribute)].map(([, key = '', value = '']) => [
      key.toLowerCase(),
      resolved(value),
    ]);
    tags.push({
      name: name.toLowerCase(),
      closing: slash === '/',
      attributes: Object.fromEntries(attributes),
    });
    at += whole.length;
    if (name === 'style' && slash === '') {
      const end = page.indexOf('</style>', at);
      styles.push(page.slice(at, end));
      at = end;
    }
  }
  return { tags, text, styles };
}

const empty = ['meta', 'link', 'br', 'img', 'input'];

/** The tags that are opened and not closed, or closed in the wrong order. */
export function unbalanced({ tags }: Markup): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const { name, closing } of tags) {
    if (empty.includes(name)) continue;
    if (!closing) open.push(name);
    else if (open.at(-1) === name) open.pop();
    else wrong.push(name);
  }
  return [...wrong, ...open];
}
