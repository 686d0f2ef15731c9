import { describe, expect, it } from 'vitest';
import { Lexer } from 'yaml';
import { yamlExcess } from '../../src/http/yaml-excess.ts';

const excess = (text: string) => yamlExcess(new Lexer().lex(text));

describe('a text is more than a parser should be given', () => {
  it.each<[what: string, text: string, found: 'deep' | 'long' | undefined]>([
    ['twenty lists in each other', `${'['.repeat(20)}${']'.repeat(20)}`, undefined],
    ['twenty-one', `${'['.repeat(21)}${']'.repeat(21)}`, 'deep'],
    ['twenty-one maps', `${'{a: '.repeat(21)}`, 'deep'],
    ['lists over lines', '[\n'.repeat(21), 'deep'],
    ['many lists beside each other', '- []\n'.repeat(100), undefined],
    ['brackets that are closed too often', `${']'.repeat(30)}${'['.repeat(20)}`, undefined],
    ['brackets in quotes', `a: "${'['.repeat(100)}"\nb: '${'{'.repeat(100)}'`, undefined],
    ['brackets in a block', `a: |\n  ${'['.repeat(100)}`, undefined],
    ['twenty-one lists in one line', '- '.repeat(21), 'deep'],
    ['a list of many lines', '- a\n'.repeat(1000), undefined],
    ['a map of many members in one line', `{${'a: b, '.repeat(1000)}}`, undefined],
    ['two hundred spaces before a member', `a:\n${' '.repeat(200)}b: c`, undefined],
    ['one more', `a:\n${' '.repeat(201)}b: c`, 'deep'],
    [
      'many spaces inside of a line and of a block',
      `a: b${' '.repeat(500)}c\nd: |\n  e\n${' '.repeat(500)}f`,
      undefined,
    ],
    ['fifty thousand lines of nothing', '\n'.repeat(50_000), undefined],
    ['one more', '\n'.repeat(50_002), 'long'],
  ])('%s: %#', (_, text, found) => {
    expect(excess(text)).toBe(found);
  });
});
