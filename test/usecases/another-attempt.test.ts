import { describe, expect, it } from 'vitest';
import type { Caller } from '../../src/domain/membership.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import type { EvidenceOf } from '../../src/ports.ts';
import { claimAssessment, readAssessment } from '../../src/usecases/assess-submission.ts';
import {
  answerCoach,
  askCoach,
  listCoachRequests,
  ownCoachRequests,
} from '../../src/usecases/coach-learners.ts';
import { addEvidence, changeItem } from '../../src/usecases/collect-evidence.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { handInSubmission, withdrawSubmission } from '../../src/usecases/hand-in-submission.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { readHistory, readSubmission, readTrail } from '../../src/usecases/read-submission.ts';
import { prose } from '../support/definition.ts';
import {
  attestations,
  context,
  handedIn,
  noFiles,
  people,
  publicUrl,
  publishedVersion,
  scored,
  signing,
  useWorld,
} from '../support/world.ts';

const theWorld = useWorld();
const own = { caller: people.learner };
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string; errors?: { field: string }[] }) => [
      error.code,
      ...(error.errors ?? []).map(({ field }) => field),
    ],
  );
const ports = () => ({ ...theWorld(), signingTasks: signing(theWorld()), onSigningFailure: () => {} });

const open = (version: Version, more: object = {}, caller: Caller = people.learner) =>
  openSubmission(theWorld(), {
    caller,
    microCredentialId: version.microCredentialId,
    name: undefined,
    publicUrl,
    ...more,
  });
const read = (submissionId: string) => readSubmission(theWorld(), { ...own, submissionId });

/** An attempt that was turned down, with words on each criterion. */
async function turnedDown(version: Version) {
  const { submission, assessmentId } = await handedIn(theWorld(), version);
  await scored(theWorld(), assessmentId, version, 'progressing', 'Name the goals.');
  await decideAssessment(ports(), { caller: people.assessor, assessmentId, outcome: 'not-yet' });
  return submission;
}

describe('another attempt', () => {
  it('begins with the answers and evidence of the last one, and what was said of it beside', async () => {
    const version = await publishedVersion(theWorld());
    const first = await turnedDown(version);
    const { id } = await open(version, { from: first.id });
    const { submission, evidence, before, missing } = await read(id);
    expect(submission).toMatchObject({ attempt: 2, previous: first.id, state: 'draft' });
    expect(missing).toEqual([]);
    const texts = (items: readonly object[]) =>
      items.map((item) => (item as { text: string }).text).toSorted();
    const earlier = await theWorld().submissions.evidence(first.id);
    expect(texts(evidence)).toEqual(texts(earlier));
    expect(new Set([...evidence, ...earlier].map((item) => item.id)).size).toBe(4);
    expect(before?.feedback.goals).toEqual({ level: 'progressing', feedback: 'Name the goals.' });
    expect(JSON.stringify(before)).not.toContain(people.assessor.person);
    // The first stays as it was assessed.
    expect((await read(first.id)).submission).toMatchObject({ attempt: 1, state: 'not-yet' });
  });

  it('takes files along from where they were kept, each as an upload that is bound anew', async () => {
    const carried: [EvidenceOf, EvidenceOf][] = [];
    const file = { size: 3, sha256: 'a'.repeat(64), mediaType: 'image/png' } as const;
    const evidenceFiles = {
      ...noFiles,
      uploadForm: async () => ({ url: 'https://store.example/', fields: {}, expiresAt: '' }),
      inspect: async () => ({ ...file, objectVersion: 'uploaded', detectedType: 'image/png' }),
      keep: async () => 'kept',
      discard: async () => {},
      carryOver: async (from: EvidenceOf, to: EvidenceOf) => {
        carried.push([from, to]);
      },
    };
    const withFiles = { ...ports(), evidenceFiles };
    const version = await publishedVersion(theWorld());
    const { id } = await open(version);
    const of = { ...own, submissionId: id };
    const about = { context, disclosure: 'digest' } as const;
    await addEvidence(withFiles, {
      ...of,
      publicUrl,
      item: {
        kind: 'file',
        ...about,
        ...file,
        artifact: 'visit-plan',
        title: 'Plan',
        alternativeText: 'A plan.',
      },
    });
    await addEvidence(withFiles, {
      ...of,
      publicUrl,
      item: { kind: 'text', ...about, artifact: 'account', title: 'Account', text: prose('Account') },
    });
    await handInSubmission(withFiles, { ...of, attestations });
    await withdrawSubmission(withFiles, of);
    const next = await openSubmission(withFiles, {
      ...own,
      microCredentialId: version.microCredentialId,
      name: undefined,
      from: id,
      publicUrl,
    });
    expect(carried).toHaveLength(1);
    const [[from, to] = []] = carried;
    expect([from?.submission.id, from?.item.objectVersion]).toEqual([id, 'kept']);
    expect([to?.submission.id, to?.item.objectVersion]).toEqual([next.id, undefined]);
    expect(to?.item.sha256).toBe(file.sha256);
    // A withdrawn attempt took none.
    expect(next.attempt).toBe(1);
  });

  it('is of one’s own, for the same micro-credential, and after one that is over', async () => {
    const version = await publishedVersion(theWorld());
    const first = await turnedDown(version);
    const other = await publishedVersion(theWorld());
    const invalid = ['invalid-request', '/from'];
    expect(await refusal(open(other, { from: first.id }))).toEqual(invalid);
    expect(await refusal(open(version, { from: first.id }, people.stranger))).toEqual(invalid);
    expect(await refusal(open(version, { from: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }))).toEqual(invalid);
    const { id } = await open(other);
    expect(await refusal(open(other, { from: id }))).toEqual(invalid);
  });
});

describe('when all attempts are used', () => {
  it('a learner asks, once, and whoever coaches answers and gives another one', async () => {
    const version = await publishedVersion(theWorld(), { assessmentPolicy: { maxAttempts: 1 } });
    const { issuerId, microCredentialId } = version;
    const ask = (message = 'What should I change?', caller: Caller = people.learner) =>
      askCoach(theWorld(), { caller, microCredentialId, message });
    expect(await refusal(ask())).toEqual(['attempts-left']);
    await turnedDown(version);
    expect(await refusal(open(version))).toEqual(['attempts-used']);
    const { id: requestId } = await ask();
    expect(await refusal(ask('Please.'))).toEqual(['already-asked']);
    expect(await refusal(ask('Me too.', people.stranger))).toEqual(['attempts-left']);
    const page = { limit: 5 };
    const list = (caller: Caller) => listCoachRequests(theWorld(), { caller, issuerId, page });
    expect((await list(people.author)).items).toMatchObject([{ id: requestId, name: 'Lena Learner' }]);
    const give = (caller: Caller, grant = true) =>
      answerCoach(theWorld(), { caller, issuerId, requestId, message: 'Name the goals.', grant });
    for (const caller of [people.assessor, people.learner, people.stranger]) {
      expect(await refusal(list(caller))).toEqual(['forbidden']);
      expect(await refusal(give(caller))).toEqual(['forbidden']);
    }
    const ended = await Promise.all([1, 2, 3].map(() => refusal(give(people.author))));
    expect(ended.filter((one) => one === 'done')).toHaveLength(1);
    expect((await list(people.owner)).items).toEqual([]);
    expect(await ownCoachRequests(theWorld(), own)).toMatchObject([
      { id: requestId, answer: { granted: true, message: 'Name the goals.' } },
    ]);
    // One, and not two.
    const second = await open(version);
    expect(second.attempt).toBe(2);
    await withdrawSubmission(theWorld(), { ...own, submissionId: second.id });
    await turnedDown(version);
    expect(await refusal(open(version))).toEqual(['attempts-used']);
    const again = await ask('Once more?');
    await answerCoach(theWorld(), {
      ...{ caller: people.owner, issuerId, requestId: again.id },
      ...{ message: 'Take a course first.', grant: false },
    });
    expect(await refusal(open(version))).toEqual(['attempts-used']);
  });
});

describe('a draft', () => {
  it('says how far it is, and what each item lacks', async () => {
    const version = await publishedVersion(theWorld(), {
      overview: [{ id: 'setting', text: 'Where do you work?', wordLimit: 20 }],
      passCriteria: { overview: 'It is a home.' },
    });
    const { id } = await open(version);
    const item = { kind: 'text', artifact: 'account', title: 'Account', disclosure: 'digest' } as const;
    const { evidence } = await addEvidence(theWorld(), {
      ...own,
      submissionId: id,
      publicUrl,
      item: { ...item, text: prose('Account') },
    });
    const draft = await read(id);
    expect(draft.progress).toEqual({
      answers: [{ prompt: 'setting', words: 0, wordLimit: 20 }],
      evidence: [
        { artifact: 'visit-plan', given: 0, minItems: 1 },
        { artifact: 'account', given: 1, minItems: 1 },
      ],
    });
    expect(draft.missing.map(({ field }) => field)).toEqual([
      '/answers/setting',
      '/evidence/visit-plan',
      `/evidence/${evidence.id}/context`,
    ]);
    const change = (changes: object, caller: Caller = people.learner) =>
      changeItem(theWorld(), { caller, submissionId: id, evidenceId: evidence.id, changes });
    await change({ context, title: 'My account', disclosure: 'hidden' });
    expect((await read(id)).evidence).toMatchObject([{ title: 'My account', context, disclosure: 'hidden' }]);
    expect(await refusal(change({ alternativeText: 'A text.' }))).toEqual([
      'invalid-request',
      '/alternativeText',
    ]);
    expect(await refusal(change({ title: 'Theirs' }, people.stranger))).toEqual(['not-found']);
    await change({ context: null });
    expect((await read(id)).evidence[0]?.context).toBeUndefined();
  });

  it('that was handed in keeps what its learner stood for, and changes no more', async () => {
    const version = await publishedVersion(theWorld());
    const { submission } = await handedIn(theWorld(), version);
    expect(submission.attestations).toEqual({ ...attestations, at: submission.submittedAt });
    const [item] = await theWorld().submissions.evidence(submission.id);
    const change = changeItem(theWorld(), {
      ...own,
      submissionId: submission.id,
      evidenceId: item?.id ?? '',
      changes: { title: 'Another' },
    });
    expect(await refusal(change)).toEqual(['submission-not-editable']);
  });
});

describe('evidence that was seen before', () => {
  const long = (text: string) => `${text} `.repeat(20).trim();
  const handIn = async (version: Version, text: string, caller: Caller = people.learner) => {
    const { id } = await open(version, {}, caller);
    for (const { id: artifact } of version.definition.artifacts)
      await addEvidence(theWorld(), {
        caller,
        submissionId: id,
        publicUrl,
        item: {
          kind: 'text',
          artifact,
          title: 'Work',
          context,
          disclosure: 'digest',
          text: artifact === 'account' ? text : 'Short.',
        },
      });
    await handInSubmission(theWorld(), { caller, submissionId: id, attestations });
    const [assessment] = await theWorld().assessments.ofSubmission(id);
    return assessment?.id ?? '';
  };
  const flags = async (assessmentId: string) => {
    await claimAssessment(theWorld(), { caller: people.assessor, assessmentId });
    const { work } = await readAssessment(theWorld(), { caller: people.assessor, assessmentId });
    return work?.evidence.flatMap(({ seenBefore }) => seenBefore);
  };

  it('is flagged with where, without naming anyone, and refused to nobody', async () => {
    const version = await publishedVersion(theWorld());
    const elsewhere = await publishedVersion(theWorld());
    const text = long(`Of ${version.microCredentialId}, what we did.`);
    const first = await handIn(version, text);
    expect(await flags(first)).toEqual([]);
    const second = await handIn(version, text, people.stranger);
    const third = await handIn(elsewhere, text);
    const { microCredentialId } = version;
    const found = await flags(second);
    const at = theWorld().clock.now().toISOString();
    // What another issuer assesses is not told.
    expect(found).toHaveLength(2);
    expect(found).toContainEqual({ at, sameLearner: false, microCredentialId });
    expect(found).toContainEqual({ at, sameLearner: false });
    expect((await flags(third))?.map(({ sameLearner }) => sameLearner).toSorted()).toEqual([false, true]);
    expect(JSON.stringify(found)).not.toContain('learner"');
  });
});

describe('what happened', () => {
  it('is told to the learner without who judged, and to the issuer with who did what', async () => {
    const version = await publishedVersion(theWorld());
    const { id, issuerId } = await turnedDown(version);
    const told = await readHistory(theWorld(), { ...own, submissionId: id });
    expect(told.map(({ kind, byYou }) => [kind, byYou])).toEqual([
      ['submission.opened', true],
      ['submission.handed-in', true],
      ['assessment.claimed', false],
      ['assessment.completed', false],
      ['submission.decided', false],
    ]);
    expect(JSON.stringify(told)).not.toContain('assessor');
    const trail = await readTrail(theWorld(), { caller: people.owner, issuerId, submissionId: id });
    expect(trail.map(({ kind, actor }) => [kind, actor]).slice(1)).toEqual([
      ['submission.handed-in', 'learner'],
      ['assessment.claimed', 'assessor'],
      ['assessment.completed', 'assessor'],
      ['submission.decided', 'assessor'],
    ]);
    for (const caller of [people.assessor, people.author, people.learner])
      expect(await refusal(readTrail(theWorld(), { caller, issuerId, submissionId: id }))).toEqual([
        'forbidden',
      ]);
    const elsewhere = await publishedVersion(theWorld());
    const of = { caller: people.owner, issuerId: elsewhere.issuerId, submissionId: id };
    expect(await refusal(readTrail(theWorld(), of))).toEqual(['not-found']);
    expect(await refusal(readHistory(theWorld(), { caller: people.stranger, submissionId: id }))).toEqual([
      'not-found',
    ]);
  });
});
