import { LintError } from '../credentials/lint.ts';
import type { FieldError } from '../domain/domain-error.ts';
import type { DueIssuance } from '../domain/issuance.ts';
import type { Clock } from '../ports.ts';
import { type DocumentPorts, makeDocument } from './document-of-issuance.ts';
import { makeIntent, type PublicAddress } from './finish-intent.ts';

export type RehearsalPorts = DocumentPorts & { readonly clock: Clock };

/**
 * Takes the steps of signing up to the signature, and keeps nothing: the document is made and linted as the signer does it, with
 * a position in a status list that nobody takes.
 * @returns what keeps it from being signed, by JSON pointers into the document
 */
export async function rehearseIssuance(
  ports: RehearsalPorts,
  due: DueIssuance,
  { publicUrl, formerPublicUrls }: PublicAddress,
): Promise<readonly FieldError[]> {
  const { credentialId, issuerId } = due;
  const { purposes, document, lint } = await makeDocument(ports, due);
  const statuses = purposes.map((purpose, index) => ({ list: credentialId, index, purpose }));
  try {
    await makeIntent(ports, {
      document: document({ publicUrl, statuses, salt: credentialId }),
      issuerId,
      publicUrl,
      at: ports.clock.now(),
      withToken: true,
      lint: lint?.({ publicUrl, formerPublicUrls, statuses }),
    });
    return [];
  } catch (error) {
    if (!(error instanceof LintError)) throw error;
    return error.problems.map(({ path, message }) => ({ field: path, message }));
  }
}
