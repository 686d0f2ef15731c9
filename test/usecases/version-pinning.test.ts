import fc from 'fast-check';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/membership.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { claimAssessment, readAssessment, saveScore } from '../../src/usecases/assess-submission.ts';
import { addEvidence } from '../../src/usecases/collect-evidence.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { handInSubmission } from '../../src/usecases/hand-in-submission.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { endRetirement, retireDesign } from '../../src/usecases/retire-design.ts';
import { changeDraft, publishVersion } from '../../src/usecases/write-definition.ts';
import { definition, prose } from '../support/definition.ts';
import { fuzzRuns } from '../support/fuzz-runs.ts';
import {
  attestations,
  context,
  noFiles,
  people,
  publicUrl,
  publishedVersion,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const world = useWorld();

/** What happens in a story, in any order; each happens to the submission that waits for it the longest. */
const event = fc.constantFrom('publish', 'open', 'submit', 'assess', 'award', 'retire', 'reopen', 'edit');

interface Story {
  newest: Version;
  revision: number;
  retired: boolean;
  readonly versions: Map<number, Version>;
  readonly submissions: { id: string; learner: Caller; seen: number; state: string; assessmentId?: string }[];
}

/** Every version has rubrics and artifacts of its own, so that anything taken from another one shows. */
const saying = (number: number) => ({
  name: `Version ${number} of it`,
  artifacts: definition.artifacts.map((one) => ({ ...one, id: `${one.id}-${number}` })),
  rubric: {
    ...definition.rubric,
    criteria: definition.rubric.criteria.map((one) => ({ ...one, id: `${one.id}-${number}` })),
  },
});

async function happen(all: World, story: Story, what: string): Promise<void> {
  const { issuerId, microCredentialId } = story.newest;
  const of = { issuerId, microCredentialId };
  const waiting = (state: string) => story.submissions.find((one) => one.state === state);
  if (what === 'edit') {
    const changes = { keyMethod: `Edited at revision ${story.revision}.` };
    ({ revision: story.revision } = await changeDraft(all, {
      ...of,
      caller: people.author,
      ifMatch: story.revision,
      changes,
    }));
  } else if (what === 'publish' && !story.retired) {
    const changes = saying(story.newest.version + 1);
    const { revision } = await changeDraft(all, {
      ...of,
      caller: people.author,
      ifMatch: story.revision,
      changes,
    });
    story.newest = await publishVersion(all, {
      ...of,
      caller: people.author,
      ifMatch: revision,
      changeNote: 'Next.',
    });
    story.revision = revision + 1;
    story.versions.set(story.newest.version, story.newest);
  } else if (what === 'retire' && !story.retired) {
    await retireDesign(all, { ...of, caller: people.owner, reason: 'For now.' });
    story.retired = true;
  } else if (what === 'reopen' && story.retired) {
    await endRetirement(all, { ...of, caller: people.owner });
    story.retired = false;
  } else if (what === 'open' && !story.retired) {
    const learner: Caller = { person: `learner-${ulid()}`, name: 'Lena', machine: false };
    const { id, version } = await openSubmission(all, {
      caller: learner,
      microCredentialId,
      name: undefined,
      publicUrl,
    });
    expect(version).toBe(story.newest.version);
    story.submissions.push({ id, learner, seen: version, state: 'draft' });
  } else if (what === 'submit') await submit(all, story, waiting('draft'));
  else if (what === 'assess') await assess(all, story, waiting('submitted'));
  else if (what === 'award') await award(all, waiting('assessed'));
}

async function submit(all: World, story: Story, one: Story['submissions'][number] | undefined) {
  if (!one) return;
  const ports = { ...all, evidenceFiles: noFiles };
  const { caller, submissionId } = { caller: one.learner, submissionId: one.id };
  for (const { id } of story.versions.get(one.seen)?.definition.artifacts ?? [])
    await addEvidence(ports, {
      caller,
      submissionId,
      publicUrl,
      item: { kind: 'text', artifact: id, title: 'My work', context, disclosure: 'digest', text: prose(id) },
    });
  await handInSubmission(ports, { caller, submissionId, attestations });
  one.state = 'submitted';
  one.assessmentId = (await all.assessments.ofSubmission(one.id))[0]?.id ?? '';
}

async function assess(all: World, story: Story, one: Story['submissions'][number] | undefined) {
  if (!one?.assessmentId) return;
  const { assessmentId } = one;
  await claimAssessment(all, { caller: people.assessor, assessmentId });
  const read = await readAssessment(all, { caller: people.assessor, assessmentId });
  const { rubric } = read.version.definition;
  // The rubric that the learner saw, word for word.
  expect(rubric).toEqual(story.versions.get(one.seen)?.definition.rubric);
  for (const { id } of rubric.criteria)
    await saveScore(all, {
      caller: people.assessor,
      assessmentId,
      criterion: id,
      given: { level: 'demonstrated', feedback: prose('Seen') },
    });
  one.state = 'assessed';
}

async function award(all: World, one: Story['submissions'][number] | undefined) {
  if (!one?.assessmentId) return;
  await decideAssessment(
    { ...all, signingTasks: signing(all), onSigningFailure: () => {} },
    { caller: people.assessor, assessmentId: one.assessmentId, outcome: 'awarded' },
  );
  one.state = 'awarded';
}

describe('the version that a learner saw (invariant 8)', () => {
  it('is the one that is assessed and awarded, whatever is published, edited or retired meanwhile', async () => {
    const begin = async (): Promise<Story> => {
      const newest = await publishedVersion(world());
      return { newest, revision: 2, retired: false, versions: new Map([[1, newest]]), submissions: [] };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 8, maxLength: 20 }), async (events) => {
        const story = await begin();
        for (const what of [...events, 'submit', 'assess', 'award']) await happen(world(), story, what);
        for (const [number, version] of story.versions)
          expect(await world().microCredentials.findVersion(version.microCredentialId, number)).toEqual(
            version,
          );
        for (const one of story.submissions) await examine(world(), story, one);
      }),
      {
        numRuns: fuzzRuns(6),
        examples: [[['open', 'publish', 'submit', 'publish', 'assess', 'retire', 'award', 'edit']]],
      },
    );
  }, 60_000);
});

async function examine(all: World, story: Story, one: Story['submissions'][number]): Promise<void> {
  const seen = story.versions.get(one.seen);
  const submission = await all.submissions.find(one.id);
  expect(submission?.version).toBe(one.seen);
  if (one.assessmentId) expect((await all.assessments.find(one.assessmentId))?.version).toBe(one.seen);
  if (one.state !== 'awarded') return;
  const credential = await all.credentials.find(submission?.credentialId ?? '');
  const { achievement, result } = JSON.parse(credential?.document ?? '').credentialSubject;
  const address = `${publicUrl}/micro-credentials/${seen?.microCredentialId}/versions/${one.seen}`;
  expect(achievement).toMatchObject({ id: address, name: seen?.definition.name });
  const criteria = seen?.definition.rubric.criteria.map(({ id }) => `${address}#${id}`);
  expect(achievement.resultDescription.map(({ id }: { id: string }) => id)).toEqual(criteria);
  expect(result.map(({ resultDescription }: { resultDescription: string }) => resultDescription)).toEqual(
    criteria,
  );
}
