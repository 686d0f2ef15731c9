import { beforeAll, describe, expect, it } from 'vitest';
import type { PublicCredential } from '../../src/domain/public-record.ts';
import { originsOf } from '../../src/pages/check-here.ts';
import { credentialPage } from '../../src/pages/credential-page.ts';
import { localeFor } from '../../src/pages/locale.ts';
import type { Standing } from '../../src/pages/messages/messages.ts';
import { changed, exampleAward, now, publicUrl } from '../credentials/example-award.ts';
import { type Markup, markupOf, unbalanced } from '../support/markup.ts';
import { credentialId, credentialStates, reportOf } from './credential-states.ts';

let states: Awaited<ReturnType<typeof credentialStates>>;
beforeAll(async () => {
  states = await credentialStates();
});
const [english, spanish] = [localeFor(['en']), localeFor(['es-MX'])];
const verdictOf = ({ tags }: Markup) =>
  tags.find(({ attributes }) => attributes.role === 'status')?.attributes.class;
const of = (document: object, changes: Partial<PublicCredential> = {}) => {
  const record = { id: credentialId, name: 'A name', document: JSON.stringify(document), ...changes };
  return credentialPage({ record, report: reportOf('valid'), now });
};
const page = (document: object, changes?: Partial<PublicCredential>) => markupOf(of(document, changes).text);

describe('the page of a credential', () => {
  it.each<[Standing, string, string, string, string]>([
    ['valid', 'ok', 'Valid', 'Válida', 'public, max-age=60'],
    ['revoked', 'failed', 'Not valid: revoked', 'No válida: revocada', 'public, max-age=60'],
    [
      'suspended',
      'failed',
      'Not valid now: suspended',
      'No válida por ahora: suspendida',
      'public, max-age=60',
    ],
    ['replaced', 'failed', 'Not valid: replaced', 'No válida: sustituida', 'public, max-age=60'],
    ['expired', 'failed', 'No longer valid: expired', 'Ya no es válida: caducada', 'public, max-age=60'],
    ['not-yet-valid', 'failed', 'Not valid yet', 'Todavía no es válida', 'public, max-age=60'],
    ['invalid', 'failed', 'Not valid', 'No válida', 'public, max-age=60'],
    ['could-not-be-checked', 'unsure', 'Could not be checked', 'No se pudo comprobar', 'no-store'],
  ])('says of one that is %s what it is, in both languages', (standing, kind, title, titulo, cache) => {
    for (const [locale, words] of [
      [english, title],
      [spanish, titulo],
    ] as const) {
      const reply = credentialPage({ ...states[standing], locale });
      const markup = markupOf(reply.text);
      expect(unbalanced(markup)).toEqual([]);
      expect([reply.status, reply.headers?.['cache-control'], reply.headers?.['x-robots-tag']]).toEqual([
        200,
        cache,
        'noindex',
      ]);
      expect(reply.headers?.vary).toBe('Accept, Accept-Language');
      expect(verdictOf(markup)).toBe(`verdict state ${kind}`);
      const verdict = reply.text.slice(reply.text.indexOf('role="status"'));
      expect(/<strong>([^<]*)<\/strong>/.exec(verdict)?.[1]).toBe(words);
      expect(/<title>([^<]*)/.exec(reply.text)?.[1]?.startsWith(`${words} · `)).toBe(standing !== 'valid');
      expect(reply.text).toContain(`<html lang="${locale.language}" dir="ltr">`);
      const claim = locale.words.standings.valid.text;
      expect(markup.text.includes(claim)).toBe(standing === 'valid');
      expect(markup.text).not.toMatch(/undefined|\{\w+\}/);
    }
  });

  it('says when one expired and when one begins', () => {
    expect(credentialPage({ ...states.expired, locale: english }).text).toContain(
      'was valid until March 2, 2031',
    );
    expect(credentialPage({ ...states.expired, locale: spanish }).text).toContain(
      'válida hasta el 2 de marzo de 2031',
    );
    expect(credentialPage({ ...states['not-yet-valid'] }).text).toContain('is valid from March 2, 2026 on');
  });

  it('leads from one that was replaced to the one that took its place', () => {
    const { text, headers } = credentialPage(states.replaced);
    const successor = '/credentials/01ARZ3NDEKTSV4RRFFQ69G5FAW';
    expect(text).toContain(`<a href="${successor}" rel="successor-version">`);
    expect(headers?.link).toBe(`<${successor}>; rel="successor-version"`);
  });

  it('says that a check could not be made in a word and by a shape, not by a colour alone', () => {
    const { text } = credentialPage(states['could-not-be-checked']);
    const [, line = ''] = /<li class="check unsure">(.*?)<\/li>/.exec(text) ?? [];
    expect(line).toContain('stroke-dasharray');
    expect(line).toContain('Could not be checked</strong>');
    expect(line).toContain(
      'Revocation<span class="said">: The issuer’s status list could not be fetched: it may have been revoked.',
    );
    expect(
      text
        .split('<li class=')
        .filter((one) => one.startsWith('"check ok"') && one.includes('<span>Revocation')),
    ).toEqual([]);
  });

  it('shows who earned what from whom, when, on which levels, how judged and on what evidence', () => {
    const { text, tags } = markupOf(credentialPage({ ...states.valid, locale: english }).text);
    for (const part of [
      ...['Noor Vermeer', 'Harbour Library Network', 'did:web:awards.example:issuers:harbour'],
      ...[
        'March 2, 2026',
        'March 2, 2031',
        'Leads a group through a shared text so that everyone takes part.',
      ],
      ...['Assessed against rubric version 2.', 'version 2', 'A plan, a recording and a reflection.'],
      ...['Chooses a text: with-support.', 'Recording', 'Held privately by the holder.'],
      ...['Endorsed by Reading Council', 'about this award', 'We ask for this skill.'],
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/sha256\$|c0ffee/);
    const links = tags.map(({ attributes }) => attributes.href);
    expect(links).toContain(`${publicUrl}/micro-credentials/reading-aloud/versions/2`);
  });

  it('shows all levels of a criterion in their order, and marks the one reached and the one required', () => {
    const levels = (document: object) => {
      const [, list = ''] =
        /<h3>Chooses a text<\/h3>\s*<ol class="levels">(.*?)<\/ol>/s.exec(of(document).text) ?? [];
      return [...list.matchAll(/<li( class="reached")?>(.*?)<\/li>/g)].map(([, reached, line = '']) => [
        reached !== undefined,
        /(Level [\w ]+)/.exec(line)?.[1]?.trim(),
        /<strong>([^<]*)/.exec(line)?.[1],
      ]);
    };
    const expected = [
      [false, undefined, 'not yet'],
      [true, 'Level reached and required', 'with support'],
      [false, undefined, 'on their own'],
    ];
    const award = exampleAward();
    expect(levels(award)).toEqual(expected);
    const [first] = award.credentialSubject.achievement.resultDescription;
    first?.rubricCriterionLevel.reverse();
    expect(levels(award)).toEqual(expected);
    const higher = `${award.credentialSubject.achievement.id}#choice-on-their-own`;
    expect(levels(changed(award, ['credentialSubject', 'result', 0, 'achievedLevel'], higher))).toEqual([
      [false, undefined, 'not yet'],
      [false, 'Level required', 'with support'],
      [true, 'Level reached', 'on their own'],
    ]);
    const unstated = changed(award, ['credentialSubject', 'result', 0]);
    expect(of(unstated).text.includes('No level is stated.')).toBe(true);
    const unknown = changed(award, ['credentialSubject', 'result', 0, 'achievedLevel'], 'https://x.example/');
    expect(of(unknown).text.includes('<p><strong>with-support</strong></p>')).toBe(true);
  });

  it('marks the badge’s own texts with their language and direction', () => {
    const arabic = changed(exampleAward(), ['credentialSubject', 'achievement', 'inLanguage'], 'ar');
    const { tags } = page(arabic);
    expect(tags.find(({ name }) => name === 'h1')?.attributes).toMatchObject({ lang: 'ar', dir: 'rtl' });
    expect(tags.find(({ name }) => name === 'html')?.attributes).toEqual({ lang: 'en', dir: 'ltr' });
    const unsaid = page(changed(exampleAward(), ['credentialSubject', 'achievement', 'inLanguage']));
    expect(unsaid.tags.find(({ name }) => name === 'h1')?.attributes).toMatchObject({ dir: 'auto' });
  });

  it('hands out every form that there is', () => {
    const downloads = ({ tags }: Markup) =>
      tags.flatMap(({ attributes: { download, href } }) =>
        download === undefined ? [] : [[download, href]],
      );
    const address = `/credentials/${credentialId}`;
    const json = [`credential-${credentialId}.json`, `${address}?format=json`];
    const images = ['png', 'svg'].map((format) => [
      `badge-${credentialId}.${format}`,
      `${address}/image?format=${format}`,
    ]);
    expect(downloads(page(exampleAward()))).toEqual([json, ...images]);
    expect(downloads(page(exampleAward(), { token: 'a.b.c' }))).toEqual([
      json,
      [`credential-${credentialId}.jwt`, `${address}?format=jwt`],
      ...images,
    ]);
    expect(downloads(markupOf(credentialPage(states['a generic one']).text))).toEqual([json]);
  });

  it('shows a credential that is no badge word for word, with every check', () => {
    const { text, tags } = markupOf(credentialPage({ ...states['a generic one'], locale: english }).text);
    expect(text).toContain('"id": "did:example:member"');
    expect(text).toContain('Verifiable credential');
    expect(tags.some(({ name }) => name === 'img')).toBe(false);
  });

  it.each<[what: string, path: (string | number)[], value?: unknown]>([
    ['names its issuer by an address alone', ['issuer'], 'did:web:awards.example:issuers:harbour'],
    ['has an issuer without a name', ['issuer', 'name']],
    ['has a name on the achievement only', ['name']],
    ['has no criteria', ['credentialSubject', 'achievement', 'criteria']],
    ['has no results', ['credentialSubject', 'result']],
    ['describes no results', ['credentialSubject', 'achievement', 'resultDescription']],
    [
      'has a result with a value alone',
      ['credentialSubject', 'achievement', 'resultDescription', 0, 'rubricCriterionLevel'],
    ],
    ['names no holder', ['credentialSubject', 'identifier']],
    ['shows no evidence', ['evidence']],
    ['has an achievement that is an address', ['credentialSubject', 'achievement'], 'https://x.example/a'],
    ['has two subjects', ['credentialSubject'], [{ id: 'did:example:a' }, { id: 'did:example:b' }]],
  ])('stays a page for a badge that %s', (_, path, value) => {
    const markup = page(changed(exampleAward(), path, value));
    expect(unbalanced(markup)).toEqual([]);
    expect(markup.text).not.toMatch(/undefined|\[object/);
    expect(markup.tags.filter(({ name, closing }) => name === 'h1' && !closing)).toHaveLength(1);
  });

  it('claims nothing of how it was judged that the credential does not say', () => {
    const { narrative: _narrative, result: _result, ...subject } = exampleAward().credentialSubject;
    const { text } = page({ ...exampleAward(), credentialSubject: subject });
    expect(text).toContain('The credential does not say how it was assessed.');
    expect(text).not.toMatch(/human|expert/i);
  });

  it('shows the image of an issuer that was uploaded here, and no other', () => {
    const shown = (id: string) =>
      page(changed(exampleAward(), ['issuer', 'image'], { id, type: 'Image' })).tags.flatMap(
        ({ name, attributes }) => (name === 'img' && attributes.alt === '' ? [attributes.src] : []),
      );
    const digest = 'ab'.repeat(32);
    expect(shown(`${publicUrl}/images/${digest}`)).toEqual([`/images/${digest}`]);
    for (const id of [
      'https://tracker.example/pixel.png',
      `${publicUrl}/images/x`,
      'javascript:alert(1)',
      `data:image/svg+xml,/images/${digest}?x`,
    ])
      expect(shown(id)).toEqual([]);
  });

  it('wears the colour of its issuer, and passes over one that could not be read or is none', () => {
    const styles = (brandColour?: string) => {
      const { text, headers } = credentialPage({ ...states.valid, brandColour });
      const hashes =
        /style-src ([^;]*)/.exec(headers?.['content-security-policy'] ?? '')?.[1]?.split(' ') ?? [];
      const found = markupOf(text).styles;
      expect(hashes).toHaveLength(found.length);
      return found.slice(1);
    };
    expect(styles('#7a0019')).toEqual([
      ':root{--brand:#7a0019}@media (prefers-color-scheme:dark){:root{--brand:#b77583}}',
    ]);
    for (const colour of [undefined, '#ffcc00', 'red', '#000}body{display:none', '</style><script>'])
      expect(styles(colour)).toEqual([]);
  });

  it('lets its script ask this site, the issuer’s and the list’s, over https only', () => {
    const entry = (statusListCredential: unknown) => ({ statusListCredential });
    expect(
      originsOf({
        issuer: { id: 'did:web:old.example%3A8443:issuers:a' },
        credentialStatus: [entry('https://lists.example/1'), entry('https://lists.example/2')],
      }),
    ).toEqual(['https://old.example:8443', 'https://lists.example']);
    for (const value of [
      'https://x.example; script-src *',
      'http://x.example/1',
      'javascript:alert(1)',
      '//x',
      5,
      null,
    ])
      expect(originsOf({ issuer: 'did:key:z6Mk', credentialStatus: entry(value) }).join()).not.toMatch(
        /[; *]|http:|javascript/,
      );
    expect(originsOf({ issuer: 'did:web:a.example;b', credentialStatus: undefined })).toEqual([]);
  });

  it('is bigger than no slow line can bear', () => {
    expect(of(exampleAward()).text.length).toBeLessThan(45_000);
  });
});
