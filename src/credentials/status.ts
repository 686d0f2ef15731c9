import { authenticate, issuedBy } from './authenticity.ts';
import { BitstringError, bitstringLength, decodeBits, isSet } from './bitstring.ts';
import { contextsOutcome } from './check-contexts.ts';
import { formProblem } from './compact-form.ts';
import { isJsonObject } from './json.ts';
import {
  asArray,
  type BitstringEntry,
  type BitstringList,
  bitstringEntry,
  bitstringList,
  type VerifiableCredential,
} from './received-credential.ts';
import { validityOutcome } from './validity.ts';
import { type CheckCause, couldNotCheck, failed, type Outcome, ok, worst } from './verification-report.ts';
import type { VerificationWorld } from './verification-world.ts';

/** The most lists that are fetched for one credential. */
const mostEntries = 4;
/** The most that a list may unpack to: eight million entries. */
const mostBytes = 1_048_576;

const withdrawn = {
  revocation: failed('revoked', 'The issuer has revoked it.'),
  suspension: failed('suspended', 'The issuer has suspended it for now.'),
};

/**
 * Whether the issuer has withdrawn a credential (Bitstring Status List 1.0, section 3.2). Only a list that the same issuer
 * signed counts. A list that cannot be had or trusted says nothing: that is `could-not-be-checked`, never `ok`.
 */
export async function statusOutcome(
  { credentialStatus }: VerifiableCredential,
  issuer: string,
  world: VerificationWorld,
): Promise<{ readonly outcome: Outcome; readonly warnings: readonly string[] }> {
  const entries = credentialStatus === undefined ? [] : asArray(credentialStatus);
  const warnings: string[] = [];
  if (entries.length > mostEntries)
    return {
      outcome: couldNotCheck('too-many-status-entries', 'It names too many status lists.'),
      warnings,
    };
  const outcomes = await Promise.all(
    entries.map(async (value): Promise<Outcome | undefined> => {
      if (!asArray(value.type).includes('BitstringStatusListEntry'))
        return couldNotCheck(
          'unsupported-status',
          'Its status is published in a way that is not supported yet.',
        );
      const entry = bitstringEntry.safeParse(value);
      if (!entry.success) return failed('status-malformed', 'What it says about its status cannot be read.');
      const { statusPurpose } = entry.data;
      if (statusPurpose === 'revocation' || statusPurpose === 'suspension')
        return entryOutcome(entry.data, statusPurpose, issuer, world);
      warnings.push(
        'It has a status of a kind that says nothing about its validity; that status was not looked up.',
      );
      return undefined;
    }),
  );
  const made = outcomes.filter((outcome) => outcome !== undefined);
  const outcome =
    worst(made) ?? ok('The issuer offers no way to see whether it was revoked: nothing says that it was.');
  return { outcome, warnings };
}

async function entryOutcome(
  entry: BitstringEntry,
  purpose: keyof typeof withdrawn,
  issuer: string,
  world: VerificationWorld,
): Promise<Outcome> {
  if ((entry.statusSize ?? 1) !== 1)
    return couldNotCheck('unsupported-status', 'Its status is published in a way that is not supported yet.');
  const { list, untrusted } = await trustedList(entry, issuer, world);
  if (list === undefined) return untrusted;
  try {
    const bits = decodeBits(list.credentialSubject.encodedList, { maxBytes: mostBytes });
    if (bits.length * 8 < bitstringLength)
      return couldNotCheck('status-list-invalid', 'The issuer’s status list is too short to be one.');
    if (Number(entry.statusListIndex) >= bits.length * 8)
      return couldNotCheck('status-index-out-of-range', 'The issuer’s status list has no place for it.');
    if (isSet(bits, Number(entry.statusListIndex))) return withdrawn[purpose];
    return ok('It is not revoked: the issuer’s status list was checked just now.');
  } catch (error) {
    if (error instanceof BitstringError)
      return couldNotCheck('status-list-invalid', 'The issuer’s status list cannot be read.');
    throw error;
  }
}

type Trust =
  | { readonly list: BitstringList; readonly untrusted?: never }
  | { readonly list?: never; readonly untrusted: Outcome };

async function trustedList(entry: BitstringEntry, issuer: string, world: VerificationWorld): Promise<Trust> {
  const answer = await world.statusList(entry.statusListCredential);
  if (!answer.found) {
    const cause = {
      'not-found': 'status-not-found',
      unreachable: 'status-unreachable',
      unsupported: 'unsupported-status',
    } as const;
    return untrusted(
      cause[answer.reason],
      'The issuer’s status list could not be fetched: it may have been revoked.',
    );
  }
  const { document } = answer;
  const invalid = () => untrusted('status-list-invalid', 'What was fetched is not a status list.');
  if (!isJsonObject(document) || formProblem(document) !== undefined) return invalid();
  if (contextsOutcome(document).outcome !== 'ok') return invalid();
  const parsed = bitstringList.safeParse(document);
  if (!parsed.success) return invalid();
  const list = parsed.data;
  if (list.id !== undefined && list.id !== entry.statusListCredential) return invalid();
  if (issuerOf(list) !== issuer)
    return untrusted('status-list-of-other-issuer', 'The status list is not signed by the issuer.');
  const { issuer: found, 'issuer-key': key, proof } = await authenticate(document, issuedBy(issuer), world);
  if ([found, key, proof].some((check) => check?.outcome !== 'ok'))
    return untrusted('status-list-not-authentic', 'The signature of the status list is not the issuer’s.');
  if (validityOutcome(list, world.now).outcome !== 'ok')
    return untrusted('status-list-out-of-date', 'The status list is not from a time that counts now.');
  if (!asArray(list.credentialSubject.statusPurpose).includes(entry.statusPurpose))
    return untrusted('status-purpose-mismatch', 'The status list is about something else.');
  return { list };
}

function untrusted(cause: CheckCause, message: string): Trust {
  return { untrusted: couldNotCheck(cause, message) };
}

/** The issuer's identifier, whether it stands alone or in an object. */
export function issuerOf({ issuer }: Pick<VerifiableCredential, 'issuer'>): string {
  return typeof issuer === 'string' ? issuer : issuer.id;
}
