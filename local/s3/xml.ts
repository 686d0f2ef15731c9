/** Text, or named children; an array repeats its element. */
export type XmlContent = string | { [name: string]: XmlContent | XmlContent[] };

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A whole XML document with this root. */
export const xmlElement = (name: string, content: XmlContent): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, content)}`;

function element(name: string, content: XmlContent): string {
  const inner =
    typeof content === 'string'
      ? escapeText(content)
      : Object.entries(content)
          .flatMap(([child, value]) => [value].flat().map((one) => element(child, one)))
          .join('');
  return `<${name}>${inner}</${name}>`;
}

// Control characters are legal in an object key and have to be written as references.
const escapeText = (text: string): string =>
  text.replace(
    /[&<>"]|\p{Cc}/gu,
    (character) => ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  );
