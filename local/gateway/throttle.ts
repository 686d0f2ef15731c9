import type { RateLimit } from './definition.ts';

/** Says whether one more request may pass now. */
export type Throttle = () => boolean;

/** A token bucket: `burst` requests at once, refilled at `rate` a second. `now` is in milliseconds. */
export function createThrottle(
  { rate, burst }: RateLimit,
  now: () => number = performance.now.bind(performance),
): Throttle {
  if (rate === undefined || burst === undefined) return () => true;
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1000) * rate);
    filledAt = time;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
