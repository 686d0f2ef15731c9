/** Steps that take back what was done, in reverse order. */
export interface Undo {
  /** Adds a step; if everything is being taken back already, it runs at once. */
  add(step: () => unknown): void;
  /** Runs every step, once, whether or not another fails. */
  run(): Promise<void>;
  /** True from the first call of `run`. */
  begun(): boolean;
}

/** Collects what has to be stopped again. */
export function createUndo(): Undo {
  const steps: (() => unknown)[] = [];
  let running: Promise<void> | undefined;

  const attempt = async (step: () => unknown) => {
    try {
      await step();
    } catch (error) {
      console.error(error);
    }
  };
  const runAll = async () => {
    for (let step = steps.pop(); step !== undefined; step = steps.pop()) await attempt(step);
  };

  return {
    add(step) {
      if (running === undefined) steps.push(step);
      else void attempt(step);
    },
    run() {
      running ??= runAll();
      return running;
    },
    begun: () => running !== undefined,
  };
}
