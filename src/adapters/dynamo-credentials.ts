import type { CredentialRecord, StatusChange } from '../domain/credential.ts';
import { requireStatus } from '../domain/credential.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Acceptance, Endorsed } from '../domain/endorsement.ts';
import { notAmongYours, withdrawnByHolder } from '../domain/visibility.ts';
import type { Credentials } from '../ports.ts';
import { saveSubmission } from './dynamo-cases.ts';
import { tell } from './dynamo-events.ts';
import {
  acceptances,
  credentials,
  issuances,
  setEntries,
  stackChecks,
  statusChanges,
  statusLists,
} from './dynamo-items.ts';
import { saveProposal } from './dynamo-stack-awards.ts';
import { saveEvidence } from './dynamo-submissions.ts';
import { type Action, absent, present, type Stored, type Table } from './dynamo-table.ts';

/** Issued credentials in the table. A learner's list is newest first. */
export function dynamoCredentials(table: Table): Credentials {
  return {
    find: (id) => table.get(credentials.kind, credentials.key(id)),
    ofLearner: (person, page) => table.page(credentials.kind, credentials.ofLearner(person), page),
    ofForeignId: (issuerId, foreignId) =>
      table.all(credentials.kind, credentials.ofForeignId(issuerId, foreignId)),
    changeStatus: (before, after, change, events = []) =>
      table.write([
        saveStanding(before, after),
        ...flip(before, change),
        ...(change.set || before.submissionId === undefined
          ? []
          : [{ put: stackChecks.item({ credentialId: before.id, at: change.at }) }]),
        ...tell(events),
      ]),
    replace: ({ before, after, change, successor, submission, evidence = [], proposal, acceptance }) =>
      table.write([
        saveStanding(before, after),
        ...(change ? flip(before, change) : []),
        { put: issuances.item(successor), when: absent },
        ...(submission ? [saveSubmission(submission), ...saveEvidence(submission.id, evidence)] : []),
        ...(proposal ? [saveProposal(proposal)] : []),
        ...(acceptance ? carryOver(before, acceptance) : []),
      ]),
    share: ({ credentialId, learner }, visibility) =>
      table.write([
        {
          update: credentials.key(credentialId),
          change: 'SET #visibility = :visibility',
          when: `${present} AND #learner = :learner AND attribute_not_exists(#withdrawnAt)`,
          values: { visibility, learner },
          refuse: (stored) => notTheirs(stored, learner) ?? withdrawnByHolder(),
        },
      ]),
    withdraw: ({ credentialId, learner }, at) =>
      table.write([
        {
          update: credentials.key(credentialId),
          change: 'SET #withdrawnAt = if_not_exists(#withdrawnAt, :at)',
          when: `${present} AND #learner = :learner`,
          values: { at, learner },
          refuse: (stored) =>
            notTheirs(stored, learner) ?? new DomainError('conflict', 'Someone changed it: try again.'),
        },
      ]),
    history: (id) => table.all(statusChanges.kind, statusChanges.ofCredential(id)),
  };
}

/** Someone else's credential is as one that is not there. */
function notTheirs(stored: Stored, learner: string): DomainError | undefined {
  return stored?.learner?.S === learner ? undefined : notAmongYours();
}

const ofTheIssuer = ['revocation', 'suspension', 'successor'] as const;

/** Writes what the issuer changed, where it still is as it was. What the holder decides at the same moment stands as well. */
function saveStanding(before: CredentialRecord, after: CredentialRecord): Action {
  const known = ofTheIssuer.filter((member) => before[member] !== undefined);
  const set = ofTheIssuer.filter((member) => after[member] !== undefined);
  const ended = known.filter((member) => after[member] === undefined);
  const clauses = [
    ...(set.length > 0 ? [`SET ${set.map((member) => `#${member} = :next_${member}`).join(', ')}`] : []),
    ...(ended.length > 0 ? [`REMOVE ${ended.map((member) => `#${member}`).join(', ')}`] : []),
  ];
  return {
    update: credentials.key(after.id),
    change: clauses.join(' '),
    when: [
      present,
      ...ofTheIssuer.map((member) =>
        known.includes(member) ? `#${member} = :${member}` : `attribute_not_exists(#${member})`,
      ),
    ].join(' AND '),
    values: Object.fromEntries([
      ...known.map((member) => [member, before[member]]),
      ...set.map((member) => [`next_${member}`, after[member]]),
    ]),
    refuse: (stored) =>
      stored
        ? new DomainError('conflict', 'The status was changed meanwhile: try again.')
        : new DomainError('not-found', 'There is no such credential.'),
  };
}

/** The successor is accepted in the place of the one before, unless that was declined meanwhile. */
function carryOver(
  before: CredentialRecord,
  { of, acceptance }: { of: Endorsed; acceptance: Acceptance },
): Action[] {
  return [
    {
      remove: acceptances.key(of, before.id),
      when: present,
      refuse: () => new DomainError('conflict', 'Its acceptance was taken back meanwhile: try again.'),
    },
    { put: acceptances.item(of, acceptance), when: absent },
  ];
}

/** Sets or clears the bit, and tells that the list must be signed anew. */
function flip(credential: CredentialRecord, change: StatusChange): Action[] {
  const status = requireStatus(credential, change.purpose);
  return [
    change.set
      ? { put: setEntries.item(status), when: absent }
      : { remove: setEntries.key(status), when: present },
    {
      update: statusLists.key(status.list),
      change: 'SET #wanted = #wanted + :one, #gsi1pk = :unfinished, #gsi1sk = :list',
      when: present,
      values: { one: 1, unfinished: statusLists.unfinished.gsi1pk, list: status.list },
    },
    {
      put: statusChanges.item(credential.id, change),
      when: absent,
      refuse: () => new DomainError('conflict', 'The status was changed a moment ago: try again.'),
    },
  ];
}
