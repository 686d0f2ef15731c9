import { ulid } from 'ulid';
import type { Caller } from '../../src/domain/membership.ts';
import type { Definition, Version } from '../../src/domain/micro-credential.ts';
import type { StackFields, StackVersion } from '../../src/domain/stack.ts';
import type { SigningTasks } from '../../src/ports.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { decideStackProposal } from '../../src/usecases/decide-stack-proposal.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { createDraft, publishVersion } from '../../src/usecases/write-definition.ts';
import { createStack, publishStackVersion } from '../../src/usecases/write-stack.ts';
import { definition } from './definition.ts';
import { handedIn, people, piece, publishedVersion, scored, signing, type World } from './world.ts';

export const approver: Caller = { person: 'approver', name: 'Ada Approver', machine: false };

/** Someone whom no other test knows. */
export const aLearner = (): Caller => ({
  person: `learner-${ulid()}`,
  name: 'Lena Learner',
  email: 'lena@learner.example',
  machine: false,
});

export const portsOf = (world: World, signingTasks: SigningTasks = signing(world)) => ({
  ...world,
  signingTasks,
  onSigningFailure: (_error?: unknown) => {},
});

/** Another micro-credential of an issuer. */
export async function anotherVersion(
  world: World,
  issuerId: string,
  changes: Partial<Definition> = {},
): Promise<Version> {
  const draft = await createDraft(world, {
    caller: people.author,
    issuerId,
    fields: { ...definition, ...piece, ...changes },
  });
  return publishVersion(world, {
    caller: people.author,
    issuerId,
    microCredentialId: draft.id,
    ifMatch: draft.revision,
    changeNote: 'First version.',
  });
}

/** An issuer with an approver and three micro-credentials. */
export async function issuerOfPieces(world: World): Promise<readonly [Version, Version, Version]> {
  const first = await publishedVersion(world, piece);
  const { issuerId } = first;
  await putMember(world, {
    caller: people.owner,
    issuerId,
    person: approver.person,
    roles: ['approver'],
  });
  return [
    first,
    await anotherVersion(world, issuerId, { name: 'Holding a Visit' }),
    await anotherVersion(world, issuerId, { name: 'Writing It Down' }),
  ];
}

/** A published stack of these. */
export async function publishedStack(
  world: World,
  pieces: readonly Version[],
  changes: Partial<StackFields> = {},
): Promise<StackVersion> {
  const issuerId = pieces[0]?.issuerId ?? '';
  const fields: StackFields = {
    name: 'Working with Families',
    description: 'Plans, holds and records visits that families call useful.',
    language: 'en',
    kind: 'set',
    pieces: pieces.map(({ microCredentialId }) => microCredentialId),
    rule: 'all',
    confirmation: 'approver',
    ...changes,
  };
  const draft = await createStack(world, { caller: people.author, issuerId, fields });
  return publishStackVersion(world, {
    caller: people.author,
    issuerId,
    stackId: draft.id,
    ifMatch: 1,
    changeNote: 'First version.',
  });
}

/** A learner is awarded a micro-credential. @returns the id of its credential */
export async function earned(
  world: World,
  version: Version,
  learner: Caller,
  ports = portsOf(world),
): Promise<string> {
  const { assessmentId } = await handedIn(world, version, learner);
  await scored(world, assessmentId, version);
  const { credential } = await decideAssessment(ports, {
    caller: people.assessor,
    assessmentId,
    outcome: 'awarded',
  });
  if (!credential) throw new Error('nothing was awarded');
  return credential.id;
}

export async function confirmed(world: World, proposalId: string, ports = portsOf(world)) {
  return decideStackProposal(ports, {
    caller: approver,
    proposalId,
    outcome: 'confirmed',
    reason: 'All of it stands.',
  });
}
