import { countValues } from '../../src/domain/catalog/facets.ts';
import type { Issuer } from '../../src/domain/issuer.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import type { LatestStack } from '../../src/domain/stack.ts';
import type { TextReply } from '../../src/http/operation.ts';
import { catalogPage, type ShownCard } from '../../src/pages/catalog-page.ts';
import { issuerPage } from '../../src/pages/issuer-page.ts';
import type { Locale } from '../../src/pages/locale.ts';
import { microCredentialPage } from '../../src/pages/micro-credential-page.ts';
import { stackPage } from '../../src/pages/stack-page.ts';
import { startPage } from '../../src/pages/start-page.ts';
import { publicUrl } from '../credentials/example-award.ts';
import { fullIssuer } from '../support/award-facts.ts';
import { fullDefinition } from '../support/full-definition.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const at = '2026-02-27T09:00:00.000Z';

const facets = {
  topic: 'Families',
  audience: 'Home visitors',
  issuer: 'riverbend',
  stack: [],
  evidence: ['file', 'link', 'text'],
  language: ['en', 'es'],
  hours: 8,
} as unknown as ShownCard['facets'];
const card = (name: string): ShownCard => ({
  microCredentialId: id,
  version: 3,
  issuerId: 'riverbend',
  issuerName: 'Riverbend Family Services',
  name,
  competency: fullDefinition.competency,
  language: 'en',
  languages: ['en', 'es'],
  publishedAt: at,
  facets,
});
const version = (definition: object = {}): Version => ({
  microCredentialId: id,
  version: 3,
  issuerId: 'riverbend',
  definition: { ...fullDefinition, ...definition } as Version['definition'],
  changeNote: 'Clearer words.',
  publishedAt: at,
});
const issuer: Issuer = { ...fullIssuer, brandColour: '#7a0019' };
const stack = (fields: object, retiredAt?: string): LatestStack => ({
  stackId: id,
  version: 1,
  issuerId: 'riverbend',
  changeNote: 'First.',
  publishedAt: at,
  stack: {
    name: 'Working with families',
    description: 'Three skills that go together.',
    language: 'en',
    kind: 'path',
    pieces: [id, '01ARZ3NDEKTSV4RRFFQ69G5FAW', '01ARZ3NDEKTSV4RRFFQ69G5FAX'],
    rule: 'all',
    confirmation: 'approver',
    ...fields,
  } as LatestStack['stack'],
  names: {
    [id]: 'Setting goals',
    '01ARZ3NDEKTSV4RRFFQ69G5FAW': 'Visits',
    '01ARZ3NDEKTSV4RRFFQ69G5FAX': 'Plans',
  },
  ...(retiredAt !== undefined && { retiredAt }),
});
const strict = {
  assessors: 2,
  disagreement: 'approver',
  approval: true,
  preCheck: true,
  calibrationThreshold: 85,
  maxAttempts: 1,
  turnaroundDays: 10,
};
const languages = { original: 'en', shown: 'en', available: ['en', 'es'], untranslated: [] };
const complete = { ...countValues([facets]), complete: true };

/** Every state of the pages of the public site, beside those of credentials. */
export const siteStates: Readonly<Record<string, (locale: Locale) => TextReply>> = {
  start: (locale) => startPage({ locale }),
  catalog: (locale) =>
    catalogPage({
      found: {
        items: [card('Setting goals with families'), card('Teach-back')],
        cursor: 'more',
        facets: complete,
      },
      query: {},
      publicUrl,
      locale,
    }),
  'catalog-narrowed': (locale) =>
    catalogPage({
      found: { items: [card('Teach-back')], facets: { ...complete, complete: false } },
      query: { q: 'goals', topic: 'families', language: 'es', cursor: 'x', maxHours: 10, sort: 'newest' },
      publicUrl,
      locale,
    }),
  'catalog-none': (locale) =>
    catalogPage({ found: { items: [], unknown: ['xyzzy'] }, query: { q: 'xyzzy' }, publicUrl, locale }),
  'catalog-empty': (locale) => catalogPage({ found: { items: [] }, query: {}, publicUrl, locale }),
  'catalog-further': (locale) =>
    catalogPage({ found: { items: [], cursor: 'more' }, query: { q: 'x' }, publicUrl, locale }),
  definition: (locale) =>
    microCredentialPage({
      version: version(),
      issuer,
      publicUrl,
      locale,
      languages,
      prerequisites: [{ name: 'Listening', microCredential: id }],
    }),
  'definition-strict': (locale) =>
    microCredentialPage({
      version: version({ assessmentPolicy: strict, validFor: { years: 1 } }),
      issuer,
      publicUrl,
      locale,
      languages: { ...languages, untranslated: ['/name'] },
      retirement: { at, reason: 'The method has changed.', successor: id },
    }),
  'definition-two': (locale) =>
    microCredentialPage({
      version: version({
        assessmentPolicy: { assessors: 2, disagreement: 'third-assessor', maxAttempts: 3 },
        validFor: { months: 1 },
        artifacts: fullDefinition.artifacts.map((one) => ({ ...one, minItems: 2, maxItems: 2 })),
      }),
      issuer,
      publicUrl,
      locale,
      languages: { ...languages, untranslated: ['/name', '/audience'] },
    }),
  'definition-months': (locale) =>
    microCredentialPage({ version: version({ validFor: { months: 18 } }), issuer, publicUrl, locale }),
  issuer: (locale) =>
    issuerPage({ issuer, offers: [card('Teach-back')], stacks: [stack({})], publicUrl, locale }),
  'issuer-bare': (locale) =>
    issuerPage({
      issuer: { id: 'bare', name: 'Bare', url: 'https://bare.example/', createdAt: at },
      offers: [],
      stacks: [],
      publicUrl,
      locale,
    }),
  stack: (locale) => stackPage({ version: stack({}), issuer, publicUrl, locale }),
  'stack-retired': (locale) =>
    stackPage({
      version: stack({ kind: 'set', rule: { atLeast: 2 }, confirmation: 'rule' }, at),
      issuer,
      publicUrl,
      locale,
    }),
};
