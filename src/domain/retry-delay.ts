/** Seconds before the first retry, and by how much each further one is later; no later than SQS can hide a message sensibly. */
const first = 15;
const factor = 3;
const latest = 900;

/**
 * How long work waits before it is tried again: three times longer each time, and by chance up to half as long as that, so that
 * what failed together does not come back together.
 * @param attempt how often it was tried, from 1
 * @param randomBelow a whole number in [0, below)
 */
export function secondsUntilRetry(attempt: number, randomBelow: (below: number) => number): number {
  const longest = Math.min(latest, first * factor ** (attempt - 1));
  const half = Math.ceil(longest / 2);
  return half + randomBelow(longest - half + 1);
}
