import fc from 'fast-check';
import { type AwardFacts, awardDocument } from '../../../src/credentials/award-document.ts';
import { bitstringLength, encodeBits } from '../../../src/credentials/bitstring.ts';
import { directDocument } from '../../../src/credentials/direct-document.ts';
import { endorsementDocument } from '../../../src/credentials/endorsement-document.ts';
import type { JsonObject } from '../../../src/credentials/json.ts';
import { stackDocument } from '../../../src/credentials/stack-document.ts';
import { statusListCredential } from '../../../src/credentials/status-list.ts';
import { evidence } from '../../../src/domain/evidence.ts';
import type { issuer } from '../../../src/domain/issuer.ts';
import type { version } from '../../../src/domain/micro-credential.ts';
import type { submission } from '../../../src/domain/submission.ts';
import { fullDefinition } from '../../support/full-definition.ts';
import { withTexts } from '../../support/with-texts.ts';

/** What this service signs, by the builders that it has for it. */
export type IssuedKind =
  | 'award'
  | 'stack'
  | 'endorsement'
  | 'status-list'
  | 'direct-badge'
  | 'direct'
  | 'direct-1.1';
export interface Issued {
  readonly kind: IssuedKind;
  readonly document: JsonObject;
}

const publicUrl = 'https://assay.example';
const did = `${publicUrl.replace('https://', 'did:web:')}:issuers:riverbend`;
const id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const at = '2026-03-02T10:00:00.000Z';

/** Texts that are text to people, of every script, with what serializations escape. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }) },
  fc.constantFrom(
    'Ωmega 漢字 🎓 e\u0301',
    'with "quotes" and \\ backslashes',
    'https://like.example/x',
    '\u2028',
  ),
  fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 8 }).map((one) => `two\nlines\t${one}`),
);
/** Members that are not prose. */
const kept = [
  ...['id', 'level', 'requiredLevel', 'language', 'inLanguage', 'accepts', 'url', 'targetUrl', 'targetType'],
  ...['digest', 'mediaType', 'identifierType', 'email', 'createdAt', 'issuerId', 'microCredentialId'],
  ...[
    'publishedAt',
    'recipientIdentity',
    'did',
    'kind',
    'disclosure',
    'sha256',
    'addedAt',
    'artifact',
    'state',
  ],
];

/** A part of the members, in any combination. */
const someOf = <T extends object>(value: T) =>
  fc
    .subarray(Object.keys(value))
    .map((names) => Object.fromEntries(names.map((name) => [name, value[name as keyof T]])) as Partial<T>);

const profile = fc.record({
  more: someOf({
    description: 'Who we are.',
    email: 'office@riverbend.example.org',
    phone: '+1 (555) 010-0199',
    address: { addressCountry: 'Ireland', addressLocality: 'Cork', streetAddress: '1 Quay Street' },
    otherIdentifier: [
      { identifier: 'CHY 1234', identifierType: 'ext:charityNumber' },
      { identifier: '77', identifierType: 'sourcedId' },
    ],
    official: 'Marta Oyelaran',
    recipientIdentity: 'plain',
    image: { digest: 'd'.repeat(64), mediaType: 'image/png', caption: 'The bend of a river' },
  }),
  prose: fc.array(text, { minLength: 8, maxLength: 8 }),
});
type Prose = readonly string[];

/** One text after the other, from the start again at the end. */
function inTurn<T>(all: readonly T[]): () => T {
  let used = 0;
  return () => all[used++ % all.length] as T;
}

function issuerOf({ more, prose }: { more: object; prose: Prose }) {
  const plain = { id: 'riverbend', name: 'Riverbend', url: 'https://riverbend.example.org/', createdAt: at };
  return withTexts({ ...plain, ...more }, inTurn(prose), [
    ...kept,
    'phone',
    'addressCountryCode',
  ]) as unknown as ReturnType<typeof issuer.parse>;
}

const statuses = fc.constantFrom<AwardFacts['statuses']>(
  [],
  [{ list: id, index: 7, purpose: 'revocation' }],
  [
    { list: id, index: 131_071, purpose: 'revocation' },
    { list: id, index: 0, purpose: 'suspension' },
  ],
);

const endorsement = fc
  .record({
    profile,
    number: fc.nat({ max: 1_000_000 }),
    endorsed: fc.constantFrom(did, `${publicUrl}/micro-credentials/${id}/versions/1`, `urn:uuid:${id}`),
    validUntil: fc.option(fc.constant(new Date('2031-01-01T00:00:00Z')), { nil: undefined }),
    statuses,
    name: text,
    comment: text,
  })
  .map(({ profile: endorser, number, ...rest }) =>
    plain(
      endorsementDocument({
        ...rest,
        publicUrl,
        id: `${publicUrl}/credentials/${number}`,
        issuer: { ...issuerOf(endorser), id: `endorser-${number % 3}` },
        validFrom: new Date(at),
      }),
    ),
  );

const endorsements = fc.record({
  issuer: fc.array(endorsement, { maxLength: 2 }),
  achievement: fc.array(endorsement, { maxLength: 2 }),
  credential: fc.array(endorsement, { maxLength: 2 }),
});

/** As endorsements stand inside of other credentials: each another one, with a vocabulary and a proof of its own. */
function signedEndorsements(all: NonNullable<AwardFacts['endorsements']>) {
  let number = 0;
  return Object.fromEntries(
    Object.entries(all).map(([place, some]) => [
      place,
      some.map((document) => {
        number += 1;
        const proof = {
          type: 'DataIntegrityProof',
          cryptosuite: 'eddsa-rdfc-2022',
          created: '2026-03-02T10:00:00Z',
          verificationMethod: `${did}#key-1`,
          proofPurpose: 'assertionMethod',
          proofValue: `z3FXQ${number}`,
        };
        return { ...document, id: `${publicUrl}/credentials/${number}`, proof: [proof] };
      }),
    ]),
  );
}

const items = [
  { kind: 'file', disclosure: 'digest', mediaType: 'application/pdf', size: 1, sha256: 'a'.repeat(64) },
  { kind: 'link', disclosure: 'link', url: 'https://example.org/plan' },
  { kind: 'link', disclosure: 'link', url: 'https://example.org/plan?q=1#2' },
  { kind: 'text', disclosure: 'digest', text: 'What I did.', sha256: 'b'.repeat(64) },
  { kind: 'text', disclosure: 'hidden', text: 'What I hide.', sha256: 'c'.repeat(64) },
].map((item) => ({ ...item, id, artifact: 'plan', title: 'Mine', addedAt: at }));

const required = ['name', 'competency', 'language', 'artifacts', 'rubric'] as const;
const award = fc
  .record({
    profile,
    definition: someOf(fullDefinition),
    evidence: fc.subarray(items),
    holder: someOf({
      email: 'zoe@example.org',
      did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    }),
    name: text,
    levels: fc.array(fc.constantFrom(...fullDefinition.rubric.levels.map((level) => level.id)), {
      minLength: 3,
      maxLength: 3,
    }),
    endorsements,
    statuses,
    milliseconds: fc.nat({ max: 999 }),
  })
  .map(({ profile: one, definition, evidence: shown, holder, name, levels, milliseconds, ...rest }) => {
    const level = inTurn(levels);
    const needed = Object.fromEntries(required.map((member) => [member, fullDefinition[member]]));
    const made = { ...definition, ...needed, rubric: fullDefinition.rubric };
    return plain(
      awardDocument({
        ...rest,
        endorsements: signedEndorsements(rest.endorsements),
        publicUrl,
        credentialId: id,
        issuer: issuerOf(one),
        version: {
          ...{
            microCredentialId: id,
            version: 1,
            issuerId: 'riverbend',
            changeNote: 'First.',
            publishedAt: at,
          },
          definition: withTexts(made, inTurn(one.prose), kept),
        } as unknown as ReturnType<typeof version.parse>,
        submission: { recipient: { ...holder, name } } as ReturnType<typeof submission.parse>,
        evidence: shown.map((item) => evidence.parse(item)),
        decision: {
          round: 'first',
          outcome: 'awarded',
          decidedAt: at,
          levels: Object.fromEntries(fullDefinition.rubric.criteria.map(({ id }) => [id, level()])),
          passed: {},
          assessmentIds: [id],
        },
        awardedAt: new Date(Date.parse(at) + milliseconds),
        salt: 'c0ffee',
      }),
    );
  });

const statusList = fc
  .record({
    set: fc.array(fc.nat({ max: bitstringLength - 1 }), { maxLength: 40 }),
    purpose: fc.constantFrom('revocation' as const, 'suspension' as const),
  })
  .map(({ set, purpose }) =>
    plain(
      statusListCredential({
        id: `${publicUrl}/status/${id}`,
        issuerDid: did,
        purpose,
        validFrom: '2026-03-02T10:00:00Z',
        encodedList: encodeBits(set),
      }),
    ),
  );

const direct = (asked: fc.Arbitrary<JsonObject>) =>
  fc.record({ asked, statuses }).map(({ asked: one, statuses: taken }) =>
    plain(
      directDocument({
        publicUrl,
        issuerId: 'riverbend',
        id: `${publicUrl}/credentials/${id}`,
        asked: one,
        statuses: taken,
      }),
    ),
  );

/** A badge that somebody else wrote: as an award of ours, without what only we say. */
const directBadge = direct(
  fc.tuple(award, fc.boolean()).map(([{ credentialStatus: _status, id: own = '', ...rest }, named]) => ({
    ...rest,
    ...(named && { id: own }),
    issuer: named ? did : { ...(rest.issuer as JsonObject), id: did },
  })),
);

/** A credential about anything. */
const generic = fc
  .record({
    name: text,
    description: text,
    subject: fc.constantFrom(did, 'urn:uuid:1', 'https://example.org/#me'),
  })
  .map(
    ({ name, description, subject }): JsonObject => ({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      name: { '@value': name, '@language': 'en' },
      description,
      validFrom: '2026-03-02T10:00:00Z',
      credentialSubject: [{ id: subject }, { id: subject, name: description }],
      termsOfUse: { id: 'https://example.org/terms', type: 'https://example.org/TrustFramework' },
    }),
  );
const genericOfVersion1 = fc.record({ subject: fc.constantFrom(did, 'urn:uuid:1') }).map(
  ({ subject }): JsonObject => ({
    '@context': ['https://www.w3.org/2018/credentials/v1'],
    type: ['VerifiableCredential'],
    issuanceDate: '2026-03-02T10:00:00Z',
    credentialSubject: { id: subject },
  }),
);

const stack = fc
  .record({ name: text, description: text, pieces: fc.array(text, { minLength: 1, maxLength: 4 }) })
  .map(({ name, description, pieces }) =>
    plain(
      stackDocument({
        publicUrl,
        credentialId: id,
        issuer: { id: 'riverbend', name, url: 'https://riverbend.example.org/', createdAt: at },
        version: {
          stackId: id,
          version: 1,
          issuerId: 'riverbend',
          changeNote: 'First.',
          publishedAt: at,
          stack: {
            name,
            description,
            language: 'en',
            kind: 'set',
            pieces: pieces.map((_, index) => `piece-${index}`),
            rule: 'all',
            confirmation: 'rule',
          },
          names: Object.fromEntries(pieces.map((piece, index) => [`piece-${index}`, piece])),
        },
        recipient: { name: description },
        pieces: pieces.map((piece, index) => ({
          id: `${publicUrl}/credentials/${index}`,
          achievement: `${publicUrl}/micro-credentials/${index}/versions/1`,
          name: piece,
        })),
        confirmedBy: 'rule',
        awardedAt: new Date(at),
        statuses: [{ list: id, index: 7, purpose: 'revocation' }],
        salt: 'salt',
        endorsements: [],
      }),
    ),
  );

const kinds: Readonly<Record<IssuedKind, fc.Arbitrary<JsonObject>>> = {
  award,
  stack,
  endorsement,
  'status-list': statusList,
  'direct-badge': directBadge,
  direct: direct(generic),
  'direct-1.1': direct(genericOfVersion1),
};

/** Documents as this service signs them: without an error, in every combination of what may be absent. */
export const issued: fc.Arbitrary<Issued> = fc.oneof(
  ...Object.entries(kinds).map(([kind, documents]) => ({
    weight: kind === 'award' ? 4 : 1,
    arbitrary: documents.map((document): Issued => ({ kind: kind as IssuedKind, document })),
  })),
);

function plain(document: object): JsonObject {
  return JSON.parse(JSON.stringify(document)) as JsonObject;
}
