/** How often a property is tried: this often in the default suite, and more often under `npm run fuzz`. */
export function fuzzRuns(usual: number): number {
  return usual * Number(process.env.FUZZ_FACTOR ?? 1);
}

/** Which of these are tried: every third in the default suite, and all of them under `npm run fuzz`. */
export function fuzzPlaces<T>(all: Iterable<T>): T[] {
  return [...all].filter((_, index) => index % (process.env.FUZZ_FACTOR ? 1 : 3) === 0);
}
