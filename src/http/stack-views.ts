import { credentialUrl, microCredentialUrl, stackUrl, stackVersionUrl } from '../credentials/addresses.ts';
import { didWeb } from '../credentials/did.ts';
import {
  type LatestStack,
  missingInStack,
  nameOfPiece,
  type StackDraft,
  type StackVersion,
} from '../domain/stack.ts';
import type { HeldPiece, StackProposal } from '../domain/stack-proposal.ts';
import { ruleInWords, type StackStanding } from '../domain/stack-standing.ts';

/** The draft of a stack as the API shows it. */
export function stackDraftView({ issuerId, fields, publishedRevision: _, ...draft }: StackDraft) {
  return { ...draft, issuer: issuerId, stack: fields, missing: missingInStack(fields) };
}

/** A published version of a stack as everyone reads it. */
export function stackVersionView(version: LatestStack, publicUrl: string) {
  const { issuerId, names: _, ...shown } = version;
  const { stackId, stack } = version;
  const id = stackVersionUrl(publicUrl, stackId, version.version);
  const nameOf = nameOfPiece(version);
  return {
    ...shown,
    id,
    issuer: { id: issuerId, did: didWeb(publicUrl, issuerId) },
    pieces: stack.pieces.map((piece) => ({
      microCredential: microCredentialUrl(publicUrl, piece),
      name: nameOf(piece),
    })),
    rule: ruleInWords(stack, nameOf),
    badge: `${id}/image`,
  };
}

/** How far a learner is with a stack. */
export function stackProgressView(
  {
    version,
    standing,
    missing,
    proposal,
  }: {
    readonly version: StackVersion;
    readonly standing: StackStanding;
    readonly missing: readonly string[];
    readonly proposal?: StackProposal;
  },
  publicUrl: string,
) {
  const { stack, stackId, issuerId } = version;
  const nameOf = nameOfPiece(version);
  const { next } = standing;
  return {
    stack: stackUrl(publicUrl, stackId),
    stackId,
    version: version.version,
    issuer: issuerId,
    name: stack.name,
    kind: stack.kind,
    complete: standing.complete,
    pieces: stack.pieces.map((piece) => ({
      microCredential: microCredentialUrl(publicUrl, piece),
      name: nameOf(piece),
      earned: standing.earned.includes(piece),
    })),
    missing: [...missing],
    ...(next !== undefined && { next: microCredentialUrl(publicUrl, next) }),
    ...(proposal && { proposal: { id: proposal.id, state: proposal.state } }),
    ...(proposal?.credentialId !== undefined && {
      credential: credentialUrl(publicUrl, proposal.credentialId),
    }),
  };
}

/** A proposal as the issuer sees it, with its pieces as they are now. */
export function stackProposalView<Standing extends string>(
  {
    proposal,
    version,
    pieces,
    holds,
  }: {
    readonly proposal: StackProposal;
    readonly version: StackVersion;
    readonly pieces: readonly (HeldPiece & { readonly standing: Standing })[];
    readonly holds: boolean;
  },
  publicUrl: string,
) {
  const { id, state, proposedAt, stackId, issuerId, recipient, decision, credentialId } = proposal;
  const nameOf = nameOfPiece(version);
  return {
    id,
    state,
    proposedAt,
    stackId,
    version: proposal.version,
    stack: stackVersionUrl(publicUrl, stackId, proposal.version),
    issuer: issuerId,
    name: version.stack.name,
    learner: recipient.name,
    pieces: pieces.map((piece) => ({
      ...piece,
      name: nameOf(piece.microCredentialId),
      url: credentialUrl(publicUrl, piece.credentialId),
    })),
    holds,
    ...(decision && { decision }),
    ...(credentialId !== undefined && { credential: credentialUrl(publicUrl, credentialId) }),
  };
}
