import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ulid } from 'ulid';
import { type Answer, must, type Role, server } from './client.ts';

/** What a batch is made of. */
export const sampleBatch: object = JSON.parse(readFileSync('samples/batch/batch.json', 'utf8'));
/** Long enough for a busy machine. */
const patience = 60_000;

/** A batch of the seeded issuer, and where it is. */
export interface Batch {
  readonly path: string;
}

/** Rows with keys that no other test has. */
export function rowsFrom(count: number): Record<string, unknown>[] {
  const run = ulid();
  return Array.from({ length: count }, (_, index) => ({
    key: `${run}-${index + 1}`,
    name: `Person ${index + 1}`,
    email: `person${index + 1}@learner.example`,
    results: { practice: 'Shown' },
  }));
}

export async function newBatch(as: Role = 'machine'): Promise<Batch> {
  const { body } = await must(201, as, `POST /issuers/${server.issuer}/batches`, sampleBatch);
  return { path: `/issuers/${server.issuer}/batches/${String(body.id)}` };
}

export async function batchWithRows(rows: object[] = rowsFrom(2)): Promise<Batch> {
  const batch = await newBatch();
  await must(200, 'machine', `PUT ${batch.path}/rows`, rows);
  return batch;
}

export async function checkedBatch(rows?: object[]): Promise<Batch> {
  const batch = await batchWithRows(rows);
  await must(202, 'machine', `POST ${batch.path}/check`);
  await until(batch, 'checked');
  return batch;
}

/** Reads the progress until the batch is there. */
export async function until({ path }: Batch, phase: string): Promise<Answer['body']> {
  const end = Date.now() + patience;
  for (;;) {
    const { body } = await must(200, 'machine', `GET ${path}`);
    if (body.phase === phase) return body;
    if (Date.now() > end) throw new Error(`still ${String(body.phase)}: ${JSON.stringify(body.rows)}`);
    await pause(200);
  }
}
