import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { describe, expect, it } from 'vitest';
import { pinnedContexts } from '../../src/credentials/contexts.ts';
import { LintError, lintForSigning } from '../../src/credentials/lint.ts';
import { openBadgeProblems } from '../../src/credentials/open-badge-model.ts';
import { type StackAwardFacts, stackDocument } from '../../src/credentials/stack-document.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { fullIssuer } from '../support/award-facts.ts';
import {
  changed,
  issuerDid,
  issuerDocument,
  now,
  outcomes,
  publicUrl,
  signed,
  world,
} from './example-award.ts';
import { compare } from './rdf/compare.ts';

const id = (letter: string) => `01JD9Z6V3T5Q8M2K4N7P0R1S2${letter}`;
const piece = (letter: string, name: string) => ({
  id: `${publicUrl}/credentials/${id(letter)}`,
  achievement: `${publicUrl}/micro-credentials/${id(letter)}/versions/2`,
  name,
});

/** The records of a stack's award with every part, and what a test changes. */
function facts(changes: Partial<StackAwardFacts> = {}): StackAwardFacts {
  return {
    publicUrl,
    credentialId: id('N'),
    issuer: { ...fullIssuer, id: 'harbour' },
    version: {
      stackId: id('S'),
      version: 3,
      issuerId: 'harbour',
      changeNote: 'First.',
      publishedAt: now.toISOString(),
      stack: {
        name: 'Working with Families 🎓',
        description: 'Plans, holds and records visits\nthat families call useful.',
        language: 'en',
        kind: 'path',
        pieces: [id('A'), id('B'), id('C')],
        rule: { required: [id('A')], electives: { atLeast: 1, of: [id('B'), id('C')] } },
        confirmation: 'approver',
        badgeCaption: 'Two hands',
      },
      names: { [id('A')]: 'Goals', [id('B')]: 'Visits', [id('C')]: 'Notes' },
    },
    recipient: { name: 'Zoë Ångström', email: 'zoe@example.org' },
    pieces: [piece('A', 'Goals'), piece('B', 'Visits')],
    confirmedBy: 'approver',
    awardedAt: new Date('2026-03-02T09:28:00.000Z'),
    statuses: [{ list: '01JN', index: 70_321, purpose: 'revocation' }],
    salt: 'c0ffee',
    endorsements: [],
    ...changes,
  };
}

const lint = (document: object) =>
  lintForSigning(document, {
    verificationMethod: `${issuerDid}#key-1`,
    created: '2026-03-02T09:29:30Z',
    now,
    publicUrl,
  });
const places = async (document: object) => {
  try {
    await lint(document);
  } catch (error) {
    if (error instanceof LintError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
};

const suite = new DataIntegrityProof({ cryptosuite });
const methods = issuerDocument.verificationMethod.map((method) => [
  method.id,
  { '@context': 'https://w3id.org/security/multikey/v1', ...method },
]);
const documents: Record<string, object> = { [issuerDid]: issuerDocument, ...Object.fromEntries(methods) };
const verifiedByOthers = async (credential: unknown) => {
  const { verified } = await vc.verifyCredential({
    credential,
    suite,
    now,
    documentLoader: async (url: string) => {
      const document = documents[url] ?? pinnedContexts.get(url);
      if (document === undefined) throw new Error(`nothing at ${url}`);
      return { documentUrl: url, document, contextUrl: null, tag: 'static' };
    },
    checkStatus: async () => ({ verified: true }),
  });
  return verified;
};

const shapes: readonly (readonly [string, Partial<StackAwardFacts>])[] = [
  ['with every part', {}],
  ['confirmed by the rule', { confirmedBy: 'rule' }],
  ['for a holder with a DID', { recipient: { name: 'Zoë', did: 'did:web:zoe.example' } }],
  [
    'that can be suspended',
    {
      statuses: [
        { list: '01JN', index: 70_321, purpose: 'revocation' },
        { list: '01JP', index: 7, purpose: 'suspension' },
      ],
    },
  ],
];

describe('the document of a stack', () => {
  it('lists the pieces as evidence, and what they are of as related', () => {
    const { credentialSubject, evidence } = stackDocument(facts());
    expect(evidence).toEqual([
      { id: piece('A', '').id, type: ['Evidence'], name: 'Goals', genre: 'OpenBadgeCredential' },
      { id: piece('B', '').id, type: ['Evidence'], name: 'Visits', genre: 'OpenBadgeCredential' },
    ]);
    expect(credentialSubject).toMatchObject({
      narrative:
        'Earned by 2 micro-credentials, each of which people judged by its rubric. Confirmed by an approver of the issuer.',
      achievement: {
        id: `${publicUrl}/stacks/${id('S')}/versions/3`,
        achievementType: 'Certificate',
        version: '3',
        criteria: { narrative: 'Earn "Goals".\nEarn at least 1 of these: "Visits" and "Notes".' },
        related: [
          { id: piece('A', '').achievement, type: ['Related'] },
          { id: piece('B', '').achievement, type: ['Related'] },
        ],
      },
    });
    expect(credentialSubject).not.toHaveProperty('result');
    expect(credentialSubject.achievement).not.toHaveProperty('resultDescription');
  });

  it.each(shapes)('%s may be signed, is an Open Badge, and takes the direct path', async (_, changes) => {
    const document = JSON.parse(JSON.stringify(stackDocument(facts(changes))));
    expect(await places(document)).toEqual([]);
    // Two statuses are the issuer's own choice, of which readers with the JSON schema know one.
    expect(openBadgeProblems(document, 'issue')).toEqual([]);
    expect(await compare(document, 'sha256')).toBe('same');
  });

  it('verifies here and with libraries of others, and its altered twin with neither', async () => {
    const credential = await signed(stackDocument(facts()));
    const here = await verifyCredential(credential, await world());
    expect(Object.values(outcomes(here)).filter((outcome) => outcome !== 'ok')).toEqual([]);
    expect(here.verdict).toBe('valid');
    expect(await verifiedByOthers(credential)).toBe(true);
    for (const twin of [
      changed(credential, ['evidence', 0, 'id'], piece('C', '').id),
      changed(credential, ['evidence', 1]),
      changed(credential, ['credentialSubject', 'achievement', 'related', 1]),
    ]) {
      expect((await verifyCredential(twin, await world())).verdict).toBe('invalid');
      expect(await verifiedByOthers(twin)).toBe(false);
    }
  });

  const whole = () => JSON.parse(JSON.stringify(stackDocument(facts())));
  const achievement = ['credentialSubject', 'achievement'] as const;
  it.each<[string, object, string]>([
    ['without evidence', changed(whole(), ['evidence']), '/evidence'],
    ['with evidence that has no address', changed(whole(), ['evidence', 0, 'id']), '/evidence/0/id'],
    ['with a piece less', changed(whole(), ['evidence', 1]), '/evidence'],
    ['with a piece twice', changed(whole(), ['evidence', 1, 'id'], piece('A', '').id), '/evidence/1'],
    [
      'with itself as a piece',
      changed(whole(), ['evidence', 1, 'id'], `${publicUrl}/credentials/${id('N')}`),
      '/evidence/1',
    ],
    [
      'without what the pieces are of',
      changed(whole(), [...achievement, 'related']),
      '/credentialSubject/achievement/related',
    ],
    [
      'with results of its own',
      changed(whole(), ['credentialSubject', 'result'], []),
      '/credentialSubject/result',
    ],
    [
      'as a micro-credential without a rubric',
      changed(whole(), [...achievement, 'achievementType'], 'MicroCredential'),
      '/credentialSubject/achievement/resultDescription',
    ],
    [
      'as something else',
      changed(whole(), [...achievement, 'achievementType'], 'Badge'),
      '/credentialSubject/achievement/achievementType',
    ],
    [
      'of a stack of elsewhere',
      changed(whole(), [...achievement, 'id'], 'https://other.example/stacks/1'),
      '/credentialSubject/achievement/id',
    ],
    ['of another issuer', changed(whole(), ['issuer', 'id'], 'did:web:other.example'), '/issuer/id'],
    ['without an owner', changed(whole(), ['credentialSubject', 'identifier']), '/credentialSubject'],
    ['without a status', changed(whole(), ['credentialStatus']), '/credentialStatus'],
    ['with a member of its own', changed(whole(), ['score'], 3), '/score'],
  ])('%s may not be signed', async (_, document, place) => {
    expect(await places(document)).toContain(place);
  });
});
