import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { embeddedWithoutMetadata } from './embedded.ts';
import { Unreadable } from './unreadable.ts';

/** Most bytes that the parts of a document may have together when they are unpacked. */
const maxUnpacked = 400 * 1024 * 1024;
const maxParts = 10_000;
/** How deep documents may be in documents: a chart in a presentation has a table of its own. */
const maxDepth = 2;

const officeTypes = 'http://schemas.openxmlformats.org/officeDocument/2006';
const emptyParts = {
  'core-properties':
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
  'extended-properties': `<Properties xmlns="${officeTypes}/extended-properties"/>`,
  'custom-properties': `<Properties xmlns="${officeTypes}/custom-properties"/>`,
} as const;

/**
 * A document of Office Open XML (ISO/IEC 29500) without its properties, and without the names of those who wrote, changed or commented
 * it. What they wrote stays. Pictures and documents in it lose theirs too.
 * @throws Unreadable
 */
export function officeWithoutMetadata(bytes: Uint8Array, depth = 0): Uint8Array {
  const parts = unpacked(bytes);
  const properties = propertyParts(parts);
  const names = namesIn(parts);
  let changed = false;
  const kept: Zippable = {};
  for (const [path, before] of Object.entries(parts)) {
    const after = partWithoutMetadata(path, before, { properties, names, depth });
    changed ||= after !== before;
    // What is packed already is not made smaller by packing it again.
    kept[path] = [after, { level: /\.(?:png|jpe?g|gif|docx|pptx|xlsx|mp4|mp3)$/i.test(path) ? 0 : 6, mtime }];
  }
  return changed ? zipSync(kept) : bytes;
}

/** The earliest time that an archive can tell. */
const mtime = new Date(1980, 0, 1);

function unpacked(bytes: Uint8Array): Record<string, Uint8Array> {
  let total = 0;
  let count = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        count += 1;
        if (total > maxUnpacked || count > maxParts)
          throw new Unreadable('it is too large when it is unpacked');
        return !name.endsWith('/');
      },
    });
  } catch (error) {
    if (error instanceof Unreadable) throw error;
    throw new Unreadable('its archive is broken');
  }
}

/** The parts that hold properties, by what the relations of the package say: their names are no rule. */
function propertyParts(parts: Record<string, Uint8Array>): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [kind, empty] of Object.entries(emptyParts))
    for (const path of [
      `docProps/${kind === 'core-properties' ? 'core' : kind === 'extended-properties' ? 'app' : 'custom'}.xml`,
      ...targets(parts, kind),
    ])
      found.set(path, empty);
  return found;
}

function targets(parts: Record<string, Uint8Array>, kind: string): string[] {
  const relations =
    textOf(parts['_rels/.rels'] ?? new Uint8Array()).match(/<[^<>]*\bRelationship\b[^<>]*>/g) ?? [];
  return relations
    .filter((one) => new RegExp(`\\bType\\s*=\\s*["'][^"']*/${kind}["']`).test(one))
    .map((one) => (/\bTarget\s*=\s*["']\/?([^"']*)["']/.exec(one)?.[1] ?? '').replace(/^\.\//, ''));
}

/** Who is named as having written something, as it stands in the XML. */
function namesIn(parts: Record<string, Uint8Array>): readonly string[] {
  const found = new Set<string>();
  for (const [path, bytes] of Object.entries(parts)) {
    if (!/comments[^/]*\.xml$|docProps\/core\.xml$/.test(path)) continue;
    for (const [, name = ''] of textOf(bytes).matchAll(
      /<(?:\w+:)?(?:author|creator|lastModifiedBy)\b[^<>]*>([^<]+)</g,
    ))
      found.add(name.trim());
  }
  return [...found].filter((name) => name !== '');
}

function partWithoutMetadata(
  path: string,
  bytes: Uint8Array,
  known: {
    readonly properties: ReadonlyMap<string, string>;
    readonly names: readonly string[];
    readonly depth: number;
  },
): Uint8Array {
  const empty = known.properties.get(path);
  if (empty !== undefined) return same(bytes, strToU8(`<?xml version="1.0" encoding="UTF-8"?>${empty}`));
  if (/(?:^|\/)printerSettings\d*\.bin$/i.test(path)) return same(bytes, new Uint8Array(bytes.length));
  if (/\/embeddings\/[^/]+\.(?:docx|pptx|xlsx)$/i.test(path)) {
    if (known.depth >= maxDepth) throw new Unreadable('there are documents in documents in it');
    return officeWithoutMetadata(bytes, known.depth + 1);
  }
  if (/\/embeddings\/|\/activeX\/.*\.bin$/i.test(path))
    throw new Unreadable('a file of another program is in it: add that as an item of its own');
  if (!/\.(?:xml|rels|vml)$/i.test(path)) return embeddedWithoutMetadata(bytes);
  const before = textOf(bytes);
  const after = xmlWithoutNames(path, before, known.names);
  return after === before ? bytes : strToU8(after);
}

function xmlWithoutNames(path: string, xml: string, names: readonly string[]): string {
  let text = attribute(xml, 'author|initials|userId|userName|providerId|lastModifiedBy', 'A');
  text = text.replace(/(<(?:\w+:)?absPath\b[^<>]*?\burl\s*=\s*)(?:"[^"]*"|'[^']*')/g, '$1""');
  if (path.endsWith('.rels')) text = text.replace(/(\bTarget\s*=\s*["'])file:[^"']*/gi, '$1file:///removed');
  if (/(?:^|\/)persons\/[^/]*\.xml$/.test(path)) text = attribute(text, 'displayName', 'A');
  if (/(?:^|\/)(?:commentAuthors|authors)[^/]*\.xml$/.test(path)) text = attribute(text, 'name', 'A');
  if (/comments[^/]*\.xml$/i.test(path)) {
    text = text.replace(/(<(?:\w+:)?author\b[^<>]*>)[^<]+(?=<)/g, '$1A');
    // A table writes who commented into the comment itself.
    for (const name of names) text = text.replaceAll(`${name}:`, 'A:');
  }
  if (/(?:^|\/)customXml\//.test(path))
    text = text.replace(/(<(?:\w+:)?(?:DisplayName|AccountId)\b[^<>]*>)[^<]+(?=<)/g, '$1A');
  return text;
}

/** The XML with this in the place of what these attributes say, whatever their prefix. */
function attribute(xml: string, names: string, value: string): string {
  return xml.replace(
    new RegExp(`(\\s(?:[\\w.-]+:)?(?:${names})\\s*=\\s*)(?:"[^"]*"|'[^']*')`, 'g'),
    `$1"${value}"`,
  );
}

function same(before: Uint8Array, after: Uint8Array): Uint8Array {
  return Buffer.compare(before, after) === 0 ? before : after;
}

function textOf(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new Unreadable('its text is stored as UTF-16: save it again with a newer program');
  return strFromU8(bytes);
}
