/** Texts that break a careless program. Each is refused, or stays exactly what it is. */

/** No text for people holds these: control characters, and halves of surrogate pairs. */
export const illFormed: Readonly<Record<string, string>> = {
  'a null character': 'a\u0000b',
  'a bell': 'a\u0007b',
  'an escape sequence': '\u001b[31mred',
  'a delete character': 'a\u007fb',
  'a C1 control character': 'a\u0085b',
  'a high surrogate alone': 'a\ud800',
  'a low surrogate alone': '\udc00b',
  'surrogates in the wrong order': '\udc00\ud800',
};

/** Line breaks of any kind, between two words. */
export const lineBreaks: Readonly<Record<string, string>> = {
  'a line feed': '\n',
  'a carriage return': '\r',
  'both of them': '\r\n',
  'a vertical tab': '\u000b',
  'a form feed': '\u000c',
  'a next line': '\u0085',
  'a line separator': '\u2028',
  'a paragraph separator': '\u2029',
};

/** Well-formed text that is dangerous where it is taken for something else. */
export const harmlessText: Readonly<Record<string, string>> = {
  markup: '<script>alert(1)</script>',
  'an attribute': `"' onload='alert(1)' x="`,
  'an end of a style': '</style><img src=x onerror=alert(1)>',
  'an entity': '&lt;b&gt;&amp;',
  'a template': '{{constructor.name}} #{1} %s %n <%= 1 %>',
  'a query': `'; DROP TABLE issuers; --`,
  'a formula': '=HYPERLINK("https://example.org/")',
  'a script address': 'javascript:alert(1)',
  'right-to-left text': 'שלום עולם',
  'combining marks': `Z${'\u0351'.repeat(40)}`,
  'characters beyond the basic plane': '𝒜 👩🏽‍🏫 𠮷',
  'a prototype': '__proto__',
  'a constructor': 'constructor',
};

/** Text that reads as something else than it is. Refused where it is written; shown as it is where it comes from others. */
export const turningText: Readonly<Record<string, string>> = {
  'a right-to-left override': 'Zoë \u202egnp.exe',
  'a left-to-right override': 'שלום \u202dabc',
  'an embedding': 'a \u202bשלום\u202c b',
  'an embedding that nobody ends': 'a \u202ab',
  'a lone end of an embedding': 'a\u202cb',
  'an isolate': 'a \u2067שלום\u2069 b',
  'an isolate of either direction': 'a \u2068שלום\u2069 b',
  'an isolate that nobody ends': 'a \u2066b',
};

/** One line in which there is nothing to read out. */
export const unreadable: Readonly<Record<string, string>> = {
  'a zero-width space': '\u200b',
  'a word joiner': '\u2060',
  'a full stop': '.',
  'a hyphen': '-',
  'a combining mark alone': '\u0301',
  'a replacement character': '\ufffd',
  'a character that is none': '\ufdd0',
  'a filler that counts as a letter': '\u3164\u115f\uffa0',
  'a blank of Braille': '\u2800',
  'an emoji alone': '🧭',
};

/** What is no id of ours, whatever it names elsewhere. */
export const badSlugs: readonly string[] = [
  '',
  'a',
  'A-b',
  'Riverbend',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'a_b',
  'a.b',
  'a/b',
  '../a',
  'a b',
  'a\n',
  '-a',
  'a-',
  'a--b',
  'é-e',
  '１２',
  'a%2fb',
  'ab\u0000',
  `${'a'.repeat(65)}`,
];
