import { describe, expect, it } from 'vitest';
import { bestLanguage, languageTag } from '../../../src/domain/definition/language.ts';

describe('the language that suits a reader', () => {
  it.each<[wanted: string[], available: [string, ...string[]], best: string]>([
    [[], ['en', 'es'], 'en'],
    [['es'], ['en', 'es'], 'es'],
    [['ES'], ['en', 'es'], 'es'],
    [['es-MX'], ['en', 'es'], 'es'],
    [['es'], ['en', 'es-MX'], 'es-MX'],
    [['es-AR'], ['en', 'es-MX'], 'es-MX'],
    [['es-MX', 'es'], ['en', 'es', 'es-MX'], 'es-MX'],
    [['zh-Hant-TW'], ['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant'],
    [['fr', 'es'], ['en', 'es'], 'es'],
    [['fr', 'de'], ['en', 'es'], 'en'],
    [['*', 'es'], ['en', 'es'], 'en'],
    [['fr', '*', 'es'], ['en', 'es'], 'en'],
    [['e', ''], ['en', 'es'], 'en'],
    [['english'], ['en', 'es'], 'en'],
    [['est'], ['en', 'es'], 'en'],
    [['__proto__', 'constructor'], ['en', 'es'], 'en'],
  ])('of those who want %j, with %j: %s', (wanted, available, best) => {
    expect(bestLanguage(available, wanted)).toBe(best);
  });

  it.each(['', 'e', 'EN', 'en_GB', 'en-gb', 'en-', 'english', 'en-GB-x', 'en GB', 'en\n', '__proto__'])(
    'is not called %j',
    (tag) => {
      expect(languageTag.safeParse(tag).success).toBe(false);
    },
  );
});
