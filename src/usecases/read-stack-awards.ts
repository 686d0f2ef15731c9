import { counts } from '../credentials/held-credential.ts';
import type { CredentialRecord } from '../domain/credential.ts';
import type { Caller } from '../domain/membership.ts';
import type { StackVersion } from '../domain/stack.ts';
import type { HeldPiece, StackProposal } from '../domain/stack-proposal.ts';
import { stackStanding } from '../domain/stack-standing.ts';
import type { Clock, Credentials, Members, Page, PageRequest, StackAwards, Stacks } from '../ports.ts';
import { proposalFor } from './decide-stack-proposal.ts';
import { requireRightIn } from './standing.ts';

/** What became of a piece since. A successor that stands takes the place of what it replaced. */
export type PieceStanding = 'stands' | 'replaced' | 'revoked' | 'suspended' | 'expired';

export interface JudgedPiece extends HeldPiece {
  readonly standing: PieceStanding;
}

/** A proposal with its pieces as they are now. */
export interface JudgedProposal {
  readonly proposal: StackProposal;
  readonly version: StackVersion;
  readonly pieces: readonly JudgedPiece[];
  /** Whether the rule holds with what is neither revoked nor suspended. What expired was valid when it was confirmed. */
  readonly holds: boolean;
}

interface Ports {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly members: Members;
  readonly stackAwards: StackAwards;
  readonly stacks: Stacks;
}

/** What waits for a decision in an issuer, oldest first. */
export async function listStackProposals(
  ports: Ports,
  { caller, issuerId, page }: { caller: Caller; issuerId: string; page: PageRequest },
): Promise<Page<JudgedProposal>> {
  await requireRightIn(ports, { caller, issuerId }, 'read-stack-awards');
  return judgedPage(ports, await ports.stackAwards.waiting(issuerId, page));
}

export async function readStackProposal(
  ports: Ports,
  command: { caller: Caller; proposalId: string },
): Promise<JudgedProposal> {
  return judged(ports, await proposalFor(ports, command, 'read-stack-awards'));
}

/**
 * The awards of an issuer's stacks, newest first; `fallen` leaves just those of which a piece was revoked or is suspended. That is
 * told here and nowhere else done: whether the award is revoked too is for people to decide.
 */
export async function listStackAwards(
  ports: Ports,
  {
    caller,
    issuerId,
    fallen,
    page,
  }: { caller: Caller; issuerId: string; fallen: boolean; page: PageRequest },
): Promise<Page<JudgedProposal>> {
  await requireRightIn(ports, { caller, issuerId }, 'read-stack-awards');
  const { items, ...more } = await judgedPage(ports, await ports.stackAwards.confirmed(issuerId, page));
  return { items: fallen ? items.filter(hasFallen) : items, ...more };
}

function hasFallen({ pieces }: JudgedProposal): boolean {
  return pieces.some(isFallen);
}

function isFallen({ standing }: JudgedPiece): boolean {
  return standing === 'revoked' || standing === 'suspended';
}

async function judgedPage(ports: Ports, page: Page<StackProposal>): Promise<Page<JudgedProposal>> {
  return { ...page, items: await Promise.all(page.items.map((one) => judged(ports, one))) };
}

async function judged(ports: Ports, proposal: StackProposal): Promise<JudgedProposal> {
  const version = await ports.stacks.findVersion(proposal.stackId, proposal.version);
  if (!version) throw new Error(`stack ${proposal.stackId} has no version ${proposal.version}`);
  const now = ports.clock.now();
  const pieces = await Promise.all(
    proposal.pieces.map(async (piece) => ({ ...piece, standing: await standingOf(ports, piece, now) })),
  );
  const standing = pieces.filter((piece) => !isFallen(piece)).map((piece) => piece.microCredentialId);
  return { proposal, version, pieces, holds: stackStanding(version.stack, new Set(standing)).complete };
}

async function standingOf(
  { credentials }: { credentials: Credentials },
  { credentialId }: HeldPiece,
  now: Date,
): Promise<PieceStanding> {
  const record = await credentials.find(credentialId);
  if (!record) throw new Error(`credential ${credentialId} is missing`);
  const newest = await successorOf(credentials, record);
  // A successor that is not signed yet.
  if (newest === undefined) return 'replaced';
  if (newest.revocation !== undefined) return 'revoked';
  if (newest.suspension !== undefined) return 'suspended';
  if (!counts(newest, now)) return 'expired';
  return newest.id === credentialId ? 'stands' : 'replaced';
}

async function successorOf(
  credentials: Credentials,
  record: CredentialRecord,
): Promise<CredentialRecord | undefined> {
  let newest: CredentialRecord | undefined = record;
  while (newest?.successor !== undefined) newest = await credentials.find(newest.successor);
  return newest;
}
