import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { checkNames, type VerificationReport } from '../../src/credentials/verification-report.ts';
import type { CredentialRecord } from '../../src/domain/credential.ts';
import { inLanguage } from '../../src/domain/definition/translation.ts';
import type { Issuer } from '../../src/domain/issuer.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { openApi } from '../../src/http/openapi.ts';
import type { TextReply } from '../../src/http/operation.ts';
import { problems } from '../../src/http/problem.ts';
import { credentialPage } from '../../src/pages/credential-page.ts';
import { docsPage } from '../../src/pages/docs-page.ts';
import { localeFor } from '../../src/pages/locale.ts';
import { microCredentialPage } from '../../src/pages/micro-credential-page.ts';
import { problemPage } from '../../src/pages/problem-page.ts';
import { startPage } from '../../src/pages/start-page.ts';
import { verifyPage } from '../../src/pages/verify-page.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { harmlessText } from '../support/hostile.ts';
import { markupOf, type Tag, unbalanced } from '../support/markup.ts';
import { withTexts } from '../support/with-texts.ts';

const publicUrl = 'https://assay.example';
const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const definitionUrl = `${publicUrl}/micro-credentials/${id}/versions/1`;

const badge = {
  id: `${publicUrl}/credentials/${id}`,
  type: ['VerifiableCredential', 'OpenBadgeCredential'],
  name: 'Setting goals with families',
  issuer: {
    id: 'did:web:assay.example:issuers:riverbend',
    name: 'Riverbend',
    url: 'https://riverbend.example.org/',
  },
  validFrom: '2026-03-02T10:00:00Z',
  awardedDate: '2026-03-02T10:00:00Z',
  credentialSubject: {
    identifier: [
      { identityType: 'emailAddress', hashed: true, identityHash: 'sha256$00' },
      { identityType: 'name', hashed: false, identityHash: 'Zoë Ångström' },
    ],
    narrative: 'Assessed by a subject-matter expert.',
    achievement: {
      id: definitionUrl,
      name: 'Setting goals with families',
      criteria: { narrative: 'A plan and a recording.' },
      description: 'Sets goals.\n\nKeeps them in view.',
      resultDescription: ['goals', 'activities'].map((criterion) => ({
        id: `${definitionUrl}#${criterion}`,
        name: `Criterion ${criterion}`,
        requiredLevel: `${definitionUrl}#${criterion}-met`,
        rubricCriterionLevel: [
          {
            id: `${definitionUrl}#${criterion}-met`,
            name: 'Met',
            level: '1',
            description: 'As it should be.',
          },
          {
            id: `${definitionUrl}#${criterion}-above`,
            name: 'Above',
            level: '2',
            description: 'More than that.',
          },
        ],
      })),
    },
    result: ['goals', 'activities'].map((criterion) => ({
      resultDescription: `${definitionUrl}#${criterion}`,
      achievedLevel: `${definitionUrl}#${criterion}-above`,
    })),
  },
  evidence: [
    { name: 'The plan', narrative: 'Held privately.' },
    { id: 'https://example.org/plan', name: 'The account' },
  ],
};
const record: CredentialRecord = {
  id,
  issuerId: 'riverbend',
  learner: 'learner',
  submissionId: id,
  name: badge.name,
  document: JSON.stringify(badge),
  statuses: [{ list: id, index: 1, purpose: 'revocation' }],
  issuedAt: '2026-03-02T10:00:00Z',
};
const valid: VerificationReport = {
  verdict: 'valid',
  checks: checkNames.map((name) => ({ name, outcome: 'ok', message: `The ${name} is right.` })),
  warnings: [],
};
const now = new Date('2026-04-01T12:00:00Z');
const found = {
  warnings: ['The issuer is not known here.'],
  credential: {
    id: `${publicUrl}/credentials/${id}`,
    name: 'Setting goals with families',
    issuer: { id: 'did:web:assay.example:issuers:riverbend', name: 'Riverbend' },
    subject: { id: 'did:example:holder' },
  },
};
const problem = {
  type: 'about:blank',
  title: 'Something is wrong',
  status: 400,
  code: 'invalid-request',
  detail: 'It is not as it should be.',
  instance: 'urn:request:1',
};
const version: Version = {
  microCredentialId: id,
  version: 1,
  issuerId: 'riverbend',
  changeNote: 'First version.',
  publishedAt: '2026-03-01T09:30:00.000Z',
  definition: fullDefinition,
};
const issuer: Issuer = {
  id: 'riverbend',
  name: 'Riverbend',
  url: 'https://riverbend.example.org/',
  createdAt: '2026-03-01T09:30:00.000Z',
};
const document = openApi({ publicUrl, oidcIssuer: 'https://login.example.org' });

/** Every page, with all its texts as they are or each replaced. */
const pages: Readonly<Record<string, (text: (old: string) => string) => TextReply>> = {
  'of a credential': (text) =>
    credentialPage({
      record: { ...record, document: JSON.stringify(withTexts(badge, text, ['identityType', 'type'])) },
      report: withTexts(valid, text, ['verdict', 'outcome', 'name']),
      now,
    }),
  'of a verification': (text) =>
    verifyPage({
      checked: { report: withTexts({ ...valid, ...found }, text, ['verdict', 'outcome', 'name']), now },
      locale: localeFor([]),
      publicUrl,
    }) as TextReply,
  'of a problem': (text) =>
    ({ ...problemPage(withTexts(problem, text, ['code']), localeFor([])), status: 200 }) as TextReply,
  'of a micro-credential': (text) =>
    microCredentialPage({
      version: withTexts(version, text, ['microCredentialId', 'issuerId', 'id', 'requiredLevel', 'language']),
      issuer: withTexts(issuer, text, ['id']),
      publicUrl,
      languages: {
        original: 'en',
        shown: 'es',
        available: ['en', 'es'],
        untranslated: ['/name', '/keyMethod'],
      },
      prerequisites: withTexts(
        [
          { name: 'Listening', microCredential: id },
          { name: 'Safeguarding', achievement: 'https://elsewhere.example.org/s' },
        ],
        text,
        ['microCredential'],
      ),
    }),
  'of the documentation': (text) =>
    docsPage(
      withTexts(document, (old) => (/^[A-Za-z: ]+$/.test(old) ? old : text(old)), [
        'tags',
        '$ref',
        'type',
        'in',
        'name',
      ]),
    ),
  'of the start': () => startPage(),
};
const ownImage =
  /^\/(?:credentials\/[0-9A-Z]{26}\/image\?format=svg|micro-credentials\/[0-9A-Z]{26}\/versions\/\d+\/image)$/;
const ownScript = { type: 'module', src: '/assets/page.js' };
const asItIs = (old: string) => old;
const eachParagraph = (text: (old: string) => string) => (old: string) =>
  old.split('\n\n').map(text).join('\n\n');
const names = ({ name, closing, attributes }: Tag) =>
  `${closing ? '/' : ''}${name} ${Object.keys(attributes).join(' ')}`.trim();
/** Which sites of issuers a page may ask depends on the credential; all else of its policy is the same whatever its texts are. */
const withoutOrigins = ({ headers }: TextReply) => ({
  ...headers,
  'content-security-policy': headers?.['content-security-policy']?.replace(
    /(connect-src 'self')(?: https:\/\/[a-z.]+)*;/,
    '$1;',
  ),
});
/** Links come and go with what they would lead to, and the drawing of an address with its length; all else of a page is the same whatever its texts are. */
const skeleton = (tags: readonly Tag[]) =>
  tags.filter(({ name }) => !['a', 'link', 'svg', 'path'].includes(name)).map(names);

describe.each(Object.entries(pages))('the page %s', (_, page) => {
  const reply = page(asItIs);
  const { tags, text, styles } = markupOf(reply.text);
  const only = (name: string) => tags.filter((tag) => tag.name === name && !tag.closing);

  it('is a whole page', () => {
    expect([reply.status, reply.mediaType]).toEqual([200, 'text/html; charset=utf-8']);
    expect(unbalanced({ tags, text, styles })).toEqual([]);
    expect(tags.slice(0, 2).map(names)).toEqual(['html lang dir', 'head']);
    expect(only('html')[0]?.attributes.lang).toBe('en');
    expect(only('meta').map(({ attributes }) => attributes.charset ?? attributes.name)).toEqual([
      'utf-8',
      'viewport',
    ]);
    for (const name of ['head', 'title', 'body', 'main', 'h1']) expect(only(name), name).toHaveLength(1);
    expect(reply.text).toMatch(/<title>[^<]{5,}<\/title>/);
  });

  it('has headings in order, none of them empty', () => {
    const levels = tags
      .filter(({ name, closing }) => /^h\d$/.test(name) && !closing)
      .map(({ name }) => Number(name[1]));
    expect(levels[0]).toBe(1);
    for (const [index, level] of levels.entries())
      expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
    expect(reply.text).not.toMatch(/<h(\d)>\s*<\/h\1>/);
  });

  it('runs nothing and loads nothing but a picture of its own', () => {
    const allowed = [
      'html',
      'head',
      'meta',
      'title',
      'link',
      'style',
      'body',
      'header',
      'main',
      'footer',
      'h1',
      'h2',
      'h3',
      'p',
      'a',
      'ul',
      'li',
      'dl',
      'dt',
      'dd',
      'div',
      'span',
      'strong',
      'em',
      'small',
      'br',
      'code',
      'pre',
      'table',
      'thead',
      'tbody',
      'tr',
      'th',
      'td',
      'details',
      'summary',
      'img',
      ...['bdi', 'time', 'ol', 'nav', 'section', 'noscript', 'button', 'svg', 'path', 'circle', 'script'],
      ...['form', 'label', 'input', 'textarea'],
    ];
    for (const { name, closing, attributes } of tags) {
      expect(allowed).toContain(name);
      const { src, action, ...others } = attributes;
      if (name === 'img') expect(src).toMatch(ownImage);
      else if (name === 'script' && !closing) expect(attributes).toEqual(ownScript);
      else expect(src).toBe(undefined);
      expect(action).toBe(name === 'form' && !closing ? '/verify?lang=en' : undefined);
      for (const attribute of Object.keys(others)) {
        expect(attribute).not.toMatch(
          /^on|^(?:style|srcset|srcdoc|formaction|http-equiv|data|background|ping|target)$/,
        );
      }
    }
  });

  it('allows itself its own style, and script and a form of this site only where it has them', () => {
    const policy = reply.headers?.['content-security-policy'] ?? '';
    const directives = Object.fromEntries(
      policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1).join(' ')]),
    );
    expect(styles).toHaveLength(1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    const { 'connect-src': connect, ...rest } = directives;
    const hasScript = only('script').length > 0;
    expect(rest).toEqual({
      'default-src': "'none'",
      'style-src': `'sha256-${hash}'`,
      'img-src': "'self' data:",
      ...(hasScript && { 'script-src': "'self'", 'require-trusted-types-for': "'script'" }),
      'base-uri': "'none'",
      'form-action': only('form').length > 0 ? "'self'" : "'none'",
      'frame-ancestors': "'none'",
    });
    if (hasScript) expect(connect).toMatch(/^'self'(?: https:\/\/[a-z.]+)*$/);
    else expect(connect).toBe(undefined);
  });

  it('links to the web and to itself only', () => {
    const links = [...only('a'), ...only('link')].map(({ attributes }) => attributes.href ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const href of links) expect(href).toMatch(/^(?:https:\/\/|\/(?!\/))/);
    const own = Object.keys(document.paths as object).map(
      (path) => new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/?]+')}$`),
    );
    for (const href of links.filter((one) => one.startsWith('/'))) {
      const [path = ''] = href.split('?');
      expect(
        own.some((pattern) => pattern.test(path)),
        href,
      ).toBe(true);
    }
  });

  it('has cells and headings of tables that say what they head', () => {
    for (const { attributes } of only('th')) expect(['col', 'row']).toContain(attributes.scope);
  });

  it.each(Object.entries(harmlessText))('is the same page around %s', (_, hostile) => {
    const dangerous = page(eachParagraph((part) => `${hostile} ${part.length}`));
    const { tags: found, text: shown } = markupOf(dangerous.text);
    expect(skeleton(found)).toEqual(skeleton(tags));
    expect(unbalanced(markupOf(dangerous.text))).toEqual([]);
    expect(withoutOrigins(dangerous)).toEqual(withoutOrigins(reply));
    if (dangerous.text !== reply.text) expect(shown).toContain(hostile);
  });

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    ' javascript:alert(1)',
    'https://x" onclick="y',
  ])('leads nowhere dangerous when every address is %j', (address) => {
    const { tags: found } = markupOf(page(() => address).text);
    for (const { name, attributes } of found) {
      if (attributes.href === undefined) continue;
      expect(['a', 'link']).toContain(name);
      expect(attributes.href).toMatch(/^(?:https?:\/\/|\/(?!\/))/);
      expect(attributes).not.toHaveProperty('onclick');
    }
  });

  it('stays a page around very long words', () => {
    const { tags: found } = markupOf(page(eachParagraph((part) => `${'w'.repeat(5000)}${part.length}`)).text);
    expect(skeleton(found)).toEqual(skeleton(tags));
    expect(styles[0]).toContain('overflow-wrap:anywhere');
    expect(styles[0]).toContain('overflow-x:auto');
  });
});

describe('the page of a micro-credential', () => {
  const page = microCredentialPage({ version, issuer, publicUrl });
  const { text, tags } = markupOf(page.text);

  it('has every part of the definition', () => {
    const parts: string[] = [];
    withTexts(
      fullDefinition,
      (old) => {
        parts.push(old);
        return old;
      },
      [
        'id',
        'language',
        'requiredLevel',
        'accepts',
        'targetUrl',
        'targetType',
        'image',
        'inLanguage',
        'version',
        'translations',
        'stacks',
        'prerequisites',
        'judgedFrom',
        'doi',
      ],
    );
    expect(parts.length).toBeGreaterThan(30);
    for (const part of parts) if (part !== 'https://example.org/guide') expect(text).toContain(part);
    expect(tags.some(({ attributes }) => attributes.href === 'https://example.org/guide')).toBe(true);
    expect(tags.some(({ attributes }) => attributes.href === 'https://doi.org/10.1002/mrdd.20176')).toBe(
      true,
    );
    expect(text).toContain(
      'Dunst, C. J., Trivette, C. M., & Hamby, D. W. (2007). Meta-analysis of family-centered helpgiving practices research.',
    );
  });

  it('says when the answers pass, what an artifact may be, and what is promised', () => {
    expect(text).toMatch(
      /Passes when:\s*The setting is a home\..*Passes when:\s*A change is named, and why\./s,
    );
    expect(text).toContain(
      'The plan (files or links; at least 1; at most 2; files: application/pdf, image/png; up to 5 MB each)',
    );
    expect(text).toContain('An account (written text; 800 words at most)');
    expect(text).toContain('You hear of the decision within 10 business days.');
    expect(text).toContain('There are 3 attempts');
  });

  it('leads to what must be held before', () => {
    const { tags: found, text: shown } = markupOf(
      microCredentialPage({
        version,
        issuer,
        publicUrl,
        prerequisites: [
          { name: 'Listening', microCredential: id },
          { name: 'Safeguarding', achievement: 'https://elsewhere.example.org/s' },
        ],
      }).text,
    );
    expect(shown).toMatch(/Before you start.*Listening.*Safeguarding/s);
    const links = found.map(({ attributes }) => attributes.href);
    expect(links).toContain(`${publicUrl}/micro-credentials/${id}`);
    expect(links).toContain('https://elsewhere.example.org/s');
    expect(text).not.toContain('Before you start');
  });

  it('marks each text that is not translated, in its own language, and counts them', () => {
    const { audience: _, rubric, ...lacking } = fullDefinition.translations.es;
    const { 'not-met': _low, ...levels } = rubric.levels;
    const partly = {
      ...fullDefinition,
      translations: { es: { ...lacking, rubric: { ...rubric, levels } } },
    };
    const { definition, untranslated } = inLanguage(partly, 'es');
    const languages = { original: 'en', shown: 'es', available: ['en', 'es'], untranslated };
    const { text: markup } = microCredentialPage({
      version: { ...version, definition },
      issuer,
      publicUrl,
      languages,
      locale: localeFor(['es']),
    });
    expect(markup).toContain('<html lang="es"');
    expect(markup).toContain('<span lang="en">Home visitors</span> <small class="soft">[en]</small>');
    expect(markup).toContain('<span lang="en">Not met</span> <small class="soft">[en]</small>');
    expect(markup.match(/\[en\]/g)).toHaveLength(2);
    expect(markup).toContain('2 textos aparecen en el original (inglés)');
    expect(markup).toContain('Fijar metas con las familias');
    expect(markup).not.toContain('Setting goals with families');
    expect(markup).toContain(
      `<a href="/micro-credentials/${id}/versions/1?lang=en" hreflang="en" lang="en">English</a>`,
    );
    expect(page.text).not.toContain('[en]');
  });

  it('shows the badge, and to those who cannot see it what it shows', () => {
    const picture = (shown: typeof version) =>
      markupOf(microCredentialPage({ version: shown, issuer, publicUrl }).text).tags.find(
        ({ name }) => name === 'img',
      )?.attributes;
    const src = `/micro-credentials/${version.microCredentialId}/versions/1/image`;
    expect(picture(version)).toMatchObject({ src, alt: 'Two hands holding a kite' });
    const { image: _image, ...definition } = fullDefinition;
    expect(picture({ ...version, definition } as typeof version)).toMatchObject({
      src,
      alt: `Badge: ${fullDefinition.name}`,
    });
  });

  it('says what it is aligned with, related to, and worth, and how long it is valid', () => {
    const links = tags.map(({ attributes }) => attributes.href);
    for (const { targetUrl } of fullDefinition.alignment) expect(links).toContain(targetUrl);
    for (const { id } of fullDefinition.related) expect(links).toContain(id);
    expect(text).toMatch(/Credits\s*1\.5/);
    expect(text).toMatch(/Valid\s*for 3 years after the award/);
    const month = { ...version, definition: { ...fullDefinition, validFor: { months: 1 } } };
    expect(microCredentialPage({ version: month as never, issuer, publicUrl }).text).toContain(
      'for 1 month after',
    );
  });

  it('marks the required level of each criterion in words', () => {
    expect(page.text.match(/<td class="reached"><strong>Required level\.<\/strong>/g)).toHaveLength(
      fullDefinition.rubric.criteria.length,
    );
  });

  it('speaks the language of the reader, and says where the definition speaks another', () => {
    const spanish = { ...version, definition: { ...fullDefinition, language: 'es-MX' } };
    const { text: markup } = microCredentialPage({ version: spanish, issuer, publicUrl });
    expect(markup).toContain('<html lang="en" dir="ltr">');
    expect(markup).toContain(`<h1><span lang="es-MX">${fullDefinition.name}</span></h1>`);
    expect(markup).toContain('<p class="text" lang="es-MX">');
    expect(page.text).not.toContain('<span lang');
  });

  it('tells how it is judged, as the policy has it', () => {
    const told = (assessmentPolicy: object) =>
      markupOf(
        microCredentialPage({
          version: { ...version, definition: { ...fullDefinition, assessmentPolicy } },
          issuer,
          publicUrl,
        }).text,
      ).text;
    expect(told({})).toContain('A person who knows the field judges your work');
    expect(told({})).not.toMatch(/disagree|confirms each|somebody looks|known judgements/);
    const strict = { assessors: 2, disagreement: 'approver', approval: true, preCheck: true };
    expect(told({ ...strict, calibrationThreshold: 85 })).toMatch(
      /somebody looks whether it is complete.*Two people.*apart from each other.*Where they disagree, somebody else.*85 %.*The issuer confirms each decision/s,
    );
    expect(told({ assessors: 2, disagreement: 'third-assessor' })).toContain('a third person');
  });

  it('has no part that the definition does not have', () => {
    const {
      resources: _r,
      keywords: _k,
      audience: _a,
      hours: _h,
      overview: _o,
      reflection: _f,
      passCriteria: _p,
      assessmentPolicy: _y,
      feeNote: _n,
      topic: _t,
      ...definition
    } = fullDefinition;
    const bare = markupOf(
      microCredentialPage({ version: { ...version, definition }, issuer, publicUrl }).text,
    );
    expect(bare.text).not.toMatch(
      /Resources|Part 1|Part 3|Keywords|undefined|\bFor\b|hours|Passes|business days|attempt|Fee|Topic/,
    );
    expect(unbalanced(bare)).toEqual([]);
  });
});

describe('the page of the documentation', () => {
  const { text, tags } = markupOf(docsPage(document).text);

  it('has every route with its method', () => {
    for (const [path, methods] of Object.entries(document.paths as Record<string, object>))
      for (const method of Object.keys(methods)) expect(text).toContain(`${method.toUpperCase()} ${path} `);
  });

  it('has the place to which the type of each problem leads', () => {
    const anchors = tags.map(({ attributes }) => attributes.id).filter((one) => one !== undefined);
    expect(anchors.toSorted()).toEqual(Object.keys(problems).toSorted());
  });
});
