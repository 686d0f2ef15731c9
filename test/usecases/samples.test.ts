import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { citationAddress } from '../../src/domain/definition/research.ts';
import { untranslatedTexts } from '../../src/domain/definition/translation.ts';
import type { FileEvidence, NewEvidence } from '../../src/domain/evidence.ts';
import { promptsOf, type Version, definition as wholeDefinition } from '../../src/domain/micro-credential.ts';
import { missingFields } from '../../src/domain/publishing.ts';
import { countWords } from '../../src/domain/text.ts';
import { writeDefinition } from '../../src/http/definition-download.ts';
import { readDefinition } from '../../src/http/definition-upload.ts';
import { addEvidence, answerPrompt } from '../../src/usecases/collect-evidence.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { importDefinition, toFile } from '../../src/usecases/definition-file.ts';
import { handInSubmission } from '../../src/usecases/hand-in-submission.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { publishVersion } from '../../src/usecases/write-definition.ts';
import { prose } from '../support/definition.ts';
import {
  address,
  attestations,
  context,
  people,
  publicUrl,
  publishedVersion,
  scored,
  signing,
  useWorld,
  type World,
} from '../support/world.ts';

const theWorld = useWorld();
const folder = 'samples/definitions';
const samples = readdirSync(folder).map((name) => {
  const format = name.endsWith('.json') ? ('json' as const) : ('yaml' as const);
  return { name, format, file: readDefinition(readFileSync(`${folder}/${name}`), format) };
});

/** A store in which every announced file is found as it was announced. */
const evidenceFiles = {
  uploadForm: async () => ({
    url: 'https://store.example/',
    fields: {},
    expiresAt: '2026-11-23T10:30:00.000Z',
  }),
  inspect: async (_: unknown, { size, sha256, mediaType }: FileEvidence) => ({
    size,
    sha256,
    mediaType,
    objectVersion: '1',
    detectedType: mediaType,
  }),
  keep: async () => '2',
  discard: async () => {},
  downloadUrl: async () => 'https://store.example/x',
  carryOver: async () => {},
};

async function publishedSample(world: World, file: (typeof samples)[number]['file']): Promise<Version> {
  const { issuerId } = await publishedVersion(world);
  const draft = await importDefinition(world, { caller: people.author, issuerId, file });
  return publishVersion(world, {
    caller: people.author,
    issuerId,
    microCredentialId: draft.id,
    ifMatch: draft.revision,
    changeNote: 'From a file.',
  });
}

function itemFor({
  id,
  accepts,
  fileTypes = ['application/pdf'],
}: Version['definition']['artifacts'][number]): NewEvidence {
  const about = { artifact: id, title: 'Mine', context };
  if (accepts.includes('text')) return { kind: 'text', ...about, disclosure: 'digest', text: prose(id) };
  const [mediaType = 'application/pdf'] = fileTypes;
  return {
    kind: 'file',
    ...about,
    disclosure: 'digest',
    mediaType,
    alternativeText: 'What it shows.',
    size: 1000,
    sha256: 'a'.repeat(64),
  };
}

describe('the samples', () => {
  it('are three at least, of different fields, one of them whole in two languages', () => {
    const definitions = samples.map(({ file }) => file.definition);
    expect(definitions.length).toBeGreaterThanOrEqual(3);
    expect(new Set(definitions.map(({ topic }) => topic)).size).toBe(definitions.length);
    const inTwo = definitions.filter(({ translations }) => translations !== undefined);
    expect(inTwo.length).toBeGreaterThanOrEqual(1);
    for (const one of inTwo) expect(untranslatedTexts(wholeDefinition.parse(one))).toEqual({ es: [] });
  });

  it.each(samples)('$name is whole, without markup, and the same in either notation', ({ file }) => {
    expect(missingFields(file.definition)).toEqual([]);
    expect(JSON.stringify(file)).not.toMatch(/<[a-z/!]/i);
    for (const format of ['json', 'yaml'] as const)
      expect(readDefinition(Buffer.from(writeDefinition(file, format)), format)).toEqual(file);
  });

  it.each(samples)('$name cites what it rests on, and mentions each citation', ({ file }) => {
    const { research } = wholeDefinition.parse(file.definition);
    expect(research.citations.length).toBeGreaterThanOrEqual(4);
    for (const one of research.citations) {
      const named = one.authors?.[0]?.split(',')[0] ?? one.title?.replace(/^The |\s\d{4}$/g, '') ?? '';
      expect(research.rationale, named).toContain(named);
      if (one.year !== undefined) expect(research.rationale, named).toContain(String(one.year));
    }
    const reachable = research.citations.filter((one) => citationAddress(one) !== undefined);
    expect(reachable.length).toBeGreaterThanOrEqual(research.citations.length - 1);
  });

  it.each(samples)(
    '$name is published, exported as it was, submitted, and awarded in a credential that verifies',
    async ({ file }) => {
      const world = theWorld();
      const version = await publishedSample(world, file);
      expect(await toFile(world, version.definition)).toEqual(file);
      const { definition, microCredentialId } = version;
      const own = { caller: people.learner };
      const { id: submissionId } = await openSubmission(world, {
        ...own,
        microCredentialId,
        name: undefined,
        publicUrl,
      });
      const ports = { ...world, evidenceFiles };
      for (const { id, wordLimit } of promptsOf(definition)) {
        const text = 'word '.repeat(wordLimit).trim();
        expect(countWords(text)).toBe(wordLimit);
        await answerPrompt(world, { ...own, submissionId, prompt: id, text });
      }
      for (const artifact of definition.artifacts)
        await addEvidence(ports, { ...own, submissionId, publicUrl, item: itemFor(artifact) });
      await handInSubmission(ports, { ...own, submissionId, attestations });
      const assessmentId = (await world.assessments.ofSubmission(submissionId))[0]?.id ?? '';
      const top = definition.rubric.levels.at(-1)?.id ?? '';
      await scored(world, assessmentId, version, top);
      const { credential } = await decideAssessment(
        {
          ...world,
          signingTasks: signing(world),
          onSigningFailure: (error) => {
            throw error;
          },
        },
        { caller: people.assessor, assessmentId, outcome: 'awarded' },
      );
      const record = await world.credentials.find(credential?.id ?? '');
      const document = JSON.parse(record?.document ?? '{}');
      const report = await verifyCredential(document, ownWorld(world, address));
      expect(report.verdict).toBe('valid');
      const { achievement } = document.credentialSubject;
      expect(achievement).toMatchObject({ name: definition.name, inLanguage: 'en' });
      // What is judged is in the credential, word for word; translations are not.
      const descriptors = definition.rubric.criteria.flatMap((one) => Object.values(one.descriptors));
      const levels = achievement.resultDescription.flatMap(
        (one: { rubricCriterionLevel: { description: string }[] }) => one.rubricCriterionLevel,
      );
      expect(levels.map((one: { description: string }) => one.description)).toEqual(descriptors);
      for (const criteria of Object.values(definition.passCriteria ?? {}))
        expect(achievement.criteria.narrative).toContain(criteria);
    },
  );
});
