import type { Clock, Issuances, SigningTask, SigningTasks, StatusLists } from '../ports.ts';

/** How long what could not be finished stands behind what is newly due, in milliseconds. */
const behind = 60 * 60_000;
/** So that some that hang do not keep the others waiting. */
const atOnce = 5;

/**
 * Finishes what a crash or an outage left journalled (invariant 3). Work that a request is doing at this
 * moment may be done twice, which changes nothing.
 * @returns how many tasks were finished, and what went wrong with the others; one failure stops no other
 */
export async function finishUnfinished(ports: {
  clock: Clock;
  issuances: Issuances;
  statusLists: StatusLists;
  signingTasks: SigningTasks;
}): Promise<{ finished: number; failures: { task: SigningTask; error: unknown }[] }> {
  const [credentials, lists] = await Promise.all([
    ports.issuances.unfinished(),
    ports.statusLists.unfinished(),
  ]);
  const tasks: SigningTask[] = [
    ...lists.map(({ listId }) => ({ kind: 'status-list', listId }) as const),
    ...credentials.map(({ credentialId }) => ({ kind: 'credential', credentialId }) as const),
  ];
  const failures: { task: SigningTask; error: unknown }[] = [];
  const waiting = tasks.values();
  const work = async () => {
    for (const task of waiting)
      try {
        await ports.signingTasks.run(task);
      } catch (error) {
        failures.push({ task, error });
        // What never ends, whosever it is, must not keep the audit from what can be finished.
        if (task.kind === 'credential')
          await ports.issuances.postpone(task.credentialId, new Date(ports.clock.now().getTime() + behind));
      }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { finished: tasks.length - failures.length, failures };
}
