import * as z from 'zod';
import type { SourceFile } from './files.ts';

const timeoutMs = 30_000;
const maxPages = 1000;

const problem = z.object({
  title: z.string(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});
const draft = z.object({
  id: z.string(),
  revision: z.number(),
  published: z.number(),
  definition: z.object({ name: z.string().optional() }),
  missing: z.array(z.object({ field: z.string(), message: z.string() })),
});
export type Draft = z.infer<typeof draft>;
const page = z.object({ items: z.array(draft), cursor: z.string().optional() });

/** What the service said no to, in words for a terminal. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** Where to load to, and as whom. */
export interface Target {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string;
  readonly issuer: string;
}

/** The drafts that an issuer has already. @throws RefusedError */
export async function draftsOf(target: Target): Promise<Draft[]> {
  const all: Draft[] = [];
  let query = 'limit=100';
  for (let read = 0; read < maxPages; read++) {
    const { items, cursor } = page.parse(await ask(target, `GET /micro-credentials?${query}`));
    all.push(...items);
    if (cursor === undefined) return all;
    query = `limit=100&cursor=${encodeURIComponent(cursor)}`;
  }
  throw new RefusedError('The list of drafts has no end.');
}

/** Makes a draft of a file. @throws RefusedError */
export async function importFile(target: Target, { text, mediaType }: SourceFile): Promise<Draft> {
  const headers = { 'content-type': mediaType };
  return draft.parse(await ask(target, 'POST /micro-credentials/import', { body: text, headers }));
}

/** Publishes a draft as it is. @returns the address of the version. @throws RefusedError */
export async function publish(target: Target, { id, revision }: Draft, changeNote: string): Promise<string> {
  const answer = await ask(target, `POST /micro-credentials/${id}/versions`, {
    body: JSON.stringify({ changeNote }),
    headers: { 'content-type': 'application/json', 'if-match': `"${revision}"` },
  });
  return z.object({ id: z.string() }).parse(answer).id;
}

async function ask(
  { url, token, issuer }: Target,
  route: string,
  message: { body?: string; headers?: Record<string, string> } = {},
): Promise<unknown> {
  const [method = '', path = ''] = route.split(' ');
  const response = await fetch(`${url}/issuers/${encodeURIComponent(issuer)}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...message.headers },
    body: message.body ?? null,
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = await response.text();
  const answer = parsed(text);
  if (response.ok) return answer;
  const { data } = problem.safeParse(answer);
  if (!data) throw new RefusedError(`${response.status} ${text.slice(0, 300)}`);
  const fields = data.errors.map(({ field, message: why }) => `\n    ${field || '(file)'} ${why}`);
  throw new RefusedError(`${data.title} (${data.code}). ${data.detail ?? ''}${fields.join('')}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
