import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AwardFacts, awardDocument } from '../../src/credentials/award-document.ts';
import type { SigningInput } from '../../src/credentials/eddsa-rdfc-2022.ts';
import { lintForSigning } from '../../src/credentials/lint.ts';
import { checkLink, evidence, maxEvidenceItems } from '../../src/domain/evidence.ts';
import { issuer } from '../../src/domain/issuer.ts';
import { version } from '../../src/domain/micro-credential.ts';
import { decision, submission } from '../../src/domain/submission.ts';
import { webAddress } from '../../src/domain/text.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';
import { harmlessText, illFormed, turningText, unreadable } from '../support/hostile.ts';
import { withTexts } from '../support/with-texts.ts';

const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const at = '2026-03-02T10:00:00.000Z';
const ids = [
  'id',
  'issuerId',
  'microCredentialId',
  'submissionId',
  'requiredLevel',
  'level',
  'list',
  'artifact',
];
const kept = [
  ...ids,
  'language',
  'accepts',
  'url',
  'email',
  'state',
  'outcome',
  'kind',
  'disclosure',
  'mediaType',
  'sha256',
  'createdAt',
  'publishedAt',
  'submittedAt',
  'addedAt',
  'recipientIdentity',
  'phone',
  'addressCountryCode',
  'identifierType',
  'digest',
  'did',
  'targetUrl',
  'targetType',
  'inLanguage',
  'doi',
  'stacks',
  'microCredential',
  'achievement',
  'fileTypes',
  'judgedFrom',
];

const stored = { id, artifact: 'plan', title: 'Mine', addedAt: at };
const records = {
  issuer: {
    id: 'riverbend',
    name: 'Riverbend',
    url: 'https://riverbend.example.org/',
    description: 'Who we are.',
    email: 'office@riverbend.example.org',
    phone: '+1 (555) 010-0199',
    address: {
      addressCountry: 'Ireland',
      addressCountryCode: 'IE',
      addressRegion: 'Munster',
      addressLocality: 'Cork',
      streetAddress: '1 Quay Street',
      postOfficeBoxNumber: '12',
      postalCode: 'T12 AB34',
    },
    otherIdentifier: [
      { identifier: 'CHY 1234', identifierType: 'ext:charityNumber' },
      { identifier: '77', identifierType: 'sourcedId' },
    ],
    official: 'Marta Oyelaran',
    recipientIdentity: 'hashed',
    image: { digest: 'd'.repeat(64), mediaType: 'image/png', caption: 'The bend of a river' },
    createdAt: at,
  },
  version: {
    microCredentialId: id,
    version: 1,
    issuerId: 'riverbend',
    changeNote: 'First.',
    publishedAt: at,
    definition: fullDefinition,
  },
  submission: {
    id,
    microCredentialId: id,
    version: 1,
    issuerId: 'riverbend',
    learner: 'learner',
    recipient: {
      name: 'Zoë Ångström',
      email: 'zoe@example.org',
      did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    },
    state: 'submitted',
    attempt: 1,
    answers: {},
    createdAt: at,
    revision: 1,
  },
  evidence: [
    {
      kind: 'file',
      ...stored,
      disclosure: 'digest',
      mediaType: 'application/pdf',
      size: 1,
      sha256: 'a'.repeat(64),
    },
    { kind: 'link', ...stored, disclosure: 'link', url: 'https://example.org/plan' },
    { kind: 'link', ...stored, disclosure: 'link', url: 'https://example.org/plan#2' },
    { kind: 'text', ...stored, disclosure: 'digest', text: 'What I did.', sha256: 'b'.repeat(64) },
    { kind: 'text', ...stored, disclosure: 'digest', text: 'What I did.', sha256: 'b'.repeat(64) },
    { kind: 'text', ...stored, disclosure: 'hidden', text: 'What I hide.', sha256: 'c'.repeat(64) },
  ],
};

const decided = decision.parse({
  round: 'first',
  outcome: 'awarded',
  decidedAt: at,
  levels: Object.fromEntries(fullDefinition.rubric.criteria.map((one) => [one.id, 'demonstrated'])),
  passed: {},
  assessmentIds: [id],
});

/** Reads the records as they are read from the store, and has their award linted as the signer does. */
async function lint(given: typeof records, issuerId = 'riverbend'): Promise<SigningInput> {
  const publicUrl = 'https://assay.example';
  const items = given.evidence.map((item) => evidence.parse(item));
  for (const [index, item] of items.entries())
    if (item.kind === 'link') checkLink({ ...item, disclosure: 'link' }, items.slice(0, index), publicUrl);
  const facts: AwardFacts = {
    publicUrl,
    credentialId: id,
    issuer: issuer.parse(given.issuer),
    version: version.parse(given.version),
    submission: submission.parse(given.submission),
    evidence: items,
    decision: {
      ...decided,
      levels: Object.fromEntries(
        given.version.definition.rubric.criteria.map((one) => [one.id, one.requiredLevel]),
      ),
    },
    statuses: [{ list: id, index: 7, purpose: 'revocation' }],
    awardedAt: new Date(at),
    salt: 'salt',
  };
  return lintForSigning(awardDocument(facts), {
    verificationMethod: `did:web:assay.example:issuers:${issuerId}#key-1`,
    created: '2026-03-02T10:00:00Z',
    now: new Date(at),
    publicUrl,
  });
}

const signable = { bytes: expect.any(Uint8Array) };
const refused = (given: typeof records) => expect(lint(given)).rejects.toMatchObject({ name: 'ZodError' });

/** A decision is final: what is let in here and refused before signing is an award that never comes. */
describe('whatever the rules let in can be signed', () => {
  it('as it is', async () => {
    await expect(lint(records)).resolves.toMatchObject(signable);
  });

  it.each(Object.entries({ ...illFormed, ...turningText, ...unreadable }))(
    'but not with %s, which they refuse',
    async (_, text) => {
      await refused(withTexts(records, () => text, kept));
    },
  );

  it.each(Object.entries(unreadable))('with %s in passages', async (_, text) => {
    const { rubric } = fullDefinition;
    const definition = {
      ...fullDefinition,
      competency: text,
      artifacts: fullDefinition.artifacts.map((artifact) => ({ ...artifact, description: text })),
      rubric: {
        ...rubric,
        criteria: rubric.criteria.map((one) => ({
          ...one,
          description: text,
          descriptors: withTexts(one.descriptors, () => text),
        })),
      },
    };
    const version = { ...records.version, definition };
    const issuer = { ...records.issuer, description: text };
    await expect(lint({ ...records, version, issuer })).resolves.toMatchObject(signable);
  });

  it('with as many items as there may be, though all say the same', async () => {
    for (const item of records.evidence.filter(({ kind }) => kind !== 'link')) {
      const evidence = Array.from({ length: maxEvidenceItems }, () => item);
      await expect(lint({ ...records, evidence })).resolves.toMatchObject(signable);
    }
  });

  it('though evidence is what the definition is related to, and the definition is related to itself', async () => {
    const own = `https://assay.example/micro-credentials/${id}/versions/1`;
    const related = [own, `${own}#goals`, 'https://example.org/plan', 'https://example.org/x'].map((one) => ({
      id: one,
      inLanguage: 'fr',
      version: '9',
    }));
    const version = { ...records.version, definition: { ...fullDefinition, related } };
    await expect(lint({ ...records, version })).resolves.toMatchObject(signable);
  });

  it('but not the same link twice, nor one to this service: as one node of the graph they could be mixed up', async () => {
    const link = records.evidence.filter(({ kind }) => kind === 'link').slice(0, 1);
    for (const evidence of [
      [...link, ...link],
      link.map((one) => ({ ...one, url: `https://assay.example/credentials/${id}` })),
    ])
      await expect(lint({ ...records, evidence })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it.each(Object.entries(harmlessText))('with %s for every text', async (_, text) => {
    await expect(lint(withTexts(records, () => text, kept))).resolves.toMatchObject(signable);
  });

  it.each([
    '1\u200b',
    'a\u2060b',
    'a\ufffd',
    'a\ufdd0',
    '@type',
    '_:b0',
    'https://example.org/',
    '{"@id": "x"}',
    'a'.repeat(60),
  ])('with %j for every text', async (text) => {
    await expect(lint(withTexts(records, () => text, kept))).resolves.toMatchObject(signable);
  });

  const named = (old: string, id: string) =>
    JSON.parse(JSON.stringify(records).replaceAll(`"${old}"`, `"${id}"`)) as typeof records;
  const places = ['goals', 'not-met', 'plan', 'riverbend'];

  it.each(places)('with an odd id in the place of "%s"', async (old) => {
    for (const id of ['42', 'id', 'type', 'prototype', 'then'])
      await expect(lint(named(old, id), old === 'riverbend' ? id : undefined)).resolves.toMatchObject(
        signable,
      );
  });

  it.each(places)('but not with the id "constructor" in the place of "%s"', async (old) => {
    await refused(named(old, 'constructor'));
  });

  it('with any address that is let in', async () => {
    const piece = fc.constantFrom(
      'example.org',
      'a',
      '.',
      ':',
      '/',
      '?',
      '#',
      '%20',
      '%',
      '[',
      ']',
      '443',
      "'",
      '(',
      '*',
      ';',
      '=',
      '$',
      '!',
      '~',
      '@',
    );
    const address = fc
      .array(piece, { maxLength: 8 })
      .map((parts) => `https://example.org${parts.join('')}`)
      .filter((text) => webAddress.safeParse(text).success);
    await fc.assert(
      fc.asyncProperty(address, async (url) => {
        const evidence = records.evidence
          .map((item) => (item.kind === 'link' ? { ...item, url } : item))
          .filter(({ kind }, index, all) => kind !== 'link' || all[index - 1]?.kind !== 'link');
        await expect(
          lint({ ...records, evidence, issuer: { ...records.issuer, url } }),
        ).resolves.toMatchObject(signable);
      }),
      { numRuns: fuzzRuns(6) },
    );
  });
});
