import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { newBatch, rowsFrom, until } from './batch-story.ts';
import { call, must } from './client.ts';

const csvOf = (rows: readonly Record<string, unknown>[]) =>
  [
    'key,name,email,narrative,evidence,result.quiz,result.practice',
    ...rows.map(
      ({ key, name, email }, index) =>
        `${key},${name},${index === 7 ? 'nowhere' : email},"Said: ""yes"", and did.",https://riverbend.example/plans/${index},${index === 8 ? 120 : 90},Shown`,
    ),
  ].join('\r\n');
const csv = { 'content-type': 'text/csv' };
type Line = { row: number; key: string; state: string; problems?: { field: string }[]; credential?: string };

describe('a batch of fifty', () => {
  it('is checked, issued and reported, and its credentials verify', { timeout: 180_000 }, async () => {
    const rows = rowsFrom(50);
    const batch = await newBatch();
    const put = await must(200, 'machine', `PUT ${batch.path}/rows`, csvOf(rows), csv);
    expect(put.body).toMatchObject({ phase: 'unchecked', rows: { total: 50, unchecked: 49, invalid: 1 } });

    await must(202, 'machine', `POST ${batch.path}/check`);
    expect((await until(batch, 'checked')).rows).toMatchObject({ valid: 48, invalid: 2, issued: 0 });
    const { body: bad } = await must(200, 'machine', `GET ${batch.path}/rows?state=invalid`);
    expect(
      (bad.items as unknown as Line[]).map(({ row, problems }) => [row, problems?.map(({ field }) => field)]),
    ).toEqual([
      [8, ['email']],
      [9, ['result.quiz']],
    ]);
    expect((await call('machine', `POST ${batch.path}/start`, {})).body.code).toBe('batch-not-ready');

    await must(202, 'machine', `POST ${batch.path}/start`, { skipInvalid: true });
    const done = await until(batch, 'finished');
    expect(done.rows).toEqual({
      total: 50,
      unchecked: 0,
      valid: 48,
      invalid: 2,
      taken: 0,
      waiting: 0,
      issued: 48,
      failed: 0,
    });

    const report = await must(200, 'machine', `GET ${batch.path}/rows`, undefined, { accept: 'text/csv' });
    const lines = report.text.trim().split('\r\n').slice(1);
    expect(lines).toHaveLength(50);
    const urls = lines.flatMap((line) => line.split(',').at(-1) || []);
    expect(new Set(urls).size).toBe(48);
    const [first, last] = [urls[0], urls.at(-1)];
    for (const url of [first, last]) {
      const credential = await must(200, 'nobody', `GET ${url}`, undefined, { accept: 'application/json' });
      expect(credential.body).toMatchObject({ credentialSubject: { narrative: 'Said: "yes", and did.' } });
      const verified = await must(200, 'nobody', 'POST /verify', credential.body);
      expect(verified.body.verdict).toBe('valid');
    }
    expect((await call('nobody', `GET ${first}`, undefined, { accept: 'text/html' })).status).toBe(200);

    const again = await newBatch();
    await must(200, 'machine', `PUT ${again.path}/rows`, csvOf(rows), csv);
    await must(202, 'machine', `POST ${again.path}/check`);
    expect((await until(again, 'checked')).rows).toMatchObject({ taken: 48, valid: 0, invalid: 2 });
  });

  it('takes the sample file', async () => {
    const batch = await newBatch('owner');
    const put = await must(
      200,
      'owner',
      `PUT ${batch.path}/rows`,
      readFileSync('samples/batch/rows.csv', 'utf8'),
      csv,
    );
    expect(put.body).toMatchObject({ rows: { total: 5, unchecked: 5 } });
    await must(202, 'owner', `POST ${batch.path}/check`);
    expect((await until(batch, 'checked')).rows).toMatchObject({ valid: 5 });
  });
});
