import { requireHuman } from '../domain/assessment.ts';
import {
  type Calibration,
  type CalibrationResult,
  calibrationOf,
  compareWithSample,
  fits,
  requireWholeSample,
  type Sample,
  type SampleFields,
  type SampleJudgement,
} from '../domain/calibration.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Version } from '../domain/micro-credential.ts';
import type { Calibrations, Clock, Members, MicroCredentials, NewId } from '../ports.ts';
import { requireRightIn } from './standing.ts';

type Ports = { calibrations: Calibrations; members: Members; microCredentials: MicroCredentials };
interface OfMicroCredential {
  readonly caller: Caller;
  readonly issuerId: string;
  readonly microCredentialId: string;
}

async function newestVersion({ microCredentials }: Ports, of: OfMicroCredential): Promise<Version> {
  const version = await microCredentials.latestVersion(of.microCredentialId);
  if (version?.issuerId !== of.issuerId)
    throw new DomainError('not-found', 'The issuer has published no such micro-credential.');
  return version;
}

/** Keeps work with a known judgement, for the rubric of the newest version. */
export async function makeSample(
  ports: Ports & { newId: NewId; clock: Clock },
  command: OfMicroCredential & { fields: SampleFields },
): Promise<Sample> {
  await requireRightIn(ports, command, 'write-drafts');
  const { version, definition } = await newestVersion(ports, command);
  requireWholeSample(
    definition,
    command.fields,
    definition.artifacts.map(({ id }) => id),
  );
  const sample: Sample = {
    ...command.fields,
    id: ports.newId(),
    microCredentialId: command.microCredentialId,
    version,
    madeBy: command.caller.person,
    at: ports.clock.now().toISOString(),
  };
  await ports.calibrations.keep(sample);
  return sample;
}

/** The samples with what is known of them: for those who write them. */
export async function listSamples(ports: Ports, of: OfMicroCredential): Promise<readonly Sample[]> {
  await requireRightIn(ports, of, 'write-drafts');
  await newestVersion(ports, of);
  return ports.calibrations.samples(of.microCredentialId);
}

/** Takes a sample back. What assessors showed with it stays theirs. */
export async function removeSample(
  ports: Ports,
  command: OfMicroCredential & { sampleId: string },
): Promise<void> {
  const samples = await listSamples(ports, command);
  const sample = samples.find(({ id }) => id === command.sampleId);
  if (!sample) throw new DomainError('not-found', 'There is no such sample.');
  await ports.calibrations.remove(sample);
}

/** What there is to judge for an assessor, without what is known of it, and how they stand. */
export async function readCalibration(
  ports: Ports,
  of: OfMicroCredential,
): Promise<{ version: Version; standing: Calibration; open: readonly Sample[] }> {
  requireHuman(of.caller);
  await requireRightIn(ports, of, 'assess');
  const version = await newestVersion(ports, of);
  const [samples, results] = await Promise.all([
    ports.calibrations.samples(of.microCredentialId),
    ports.calibrations.results(of.microCredentialId, of.caller.person),
  ]);
  return {
    version,
    standing: calibrationOf(results, thresholdOf(version)),
    open: samples.filter(
      (one) =>
        fits(version.definition, one) &&
        one.madeBy !== of.caller.person &&
        !results.some(({ sampleId }) => sampleId === one.id),
    ),
  };
}

const thresholdOf = ({ definition }: Version) => definition.assessmentPolicy?.calibrationThreshold;

/** Judges a sample, once, and is shown what is known of it and why. */
export async function judgeSample(
  ports: Ports & { clock: Clock },
  command: OfMicroCredential & { sampleId: string; judgement: SampleJudgement },
): Promise<{ result: CalibrationResult; sample: Sample; standing: Calibration }> {
  const { version, open } = await readCalibration(ports, command);
  const sample = open.find(({ id }) => id === command.sampleId);
  if (!sample) throw new DomainError('not-found', 'There is no such sample that you have not judged.');
  const { person } = command.caller;
  const result = compareWithSample(version.definition, sample, command.judgement, {
    person,
    now: ports.clock.now(),
  });
  await ports.calibrations.record(result);
  const results = await ports.calibrations.results(command.microCredentialId, person);
  return { result, sample, standing: calibrationOf(results, thresholdOf(version)) };
}

/** Whether the policy of a version lets this person assess. */
export async function isCalibrated(
  { calibrations }: { calibrations: Calibrations },
  version: Version,
  person: string,
): Promise<boolean> {
  const threshold = thresholdOf(version);
  if (threshold === undefined) return true;
  const results = await calibrations.results(version.microCredentialId, person);
  return calibrationOf(results, threshold).calibrated;
}
