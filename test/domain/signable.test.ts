import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AwardFacts, awardDocument } from '../../src/credentials/award-document.ts';
import { lintForSigning } from '../../src/credentials/lint.ts';
import { assessment } from '../../src/domain/assessment.ts';
import { evidence } from '../../src/domain/evidence.ts';
import { issuer } from '../../src/domain/issuer.ts';
import { version } from '../../src/domain/micro-credential.ts';
import { submission } from '../../src/domain/submission.ts';
import { webAddress } from '../../src/domain/text.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { harmlessText } from '../support/hostile.ts';
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
];

const stored = { id, artifact: 'plan', title: 'Mine', addedAt: at };
const records = {
  issuer: {
    id: 'riverbend',
    name: 'Riverbend',
    url: 'https://riverbend.example.org/',
    description: 'Who we are.',
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
    recipient: { name: 'Zoë Ångström', email: 'zoe@example.org' },
    state: 'submitted',
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
    { kind: 'link', ...stored, disclosure: 'link', url: 'https://example.org/plan' },
    { kind: 'text', ...stored, disclosure: 'digest', text: 'What I did.', sha256: 'b'.repeat(64) },
    { kind: 'text', ...stored, disclosure: 'hidden', text: 'What I hide.', sha256: 'c'.repeat(64) },
  ],
  assessment: {
    id,
    submissionId: id,
    issuerId: 'riverbend',
    microCredentialId: id,
    version: 1,
    state: 'final',
    outcome: 'awarded',
    assessor: 'assessor',
    scores: Object.fromEntries(
      fullDefinition.rubric.criteria.map((one) => [one.id, { level: 'demonstrated', feedback: 'Seen.' }]),
    ),
    submittedAt: at,
    revision: 3,
  },
};

/** Reads the records as they are read from the store, and has their award linted as the signer does. */
async function lint(given: typeof records, issuerId = 'riverbend'): Promise<void> {
  const facts: AwardFacts = {
    publicUrl: 'https://assay.example',
    credentialId: id,
    issuer: issuer.parse(given.issuer),
    version: version.parse(given.version),
    submission: submission.parse(given.submission),
    evidence: given.evidence.map((item) => evidence.parse(item)),
    assessment: assessment.parse(given.assessment),
    status: { list: id, index: 7 },
    awardedAt: new Date(at),
    salt: 'salt',
  };
  await lintForSigning(awardDocument(facts), {
    verificationMethod: `did:web:assay.example:issuers:${issuerId}#key-1`,
    created: '2026-03-02T10:00:00Z',
    now: new Date(at),
    publicUrl: 'https://assay.example',
  });
}

/** A decision is final: what is let in here and refused before signing is an award that never comes. */
describe('whatever the rules let in can be signed', () => {
  it('as it is', async () => {
    await expect(lint(records)).resolves.toBeUndefined();
  });

  it('but not what they refuse', async () => {
    await expect(lint(withTexts(records, () => '\ud800', kept))).rejects.toThrow();
  });

  it.each(Object.entries(harmlessText))('with %s for every text', async (_, text) => {
    await expect(lint(withTexts(records, () => text, kept))).resolves.toBeUndefined();
  });

  it.each([
    '\u200b',
    '\u2060',
    '.',
    '-',
    '\u0301',
    '\ufffd',
    '\ufdd0',
    '@type',
    '_:b0',
    'https://example.org/',
    '{"@id": "x"}',
    'a'.repeat(60),
  ])('with %j for every text', async (text) => {
    await expect(lint(withTexts(records, () => text, kept))).resolves.toBeUndefined();
  });

  it.each(['goals', 'not-met', 'riverbend'])(
    'with the id "constructor" in the place of "%s"',
    async (old) => {
      const given = JSON.parse(
        JSON.stringify(records).replaceAll(`"${old}"`, '"constructor"'),
      ) as typeof records;
      const issuerId = old === 'riverbend' ? 'constructor' : 'riverbend';
      await expect(lint(given, issuerId)).resolves.toBeUndefined();
    },
  );

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
        const evidence = records.evidence.map((item) => (item.kind === 'link' ? { ...item, url } : item));
        await expect(
          lint({ ...records, evidence, issuer: { ...records.issuer, url } }),
        ).resolves.toBeUndefined();
      }),
      { numRuns: 12 },
    );
  });
});
