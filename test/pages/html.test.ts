import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { externalLink, html, paragraphs } from '../../src/pages/html.ts';
import { page } from '../../src/pages/layout.ts';
import { anyText } from '../support/any-text.ts';
import { harmlessText, turningText } from '../support/hostile.ts';
import { markupOf, unbalanced } from '../support/markup.ts';

const whole = (body: ReturnType<typeof html>) => markupOf(page({ title: 'T', body }).text);

describe('a piece of a page', () => {
  it('escapes every value and no markup of its own', () => {
    expect(html`<p title="${`"'&`}">${'<b>'}${html`<i>${'&amp;'}</i>`}</p>`.markup).toBe(
      '<p title="&quot;&#39;&amp;">&lt;b&gt;<i>&amp;amp;</i></p>',
    );
  });

  it('leaves nothing where there is nothing', () => {
    expect(html`[${undefined}${false}${[]}${''}]`.markup).toBe('[]');
    expect(html`${0}${-1.5}`.markup).toBe('0-1.5');
  });

  it('puts lists in, one after the other, however deep', () => {
    expect(html`${['<', ['>', html`<br>`, [1, [undefined]]]]}`.markup).toBe('&lt;&gt;<br>1');
  });

  it.each(Object.entries({ ...harmlessText, ...turningText }))('shows %s as what it is', (_, text) => {
    const { tags, text: shown } = whole(html`<p title="${text}">${text}</p>`);
    expect(tags.find(({ name }) => name === 'p')?.attributes).toEqual({ title: text });
    expect(shown).toContain(text);
  });

  it('stays one element, whatever text is put in', () => {
    const text = fc.oneof(
      anyText,
      fc
        .array(
          fc.constantFrom('<', '>', '"', "'", '&', ';', '/', '!--', '-->', ']]>', 'script', 'lt', '=', ' '),
        )
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        const { tags, text: shown } = whole(html`<p title="${value}">[${value}]</p>`);
        const inBody = tags.slice(tags.findIndex(({ name }) => name === 'body'));
        expect(inBody.map(({ name, closing }) => (closing ? `/${name}` : name))).toEqual([
          'body',
          'p',
          '/p',
          '/body',
          '/html',
        ]);
        expect(inBody[1]?.attributes.title).toBe(value);
        expect(shown).toContain(`[${value}]`);
      }),
      { numRuns: 150 },
    );
  });
});

describe('paragraphs', () => {
  it('are parted by empty lines', () => {
    expect(paragraphs('one\ntwo\n\n\nthree').markup).toBe(
      '<p class="text">one\ntwo</p><p class="text">three</p>',
    );
  });

  it('hold no markup', () => {
    expect(paragraphs('</p><script>\n\n"').markup).toBe(
      '<p class="text">&lt;/p&gt;&lt;script&gt;</p><p class="text">&quot;</p>',
    );
  });
});

describe('a link to an address of a stranger', () => {
  it.each(['https://example.org/', 'http://example.org/?a=b&c="d"', 'HTTPS://example.org'])(
    '%s is a link',
    (address) => {
      const [link] = whole(html`${externalLink(address)}`).tags.filter(({ name }) => name === 'a');
      expect(link?.attributes).toEqual({ href: address, rel: 'nofollow noopener' });
    },
  );

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'javascript://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'blob:https://example.org/x',
    'mailto:anna@example.org',
    'ftp://example.org/',
    'did:web:example.org',
    '//example.org/',
    '/relative',
    'example.org',
    'https://',
    '',
  ])('%j stays text', (address) => {
    const { tags, text } = whole(html`<p>${externalLink(address, `[${address}]`)}</p>`);
    expect(tags.filter(({ name }) => name === 'a')).toEqual([]);
    expect(text).toContain(`[${address}]`);
  });

  it('has a label that is text', () => {
    const { tags, text } = whole(
      html`${externalLink('https://example.org/', '<img src=x onerror=alert(1)>')}`,
    );
    expect(tags.some(({ name }) => name === 'img')).toBe(false);
    expect(text).toContain('<img src=x onerror=alert(1)>');
  });

  it('leads to the web or nowhere, whatever the address is', () => {
    const scheme = fc.constantFrom(
      'https:',
      'http:',
      'javascript:',
      'data:',
      ' javascript:',
      'java\tscript:',
      '//',
      '',
    );
    const address = fc.tuple(scheme, anyText).map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          address,
          address.map((one) => `https://example.org/${one}`),
        ),
        (one) => {
          const links = whole(html`${externalLink(one)}`).tags.filter(
            ({ name, closing }) => name === 'a' && !closing,
          );
          for (const { attributes } of links)
            expect(new URL(attributes.href ?? '').protocol).toMatch(/^https?:$/);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('the reader of these tests', () => {
  it.each([
    '<p>a < b</p>',
    '<p>a > b</p>',
    '<p>a & b</p>',
    '<p title=x>a</p>',
    "<p title='x'>a</p>",
    '<p title="a"b>c</p>',
    '<p title="&x">a</p>',
    '<!-- a -->',
    '<p',
  ])('takes no loose markup: %s', (loose) => {
    expect(() => markupOf(`<!doctype html>${loose}`)).toThrow();
    expect(() => markupOf(loose)).toThrow();
  });

  it('sees what is not closed', () => {
    expect(unbalanced(markupOf('<!doctype html><p><b>x</p></b><br>'))).toEqual(['p', 'p']);
    expect(unbalanced(markupOf('<!doctype html><p><b>x</b></p><br>'))).toEqual([]);
  });
});
