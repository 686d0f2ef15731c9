import { checkNames, type VerificationReport } from '../../src/credentials/verification-report.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { PublicCredential } from '../../src/domain/public-record.ts';
import type { Standing } from '../../src/pages/messages/messages.ts';
import {
  exampleAward,
  listUrl,
  now,
  publicUrl,
  signed,
  signedList,
  statusIndex,
  world,
} from '../credentials/example-award.ts';

export const credentialId = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const successorId = '01ARZ3NDEKTSV4RRFFQ69G5FAW';

/** A credential in one state, with the report that verifying it really gives. */
export interface StateOfCredential {
  readonly record: PublicCredential;
  readonly report: VerificationReport;
  readonly now: Date;
}

const endorsement = {
  issuer: { id: 'did:web:elsewhere.example', name: 'Reading Council' },
  validFrom: '2026-02-01T00:00:00Z',
  credentialSubject: { endorsementComment: 'We ask for this skill.' },
};

/** Every state in which a credential can be at its address. */
export async function credentialStates(): Promise<
  Readonly<Record<Standing | 'a generic one', StateOfCredential>>
> {
  const id = `${publicUrl}/credentials/${credentialId}`;
  const award = { ...exampleAward(), id };
  const document = await signed(award);
  const record = { id: credentialId, name: award.name, document: JSON.stringify(document) };
  const verified = async (of: object, changes: Parameters<typeof world>[0] = {}) =>
    verifyCredential(JSON.parse(JSON.stringify(of)), await world(changes));
  const listed = (document: unknown) => ({
    statusList: async (url: string) =>
      url === listUrl
        ? ({ found: true, document } as const)
        : ({ found: false, reason: 'not-found' } as const),
  });
  const plain = { record, report: await verified(document), now };
  const generic = await signed({
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id,
    type: ['VerifiableCredential'],
    issuer: award.issuer.id,
    name: 'Membership',
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: 'did:example:member' },
  });
  const at = async (date: Date) => ({ ...plain, report: await verified(document, { now: date }), now: date });
  return {
    valid: {
      ...plain,
      record: {
        ...record,
        token: 'e30.e30.e30',
        document: JSON.stringify({ ...document, endorsement: [endorsement] }),
      },
    },
    revoked: { ...plain, report: await verified(document, listed(await signedList([statusIndex]))) },
    suspended: { ...plain, record: { ...record, suspension: { at: now.toISOString() } } },
    replaced: {
      ...plain,
      record: { ...record, revocation: { at: now.toISOString() }, successor: successorId },
    },
    expired: await at(new Date('2031-06-01T00:00:00Z')),
    'not-yet-valid': await at(new Date('2026-03-01T00:00:00Z')),
    invalid: {
      ...plain,
      record: { ...record, document: JSON.stringify({ ...document, name: 'Something better' }) },
      report: await verified({ ...document, name: 'Something better' }),
    },
    'could-not-be-checked': {
      ...plain,
      report: await verified(document, { statusList: async () => ({ found: false, reason: 'unreachable' }) }),
    },
    'a generic one': {
      record: { ...record, name: 'Membership', document: JSON.stringify(generic) },
      report: {
        ...(await verified(generic)),
        warnings: ['The issuer is not known here: make sure that you know who it is.', 'Something else.'],
      },
      now,
    },
  };
}

/** A report in which every check has this outcome. */
export function reportOf(verdict: VerificationReport['verdict']): VerificationReport {
  const outcome = verdict === 'valid' ? 'ok' : verdict === 'invalid' ? 'failed' : verdict;
  const checks = checkNames.map((name) =>
    outcome === 'ok'
      ? ({ name, outcome, message: 'In words.' } as const)
      : ({ name, outcome, message: 'In words.', cause: 'schema-mismatch' } as const),
  );
  return { verdict, checks, warnings: [] };
}
