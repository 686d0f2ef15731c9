import { bitstringLength } from '../credentials/bitstring.ts';
import { LintError } from '../credentials/lint.ts';
import type { FieldError } from '../domain/domain-error.ts';
import type { DueIssuance, Intent } from '../domain/issuance.ts';
import { type DocumentPorts, makeDocument } from './document-of-issuance.ts';
import { makeIntent, type PublicAddress } from './finish-intent.ts';

export type RehearsalPorts = DocumentPorts;

/** The most that a journal may hold in texts, in bytes: one item of the table has 400 KB, names and records included. */
const storedLimit = 380_000;

/**
 * Takes the steps of signing up to the signature, and keeps nothing: the document is made and linted as the signer does it, with
 * positions in a status list that nobody takes.
 * @returns what keeps it from being signed, by JSON pointers into the document
 */
export async function rehearseIssuance(
  ports: RehearsalPorts,
  due: DueIssuance,
  { publicUrl, formerPublicUrls }: PublicAddress,
): Promise<readonly FieldError[]> {
  const { credentialId, issuerId } = due;
  const { purposes, document, lint } = await makeDocument(ports, due, publicUrl);
  // The last ones: whatever position is drawn, the document does not get longer.
  const statuses = purposes.map((purpose, at) => ({
    list: credentialId,
    index: bitstringLength - 1 - at,
    purpose,
  }));
  try {
    const intent = await makeIntent(ports, {
      document: document({ publicUrl, statuses, salt: credentialId }),
      issuerId,
      publicUrl,
      at: ports.clock.now(),
      withToken: true,
      lint: lint?.({ publicUrl, formerPublicUrls, statuses }),
    });
    return sizeProblems(due, intent);
  } catch (error) {
    if (!(error instanceof LintError)) throw error;
    return error.problems.map(({ path, message }) => ({ field: path, message }));
  }
}

/** What was asked for, what is signed and its token stand in one item of the table. */
function sizeProblems({ origin }: DueIssuance, { document, token }: Intent): FieldError[] {
  const texts = [origin.kind === 'direct' ? origin.credential : '', document, token?.signingInput ?? ''];
  const size = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  return size > storedLimit
    ? [{ field: '', message: `would be kept in ${size} bytes, above ${storedLimit}` }]
    : [];
}
