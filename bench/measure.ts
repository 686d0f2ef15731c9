/** What one way of doing a thing costs: milliseconds of processor time for each time it is done. */
export interface Cost {
  readonly median: number;
  /** A quarter of the rounds was below, a quarter above. */
  readonly quartiles: readonly [number, number];
  readonly rounds: number;
}

/** One way of doing something; `times` is how often it is done in one round. */
export interface Candidate {
  readonly name: string;
  readonly times: number;
  run(): Promise<unknown>;
}

/**
 * Measures candidates side by side: each is warmed up, then every round does all of them, in turning order, so that whatever
 * else the machine does falls on all alike. Processor time counts that of helping threads, such as garbage collection.
 */
export async function sideBySide(
  candidates: readonly Candidate[],
  rounds: number,
): Promise<Map<string, Cost>> {
  const samples = new Map<string, number[]>(candidates.map(({ name }) => [name, []]));
  for (const candidate of candidates)
    for (let round = 0; round < 3; round += 1) await processorTime(candidate);
  for (let round = 0; round < rounds; round += 1) {
    const turn = round % candidates.length;
    for (const candidate of [...candidates.slice(turn), ...candidates.slice(0, turn)])
      samples.get(candidate.name)?.push(await processorTime(candidate));
  }
  return new Map([...samples].map(([name, values]) => [name, cost(values)]));
}

async function processorTime({ times, run }: Candidate): Promise<number> {
  // What one leaves behind is not collected at the cost of the next.
  globalThis.gc?.();
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / times;
}

/** Median and quartiles of some numbers. */
export function cost(values: readonly number[]): Cost {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
  return { median: at(0.5), quartiles: [at(0.25), at(0.75)], rounds: values.length };
}
