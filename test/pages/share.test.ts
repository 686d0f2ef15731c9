import { beforeAll, describe, expect, it } from 'vitest';
import type { PublicCredential } from '../../src/domain/public-record.ts';
import { credentialPage } from '../../src/pages/credential-page.ts';
import { linkedInLink } from '../../src/pages/share.ts';
import { badgeOf } from '../../src/pages/shared-facts.ts';
import { embedReply, missingReply, oembedReply, previewReply } from '../../src/pages/shared-forms.ts';
import { partsOf } from '../credentials/baking/png-reader.ts';
import { exampleAward, publicUrl } from '../credentials/example-award.ts';
import { harmlessText, turningText } from '../support/hostile.ts';
import { markupOf, unbalanced } from '../support/markup.ts';
import { credentialStates, credentialId as id, reportOf } from './credential-states.ts';

const now = new Date('2026-04-01T12:00:00Z');
const address = `${publicUrl}/credentials/${id}`;

const award = exampleAward();
/** The example with another name, holder and issuer, as a record. */
const named = (text: string, changes: Partial<PublicCredential> = {}): PublicCredential => ({
  id,
  name: 'A name',
  document: JSON.stringify({
    ...award,
    id: address,
    name: text,
    issuer: { ...award.issuer, name: text },
    credentialSubject: {
      ...award.credentialSubject,
      identifier: [{ type: 'IdentityObject', hashed: false, identityHash: text, identityType: 'name' }],
      achievement: { ...award.credentialSubject.achievement, description: text },
    },
  }),
  ...changes,
});
const pageOf = (record: PublicCredential, changes: object = { publicUrl }) =>
  credentialPage({ record, report: reportOf('valid'), now, ...changes });
const required = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('it is not there');
  return value;
};
const cardOf = (record: PublicCredential, languages: string[] = []) =>
  required(embedReply({ record, publicUrl }, { report: reportOf('valid'), languages }));
const oembed = (record: PublicCredential) => required(oembedReply({ record, publicUrl }, {}));

const dataOf = (page: string) => {
  const blocks = [...page.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)];
  expect(blocks).toHaveLength(1);
  return { text: blocks[0]?.[1] ?? '', data: JSON.parse(blocks[0]?.[1] ?? '') };
};

const extra = {
  'an end of a script': '</script><script>alert(1)</script>',
  'a comment in a script': '<!--<script>',
  'line separators': 'a\u2028b\u2029c',
  'half a character': 'a\ud800b',
  'an ampersand and a percent sign': 'R&D 100% + more',
};

describe.each(Object.entries({ ...harmlessText, ...turningText, ...extra }))('a name like %s', (_, text) => {
  const record = named(text);
  const known = (value: string) => value.toWellFormed();

  it('stays a value in the head of the page and in the data for search engines', () => {
    const page = pageOf(record).text;
    const { tags } = markupOf(page);
    const scripts = tags.filter(({ name, closing }) => name === 'script' && !closing);
    expect(scripts.map(({ attributes }) => attributes.type)).toEqual(['application/ld+json', 'module']);
    const metas = tags.filter(({ name }) => name === 'meta').map(({ attributes }) => attributes);
    const content = metas.find(({ property }) => property === 'og:title')?.content;
    expect(content).toBe(`${text} · ${text}`);
    const { text: script, data } = dataOf(page);
    expect(script).not.toMatch(/[<>&\u2028\u2029]/);
    expect([data.name, data.recognizedBy.name, data.about.name]).toEqual(Array(3).fill(text));
    expect(unbalanced(markupOf(page))).toEqual([]);
  });

  it('is a text in what is copied and in what is opened', () => {
    const { tags, text: words } = markupOf(pageOf(record).text);
    const links = tags.filter(({ name }) => name === 'a').map(({ attributes }) => attributes.href ?? '');
    const linkedIn = new URL(links.find((href) => href.startsWith('https://www.linkedin.com/')) ?? '');
    expect(linkedIn.searchParams.get('name')).toBe(known(text));
    expect([...linkedIn.searchParams.keys()]).toEqual([
      'startTask',
      'name',
      'organizationName',
      'issueYear',
      'issueMonth',
      'certUrl',
      'certId',
    ]);
    const mail = links.find((href) => href.startsWith('mailto:')) ?? '';
    expect(mail).toMatch(/^mailto:\?subject=[^&?#\s]+&body=[^&?#\s]+$/);
    expect(decodeURIComponent(mail.split('body=')[1] ?? '')).toContain(address);
    // What the field to copy from holds is the code, with its entities.
    const code = words.match(/<iframe .*<\/iframe>/s)?.[0] ?? '';
    const [frame, end] = markupOf(`<!doctype html>${code}`).tags;
    expect([frame?.name, frame?.attributes.src, end?.closing]).toEqual(['iframe', `${address}/embed`, true]);
    expect(Object.keys(frame?.attributes ?? {}).filter((name) => name.startsWith('on'))).toEqual([]);
  });

  it('is a text on the card, and in oEmbed’s frame', () => {
    const { tags, text: words } = markupOf(cardOf(record).text);
    expect(tags.some(({ name }) => name === 'script')).toBe(false);
    expect(words).toContain(text);
    expect(new Set(tags.map(({ name }) => name)).size).toBeGreaterThan(8);
    expect(
      tags.filter(
        ({ name }) =>
          !/^(html|head|meta|title|style|body|main|img|div|h1|p|bdi|time|svg|circle|path|a)$/.test(name),
      ),
    ).toEqual([]);
    const { html } = oembed(record);
    const frame = markupOf(`<!doctype html>${html}`);
    expect(frame.tags.map(({ name, closing }) => `${closing ? '/' : ''}${name}`)).toEqual([
      'iframe',
      '/iframe',
    ]);
    expect(frame.tags[0]?.attributes.title).toBe(`${text} · ${text}`);
    expect(Object.keys(frame.tags[0]?.attributes ?? {})).toEqual([
      'src',
      'title',
      'width',
      'height',
      'loading',
      'referrerpolicy',
      'sandbox',
      'style',
    ]);
  });

  it('makes a preview that is a picture', () => {
    const { bytes } = required(previewReply(record, now));
    const parts = partsOf(bytes);
    expect(parts.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect([parts[0]?.data.readUInt32BE(0), parts[0]?.data.readUInt32BE(4)]).toEqual([1200, 630]);
    expect(bytes.length).toBeLessThan(600_000);
  });
});

describe('what is shared', () => {
  it('is offered at its own address, and not by a link of the holder', () => {
    const own = pageOf(named('Home visits')).text;
    const linked = pageOf(named('Home visits'), { path: `/shared/${id}.x` }).text;
    for (const sign of [
      'og:title',
      'application/json+oembed',
      'application/ld+json"',
      'linkedin.com',
      '/embed',
    ]) {
      expect(own).toContain(sign);
      if (sign !== 'application/ld+json"') expect(linked).not.toContain(sign);
    }
    expect(linked).not.toContain('<script type="application/ld+json">');
    expect(linked).toContain('by a link that holds for a time');
  });

  it('is listed by search engines only when it is public', () => {
    for (const visibility of [undefined, 'link', 'private'] as const) {
      const record = named('Home visits', { ...(visibility && { visibility }) });
      expect(pageOf(record).headers?.['x-robots-tag']).toBe('noindex');
      expect(cardOf(record).headers?.['x-robots-tag']).toBe('noindex');
    }
    const record = named('Home visits', { visibility: 'public' });
    expect(pageOf(record).headers?.['x-robots-tag']).toBeUndefined();
    expect(cardOf(record).headers?.['x-robots-tag']).toBeUndefined();
  });

  it('goes to LinkedIn with the day of the award, in UTC', () => {
    const record = named('Home visits', {
      document: JSON.stringify({ ...award, awardedDate: '2025-12-31T23:30:00Z' }),
    });
    const link = new URL(linkedInLink({ badge: required(badgeOf(record)), record, publicUrl }));
    expect(Object.fromEntries(link.searchParams)).toEqual({
      startTask: 'CERTIFICATION_NAME',
      name: award.name,
      organizationName: award.issuer.name,
      issueYear: '2025',
      issueMonth: '12',
      certUrl: address,
      certId: id,
    });
  });

  it('is named without a holder who is not named, or only by a hash', () => {
    for (const identifier of [
      undefined,
      [{ type: 'IdentityObject', hashed: true, identityHash: 'sha256$canary', identityType: 'name' }],
    ]) {
      const { identifier: _name, ...subject } = award.credentialSubject;
      const record = named('x', {
        document: JSON.stringify({
          ...award,
          credentialSubject: { ...subject, ...(identifier && { identifier }) },
        }),
      });
      const { data } = dataOf(pageOf(record).text);
      expect(data.about).toBeUndefined();
      expect(oembed(record).title).toBe(award.name);
      expect(cardOf(record).text).not.toContain('canary');
      expect(JSON.stringify(data)).not.toContain('canary');
    }
  });

  it('is nothing of a credential that is no badge, or has names in several languages', () => {
    for (const document of [
      { ...award, type: ['VerifiableCredential'], credentialSubject: { id: 'did:example:x' } },
      { ...award, name: [{ '@value': 'Home visits', '@language': 'en' }] },
    ]) {
      const record = named('x', { document: JSON.stringify(document) });
      expect(embedReply({ record, publicUrl }, { report: reportOf('valid'), languages: [] })).toBeUndefined();
      expect(oembedReply({ record, publicUrl }, {})).toBeUndefined();
      expect(previewReply(record, now)).toBeUndefined();
    }
  });
});

describe('the card', () => {
  let states: Awaited<ReturnType<typeof credentialStates>>;
  beforeAll(async () => {
    states = await credentialStates();
  });

  it.each([
    ['valid', 'Valid', 'ok'],
    ['revoked', 'Not valid: revoked', 'failed'],
    ['suspended', 'Not valid now: suspended', 'failed'],
    ['replaced', 'Not valid: replaced', 'failed'],
    ['expired', 'No longer valid: expired', 'failed'],
    ['not-yet-valid', 'Not valid yet', 'failed'],
    ['invalid', 'Not valid', 'failed'],
    ['could-not-be-checked', 'Could not be checked', 'unsure'],
  ] as const)('says how one stands that is %s', (state, title, kind) => {
    const { record, report } = states[state];
    const { text, headers } = required(embedReply({ record, publicUrl }, { report, languages: ['en'] }));
    expect(text).toMatch(new RegExp(`<p class="state ${kind}"><svg[^>]*>.*</svg> ${title}</p>`));
    expect(headers?.['cache-control']).toBe(
      state === 'could-not-be-checked' ? 'no-store' : 'public, max-age=60',
    );
  });

  it('speaks the reader’s language, and says so', () => {
    expect(cardOf(named('Visitas'), ['es']).text).toContain('<html lang="es" dir="ltr">');
    expect(cardOf(named('Visitas'), ['es']).text).toContain('Válida');
    expect(missingReply({ status: 410, code: 'withdrawn' }, ['es'])).toMatchObject({ status: 410 });
    expect(missingReply({ status: 404, code: 'not-found' }, []).text).toContain('There is nothing here');
  });
});

describe('the preview', () => {
  const pictureOf = (changes: Partial<PublicCredential>, at = now) =>
    Buffer.from(required(previewReply(named('Home visits', changes), at)).bytes).toString('base64');

  it('is the same for the same credential, and another where it holds no longer', () => {
    const plain = pictureOf({});
    expect(pictureOf({})).toBe(plain);
    const pictures = [
      plain,
      pictureOf({ revocation: { at: '2026-01-01T00:00:00Z' } }),
      pictureOf({ suspension: { at: '2026-01-01T00:00:00Z' } }),
      pictureOf({ successor: id }),
      pictureOf({}, new Date('2040-01-01T00:00:00Z')),
    ];
    expect(new Set(pictures).size).toBe(pictures.length);
  });
});
