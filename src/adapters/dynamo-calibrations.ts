import { DomainError } from '../domain/domain-error.ts';
import type { Calibrations } from '../ports.ts';
import { calibrationResults, samples } from './dynamo-items.ts';
import { absent, type Table } from './dynamo-table.ts';

/** Samples with known judgements, and how assessors judged them, in the table. */
export function dynamoCalibrations(table: Table): Calibrations {
  return {
    keep: (sample) => table.write([{ put: samples.item(sample) }]),
    samples: (microCredentialId) => table.all(samples.kind, samples.of(microCredentialId)),
    remove: ({ microCredentialId, id }) => table.write([{ remove: samples.key(microCredentialId, id) }]),
    results: (microCredentialId, person) =>
      table.all(calibrationResults.kind, calibrationResults.of(microCredentialId, person)),
    record: (result) =>
      table.write([
        {
          put: calibrationResults.item(result),
          when: absent,
          refuse: () => new DomainError('already-decided', 'You have judged this sample.'),
        },
      ]),
  };
}
