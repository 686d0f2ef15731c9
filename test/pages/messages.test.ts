import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Check, CheckCause, VerificationReport } from '../../src/credentials/verification-report.ts';
import { credentialPage } from '../../src/pages/credential-page.ts';
import { type Locale, localeFor } from '../../src/pages/locale.ts';
import { en } from '../../src/pages/messages/en.ts';
import { es } from '../../src/pages/messages/es.ts';
import { problemPage } from '../../src/pages/problem-page.ts';
import { verifyPage } from '../../src/pages/verify-page.ts';
import { exampleAward, now, publicUrl } from '../credentials/example-award.ts';
import { markupOf } from '../support/markup.ts';
import { credentialId, credentialStates, reportOf } from './credential-states.ts';

type Texts = { readonly [member: string]: string | Texts };

/** Every text with the path to it. */
function texts(value: Texts, path = ''): [path: string, text: string][] {
  return Object.entries(value).flatMap(([member, child]) =>
    typeof child === 'string'
      ? [[`${path}/${member}`, child] as [string, string]]
      : texts(child, `${path}/${member}`),
  );
}

let states: Awaited<ReturnType<typeof credentialStates>>;
beforeAll(async () => {
  states = await credentialStates();
});

/** Every page in every state in one language, as one text that a reader could see or hear. */
function everything(locale: Locale): string {
  const shown = Object.values(states).map((state) => credentialPage({ ...state, locale }).text);
  const badge = (document: object, changes: object = {}) =>
    credentialPage({
      record: { id: credentialId, name: 'A name', document: JSON.stringify(document) },
      report: reportOf('valid'),
      now,
      locale,
      ...changes,
    }).text;
  const endorsement = {
    issuer: { id: 'did:web:elsewhere.example', name: 'Reading Council' },
    validFrom: '2026-02-01T00:00:00Z',
    credentialSubject: {},
  };
  const award = exampleAward();
  const { achievement, ...subject } = award.credentialSubject;
  const { narrative: _narrative, result: _result, identifier: _identifier, ...bare } = subject;
  const { evidence: _evidence, validUntil: _until, ...rest } = award;
  const variants = [
    badge(
      {
        ...rest,
        awardedDate: '2026-02-27T09:00:00Z',
        credentialSubject: { ...bare, achievement, creditsEarned: 2 },
      },
      { publicUrl },
    ),
    badge(award, { path: '/shared/x' }),
    badge({
      ...award,
      endorsement: [endorsement],
      issuer: { ...award.issuer, endorsement: [endorsement] },
      credentialSubject: {
        ...subject,
        result: [],
        achievement: { ...achievement, endorsement: [endorsement] },
      },
    }),
    badge({
      ...award,
      credentialSubject: {
        ...subject,
        result: award.credentialSubject.result.map((one, index) => ({
          ...one,
          achievedLevel: `${achievement.id}#${['choice', 'voice'][index]}-on-their-own`,
        })),
        achievement,
      },
    }),
  ];
  const problem = (code: string, errors: { field: string; message: string }[] = []) => ({
    ...{ type: '', title: 'T', status: 400, code, instance: 'urn:request:1', errors },
  });
  const codes = ['not-found', 'withdrawn', 'kept-private', 'link-ended', 'payload-too-large', 'other'];
  const reports: VerificationReport[] = [
    reportOf('valid'),
    ...(Object.keys(es.report?.causes ?? {}) as CheckCause[]).map((cause): VerificationReport => {
      const checks: Check[] = [{ name: 'format', outcome: 'failed', cause, message: 'In words.' }];
      return { verdict: 'invalid', checks, warnings: Object.keys(es.report?.warnings ?? {}) };
    }),
    {
      ...reportOf('valid'),
      credential: { issuer: { id: 'did:x:y' }, subject: {}, id: 'https://a.example/' },
    },
  ];
  return [
    ...shown,
    ...variants,
    ...codes.flatMap((code) => [
      problemPage(problem(code), locale).text,
      verifyPage({ problem: problem(code), locale, publicUrl }).text,
    ]),
    ...['/url', '/credential'].map(
      (field) =>
        verifyPage({ problem: problem('invalid-request', [{ field, message: '' }]), locale, publicUrl }).text,
    ),
    verifyPage({ locale, publicUrl }).text,
    ...reports.map((report) => verifyPage({ checked: { report, now }, locale, publicUrl }).text),
  ]
    .map((text) => {
      const { tags, text: words } = markupOf(
        text.replace(/<script type="application\/ld\+json">.*?<\/script>/s, ''),
      );
      return [words, ...tags.flatMap(({ attributes }) => Object.values(attributes))].join('\n');
    })
    .join('\n');
}

/** Shown by the card in a frame alone, which has tests of its own. */
const elsewhere = new Set(['/share/openPage']);

describe('the words of pages', () => {
  it('have the same places in every language', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted();
    const { report, ...spanish } = es;
    const [english, translated] = [new Map(texts(en as never)), new Map(texts(spanish as never))];
    expect([...translated.keys()].toSorted()).toEqual([...english.keys()].toSorted());
    for (const [path, text] of english)
      expect(places(translated.get(path) ?? ''), path).toEqual(places(text));
    expect(report).toBeDefined();
  });

  it('are all translated', () => {
    const same = texts(en as never).filter(([path, text]) => new Map(texts(es as never)).get(path) === text);
    expect(same).toEqual([]);
    for (const [path, text] of [...texts(en as never), ...texts(es as never)])
      expect(text.trim() === text && text.length > 1, path).toBe(true);
  });

  it.each(['en', 'es'] as const)('are each shown on some page, in %s', (language) => {
    const locale = localeFor([language]);
    const shown = everything(locale);
    // The words for the check in the browser go along as JSON.
    const decoded = [
      ...[...shown.matchAll(/\{"outcomes".*\}/g)].map(([json]) => allTexts(JSON.parse(json))),
      ...[...shown.matchAll(/mailto:.*/g)].map(([address]) => decodeURIComponent(address)),
    ];
    const visible = [shown, ...decoded].join('\n');
    const missing = texts(locale.words as never).filter(
      ([path, text]) =>
        !elsewhere.has(path) && !text.split(/\{\w+\}/).every((piece) => visible.includes(piece)),
    );
    expect(missing.map(([path]) => path)).toEqual([]);
  });

  it('translate every warning that a verification can give', () => {
    const source = ['verify', 'status', 'authenticity', 'endorsements'].map((name) =>
      readFileSync(new URL(`../../src/credentials/${name}.ts`, import.meta.url), 'utf8'),
    );
    const warnings = Object.keys(es.report?.warnings ?? {});
    expect(warnings.length).toBeGreaterThan(4);
    for (const warning of warnings) expect(source.join('\n'), warning).toContain(warning);
  });

  it('leave what is not translated in English, and say so', () => {
    const { text } = credentialPage({ ...states['a generic one'], locale: localeFor(['es']) });
    expect(text).toContain('<li lang="en">Something else.</li>');
    expect(text).toContain('<li>Aquí no se conoce a la entidad emisora');
  });
});

describe('the language of a page', () => {
  it.each([
    [['es'], 'es'],
    [['es-MX', 'en'], 'es'],
    [['ES'], 'es'],
    [['de', 'es', 'en'], 'es'],
    [['en-GB', 'es'], 'en'],
    [['de', 'fr'], 'en'],
    [['*'], 'en'],
    [['constructor', '__proto__', 'toString'], 'en'],
    [[''], 'en'],
    [[], 'en'],
  ])('for %j is %s', (wanted, language) => {
    expect(localeFor(wanted).language).toBe(language);
  });
});

function allTexts(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? Object.values(value).map(allTexts).join('\n') : '';
}
