import { counts } from '../credentials/held-credential.ts';
import type { CredentialRecord } from '../domain/credential.ts';
import type { StackFields } from '../domain/stack.ts';
import type { HeldPiece } from '../domain/stack-proposal.ts';
import { type StackStanding, stackStanding } from '../domain/stack-standing.ts';
import type { Submission } from '../domain/submission.ts';
import type { Credentials, Submissions } from '../ports.ts';

/** Where pieces are looked for. */
export interface PiecePorts {
  readonly credentials: Credentials;
  readonly submissions: Submissions;
}

/** A piece of a stack that a learner was awarded. A successor stands for what it replaced: the submission names it. */
export type AwardedPiece = {
  readonly microCredentialId: string;
  readonly submission: Submission;
} & (
  | { readonly standing: 'stands' | 'fallen'; readonly record: CredentialRecord }
  /** Decided, and not signed yet. */
  | { readonly standing: 'due' }
);

/** What a learner was awarded of these pieces, each read afresh: nothing here is a moment behind. */
export async function awardedPieces(
  { credentials, submissions }: PiecePorts,
  { learner, pieces, now }: { learner: string; pieces: readonly string[]; now: Date },
): Promise<AwardedPiece[]> {
  const found = await Promise.all(
    pieces.map(async (microCredentialId): Promise<AwardedPiece[]> => {
      const submission = await submissions.awardedTo(learner, microCredentialId);
      if (submission?.credentialId === undefined) return [];
      const record = await credentials.find(submission.credentialId);
      if (!record) return [{ microCredentialId, submission, standing: 'due' }];
      const stands = record.learner === learner && counts(record, now);
      return [{ microCredentialId, submission, standing: stands ? 'stands' : 'fallen', record }];
    }),
  );
  return found.flat();
}

/** How far a learner is with a stack, by the credentials that stand. */
export async function standingInStack(
  ports: PiecePorts,
  { learner, stack, now }: { learner: string; stack: StackFields; now: Date },
): Promise<{
  readonly standing: StackStanding;
  readonly held: readonly HeldPiece[];
  readonly awarded: readonly AwardedPiece[];
}> {
  const awarded = await awardedPieces(ports, { learner, pieces: stack.pieces, now });
  const held = heldOf(awarded);
  const standing = stackStanding(stack, new Set(held.map(({ microCredentialId }) => microCredentialId)));
  return { standing, held, awarded };
}

function heldOf(awarded: readonly AwardedPiece[]): HeldPiece[] {
  return awarded.flatMap((piece) =>
    piece.standing === 'stands'
      ? [{ microCredentialId: piece.microCredentialId, credentialId: piece.record.id }]
      : [],
  );
}

/** How the holder is named in the piece that was earned last. */
export function newestRecipient(awarded: readonly AwardedPiece[]): Submission['recipient'] | undefined {
  return awarded
    .flatMap((piece) => (piece.standing === 'stands' ? [piece] : []))
    .toSorted((a, b) => b.record.issuedAt.localeCompare(a.record.issuedAt))[0]?.submission.recipient;
}
