import type { Caller } from '../domain/membership.ts';
import { type LatestStack, nameOfPiece, type StackVersion } from '../domain/stack.ts';
import type { StackProposal } from '../domain/stack-proposal.ts';
import { missingInWords, type StackStanding } from '../domain/stack-standing.ts';
import type { Clock, StackAwards, Stacks, Submissions } from '../ports.ts';
import { type PiecePorts, standingInStack } from './stack-pieces.ts';

const pageSize = 100;

/** How far a learner is with one stack. */
export interface StackProgress {
  readonly version: StackVersion;
  readonly standing: StackStanding;
  /** What is still needed, in plain words. */
  readonly missing: readonly string[];
  readonly proposal?: StackProposal;
}

/** Every stack of which the caller holds a piece. A retired one only when it was proposed to them. */
export async function readStackProgress(
  ports: PiecePorts & { clock: Clock; stackAwards: StackAwards; stacks: Stacks },
  { caller: { person } }: { caller: Caller },
): Promise<StackProgress[]> {
  const awarded = await awardedMicroCredentials(ports, person);
  const found = await Promise.all(awarded.map((id) => ports.stacks.withPiece(id)));
  const stackIds = [...new Set(found.flat())].toSorted();
  const progress = await Promise.all(stackIds.map((stackId) => progressIn(ports, person, stackId)));
  return progress.filter((one) => one !== undefined);
}

async function progressIn(
  ports: PiecePorts & { clock: Clock; stackAwards: StackAwards; stacks: Stacks },
  learner: string,
  stackId: string,
): Promise<StackProgress | undefined> {
  const [latest, proposal] = await Promise.all([
    ports.stacks.latestVersion(stackId),
    ports.stackAwards.ofLearner(learner, stackId),
  ]);
  const version = await shownVersion(ports, latest, proposal);
  if (!version) return undefined;
  const { standing } = await standingInStack(ports, {
    learner,
    stack: version.stack,
    now: ports.clock.now(),
  });
  const missing = missingInWords(standing, nameOfPiece(version));
  return { version, standing, missing, ...(proposal && { proposal }) };
}

/** The version by which it was earned, or else the newest. */
async function shownVersion(
  { stacks }: { stacks: Stacks },
  latest: LatestStack | undefined,
  proposal: StackProposal | undefined,
): Promise<StackVersion | undefined> {
  if (proposal && proposal.state !== 'declined')
    return stacks.findVersion(proposal.stackId, proposal.version);
  return latest?.retiredAt === undefined ? latest : undefined;
}

async function awardedMicroCredentials(
  { submissions }: { submissions: Submissions },
  person: string,
): Promise<string[]> {
  const found = new Set<string>();
  let cursor: string | undefined;
  do {
    const page = await submissions.ofLearner(person, { limit: pageSize, ...(cursor && { cursor }) });
    for (const { state, microCredentialId } of page.items)
      if (state === 'awarded') found.add(microCredentialId);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return [...found];
}
