/** Where files are in the bucket of evidence: uploaded, handed in, and as assessors see them. */
export type EvidencePrefix = 'incoming' | 'evidence' | 'blind';

/** Every prefix under which there is something of a submission. */
export const evidencePrefixes: readonly EvidencePrefix[] = ['incoming', 'evidence', 'blind'];

/** What all files of a submission begin with. */
export function submissionKey(
  prefix: EvidencePrefix,
  { issuerId, id }: { issuerId: string; id: string },
): string {
  return `${prefix}/${issuerId}/${id}/`;
}
