import { describe, expect, it } from 'vitest';
import { badgeSvg } from '../../../src/credentials/badge-art/badge-svg.ts';
import { BakingError } from '../../../src/credentials/baking/credential-text.ts';
import { extractCredential } from '../../../src/credentials/baking/extract.ts';
import { bakeSvg } from '../../../src/credentials/baking/svg.ts';
import { json, jws, svgWith } from './samples.ts';

const badge = badgeSvg({ name: 'Reading', issuerName: 'Harbour', language: 'en', seed: 'x' });
const plain = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>';
const extract = (text: string) => extractCredential(Buffer.from(text));
const found = (credential: string) => ({ found: true, format: 'svg', credential });
const reason = (text: string) => {
  const answer = extract(text);
  return answer.found ? answer : answer.reason;
};
const namespace = 'https://purl.imsglobal.org/ob/v3p0';

describe('a baked SVG', () => {
  it('declares the namespace on the root and holds JSON as CDATA, first of all', () => {
    expect(bakeSvg(plain, '{"a":1}')).toBe(
      `<svg xmlns:openbadges="${namespace}" xmlns="http://www.w3.org/2000/svg"><openbadges:credential><![CDATA[{"a":1}]]></openbadges:credential><path d="M0 0"/></svg>`,
    );
  });

  it('holds a JWS as an attribute', () => {
    expect(bakeSvg(plain, jws)).toContain(
      `"http://www.w3.org/2000/svg"><openbadges:credential verify="${jws}"></openbadges:credential><path`,
    );
  });

  it('gives back the credential as it was signed', () => {
    for (const credential of [json, jws, '{"end":"]]>]]>","two":"]]]>"}', '{ "a": "\t\\u0001" }'])
      for (const image of [plain, badge])
        expect(extract(bakeSvg(image, credential))).toEqual(found(credential));
  });

  it('holds what XML cannot, in the way of JSON', () => {
    const baked = extract(bakeSvg(plain, '{"a":"\uffff\ufffe"}'));
    expect(baked).toEqual(found('{"a":"\\uffff\\ufffe"}'));
    expect(JSON.parse(baked.found ? baked.credential : '')).toEqual({ a: '\uffff\ufffe' });
  });

  it('replaces what was baked before, wherever it is', () => {
    const elsewhere = svgWith(
      `<g><o:credential xmlns:o="${namespace}">{"old":1}</o:credential></g><path d="M1 1"/><openbadges:credential verify="old"/>`,
    );
    const baked = bakeSvg(bakeSvg(elsewhere, jws), json);
    expect(extract(baked)).toEqual(found(json));
    expect(baked).not.toContain('old');
    expect(baked).toContain('<g></g><path d="M1 1"/></svg>');
    expect(baked.match(/xmlns:openbadges/g)).toHaveLength(1);
  });

  it('may be made of an image without content, with a declaration and a document type', () => {
    const empty = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<!-- > --><s:svg xmlns:s='http://www.w3.org/2000/svg' id="1" />\n`;
    const baked = bakeSvg(empty, json);
    expect(baked).toContain(`id="1"><openbadges:credential><![CDATA[`);
    expect(baked).toContain('</openbadges:credential></s:svg>\n');
    expect(extract(baked)).toEqual(found(json));
  });

  it.each<[string, string, string]>([
    ['no credential', plain, 'https://a.example'],
    ['a JWS that is none', plain, 'a.b.c" onload="x'],
    ['a PNG', '\u0089PNG', json],
    ['another document', '<html/>', json],
    ['a prefix that means something else', svgWith('', 'xmlns:openbadges="http://openbadges.org"'), json],
  ])('is not made of %s', (_, image, credential) => {
    expect(() => bakeSvg(image, credential)).toThrow(BakingError);
  });
});

describe('the credential in an SVG', () => {
  const element = (content: string, attributes = '') =>
    svgWith(`<openbadges:credential${attributes}>${content}</openbadges:credential>`);

  it.each([
    ['text with entities', element('{&quot;a&quot;:&#x22;&#38;&#34;}'), '{"a":"&"}'],
    ['text in pieces', element('\n {"a"<!-- not this -->:<![CDATA["]]]]><![CDATA[>"]]>} '), '{"a":"]]>"}'],
    ['an attribute', element(' ', ` verify='${jws}'`), jws],
    ['an element of another prefix', svgWith(`<o:credential xmlns:o="${namespace}">{}</o:credential>`), '{}'],
    ['an element without a prefix', svgWith(`<credential xmlns="${namespace}">{}</credential>`), '{}'],
    [
      'an element further down',
      svgWith('<g><metadata><openbadges:credential>{}</openbadges:credential></metadata></g>'),
      '{}',
    ],
  ])('is found as %s', (_, image, credential) => {
    expect(extract(image)).toEqual(found(credential));
  });

  it.each<[string, string, string]>([
    ['nothing', plain, 'no-credential'],
    [
      'a comment that looks like one',
      svgWith('<!--<openbadges:credential>{}</openbadges:credential>-->'),
      'no-credential',
    ],
    [
      'CDATA that looks like one',
      svgWith('<![CDATA[<openbadges:credential>{}</openbadges:credential>]]>'),
      'no-credential',
    ],
    [
      'an element of another namespace',
      svgWith(
        '<openbadges:credential>{}</openbadges:credential>',
        'xmlns:openbadges="https://other.example"',
      ),
      'no-credential',
    ],
    [
      'a prefix without a namespace',
      '<svg xmlns="http://www.w3.org/2000/svg"><openbadges:credential>{}</openbadges:credential></svg>',
      'malformed-image',
    ],
    [
      'two of them',
      svgWith(
        '<openbadges:credential>{}</openbadges:credential><openbadges:credential>{}</openbadges:credential>',
      ),
      'several-credentials',
    ],
    ['a JWS beside JSON', element('{}', ` verify="${jws}"`), 'several-credentials'],
    ['an element in it', element('{<b/>}'), 'malformed-image'],
    ['an address', element('https://a.example'), 'not-a-credential'],
    ['nothing in it', element(''), 'not-a-credential'],
    [
      'an Open Badges 2.0 assertion',
      svgWith('<b:assertion xmlns:b="http://openbadges.org" verify="https://a.example"/>'),
      'open-badges-2',
    ],
    ['too much', element(`{${' '.repeat(1024 * 1024)}}`), 'too-large'],
    ['a document type with declarations', `<!DOCTYPE svg []>${plain}`, 'malformed-image'],
    [
      'a prefix of another element',
      svgWith(`<g xmlns:o="${namespace}"/><o:credential>{}</o:credential>`),
      'malformed-image',
    ],
    ['an entity of its own', `<!DOCTYPE svg [<!ENTITY a "{}">]>${element('&a;')}`, 'malformed-image'],
    [
      'an entity from elsewhere',
      `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${element('&a;')}`,
      'malformed-image',
    ],
    ['an entity that is not declared', element('{"a":"&nbsp;"}'), 'malformed-image'],
    ['a reference to no character', element('{"a":"&#xd800;&#0;"}'), 'malformed-image'],
    ['a second root', `${plain}${plain}`, 'malformed-image'],
    ['text around it', `${plain}x`, 'malformed-image'],
    ['an attribute twice', svgWith('', 'a="1" a="2"'), 'malformed-image'],
    ['tags that cross', svgWith('<g><a></g></a>'), 'malformed-image'],
    ['a tag without end', plain.slice(0, -1), 'malformed-image'],
    ['an attribute without quotes', svgWith('<g a=b/>'), 'malformed-image'],
    ['a null character', svgWith('\0'), 'malformed-image'],
    ['another encoding', `<?xml version="1.0" encoding="ISO-8859-1"?>${plain}`, 'malformed-image'],
    ['a page', '<!doctype html><html></html>', 'malformed-image'],
    ['plain text', 'hello', 'unknown-format'],
    ['JSON', '{}', 'unknown-format'],
    ['depth', svgWith('<g>'.repeat(300) + '</g>'.repeat(300)), 'malformed-image'],
  ])('is not found in a file with %s', (_, image, expected) => {
    expect(reason(image)).toBe(expected);
  });

  it('is not found in UTF-16', () => {
    expect(extractCredential(Buffer.from(`\ufeff${plain}`, 'utf16le'))).toMatchObject({
      reason: 'unknown-format',
    });
  });

  it.each([
    ['spaces', `<svg xmlns="http://www.w3.org/2000/svg"${' '.repeat(4_000_000)}x`],
    ['open comments', svgWith('<!--'.repeat(900_000))],
    ['empty elements', svgWith('<openbadges:x/>'.repeat(270_000))],
    ['open tags', '<svg'.repeat(1_000_000)],
    ['attributes', svgWith('', Array.from({ length: 250_000 }, (_, index) => `a${index}=""`).join(' '))],
    [
      'declarations',
      svgWith('', Array.from({ length: 150_000 }, (_, index) => `xmlns:a${index}=""`).join(' ')),
    ],
    ['credentials', svgWith('<openbadges:credential/>'.repeat(170_000))],
    ['references', svgWith(`<openbadges:credential>${'&#38;'.repeat(800_000)}</openbadges:credential>`)],
    ['pieces', svgWith(`<openbadges:credential>${'<![CDATA[x]]>'.repeat(300_000)}</openbadges:credential>`)],
    ['quotes', `<!DOCTYPE svg ${'""'.repeat(2_000_000)}`],
  ])('takes no long time over four million bytes of %s', (_, image) => {
    expect(image.length).toBeLessThan(4 * 1024 * 1024);
    const started = performance.now();
    expect(extract(image).found).toBe(false);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
