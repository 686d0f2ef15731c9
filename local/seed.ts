import * as z from 'zod';
import file from '../samples/definitions/coaching-a-caregiver.json' with { type: 'json' };
import issuer from '../samples/riverbend.json' with { type: 'json' };
import { type CastMember, personas } from './personas.ts';

/** A first request may have to wait for a function to start. */
const TIMEOUT_MS = 30_000;
const MAX_PAGES = 100;

const { definition } = file;

/** What each person of the sample issuer may do in it. */
const roles: readonly (readonly [CastMember['key'], readonly string[]])[] = [
  ['owner', ['owner', 'award-officer']],
  ['author', ['author']],
  ['reviewer', ['reviewer']],
  ['assessor1', ['assessor']],
  ['assessor2', ['assessor']],
  ['approver', ['approver']],
  ['viewer', ['viewer']],
];

const draftView = z.object({
  id: z.string(),
  revision: z.number(),
  published: z.number(),
  definition: z.object({ name: z.string().optional() }),
});
type DraftView = z.infer<typeof draftView>;

const publishedView = z.object({
  microCredentialId: z.string(),
  name: z.string(),
  issuer: z.object({ id: z.string() }),
});

const problem = z.object({
  title: z.string(),
  code: z.string(),
  detail: z.string().default(''),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});

interface Call {
  as: CastMember['key'] | 'anyone';
  /** "POST /path" */
  route: string;
  json?: unknown;
  headers?: Record<string, string>;
}

interface Answer {
  status: number;
  body: unknown;
}

/** Makes a request. @throws Error naming the request unless the answer has one of these statuses */
type Ask = (call: Call, ...statuses: number[]) => Promise<Answer>;

/**
 * Gives an empty deployment one issuer and one published micro-credential, over its public API and as the people who would do it.
 * Each step first looks at what is there, so a seeding that died half-way is finished by the next.
 * @throws Error with the title, code and fields of a refusal
 */
export async function seed({
  baseUrl,
  token,
  log,
}: {
  baseUrl: string;
  token: (subject: string) => Promise<string>;
  log: (line: string) => void;
}): Promise<{ issuer: string; microCredential: string }> {
  log(`Seeding ${issuer.name} ...`);
  const ask = asker(baseUrl, token);
  await ensureIssuer(ask);
  for (const [key, held] of roles) {
    const route = `PUT /issuers/${issuer.id}/members/${encodeURIComponent(subjectOf(key))}`;
    await ask({ as: 'owner', route, json: { roles: held } }, 200);
  }
  await ask(
    {
      as: 'owner',
      route: `PUT /issuers/${issuer.id}/clients/${encodeURIComponent(subjectOf('machine'))}`,
      json: { name: 'Membership desk', scopes: ['credentials:issue', 'credentials:status', 'batches:run'] },
    },
    200,
  );
  const microCredential = (await findPublished(ask)) ?? (await publish(ask));
  return { issuer: issuer.id, microCredential };
}

async function ensureIssuer(ask: Ask): Promise<void> {
  const { status } = await ask({ as: 'anyone', route: `GET /issuers/${issuer.id}` }, 200, 404);
  if (status === 404) await ask({ as: 'owner', route: 'POST /issuers', json: issuer }, 201);
}

async function findPublished(ask: Ask): Promise<string | undefined> {
  const all = await readAll(ask, 'anyone', '/micro-credentials', publishedView);
  return all.find((one) => one.issuer.id === issuer.id && one.name === definition.name)?.microCredentialId;
}

async function publish(ask: Ask): Promise<string> {
  const { id, revision, published } = (await findDraft(ask)) ?? (await createDraft(ask));
  // The public list may be a moment behind.
  if (published > 0) return id;
  const path = `/issuers/${issuer.id}/micro-credentials/${id}`;
  const headers = { 'if-match': `"${revision}"` };
  await approve(ask, path, headers);
  const json = { changeNote: 'First version.' };
  await ask({ as: 'author', route: `POST ${path}/versions`, headers, json }, 201);
  return id;
}

const reviewView = z.object({
  state: z.string(),
  checklist: z.object({ items: z.array(z.object({ id: z.string() })) }),
});

/** Designs are published after somebody else approved them. */
async function approve(ask: Ask, path: string, headers: Record<string, string>): Promise<void> {
  const read = await ask({ as: 'reviewer', route: `GET ${path}/review` }, 200);
  const { state, checklist } = reviewView.parse(read.body);
  if (state === 'approved') return;
  const answers = Object.fromEntries(checklist.items.map(({ id }) => [id, checklistAnswer(id)]));
  const route = `PUT ${path}/review/checklist`;
  await ask({ as: 'reviewer', route, headers, json: { answers } }, 200);
  await ask({ as: 'reviewer', route: `POST ${path}/review/approval`, headers, json: {} }, 201);
}

function checklistAnswer(item: string): { answer: string; note?: string } {
  return item === 'true-translations'
    ? { answer: 'not-applicable', note: 'It is in one language.' }
    : { answer: 'met' };
}

async function findDraft(ask: Ask): Promise<DraftView | undefined> {
  const drafts = await readAll(ask, 'author', `/issuers/${issuer.id}/micro-credentials`, draftView);
  return drafts.find((draft) => draft.definition.name === definition.name);
}

async function createDraft(ask: Ask): Promise<DraftView> {
  const route = `POST /issuers/${issuer.id}/micro-credentials/import`;
  return draftView.parse((await ask({ as: 'author', route, json: file }, 201)).body);
}

async function readAll<T extends z.ZodType>(
  ask: Ask,
  as: Call['as'],
  path: string,
  item: T,
): Promise<z.output<T>[]> {
  const page = z.object({ items: z.array(item), cursor: z.string().optional() });
  const all: z.output<T>[] = [];
  let query = 'limit=100';
  for (let read = 0; read < MAX_PAGES; read++) {
    const { body } = await ask({ as, route: `GET ${path}?${query}` }, 200);
    const { items, cursor } = page.parse(body);
    all.push(...items);
    if (cursor === undefined) return all;
    query = `limit=100&cursor=${encodeURIComponent(cursor)}`;
  }
  throw new Error(`GET ${path} has no end after ${MAX_PAGES} pages.`);
}

function asker(baseUrl: string, token: (subject: string) => Promise<string>): Ask {
  return async ({ as, route, json, headers }, ...statuses) => {
    const [method = '', path = ''] = route.split(' ');
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(as !== 'anyone' && { authorization: `Bearer ${await token(subjectOf(as))}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: json === undefined ? null : JSON.stringify(json),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new Error(`The seeding got no answer to ${route}.`, { cause });
    });
    const text = await response.text();
    const body = parsed(text);
    if (statuses.includes(response.status)) return { status: response.status, body };
    throw new Error(
      `The seeding was refused: ${route} answered ${response.status}, ${told(body) ?? text.slice(0, 500)}`,
    );
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function told(body: unknown): string | undefined {
  const { data } = problem.safeParse(body);
  if (!data) return undefined;
  const fields = data.errors.map(({ field, message }) => `\n  ${field || '(body)'} ${message}`);
  return `${data.title} (${data.code}). ${data.detail}${fields.join('')}`;
}

function subjectOf(key: CastMember['key']): string {
  const persona = personas.find((one) => one.key === key);
  if (persona === undefined) throw new Error(`There is no persona "${key}".`);
  return persona.subject;
}
