import { describe, expect, it } from 'vitest';
import { versionUrl } from '../../src/credentials/addresses.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { Definition, Version } from '../../src/domain/micro-credential.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { changeDraft, createDraft, publishVersion } from '../../src/usecases/write-definition.ts';
import { definition } from '../support/definition.ts';
import {
  handedIn,
  people,
  publicUrl,
  publishedVersion,
  scored,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();
const nobodysId = '01ARZ3NDEKTSV4RRFFQ69G5FB9';
let learners = 0;
const aLearner = (): Caller => ({ person: `learner-${++learners}`, name: 'Lena Learner', machine: false });

const ports = (world: World) => ({
  ...world,
  signingTasks: signing(world),
  onSigningFailure: (error: unknown) => {
    throw error;
  },
});

async function publishedIn(world: World, issuerId: string, fields: Partial<Definition>): Promise<Version> {
  const draft = await createDraft(world, {
    caller: people.author,
    issuerId,
    fields: { ...definition, ...fields },
  });
  return publishVersion(world, {
    caller: people.author,
    issuerId,
    microCredentialId: draft.id,
    ifMatch: 1,
    changeNote: 'First.',
  });
}

async function earn(world: World, version: Version, learner: Caller): Promise<string> {
  const { assessmentId } = await handedIn(world, version, learner);
  await scored(world, assessmentId, version);
  const { credential } = await decideAssessment(ports(world), {
    caller: people.assessor,
    assessmentId,
    outcome: 'awarded',
  });
  return credential?.id ?? '';
}

const begin = (world: World, version: Version, learner: Caller) =>
  openSubmission(world, {
    caller: learner,
    microCredentialId: version.microCredentialId,
    name: undefined,
    publicUrl,
  });

/** A first micro-credential, and one that builds on it. */
async function pair(world: World, first: Partial<Definition> = {}) {
  const { issuerId } = await publishedVersion(world);
  const basis = await publishedIn(world, issuerId, { name: 'Listening to a Family', ...first });
  const built = await publishedIn(world, issuerId, {
    prerequisites: [{ microCredential: basis.microCredentialId }],
  });
  return { issuerId, basis, built };
}

describe('a prerequisite', () => {
  it('keeps out who has not earned it, naming it and where it is', async () => {
    const world = theWorld();
    const { basis, built } = await pair(world);
    const learner = aLearner();
    const missing = {
      code: 'prerequisites-missing',
      errors: [
        {
          field: '/prerequisites/0',
          message: `needs a valid credential of "Listening to a Family", ${publicUrl}/micro-credentials/${basis.microCredentialId}`,
        },
      ],
    };
    await expect(begin(world, built, learner)).rejects.toMatchObject(missing);
    // Nor is it enough to be at it, or that somebody else has it.
    await handedIn(world, basis, learner);
    await earn(world, basis, aLearner());
    await expect(begin(world, built, learner)).rejects.toMatchObject(missing);
    expect((await world.submissions.ofLearner(learner.person, { limit: 5 })).items).toHaveLength(1);
  });

  it('lets in who holds it, by whichever version it was earned', async () => {
    const world = theWorld();
    const { issuerId, basis, built } = await pair(world);
    const learner = aLearner();
    await earn(world, basis, learner);
    const of = { caller: people.author, issuerId, microCredentialId: basis.microCredentialId };
    const draft = await world.microCredentials.findDraft(basis.microCredentialId);
    const { revision } = await changeDraft(world, {
      ...of,
      ifMatch: draft?.revision ?? 0,
      changes: { hours: 3 },
    });
    await publishVersion(world, { ...of, ifMatch: revision, changeNote: 'Second.' });
    await expect(begin(world, built, learner)).resolves.toMatchObject({ state: 'draft', version: 1 });
  });

  it('is not met by a credential that was revoked', async () => {
    const world = theWorld();
    const { issuerId, basis, built } = await pair(world);
    const learner = aLearner();
    const credentialId = await earn(world, basis, learner);
    await putMember(world, {
      caller: people.owner,
      issuerId,
      person: people.author.person,
      roles: ['author', 'award-officer'],
    });
    const revocation = { credentialId, purpose: 'revocation', set: true, reason: 'A mistake.' } as const;
    await changeCredentialStatus(ports(world), { caller: people.author, ...revocation });
    await expect(begin(world, built, learner)).rejects.toMatchObject({ code: 'prerequisites-missing' });
  });

  it('is met until the credential ends, and not from that moment on', async () => {
    const world = theWorld();
    const { basis, built } = await pair(world, { validFor: { months: 1 } });
    const learner = aLearner();
    const start = world.clock.now();
    await earn(world, basis, learner);
    const end = new Date(start);
    end.setUTCMonth(end.getUTCMonth() + 1);
    try {
      world.clock.set(new Date(end.getTime()));
      await expect(begin(world, built, learner)).rejects.toMatchObject({ code: 'prerequisites-missing' });
      world.clock.set(new Date(end.getTime() - 1000));
      await expect(begin(world, built, learner)).resolves.toMatchObject({ state: 'draft' });
    } finally {
      world.clock.set(start);
    }
  });

  it('may be an achievement, by exactly its id', async () => {
    const world = theWorld();
    const { issuerId } = await publishedVersion(world);
    const basis = await publishedIn(world, issuerId, { name: 'Listening' });
    const needing = (achievement: string) =>
      publishedIn(world, issuerId, { prerequisites: [{ achievement, name: 'Listening, version 1' }] });
    const id = versionUrl(publicUrl, basis.microCredentialId, 1);
    const built = await needing(id);
    const learner = aLearner();
    await expect(begin(world, built, learner)).rejects.toMatchObject({
      errors: [{ message: `needs a valid credential of "Listening, version 1", ${id}` }],
    });
    await earn(world, basis, learner);
    await expect(begin(world, built, learner)).resolves.toMatchObject({ state: 'draft' });
    for (const other of [`${id}0`, `${id}#goals`, `${id}/`, 'https://elsewhere.example/listening'])
      await expect(begin(world, await needing(other), learner), other).rejects.toMatchObject({
        code: 'prerequisites-missing',
      });
  });

  it('is each of them: what is missing is told, all at once', async () => {
    const world = theWorld();
    const { issuerId } = await publishedVersion(world);
    const [one, two] = [
      await publishedIn(world, issuerId, { name: 'One' }),
      await publishedIn(world, issuerId, { name: 'Two' }),
    ];
    const built = await publishedIn(world, issuerId, {
      prerequisites: [
        { microCredential: one.microCredentialId },
        { achievement: 'https://elsewhere.example/x', name: 'Else' },
        { microCredential: two.microCredentialId },
      ],
    });
    const learner = aLearner();
    await earn(world, one, learner);
    await expect(begin(world, built, learner)).rejects.toMatchObject({
      errors: [{ field: '/prerequisites/1' }, { field: '/prerequisites/2' }],
    });
  });
});

describe('publishing refuses a prerequisite', () => {
  const refusedAt = (message: string) => ({
    code: 'incomplete-definition',
    errors: [{ field: '/prerequisites/0/microCredential', message }],
  });
  const republish = async (world: World, version: Version, microCredential: string) => {
    const of = {
      caller: people.author,
      issuerId: version.issuerId,
      microCredentialId: version.microCredentialId,
    };
    const draft = await world.microCredentials.findDraft(version.microCredentialId);
    const { revision } = await changeDraft(world, {
      ...of,
      ifMatch: draft?.revision ?? 0,
      changes: { prerequisites: [{ microCredential }] },
    });
    return publishVersion(world, { ...of, ifMatch: revision, changeNote: 'Next.' });
  };

  it('that is not published here', async () => {
    const world = theWorld();
    const { issuerId } = await publishedVersion(world);
    const refused = refusedAt('is no micro-credential that is published here');
    await expect(
      publishedIn(world, issuerId, { prerequisites: [{ microCredential: nobodysId }] }),
    ).rejects.toMatchObject(refused);
    const draft = await createDraft(world, { caller: people.author, issuerId, fields: definition });
    await expect(
      publishedIn(world, issuerId, { prerequisites: [{ microCredential: draft.id }] }),
    ).rejects.toMatchObject(refused);
  });

  it('that is itself, or that needs it in turn, however far', async () => {
    const world = theWorld();
    const { issuerId, basis, built } = await pair(world);
    await expect(republish(world, basis, basis.microCredentialId)).rejects.toMatchObject(
      refusedAt('is this micro-credential itself'),
    );
    const third = await publishedIn(world, issuerId, {
      prerequisites: [{ microCredential: built.microCredentialId }],
    });
    for (const last of [built, third])
      await expect(republish(world, basis, last.microCredentialId)).rejects.toMatchObject(
        refusedAt('needs this micro-credential in turn: nobody could begin'),
      );
    expect(await world.microCredentials.latestVersion(basis.microCredentialId)).toEqual(basis);
    await expect(republish(world, third, basis.microCredentialId)).resolves.toMatchObject({ version: 2 });
  });
});

describe('the attempts that a policy allows', () => {
  it('are counted by decisions, and the last one is the last', async () => {
    const world = theWorld();
    const { issuerId } = await publishedVersion(world);
    const version = await publishedIn(world, issuerId, { assessmentPolicy: { maxAttempts: 2 } });
    const learner = aLearner();
    for (const _ of [1, 2]) {
      const { assessmentId } = await handedIn(world, version, learner);
      await scored(world, assessmentId, version, 'progressing');
      await decideAssessment(ports(world), { caller: people.assessor, assessmentId, outcome: 'not-yet' });
    }
    await expect(begin(world, version, learner)).rejects.toMatchObject({ code: 'attempts-used' });
    await expect(begin(world, version, aLearner())).resolves.toMatchObject({ state: 'draft' });
  });
});
