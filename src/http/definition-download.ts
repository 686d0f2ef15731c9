import { stringify } from 'yaml';
import type { DefinitionFile } from '../domain/definition/file.ts';

/** Media types of definitions as files, by the notation that they are written in (RFC 8259; RFC 9512). */
export const definitionMediaTypes = { json: 'application/json', yaml: 'application/yaml' } as const;
export type DefinitionFormat = keyof typeof definitionMediaTypes;

/** A definition as the text of a file. Reading it back gives exactly the same. */
export function writeDefinition(file: DefinitionFile, format: DefinitionFormat): string {
  if (format === 'json') return `${JSON.stringify(file, null, 2)}\n`;
  // What older readers take for a boolean or a date is written in quotes.
  return stringify(file, {
    version: '1.2',
    schema: 'core',
    compat: 'yaml-1.1',
    lineWidth: 110,
    // No aliases: they would not be read.
    aliasDuplicateObjects: false,
  });
}

/** A definition as a file that a browser saves. */
export function definitionDownload(
  file: DefinitionFile,
  format: DefinitionFormat,
  name: string,
  headers: Readonly<Record<string, string>> = {},
) {
  return {
    status: 200 as const,
    text: writeDefinition(file, format),
    mediaType: format === 'yaml' ? `${definitionMediaTypes.yaml}; charset=utf-8` : definitionMediaTypes.json,
    headers: {
      ...headers,
      'content-disposition': `attachment; filename="micro-credential-${name}.${format}"`,
    },
  };
}
