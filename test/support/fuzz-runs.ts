/** How often a property is tried: this often in the default suite, and more often under `npm run fuzz`. */
export function fuzzRuns(usual: number): number {
  return usual * Number(process.env.FUZZ_FACTOR ?? 1);
}
