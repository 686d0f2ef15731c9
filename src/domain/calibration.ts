import * as z from 'zod';
import { partsToJudge, type Standard, score, standingOf } from './assessment.ts';
import { DomainError } from './domain-error.ts';
import { personId } from './membership.ts';
import { line, passage, slug, timestamp, ulid, webAddress } from './text.ts';

const about = { artifact: slug, title: line(200) };
const reasoned = passage(4000).describe('Why: what a new assessor learns from.');

/** Work with a known judgement, made up or given for this with consent. No file: it must not name anyone. */
export const sampleFields = z.strictObject({
  title: line(200).describe('What it is called among samples.'),
  answers: z.record(slug, passage(8000)).default({}),
  evidence: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('text'), ...about, text: passage(20_000) }),
        z.strictObject({ kind: z.literal('link'), ...about, url: webAddress }),
      ]),
    )
    .min(1)
    .max(20),
  judgement: z.strictObject({
    scores: z.record(slug, score.required().extend({ feedback: reasoned })),
    parts: z
      .strictObject({
        overview: z.strictObject({ passed: z.boolean(), feedback: reasoned }).optional(),
        reflection: z.strictObject({ passed: z.boolean(), feedback: reasoned }).optional(),
      })
      .default({}),
  }),
});
export type SampleFields = z.infer<typeof sampleFields>;

/** A sample, and the version whose rubric it was judged by. It fits every version with the same criteria and levels. */
export const sample = sampleFields.extend({
  id: ulid,
  microCredentialId: ulid,
  version: z.int().positive(),
  madeBy: personId,
  at: timestamp,
});
export type Sample = z.infer<typeof sample>;

/** What a new assessor says of a sample. */
export const sampleJudgement = z.strictObject({
  scores: z.record(slug, slug).describe('A level for every criterion.'),
  parts: z.strictObject({ overview: z.boolean().optional(), reflection: z.boolean().optional() }).default({}),
});
export type SampleJudgement = z.infer<typeof sampleJudgement>;

/** How one assessor judged one sample, once: seen is what is known of it. */
export const calibrationResult = z.strictObject({
  sampleId: ulid,
  microCredentialId: ulid,
  person: personId,
  /** Criteria and parts on which they agree with what is known, of how many. */
  agreed: z.int().nonnegative(),
  of: z.int().positive(),
  at: timestamp,
});
export type CalibrationResult = z.infer<typeof calibrationResult>;

/** What fits an item of the table with room to spare, in bytes. */
const maxSampleSize = 128 * 1024;
/** How often an assessor must agree where the policy says nothing else, in percent. */
const usualThreshold = 80;
/** So many of the newest samples count: who was off at first can still get there. */
const countedSamples = 3;

/** Whether a sample can be judged by this rubric, too. */
export function fits(standard: Standard, { judgement }: SampleFields): boolean {
  const { unscored, unjudged } = standingOf(standard, judgement);
  return unscored.length + unjudged.length === 0;
}

/** Refuses a sample that the rubric does not carry. @throws DomainError `invalid-request` with everything that is missing */
export function requireWholeSample(standard: Standard, fields: SampleFields, artifacts: readonly string[]) {
  if (Buffer.byteLength(JSON.stringify(fields)) > maxSampleSize)
    throw new DomainError(
      'invalid-request',
      `A sample may be ${maxSampleSize / 1024} KiB of JSON at most; link to what is longer.`,
    );
  const { judgement, evidence } = fields;
  const { unscored, unjudged } = standingOf(standard, judgement);
  const errors = [
    ...unscored.map((id) => ({ field: `/judgement/scores/${id}`, message: 'needs a known level' })),
    ...unjudged.map((part) => ({ field: `/judgement/parts/${part}`, message: 'needs a known judgement' })),
    ...evidence.flatMap(({ artifact }, index) =>
      artifacts.includes(artifact)
        ? []
        : [{ field: `/evidence/${index}/artifact`, message: `must be one of ${artifacts.join(', ')}` }],
    ),
  ];
  if (errors.length > 0) throw new DomainError('invalid-request', 'The sample is not complete.', errors);
}

/** Compares a judgement with what is known. @throws DomainError `unscored-criteria` unless everything is judged */
export function compareWithSample(
  standard: Standard,
  known: Sample,
  { scores, parts }: SampleJudgement,
  { person, now }: { person: string; now: Date },
): CalibrationResult {
  const given = {
    scores: Object.fromEntries(Object.entries(scores).map(([id, level]) => [id, { level }])),
    parts: Object.fromEntries(
      Object.entries(parts).map(([part, passed]) => [part, { passed: passed === true }]),
    ),
  };
  const { unscored, unjudged } = standingOf(standard, given);
  if (unscored.length + unjudged.length > 0)
    throw new DomainError('unscored-criteria', 'Everything needs a judgement.', [
      ...unscored.map((id) => ({ field: `/scores/${id}`, message: 'needs a level of the rubric' })),
      ...unjudged.map((part) => ({ field: `/parts/${part}`, message: 'was not judged' })),
    ]);
  const criteria = standard.rubric.criteria.map(({ id }) => scores[id] === known.judgement.scores[id]?.level);
  const judged = partsToJudge(standard).map((part) => parts[part] === known.judgement.parts[part]?.passed);
  const all = [...criteria, ...judged];
  return {
    sampleId: known.id,
    microCredentialId: known.microCredentialId,
    person,
    agreed: all.filter(Boolean).length,
    of: all.length,
    at: now.toISOString(),
  };
}

/** Whether an assessor agrees often enough with what is known, by the newest samples that they judged. */
export function calibrationOf(results: readonly CalibrationResult[], threshold = usualThreshold) {
  const newest = results.toSorted((a, b) => (a.at < b.at ? 1 : -1)).slice(0, countedSamples);
  const total = (of: (one: CalibrationResult) => number) => newest.reduce((sum, one) => sum + of(one), 0);
  const [agreed, of] = [total((one) => one.agreed), total((one) => one.of)];
  return {
    calibrated: newest.length === countedSamples && agreed * 100 >= threshold * of,
    judged: newest.length,
    needed: countedSamples,
    agreed,
    of,
    threshold,
  };
}
export type Calibration = ReturnType<typeof calibrationOf>;
