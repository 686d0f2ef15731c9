import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { ulid } from 'ulid';
import { afterAll, beforeAll } from 'vitest';
import { startKms } from '../../local/kms/server.ts';
import { kmsKeyMaker } from '../../src/adapters/kms-key-maker.ts';
import { kmsPublicKeys } from '../../src/adapters/kms-public-keys.ts';
import { kmsSigner } from '../../src/adapters/kms-signer.ts';
import { partsToJudge } from '../../src/domain/assessment.ts';
import type { Caller } from '../../src/domain/membership.ts';
import type { Definition, Version } from '../../src/domain/micro-credential.ts';
import type {
  BlindCopies,
  BlindFiles,
  EvidenceFiles,
  KeyMaker,
  PublicKeys,
  Signer,
  SigningTasks,
} from '../../src/ports.ts';
import { claimAssessment, savePart, saveScore } from '../../src/usecases/assess-submission.ts';
import { addEvidence } from '../../src/usecases/collect-evidence.ts';
import { createIssuer } from '../../src/usecases/create-issuer.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { handInSubmission } from '../../src/usecases/hand-in-submission.ts';
import { issueCredential } from '../../src/usecases/issue-credential.ts';
import { putMember } from '../../src/usecases/manage-members.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { publishStatusList } from '../../src/usecases/status-lists.ts';
import { createDraft, publishVersion } from '../../src/usecases/write-definition.ts';
import { dynamoStores, type Stores } from '../adapters/stores.ts';
import { definition, prose } from './definition.ts';
import { type LocalTable, useLocalTable } from './dynamo.ts';
import { keyPolicies } from './key-policies.ts';

export const publicUrl = 'https://assay.example';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const signingKeyId = 'signing-key';
export const address = { publicUrl, formerPublicUrls: [] as readonly string[] };

/** Everyone in the stories of the tests. */
export const people = {
  owner: { person: 'owner', name: 'Olive Owner', email: 'owner@riverbend.example', machine: false },
  author: { person: 'author', name: 'Arthur Author', machine: false },
  assessor: { person: 'assessor', name: 'Asta Assessor', machine: false },
  otherAssessor: { person: 'other-assessor', name: 'Otto Assessor', machine: false },
  learner: { person: 'learner', name: 'Lena Learner', email: 'lena@learner.example', machine: false },
  reviewer: { person: 'reviewer', name: 'Rosa Reviewer', machine: false },
  stranger: { person: 'stranger', name: 'Sam Stranger', machine: false },
  machine: { person: 'assessor', machine: true },
} as const satisfies Record<string, Caller>;

/** All ports over real parts: a database in memory, and keys in the stand-in for KMS. */
export interface World extends Stores {
  readonly signer: Signer;
  readonly publicKeys: PublicKeys;
  readonly keyMaker: KeyMaker;
  readonly newId: () => string;
  readonly randomBelow: (below: number) => number;
  readonly clock: { now(): Date; set(time: Date): void };
  readonly local: LocalTable;
  /** No file is part of most stories. */
  readonly evidenceFiles: EvidenceFiles;
  readonly blindCopies: BlindCopies;
  readonly blindFiles: BlindFiles;
}

/** Starts the parts for the tests of one file. */
export function useWorld(): () => World {
  const table = useLocalTable();
  let world: World | undefined;
  let stop = async () => {};
  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'assay-world-'));
    const keys = [{ keyId: signingKeyId, keySpec: 'ECC_NIST_EDWARDS25519' as const }];
    const kms = await startKms({ dir, port: 0, credentials, region: 'us-east-1', keys });
    const client = new KMSClient({ endpoint: kms.url, region: 'us-east-1', credentials });
    let now = new Date('2026-11-23T10:15:00.000Z');
    world = {
      ...dynamoStores(table()),
      signer: kmsSigner({ client }),
      publicKeys: kmsPublicKeys({ client }),
      keyMaker: kmsKeyMaker({ client, policies: keyPolicies }),
      newId: ulid,
      randomBelow: randomInt,
      clock: {
        now: () => now,
        set(time) {
          now = time;
        },
      },
      local: table(),
      evidenceFiles: noFiles,
      blindCopies: sameCopies,
      blindFiles: { downloadUrl: noFile },
    };
    stop = async () => {
      client.destroy();
      await kms.close();
      await rm(dir, { recursive: true });
    };
  });
  afterAll(() => stop());
  return () => {
    if (!world) throw new Error('the world is there inside of tests only');
    return world;
  };
}

/** An issuer with its people and one published version. Each has an id of its own, so that tests do not meet. */
export async function publishedVersion(world: World, fields: object = {}): Promise<Version> {
  const issuerId = `issuer-${ulid().toLowerCase()}`;
  await createIssuer(world, {
    caller: people.owner,
    operatorEmail: people.owner.email,
    signingKeyId,
    // Who reviews designs is in tests of its own.
    profile: {
      id: issuerId,
      name: 'Riverbend',
      url: 'https://riverbend.example/',
      designReview: 'optional',
    },
  });
  const staff = { author: ['author'], assessor: ['assessor'], otherAssessor: ['assessor'] } as const;
  for (const [name, roles] of Object.entries(staff))
    await putMember(world, {
      caller: people.owner,
      issuerId,
      person: people[name as keyof typeof staff].person,
      roles,
    });
  const draft = await createDraft(world, {
    caller: people.author,
    issuerId,
    fields: { ...definition, ...fields },
  });
  return publishVersion(world, {
    caller: people.author,
    issuerId,
    microCredentialId: draft.id,
    ifMatch: draft.revision,
    changeNote: 'First version.',
  });
}

/** The signer, called without a Lambda between. */
export function signing(world: World): SigningTasks {
  return {
    run: (task) =>
      task.kind === 'credential'
        ? issueCredential(world, { ...task, ...address })
        : publishStatusList(world, { ...task, ...address }),
  };
}

/** A signer that nobody reaches. */
export const away: SigningTasks = { run: () => Promise.reject(new Error('the signer is away')) };

/** No file is part of these stories; the evidence store has its own tests. */
export const noFiles = {
  uploadForm: noFile,
  inspect: noFile,
  keep: noFile,
  discard: noFile,
  downloadUrl: noFile,
  carryOver: noFile,
};

/** Copies of files that say nothing of their makers; how they are made has its own tests. */
export const sameCopies: BlindCopies = {
  make: async (_, items) => items.map(({ sha256, size }) => ({ objectVersion: 'copy', sha256, size })),
};

/** When, where and in what setting. */
export const context = { when: 'Last spring', where: 'At home', setting: 'A visit to a family of four.' };

/** What a learner stands for. */
export const attestations = { ownWork: true, consent: true, noThirdPartyData: true } as const;

function noFile() {
  return Promise.reject(new Error('no file here'));
}

/** A complete submission, handed in, with the assessment that waits for it. */
export async function handedIn(world: World, version: Version, learner: Caller = people.learner) {
  const { id } = await openSubmission(world, {
    caller: learner,
    microCredentialId: version.microCredentialId,
    name: undefined,
    publicUrl,
  });
  for (const artifact of version.definition.artifacts)
    await addEvidence(world, {
      caller: learner,
      submissionId: id,
      publicUrl,
      item: {
        kind: 'text',
        artifact: artifact.id,
        title: 'My work',
        context,
        disclosure: 'digest',
        text: prose(artifact.id),
      },
    });
  const submission = await handInSubmission(world, { caller: learner, submissionId: id, attestations });
  const [assessment] = await world.assessments.ofSubmission(id);
  // There is none as long as somebody has to look at its completeness.
  return { submission, assessmentId: assessment?.id ?? '' };
}

/** The assessor claims and gives every criterion this level. */
export async function scored(
  world: World,
  assessmentId: string,
  version: Version,
  level = 'demonstrated',
  feedback = prose('What I saw'),
) {
  await claimAssessment(world, { caller: people.assessor, assessmentId });
  for (const { id } of version.definition.rubric.criteria)
    await saveScore(world, {
      caller: people.assessor,
      assessmentId,
      criterion: id,
      given: { level, feedback },
    });
  for (const part of partsToJudge(version.definition))
    await savePart(world, {
      caller: people.assessor,
      assessmentId,
      part,
      given: { passed: true, feedback },
    });
}

/** All that deciding and correcting takes. */
export const portsOf = (world: World, tasks = signing(world)) => ({
  ...world,
  signingTasks: tasks,
  onSigningFailure: () => {},
});

/** As little to hand in and to judge as there can be, for awards that are a step on the way to something else. */
export const piece: Partial<Definition> = {
  artifacts: definition.artifacts.slice(0, 1),
  rubric: { ...definition.rubric, criteria: definition.rubric.criteria.slice(0, 1) },
};

/** An issuer with one award that is public. */
export async function awarded(
  world: World,
  prepare: (issuerId: string) => Promise<unknown> = async () => {},
  fields: Partial<Definition> = piece,
) {
  const version = await publishedVersion(world, fields);
  await prepare(version.issuerId);
  const { submission, assessmentId } = await handedIn(world, version);
  await scored(world, assessmentId, version);
  const { credential } = await decideAssessment(portsOf(world), {
    caller: people.assessor,
    assessmentId,
    outcome: 'awarded',
  });
  if (!credential?.issued) throw new Error('not issued');
  return { version, submissionId: submission.id, credentialId: credential.id };
}
