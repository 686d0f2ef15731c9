import type { AwardFacts } from '../../src/credentials/award-document.ts';
import type { Issuer } from '../../src/domain/issuer.ts';
import type { Definition } from '../../src/domain/micro-credential.ts';
import type { Submission } from '../../src/domain/submission.ts';
import { fullDefinition } from './full-definition.ts';

export const awardedAt = new Date('2026-03-02T10:00:00.000Z');
const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const at = awardedAt.toISOString();

/** An issuer that says all that it can say. */
export const fullIssuer: Issuer = {
  id: 'riverbend',
  name: 'Riverbend',
  url: 'https://riverbend.example.org/',
  description: 'Who we are.',
  email: 'office@riverbend.example.org',
  phone: '+1 (555) 010-0199',
  address: {
    addressCountry: 'Ireland',
    addressCountryCode: 'IE',
    addressLocality: 'Cork',
    postalCode: 'T12 AB34',
  },
  otherIdentifier: [{ identifier: 'CHY 1234', identifierType: 'ext:charityNumber' }],
  official: 'Marta Oyelaran',
  image: { digest: 'a'.repeat(64), mediaType: 'image/png', caption: 'The bend of a river' },
  createdAt: at,
};

/** The records of an award that has every part, with what a test changes. */
export function awardFacts(
  changes: {
    issuer?: Partial<Issuer>;
    definition?: Partial<Definition>;
    recipient?: Submission['recipient'];
  } & Partial<Omit<AwardFacts, 'issuer'>> = {},
): AwardFacts {
  const { issuer, definition, recipient, ...others } = changes;
  return {
    publicUrl: 'https://assay.example',
    credentialId: id,
    issuer: { ...fullIssuer, ...issuer },
    version: {
      microCredentialId: id,
      version: 3,
      issuerId: 'riverbend',
      changeNote: 'First.',
      publishedAt: at,
      definition: { ...fullDefinition, ...definition } as Definition,
    },
    submission: {
      id,
      microCredentialId: id,
      version: 3,
      issuerId: 'riverbend',
      learner: 'learner',
      recipient: recipient ?? { name: 'Zoë Ångström', email: 'Zoe@Example.org' },
      state: 'awarded',
      attempt: 1,
      answers: {},
      createdAt: at,
      revision: 2,
    },
    evidence: [],
    decision: {
      round: 'first',
      outcome: 'awarded',
      decidedAt: at,
      levels: Object.fromEntries(fullDefinition.rubric.criteria.map((one) => [one.id, 'demonstrated'])),
      passed: {},
      assessmentIds: [id],
    },
    statuses: [{ list: id, index: 7, purpose: 'revocation' }],
    awardedAt,
    salt: 'salt',
    ...others,
  };
}
