import { describe, expect, it } from 'vitest';
import { memoryLimits, rememberedWeb } from '../../src/adapters/guarded-memory.ts';
import type { WebAnswer, WebRequest } from '../../src/ports.ts';

const url = 'https://harbour-library.org/did.json';
const json = { accept: ['application/json'] };
const good: WebAnswer = { ok: true, mediaType: 'application/json', body: new Uint8Array([0x7b, 0x7d]) };
const bad = (reason: Extract<WebAnswer, { ok: false }>['reason']): WebAnswer => ({ ok: false, reason });

/** A web that gives these answers in turn, the last one for ever, remembered under a clock that a test sets. */
function remembered(...answers: readonly WebAnswer[]) {
  const asked: string[] = [];
  const clock = { now: 1_000_000 };
  const web = rememberedWeb(
    {
      async get(address) {
        asked.push(address);
        return answers[asked.length - 1] ?? answers.at(-1) ?? good;
      },
    },
    () => clock.now,
  );
  const times = async (count: number, request: WebRequest = json) => {
    for (let turn = 0; turn < count; turn += 1) await web.get(url, request);
    return asked.length;
  };
  return { web, asked, clock, times };
}

describe('what was read a moment ago', () => {
  it('is not asked for again within a minute, and is after it', async () => {
    const { web, clock, times } = remembered(good);
    expect(await times(5)).toBe(1);
    clock.now += memoryLimits.kept - 1;
    expect(await web.get(url, json)).toBe(good);
    expect(await times(1)).toBe(1);
    clock.now += 1;
    expect(await times(2)).toBe(2);
  });

  it('is replaced by what is there now', async () => {
    const { web, clock } = remembered(good, bad('not-found'));
    await web.get(url, json);
    clock.now += memoryLimits.kept;
    expect(await web.get(url, json)).toEqual(bad('not-found'));
  });

  it.each(['not-found', 'refused', 'too-large', 'unreadable', 'unreachable'] as const)(
    'is asked for again after seconds when it was %s',
    async (reason) => {
      const { web, clock, times } = remembered(bad(reason), good);
      expect(await times(3)).toBe(1);
      clock.now += memoryLimits.failureKept;
      expect(await web.get(url, json)).toBe(good);
    },
  );

  it('is nothing when the time of that caller was short', async () => {
    const { web, asked } = remembered(bad('unreachable'), good);
    expect(await web.get(url, { ...json, within: 10 })).toEqual(bad('unreachable'));
    expect(await web.get(url, json)).toBe(good);
    expect(await web.get(url, { ...json, within: 10 })).toBe(good);
    expect(asked).toHaveLength(2);
  });

  it('is kept when the time of that caller was the usual one', async () => {
    expect(await remembered(bad('unreachable')).times(2, { ...json, within: 6_000 })).toBe(1);
  });

  it('is another thing for another kind of reader', async () => {
    const { times } = remembered(good);
    expect(await times(2)).toBe(1);
    expect(await times(2, { accept: ['application/vc+jwt'] })).toBe(2);
  });

  it('is not kept for a clock that was set back', async () => {
    const { clock, times } = remembered(good);
    await times(1);
    clock.now -= 1;
    expect(await times(1)).toBe(2);
  });

  it('is dropped, oldest first, when there is too much of it', async () => {
    const { web, asked } = remembered(good);
    const page = (number: number) => web.get(`${url}?${number}`, json);
    for (let number = 0; number <= memoryLimits.answers; number += 1) await page(number);
    const before = asked.length;
    await page(1);
    await page(memoryLimits.answers);
    expect(asked).toHaveLength(before);
    await page(0);
    expect(asked).toHaveLength(before + 1);
  });

  it('is dropped when it weighs too much', async () => {
    const mebibyte: WebAnswer = { ...good, body: new Uint8Array(1_048_576) } as WebAnswer;
    const { web, asked } = remembered(mebibyte);
    const most = memoryLimits.bytes / 1_048_576;
    for (let number = 0; number <= most; number += 1) await web.get(`${url}?${number}`, json);
    await web.get(`${url}?1`, json);
    expect(asked).toHaveLength(most + 1);
    await web.get(`${url}?0`, json);
    expect(asked).toHaveLength(most + 2);
  });

  it('is not kept under an address of absurd length', async () => {
    const { web, asked } = remembered(bad('refused'));
    for (let turn = 0; turn < 2; turn += 1) await web.get(`${url}?${'a'.repeat(2_048)}`, json);
    expect(asked).toHaveLength(2);
  });
});
