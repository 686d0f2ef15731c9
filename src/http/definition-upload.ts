import { isAlias, isMap, isScalar, Lexer, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { type DefinitionFile, definitionFile } from '../domain/definition/file.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { DefinitionFormat } from './definition-download.ts';
import { fieldErrors } from './problem.ts';
import { type YamlExcess, yamlExcess } from './yaml-excess.ts';

const excess: Readonly<Record<YamlExcess, string>> = {
  deep: 'must not be nested deeper than 20 levels',
  long: 'must not have so many parts',
};

/**
 * What a file says of a micro-credential.
 * @throws DomainError `invalid-request` with JSON pointers into the file, or with what is wrong with its text
 */
export function readDefinition(bytes: Uint8Array, format: DefinitionFormat): DefinitionFile {
  const text = utf8(bytes);
  const parsed = definitionFile.safeParse(format === 'json' ? fromJson(text) : fromYaml(text));
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'invalid-request',
    'The file is no definition as it should be.',
    fieldErrors(parsed.error),
  );
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('must be text in UTF-8');
  }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable('must be JSON');
  }
}

/** The plain part of YAML 1.2, which JSON can say too: no references, no types of one's own, one document. */
function fromYaml(text: string): unknown {
  const tooMuch = yamlExcess(new Lexer().lex(text));
  if (tooMuch) throw unreadable(excess[tooMuch]);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    customTags: [],
    resolveKnownTags: false,
    merge: false,
    stringKeys: true,
    strict: true,
    // The parser compares each key with every other one. A set is faster.
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  });
  const at = (offset: number | undefined) =>
    offset === undefined ? '' : ` (line ${lines.linePos(offset).line})`;
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw unreadable(`cannot be read: ${problem.message}${at(problem.pos[0])}`);
  const { yaml, tags } = document.directives;
  if (yaml.explicit || Object.keys(tags).length > 1) throw unreadable('must have no directives');
  visit(document, {
    Node(_, node) {
      const found = unwanted(node);
      if (found) throw unreadable(`${found}${at(node.range?.[0])}`);
    },
  });
  return document.toJS({ maxAliasCount: 0 });
}

function unwanted(node: Node): string | undefined {
  if (isAlias(node)) return 'must have no aliases';
  if ('anchor' in node && node.anchor !== undefined) return 'must have no anchors';
  if (node.tag !== undefined) return 'must have no tags';
  if (!isMap(node)) return undefined;
  const keys = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  return new Set(keys).size < keys.length ? 'must not name a member twice' : undefined;
}

function unreadable(message: string): DomainError {
  return new DomainError('invalid-request', 'The file cannot be read.', [{ field: '', message }]);
}
