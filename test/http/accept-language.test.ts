import { describe, expect, it } from 'vitest';
import { wantedLanguages } from '../../src/http/accept-language.ts';

describe('the languages that a reader wants', () => {
  it.each<[asked: string | undefined, header: string | undefined, wanted: string[]]>([
    [undefined, undefined, []],
    [undefined, '', []],
    [undefined, 'es', ['es']],
    ['fr', undefined, ['fr']],
    ['fr', 'es', ['fr', 'es']],
    [undefined, 'en;q=0.5, es-MX, es;q=0.9', ['es-MX', 'es', 'en']],
    [undefined, 'es;q=0.001,en;q=0.002', ['en', 'es']],
    [undefined, 'es , *;q=0.1', ['es', '*']],
    [undefined, 'de;q=0, es', ['es']],
    [undefined, 'es;q=1.0;q=0.1, en', ['en']],
    [undefined, 'es;q=2, en', ['en']],
    [undefined, 'es;q=, en', ['en']],
    [undefined, 'es;level=1, en', ['en']],
    [undefined, 'e n, <script>, ..., en', ['en']],
    [undefined, 'überlong, en', ['en']],
    [undefined, ';;;,,,;q=1', []],
  ])('are, by %j and %j, %j', (asked, header, wanted) => {
    expect(wantedLanguages(asked, header)).toEqual(wanted);
  });

  it('are read in no time, however long the header is', () => {
    const start = performance.now();
    for (const header of [
      'a-'.repeat(50_000),
      'es,'.repeat(50_000),
      ' '.repeat(100_000),
      `es;q=0.${'1'.repeat(50_000)}`,
    ])
      expect(wantedLanguages(undefined, header).length).toBeLessThanOrEqual(20);
    expect(performance.now() - start).toBeLessThan(200);
  });
});
