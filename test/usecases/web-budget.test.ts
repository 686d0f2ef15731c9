import { describe, expect, it } from 'vitest';
import type { WebAnswer, WebRequest } from '../../src/ports.ts';
import { withBudget } from '../../src/usecases/web-budget.ts';

const json = { accept: ['application/json'] };
const good: WebAnswer = { ok: true, mediaType: 'application/json', body: new Uint8Array() };
const unreachable: WebAnswer = { ok: false, reason: 'unreachable' };
const page = (number: number) => `https://harbour-library.org/${number}`;

/** A web on which each answer takes `takes` milliseconds, within a budget of three documents and one second. */
function budgeted({ takes = 0 } = {}) {
  let now = Date.parse('2026-03-02T09:30:00Z');
  const asked: { url: string; within: WebRequest['within'] }[] = [];
  const clock = { now: () => new Date(now), pass: (milliseconds: number) => (now += milliseconds) };
  const web = withBudget(
    {
      async get(url, { within }) {
        asked.push({ url, within });
        clock.pass(takes);
        return good;
      },
    },
    { documents: 3, milliseconds: 1_000 },
    clock,
  );
  return { web, asked, clock };
}

describe('the budget of one verification', () => {
  it('is so many documents; the next one is unreachable and nobody is asked for it', async () => {
    const { web, asked } = budgeted();
    const answers = [];
    for (let number = 1; number <= 5; number += 1) answers.push(await web.get(page(number), json));
    expect(answers).toEqual([good, good, good, unreachable, unreachable]);
    expect(asked.map(({ url }) => url)).toEqual([page(1), page(2), page(3)]);
  });

  it('holds when everything is asked for at once', async () => {
    const { web, asked } = budgeted();
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => web.get(page(number), json)));
    expect(all.filter(({ ok }) => ok)).toHaveLength(3);
    expect(asked).toHaveLength(3);
  });

  it('is charged once for one document, which is fetched once', async () => {
    const { web, asked } = budgeted();
    const both = await Promise.all([web.get(page(1), json), web.get(page(1), json)]);
    expect([...both, await web.get(page(1), json)]).toEqual([good, good, good]);
    expect(asked).toHaveLength(1);
    await web.get(page(2), json);
    await web.get(page(3), json);
    expect(await web.get(page(4), json)).toEqual(unreachable);
    // What was had already is still there.
    expect(await web.get(page(2), json)).toEqual(good);
    expect(asked).toHaveLength(3);
  });

  it('is so much time, of which each document may take what is left', async () => {
    const { web, asked, clock } = budgeted({ takes: 600 });
    clock.pass(100);
    expect(await web.get(page(1), json)).toEqual(good);
    expect(await web.get(page(2), json)).toEqual(good);
    expect(await web.get(page(3), json)).toEqual(unreachable);
    expect(asked.map(({ within }) => within)).toEqual([900, 300]);
  });

  it('is spent at its very end', async () => {
    const { web, asked, clock } = budgeted();
    clock.pass(999);
    await web.get(page(1), json);
    clock.pass(1);
    expect(await web.get(page(2), json)).toEqual(unreachable);
    expect(asked).toEqual([{ url: page(1), within: 1 }]);
  });

  it('does not grow when the clock is set back, nor when a caller would wait longer', async () => {
    const { web, asked, clock } = budgeted();
    clock.pass(-60_000);
    await web.get(page(1), json);
    clock.pass(60_000);
    await web.get(page(2), { ...json, within: 5_000 });
    await web.get(page(3), { ...json, within: 5 });
    expect(asked.map(({ within }) => within)).toEqual([1_000, 1_000, 5]);
  });
});
