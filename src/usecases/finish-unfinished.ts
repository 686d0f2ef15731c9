import type { Awards, SigningTask, SigningTasks, StatusLists } from '../ports.ts';

/**
 * Finishes what a crash or an outage left journalled (invariant 3). Work that a request is doing at this
 * moment may be done twice, which changes nothing.
 * @returns how many tasks were finished, and what went wrong with the others; one failure stops no other
 */
export async function finishUnfinished(ports: {
  awards: Awards;
  statusLists: StatusLists;
  signingTasks: SigningTasks;
}): Promise<{ finished: number; failures: { task: SigningTask; error: unknown }[] }> {
  const [awards, lists] = await Promise.all([ports.awards.unfinished(), ports.statusLists.unfinished()]);
  const tasks: SigningTask[] = [
    ...lists.map(({ listId }) => ({ kind: 'status-list', listId }) as const),
    ...awards.map(({ submissionId }) => ({ kind: 'award', submissionId }) as const),
  ];
  const failures: { task: SigningTask; error: unknown }[] = [];
  for (const task of tasks)
    await ports.signingTasks.run(task).catch((error) => failures.push({ task, error }));
  return { finished: tasks.length - failures.length, failures };
}
