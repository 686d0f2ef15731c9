import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBatchCsv } from '../../src/http/batch-csv.ts';
import { reportCsv } from '../../src/http/batch-report.ts';
import { refusal } from '../support/refusal.ts';

const read = (text: string | Uint8Array) =>
  readBatchCsv(typeof text === 'string' ? new TextEncoder().encode(text) : text);

describe('rows in CSV', () => {
  it.each<[what: string, text: string, rows: object[]]>([
    [
      'plain',
      'key,name\na,Ada\nb,Bo\n',
      [
        { key: 'a', name: 'Ada' },
        { key: 'b', name: 'Bo' },
      ],
    ],
    ['with a byte order mark', '\u{feff}key,name\na,Ada', [{ key: 'a', name: 'Ada' }]],
    ['with CRLF', 'key,name\r\na,Ada\r\n', [{ key: 'a', name: 'Ada' }]],
    ['with bare CR', 'key,name\ra,Ada\r', [{ key: 'a', name: 'Ada' }]],
    [
      'with both kinds of line ends',
      'key,name\r\na,Ada\nb,Bo\r\n',
      [
        { key: 'a', name: 'Ada' },
        { key: 'b', name: 'Bo' },
      ],
    ],
    ['with blank lines', 'key,name\n\na,Ada\n\n\n', [{ key: 'a', name: 'Ada' }]],
    ['in another order', 'name,key\nAda,a', [{ key: 'a', name: 'Ada' }]],
    ['with spaces around', ' key , name \n a , Ada ', [{ key: 'a', name: 'Ada' }]],
    ['with an empty cell', 'key,name,email\na,Ada,', [{ key: 'a', name: 'Ada' }]],
    ['with a blank cell in marks', 'key,name,email\na,Ada,"  "', [{ key: 'a', name: 'Ada' }]],
    ['with commas and marks inside', 'key,name\na,"O""Hara, Ada"', [{ key: 'a', name: 'O"Hara, Ada' }]],
    [
      'with a line break inside',
      'key,name,narrative\na,Ada,"one\r\ntwo"',
      [{ key: 'a', name: 'Ada', narrative: 'one\r\ntwo' }],
    ],
    [
      'with what looks like a formula',
      'key,name\n=1+1,"=HYPERLINK(""x"")"',
      [{ key: '=1+1', name: '=HYPERLINK("x")' }],
    ],
    ['with what looks like a number or a date', 'key,name\n007,1e3\n', [{ key: '007', name: '1e3' }]],
    [
      'with several addresses',
      'key,name,evidence\na,Ada,"https://one.example/1\n  https://two.example/2"',
      [{ key: 'a', name: 'Ada', evidence: ['https://one.example/1', 'https://two.example/2'] }],
    ],
    [
      'with results',
      'key,name,result.quiz,result.https://x.example/a#b\na,Ada,90,Met\nb,Bo,,',
      [
        { key: 'a', name: 'Ada', results: { quiz: '90', 'https://x.example/a#b': 'Met' } },
        { key: 'b', name: 'Bo' },
      ],
    ],
    [
      'with a result of a dangerous name',
      'key,name,result.__proto__\na,Ada,x',
      [{ key: 'a', name: 'Ada', results: JSON.parse('{"__proto__":"x"}') }],
    ],
  ])('%s', (_what, text, rows) => {
    expect(read(text)).toEqual(rows);
  });

  it.each<[what: string, text: string | Uint8Array, errors: [field: string, message: RegExp][]]>([
    [
      'nothing',
      '',
      [
        ['key', /missing/],
        ['name', /missing/],
      ],
    ],
    [
      'blank lines alone',
      '\n\n',
      [
        ['key', /missing/],
        ['name', /missing/],
      ],
    ],
    ['a header alone', 'key,name\n', [['', /no rows/]]],
    ['no key', 'name\nAda', [['key', /missing among the columns/]]],
    ['an unknown column', 'key,name,mail\na,Ada,x', [['mail', /^is not a column; there are key, name/]]],
    [
      'a column in capitals',
      'Key,name\na,Ada',
      [
        ['Key', /is not a column/],
        ['key', /missing/],
      ],
    ],
    ['a result without an id', 'key,name,result.\na,Ada,x', [['result.', /is not a column/]]],
    ['a column twice', 'key,name,name\na,Ada,Bo', [['name', /twice/]]],
    ['a column without a name', 'key,name,\na,Ada,x', [['column 3', /no name/]]],
    ['a short row', 'key,name,email\na,Ada\nb,Bo,b@x.example', [['row 1', /2 cells for 3 columns/]]],
    ['a long row', 'key,name\na,Ada\nb,Bo,more', [['row 2', /3 cells for 2 columns/]]],
    [
      'semicolons',
      'key;name\na;Ada',
      [
        ['key;name', /is not a column/],
        ['key', /missing/],
        ['name', /missing/],
      ],
    ],
    ['an open quotation mark', 'key,name\na,"Ada\nb,Bo\n', [['line 3', /inside of quotation marks/]]],
    ['text behind a quotation mark', 'key,name\na,"Ada"x\n', [['line 2', /behind a closing quotation mark/]]],
    ['a quotation mark in the middle', 'key,name\na,A"d"a\n', [['line 2', /quotation mark inside/]]],
    ['Latin-1', new Uint8Array([...Buffer.from('key,name\na,Zo'), 0xeb]), [['', /UTF-8/]]],
    ['UTF-16', new Uint8Array([0xff, 0xfe, ...Buffer.from('key,name\na,Ada', 'utf16le')]), [['', /UTF-8/]]],
    ['Latin-1 that was taken for UTF-8', 'key,name\na,Zo\ufffd', [['', /UTF-8/]]],
    ['UTF-16 without a mark', new Uint8Array(Buffer.from('key,name\na,Ada', 'utf16le')), [['', /UTF-8/]]],
    ['too many rows', `key,name\n${'a,Ada\n'.repeat(10_001)}`, [['', /more than 10000 rows/]]],
  ])('are refused with %s', (_what, text, errors) => {
    const refused = refusal(() => read(text));
    expect(refused.code).toBe('invalid-request');
    expect(refused.errors.map(({ field }) => field)).toEqual(errors.map(([field]) => field));
    for (const [index, [, message]] of errors.entries())
      expect(refused.errors[index]?.message).toMatch(message);
  });

  it('tells of fifty bad rows at most, and quotes none of them', () => {
    const refused = refusal(() => read(`key,name\n${'secret,Ada,more\n'.repeat(1000)}`));
    expect(refused.errors).toHaveLength(50);
    expect(JSON.stringify(refused.errors)).not.toContain('secret');
  });

  it('takes ten thousand', () => {
    expect(read(`key,name\n${'a,Ada\n'.repeat(10_000)}`)).toHaveLength(10_000);
  });

  it('of the sample are five', () => {
    const rows = read(readFileSync('samples/batch/rows.csv'));
    expect(rows.map(({ key }) => key)).toEqual([1, 2, 3, 4, 5].map((number) => `spring-26-00${number}`));
    expect(rows[1]?.evidence).toHaveLength(2);
    expect(rows[4]?.narrative).toBe('She said: "I will ask what they do already."');
  });
});

describe('a report in CSV', () => {
  it('has a line for each row', () => {
    expect(
      reportCsv([
        { row: 1, key: 'a', state: 'issued', credential: 'https://assay.example/credentials/1' },
        {
          row: 2,
          state: 'invalid',
          problems: [
            { field: 'key', message: 'is missing' },
            { field: '', message: 'is "odd"' },
          ],
        },
      ]),
    ).toBe(
      'row,key,state,problems,credential\r\n1,a,issued,,https://assay.example/credentials/1\r\n2,,invalid,"key is missing; is ""odd""",\r\n',
    );
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+49', "'+49"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['a,b', '"a,b"'],
    ['a"b', '"a""b"'],
    ['a=b', 'a=b'],
    ['=1,2', `"'=1,2"`],
  ])('the key %s stays text', (key, cell) => {
    expect(reportCsv([{ row: 1, key, state: 'issued' }]).split('\r\n')[1]).toBe(`1,${cell},issued,,`);
  });
});
