import type { PublicWeb, WebAnswer } from '../ports.ts';
import { webLimits } from './guarded-fetch.ts';

/** How long an answer is kept, in milliseconds, and how much of them: number, bytes in all, length of an address. */
export const memoryLimits = {
  kept: 60_000,
  failureKept: 3_000,
  answers: 100,
  bytes: 16_777_216,
  address: 2_048,
} as const;

/**
 * The same web with a short memory, so that many credentials of one issuer ask it once. One function instance has one; what
 * is kept in it is public, and whoever asks gets the same.
 */
export function rememberedWeb(web: PublicWeb, now: () => number = Date.now): PublicWeb {
  const memory = new Map<string, { readonly answer: WebAnswer; readonly since: number }>();
  let bytes = 0;

  function forget(key: string): void {
    const entry = memory.get(key);
    if (entry) bytes -= size(entry.answer);
    memory.delete(key);
  }

  return {
    async get(url, request) {
      const key = JSON.stringify([url, request.accept]);
      const known = memory.get(key);
      if (known && isFresh(known.answer, now() - known.since)) return known.answer;
      const answer = await web.get(url, request);
      forget(key);
      // Cut short for one caller, it says nothing to the next.
      const wasCutShort =
        !answer.ok &&
        answer.reason === 'unreachable' &&
        (request.within ?? Infinity) < webLimits.milliseconds;
      if (wasCutShort || url.length > memoryLimits.address) return answer;
      memory.set(key, { answer, since: now() });
      bytes += size(answer);
      for (const oldest of memory.keys()) {
        if (memory.size <= memoryLimits.answers && bytes <= memoryLimits.bytes) break;
        forget(oldest);
      }
      return answer;
    },
  };
}

function isFresh(answer: WebAnswer, age: number): boolean {
  return age >= 0 && age < (answer.ok ? memoryLimits.kept : memoryLimits.failureKept);
}

function size(answer: WebAnswer): number {
  return answer.ok ? answer.body.byteLength : 0;
}
