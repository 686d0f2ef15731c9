import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type Assessment, assessment } from '../domain/assessment.ts';
import {
  type Award,
  award,
  type CredentialRecord,
  credentialRecord,
  type Intent,
  intent,
  type StatusList,
  type StatusPosition,
  statusList,
} from '../domain/award.ts';
import { type Evidence, evidence } from '../domain/evidence.ts';
import { type Issuer, type IssuerKey, issuer, issuerKey } from '../domain/issuer.ts';
import { type Membership, membership } from '../domain/membership.ts';
import {
  type Draft,
  definition,
  draft,
  draftFields,
  type Version,
  version,
} from '../domain/micro-credential.ts';
import { type Submission, submission } from '../domain/submission.ts';
import { ulid } from '../domain/text.ts';
import type { Key, Kind, NewItem } from './dynamo-table.ts';

/*
 * Every item of the table on one page, in the order of docs/data-model.md: its type, its shape, its keys and the list
 * (partition of the index) that it stands in.
 */

const kind = <T>(type: string, schema: z.ZodType<T>): Kind<T> => ({ type, schema });

/** A key of several parts. No part can contain the separator, so no id can name another kind of item. */
const key = (label: string, ...ids: readonly string[]) => [label, ...ids.map(keyPart)].join('#');

/** The ids of this service stay readable; what is too long for a key, or no well-formed text, becomes a digest. */
function keyPart(id: string): string {
  const encoded = id.isWellFormed() ? encodeURIComponent(id) : undefined;
  if (encoded !== undefined && encoded.length <= 512) return encoded;
  return `=${createHash('sha256').update(id, 'utf16le').digest('hex')}`;
}

/**
 * Kept as the text of its JSON: a map of the table does not keep the order of its members, and what is published must read
 * the same for ever.
 */
const jsonText = <S extends z.ZodType>(schema: S) =>
  z.codec(z.string(), schema, {
    decode: (text) => JSON.parse(text),
    encode: (value) => JSON.stringify(value),
  });

/** Times compare as text only when they are all written alike. */
const sortable = (timestamp: string) => new Date(timestamp).toISOString();
const padded = (value: number) => String(value).padStart(6, '0');

export const issuers = {
  kind: kind('issuer', issuer),
  key: (id: string): Key => ({ pk: key('ISSUER', id), sk: 'PROFILE' }),
  item: (value: Issuer): NewItem => ({ kind: issuers.kind, key: issuers.key(value.id), value }),
};

/** How many owners an issuer has. Apart from the profile, so that neither change can overwrite the other. */
export const owners = {
  kind: kind('owner-count', z.strictObject({ count: z.int().nonnegative() })),
  key: (issuerId: string): Key => ({ pk: key('ISSUER', issuerId), sk: 'OWNERS' }),
  item: (issuerId: string, count: number): NewItem => ({
    kind: owners.kind,
    key: owners.key(issuerId),
    value: { count },
  }),
};

export const members = {
  kind: kind('member', membership),
  key: (issuerId: string, person: string): Key => ({
    pk: key('ISSUER', issuerId),
    sk: key('MEMBER', person),
  }),
  item: (value: Membership): NewItem => ({
    kind: members.kind,
    key: members.key(value.issuerId, value.person),
    value,
    list: { gsi1pk: key('PERSON', value.person), gsi1sk: key('MEMBER', value.issuerId) },
  }),
  ofIssuer: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'MEMBER#' }),
  ofPerson: (person: string) => ({ gsi1pk: key('PERSON', person), begins: 'MEMBER#' }),
};

export const issuerKeys = {
  kind: kind('issuer-key', issuerKey),
  item: (issuerId: string, value: IssuerKey): NewItem => ({
    kind: issuerKeys.kind,
    key: { pk: key('ISSUER', issuerId), sk: key('KEY', value.id) },
    value,
  }),
  ofIssuer: (issuerId: string) => ({ pk: key('ISSUER', issuerId), begins: 'KEY#' }),
};

/** Which status list an issuer's next credentials go into. */
export const currentLists = {
  kind: kind('current-status-list', z.strictObject({ listId: ulid })),
  key: (issuerId: string): Key => ({ pk: key('ISSUER', issuerId), sk: 'STATUS-LIST' }),
  item: (issuerId: string, listId: string): NewItem => ({
    kind: currentLists.kind,
    key: currentLists.key(issuerId),
    value: { listId },
  }),
};

export const drafts = {
  kind: kind('draft', draft.extend({ fields: jsonText(draftFields) })),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'DRAFT' }),
  item: (value: Draft): NewItem => ({
    kind: drafts.kind,
    key: drafts.key(value.id),
    value,
    list: { gsi1pk: drafts.ofIssuer(value.issuerId).gsi1pk, gsi1sk: value.id },
  }),
  ofIssuer: (issuerId: string) => ({ gsi1pk: `${key('ISSUER', issuerId)}#DRAFTS`, newestFirst: true }),
};

const storedVersion = version.extend({ definition: jsonText(definition) });

/** A version stands in no list and is never written again. */
export const versions = {
  kind: kind('version', storedVersion),
  key: (id: string, number: number): Key => ({
    pk: key('MICRO-CREDENTIAL', id),
    sk: `VERSION#${padded(number)}`,
  }),
  item: (value: Version): NewItem => ({
    kind: versions.kind,
    key: versions.key(value.microCredentialId, value.version),
    value,
  }),
};

/** A copy of the newest version: one read finds it, and one query reads a page of the catalog. */
export const latestVersions = {
  kind: kind('latest-version', storedVersion),
  key: (id: string): Key => ({ pk: key('MICRO-CREDENTIAL', id), sk: 'LATEST' }),
  item: (value: Version): NewItem => ({
    kind: latestVersions.kind,
    key: latestVersions.key(value.microCredentialId),
    value,
    list: { gsi1pk: latestVersions.catalog.gsi1pk, gsi1sk: value.microCredentialId },
  }),
  catalog: { gsi1pk: 'CATALOG', newestFirst: true },
};

export const submissions = {
  kind: kind('submission', submission),
  key: (id: string): Key => ({ pk: key('SUBMISSION', id), sk: 'SUBMISSION' }),
  item: (value: Submission): NewItem => ({
    kind: submissions.kind,
    key: submissions.key(value.id),
    value,
    list: { gsi1pk: submissions.ofLearner(value.learner).gsi1pk, gsi1sk: value.id },
  }),
  ofLearner: (person: string) => ({ gsi1pk: `${key('PERSON', person)}#SUBMISSIONS`, newestFirst: true }),
};

export const evidenceItems = {
  kind: kind('evidence', evidence),
  key: (submissionId: string, id: string): Key => ({
    pk: key('SUBMISSION', submissionId),
    sk: key('EVIDENCE', id),
  }),
  item: (submissionId: string, value: Evidence): NewItem => ({
    kind: evidenceItems.kind,
    key: evidenceItems.key(submissionId, value.id),
    value,
  }),
  ofSubmission: (submissionId: string) => ({ pk: key('SUBMISSION', submissionId), begins: 'EVIDENCE#' }),
};

/** That a learner has an attempt at a micro-credential which leaves no room for another one. */
export const attempts = {
  kind: kind('attempt', z.strictObject({ submissionId: ulid, state: z.enum(['open', 'awarded']) })),
  key: ({ learner, microCredentialId }: Submission): Key => ({
    pk: key('LEARNER', learner),
    sk: key('ATTEMPT', microCredentialId),
  }),
  item: (of: Submission, state: 'open' | 'awarded'): NewItem => ({
    kind: attempts.kind,
    key: attempts.key(of),
    value: { submissionId: of.id, state },
  }),
};

export const assessments = {
  kind: kind('assessment', assessment),
  key: (id: string): Key => ({ pk: key('ASSESSMENT', id), sk: 'ASSESSMENT' }),
  item: (value: Assessment): NewItem => ({
    kind: assessments.kind,
    key: assessments.key(value.id),
    value,
    ...((value.state === 'open' || value.state === 'claimed') && {
      list: {
        gsi1pk: assessments.queue(value.issuerId).gsi1pk,
        gsi1sk: `${sortable(value.submittedAt)}#${value.id}`,
      },
    }),
  }),
  queue: (issuerId: string) => ({ gsi1pk: key('QUEUE', issuerId) }),
};

/** From a submission to its assessment. */
export const assessmentPointers = {
  kind: kind('assessment-pointer', z.strictObject({ assessmentId: ulid })),
  key: (submissionId: string): Key => ({ pk: key('SUBMISSION', submissionId), sk: 'ASSESSMENT' }),
  item: ({ submissionId, id }: Assessment): NewItem => ({
    kind: assessmentPointers.kind,
    key: assessmentPointers.key(submissionId),
    value: { assessmentId: id },
  }),
};

export const awards = {
  kind: kind('award', award),
  key: (submissionId: string): Key => ({ pk: key('SUBMISSION', submissionId), sk: 'AWARD' }),
  item: (value: Award): NewItem => ({
    kind: awards.kind,
    key: awards.key(value.submissionId),
    value,
    ...(value.state !== 'issued' && {
      list: {
        gsi1pk: awards.unfinished.gsi1pk,
        gsi1sk: `${sortable(value.decidedAt)}#${value.submissionId}`,
      },
    }),
  }),
  unfinished: { gsi1pk: 'AWARDS#UNFINISHED' },
  /** Just the id: one malformed award must not keep the others from being finished. */
  unfinishedKind: kind('award', z.object({ submissionId: ulid })),
};

export const credentials = {
  kind: kind('credential', credentialRecord),
  key: (id: string): Key => ({ pk: key('CREDENTIAL', id), sk: 'CREDENTIAL' }),
  item: (value: CredentialRecord): NewItem => ({
    kind: credentials.kind,
    key: credentials.key(value.id),
    value,
    list: { gsi1pk: credentials.ofLearner(value.learner).gsi1pk, gsi1sk: value.id },
  }),
  ofLearner: (person: string) => ({ gsi1pk: `${key('PERSON', person)}#CREDENTIALS`, newestFirst: true }),
};

const listKey = (id: string) => key('STATUS-LIST', id);

export const statusLists = {
  kind: kind('status-list', statusList),
  key: (id: string): Key => ({ pk: listKey(id), sk: 'LIST' }),
  item: (value: StatusList): NewItem => ({
    kind: statusLists.kind,
    key: statusLists.key(value.id),
    value,
    ...(value.wanted !== value.published && {
      list: { gsi1pk: statusLists.unfinished.gsi1pk, gsi1sk: value.id },
    }),
  }),
  unfinished: { gsi1pk: 'STATUS-LISTS#UNFINISHED' },
  /** Just the id: one malformed list must not keep the others from being finished. */
  unfinishedKind: kind('status-list', z.object({ id: ulid })),
};

/** A position that a credential has taken. */
export const statusEntries = {
  kind: kind('status-entry', z.strictObject({ credentialId: ulid })),
  item: ({ list, index }: StatusPosition, credentialId: string): NewItem => ({
    kind: statusEntries.kind,
    key: { pk: listKey(list), sk: `ENTRY#${padded(index)}` },
    value: { credentialId },
  }),
};

/** A position whose bit is set. */
export const revokedEntries = {
  kind: kind('revoked-entry', z.strictObject({ index: z.int().nonnegative() })),
  item: ({ list, index }: StatusPosition): NewItem => ({
    kind: revokedEntries.kind,
    key: { pk: listKey(list), sk: `REVOKED#${padded(index)}` },
    value: { index },
  }),
  ofList: (listId: string) => ({ pk: listKey(listId), begins: 'REVOKED#' }),
};

/** What was going to be signed for one state of a list. */
export const listJournals = {
  kind: kind('status-list-journal', z.strictObject({ wanted: z.int().nonnegative(), intent })),
  key: (listId: string, wanted: number, { signingInput }: Intent): Key => ({
    pk: listKey(listId),
    sk: `JOURNAL#${padded(wanted)}#${signingInput.slice(0, 32)}`,
  }),
  item: (listId: string, wanted: number, journalled: Intent): NewItem => ({
    kind: listJournals.kind,
    key: listJournals.key(listId, wanted, journalled),
    value: { wanted, intent: journalled },
  }),
};

export const publicUrls = {
  kind: kind('public-url', z.strictObject({ url: z.string() })),
  key: { pk: 'DEPLOYMENT', sk: 'PUBLIC-URL' } satisfies Key,
  item: (url: string): NewItem => ({ kind: publicUrls.kind, key: publicUrls.key, value: { url } }),
};
