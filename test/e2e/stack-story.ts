import { must, server } from './client.ts';
import { awarded, published } from './story.ts';

/** Steps of a stack over HTTP. Each makes things of its own. */

const nobodyKnows = ['01JD9Z6V3T5Q8M2K4N7P0R1S2T', '01JD9Z6V3T5Q8M2K4N7P0R1S2V'];

export const stackFields = (pieces: readonly string[] = nobodyKnows, changes: object = {}) => ({
  name: 'Working with Families',
  description: 'Plans, holds and records visits that families call useful.',
  language: 'en',
  kind: 'set',
  pieces,
  rule: 'all',
  confirmation: 'approver',
  ...changes,
});

/** A draft: of pieces that can be published when there are such. */
export async function stackDraft(
  pieces?: readonly string[],
  changes?: object,
): Promise<{ id: string; path: string }> {
  const path = `/issuers/${server.issuer}/stacks`;
  const { body } = await must(201, 'author', `POST ${path}`, stackFields(pieces, changes));
  return { id: String(body.id), path: `${path}/${body.id}` };
}

export async function publishedStack(
  pieces?: readonly string[],
  changes?: object,
): Promise<{ id: string; path: string }> {
  const of = pieces ?? [await published(), await published()];
  const made = await stackDraft(of, changes);
  const body = { changeNote: 'First version.' };
  await must(201, 'author', `POST ${made.path}/versions`, body, { 'if-match': '"1"' });
  return made;
}

/** A stack that the learner has earned, and that waits for the approver. */
export async function proposedStack(): Promise<{ stack: string; proposal: string; pieces: string[] }> {
  const of = [await published(), await published()];
  const { id } = await publishedStack(of);
  const pieces = [(await awarded(of[0])).credential, (await awarded(of[1])).credential];
  return { stack: id, proposal: await proposalOf(id), pieces };
}

async function proposalOf(stackId: string): Promise<string> {
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const route = `GET /stack-proposals?issuer=${server.issuer}&limit=100${query}` as const;
    const { body } = await must(200, 'approver', route);
    const items = body.items as unknown as { id: string; stackId: string }[];
    const found = items.find((one) => one.stackId === stackId);
    if (found) return found.id;
    cursor = body.cursor as string | undefined;
  }
  throw new Error(`nothing was proposed for ${stackId}`);
}
