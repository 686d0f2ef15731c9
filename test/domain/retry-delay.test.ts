import { describe, expect, it } from 'vitest';
import { secondsUntilRetry } from '../../src/domain/retry-delay.ts';

describe('the pause before a retry', () => {
  it.each([
    [1, 8, 15],
    [2, 23, 45],
    [3, 68, 135],
    [4, 203, 405],
    [5, 450, 900],
    [6, 450, 900],
    [100, 450, 900],
  ])('after try %d is from %d to %d seconds', (attempt, shortest, longest) => {
    expect(secondsUntilRetry(attempt, () => 0)).toBe(shortest);
    expect(secondsUntilRetry(attempt, (below) => below - 1)).toBe(longest);
  });
});
