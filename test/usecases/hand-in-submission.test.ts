import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { FileEvidence } from '../../src/domain/evidence.ts';
import type { BlindCopies, EvidenceFiles } from '../../src/ports.ts';
import { addEvidence, removeEvidence } from '../../src/usecases/collect-evidence.ts';
import { handInSubmission, withdrawSubmission } from '../../src/usecases/hand-in-submission.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { prose } from '../support/definition.ts';
import {
  attestations,
  context,
  people,
  publicUrl,
  publishedVersion,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();
const form = { url: 'https://store.example', fields: {}, expiresAt: '2026-11-23T10:30:00.000Z' };
const caller = people.learner;

/** A store where everything that was announced is uploaded, and that notes what it is asked to do. */
function watchedStore(given: Partial<EvidenceFiles> = {}) {
  const steps: string[] = [];
  const evidenceFiles: EvidenceFiles = {
    uploadForm: async () => form,
    inspect: async (_, { size, sha256, mediaType }) => ({
      size,
      sha256,
      mediaType,
      objectVersion: 'uploaded',
    }),
    keep: async (_, item) => {
      steps.push(`keep ${item.objectVersion} ${item.title}`);
      return 'kept';
    },
    discard: async (_, item) => {
      steps.push(`discard ${item.title}`);
    },
    downloadUrl: () => Promise.reject(new Error('nobody downloads here')),
    carryOver: () => Promise.reject(new Error('nothing is carried over here')),
    ...given,
  };
  return { evidenceFiles, steps };
}

/** A draft that lacks nothing, with two files. */
async function draftWithFiles(world: World, evidenceFiles: EvidenceFiles) {
  const { microCredentialId } = await publishedVersion(world);
  const { id: submissionId } = await openSubmission(world, {
    caller,
    microCredentialId,
    name: undefined,
    publicUrl,
  });
  const ports = { ...world, evidenceFiles };
  const add = async (item: Parameters<typeof addEvidence>[1]['item']) =>
    (await addEvidence(ports, { caller, submissionId, publicUrl, item })).evidence.id;
  const about = { artifact: 'visit-plan', disclosure: 'digest', context } as const;
  const file = { kind: 'file', mediaType: 'text/plain', size: 3, sha256: 'a'.repeat(64) } as const;
  const first = await add({ ...file, ...about, title: 'A' });
  const second = await add({ ...file, ...about, title: 'B' });
  await add({ kind: 'text', ...about, artifact: 'account', title: 'Account', text: prose('Account') });
  return { ports, of: { caller, submissionId, attestations }, first, second };
}

const versions = async (world: World, submissionId: string) =>
  (await world.submissions.evidence(submissionId))
    .filter((item): item is FileEvidence => item.kind === 'file')
    .map((item) => item.objectVersion);

describe('handing in', () => {
  it('keeps the versions that were checked, records the copies, and only then deletes the uploads', async () => {
    const world = theWorld();
    const { evidenceFiles, steps } = watchedStore();
    const { ports, of } = await draftWithFiles(world, evidenceFiles);
    const submissions = {
      ...world.submissions,
      handIn: async (...given: Parameters<typeof world.submissions.handIn>) => {
        await world.submissions.handIn(...given);
        steps.push('recorded');
      },
    };
    await handInSubmission({ ...ports, submissions }, of);
    expect(steps).toEqual(['keep uploaded A', 'keep uploaded B', 'recorded', 'discard A', 'discard B']);
    expect(await versions(world, of.submissionId)).toEqual(['kept', 'kept']);
  });

  it('keeps nothing unless every file is what was declared', async () => {
    const { inspect } = watchedStore().evidenceFiles;
    const { evidenceFiles, steps } = watchedStore({
      inspect: async (submission, item) => (item.title === 'B' ? undefined : inspect(submission, item)),
    });
    const { ports, of } = await draftWithFiles(theWorld(), evidenceFiles);
    await expect(handInSubmission(ports, of)).rejects.toMatchObject({ code: 'evidence-not-uploaded' });
    expect(steps).toEqual([]);
  });

  it('makes what assessors see before it keeps anything, of the files as they were checked', async () => {
    const world = theWorld();
    const { evidenceFiles, steps } = watchedStore();
    const { ports, of } = await draftWithFiles(world, evidenceFiles);
    const copy = { objectVersion: 'copy', sha256: 'b'.repeat(64), size: 2 };
    const blindCopies: BlindCopies = {
      make: async ({ id }, items) => {
        expect(id).toBe(of.submissionId);
        return items.map(({ objectVersion, title }) => {
          steps.push(`copy ${objectVersion} ${title}`);
          return { ...copy, objectVersion: `copy of ${title}` };
        });
      },
    };
    await handInSubmission({ ...ports, blindCopies }, of);
    expect(steps.slice(0, 3)).toEqual(['copy uploaded A', 'copy uploaded B', 'keep uploaded A']);
    const items = await world.submissions.evidence(of.submissionId);
    expect(items.filter((item) => item.kind === 'file')).toMatchObject([
      { sha256: 'a'.repeat(64), objectVersion: 'kept', copy: { ...copy, objectVersion: 'copy of A' } },
      { sha256: 'a'.repeat(64), objectVersion: 'kept', copy: { ...copy, objectVersion: 'copy of B' } },
    ]);
  });

  it.each(['evidence-unreadable', 'evidence-being-checked'] as const)(
    'keeps nothing and hands nothing in when there is no copy yet: %s',
    async (code) => {
      const world = theWorld();
      const { evidenceFiles, steps } = watchedStore();
      const { ports, of } = await draftWithFiles(world, evidenceFiles);
      const before = await world.local.dump();
      const make = () => Promise.reject(new DomainError(code, 'Not yet.'));
      await expect(handInSubmission({ ...ports, blindCopies: { make } }, of)).rejects.toMatchObject({ code });
      expect(steps).toEqual([]);
      expect(await world.local.dump()).toEqual(before);
      expect((await handInSubmission(ports, of)).state).toBe('submitted');
    },
  );

  it('leaves the draft and its uploads when a copy fails, to be handed in again', async () => {
    const world = theWorld();
    const { evidenceFiles, steps } = watchedStore();
    const { ports, of } = await draftWithFiles(world, evidenceFiles);
    const failing = { ...evidenceFiles, keep: () => Promise.reject(new Error('the store is away')) };
    await expect(handInSubmission({ ...ports, evidenceFiles: failing }, of)).rejects.toThrow('away');
    expect(steps).toEqual([]);
    expect(await versions(world, of.submissionId)).toEqual([undefined, undefined]);
    expect((await handInSubmission(ports, of)).state).toBe('submitted');
  });

  it('deletes no upload when the draft was changed meanwhile', async () => {
    const world = theWorld();
    const { evidenceFiles, steps } = watchedStore();
    const { ports, of, second } = await draftWithFiles(world, evidenceFiles);
    const changing = {
      ...evidenceFiles,
      keep: async (...given: Parameters<EvidenceFiles['keep']>) => {
        if (given[1].id === second) await world.submissions.removeEvidence(await next(), second);
        return evidenceFiles.keep(...given);
      },
    };
    const next = async () => {
      const current = await world.submissions.find(of.submissionId);
      if (!current) throw new Error('the draft is gone');
      return { ...current, revision: current.revision + 1 };
    };
    await expect(handInSubmission({ ...ports, evidenceFiles: changing }, of)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(steps.filter((step) => step.startsWith('discard'))).toEqual([]);
  });
});

it('withdrawing a draft deletes its uploads', async () => {
  const { evidenceFiles, steps } = watchedStore();
  const { ports, of } = await draftWithFiles(theWorld(), evidenceFiles);
  await withdrawSubmission(ports, of);
  expect(steps).toEqual(['discard A', 'discard B']);
});

it('removing an item deletes its upload, and no other', async () => {
  const { evidenceFiles, steps } = watchedStore();
  const { ports, of, second } = await draftWithFiles(theWorld(), evidenceFiles);
  await removeEvidence(ports, { ...of, evidenceId: second });
  expect(steps).toEqual(['discard B']);
});
