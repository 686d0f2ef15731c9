import { CST } from 'yaml';

/** What of a text is more than a parser should be given: nested without end, or in too many parts. */
export type YamlExcess = 'deep' | 'long';

/** Deepest nesting in brackets, and of markers on one line. A definition has eight levels. */
const maxDepth = 20;
/** Widest indentation: each level of a block is one space deeper at least. */
const maxIndent = 200;
/** Most words and marks. The whole of a definition in two languages has a twentieth. */
const maxTokens = 50_000;

/**
 * Whether a text is more than a parser should be given. Parsers walk into what is nested by calling themselves, and look back
 * at what they have read; their time grows faster than the text.
 */
export function yamlExcess(tokens: Iterable<string>): YamlExcess | undefined {
  let count = 0;
  let brackets = 0;
  let marks = 0;
  let atStart = true;
  for (const token of tokens) {
    const type = CST.tokenType(token);
    count++;
    if (type === 'newline') {
      atStart = true;
      marks = 0;
    } else {
      if (type === 'space' && atStart && brackets === 0 && token.length > maxIndent) return 'deep';
      atStart = false;
      if (type === 'flow-map-start' || type === 'flow-seq-start') brackets++;
      else if (type === 'flow-map-end' || type === 'flow-seq-end') brackets = Math.max(0, brackets - 1);
      else if (type === 'comma') marks = 0;
      else if (type === 'seq-item-ind' || type === 'explicit-key-ind' || type === 'map-value-ind') marks++;
    }
    if (brackets > maxDepth || marks > maxDepth) return 'deep';
    if (count > maxTokens) return 'long';
  }
  return undefined;
}
