import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { personas } from '../../local/personas.ts';
import { seed } from '../../local/seed.ts';
import sample from '../../samples/definitions/coaching-a-caregiver.json' with { type: 'json' };

interface Draft {
  id: string;
  revision: number;
  published: number;
  answers?: unknown;
  approved?: boolean;
  definition: { name: string };
}

const member = '/issuers/riverbend/members/';
const client = '/issuers/riverbend/clients/';
const drafts = '/issuers/riverbend/micro-credentials';

/** As much of the API as a seed asks for. Lists have one item a page, so that paging is needed. */
const state = {
  issuer: false,
  members: {} as Record<string, unknown>,
  clients: {} as Record<string, unknown>,
  drafts: [] as Draft[],
};
let asked: string[] = [];
let refuse: string | undefined;
let listIsBehind = false;

async function answerTo(request: IncomingMessage): Promise<[status: number, body: unknown]> {
  const url = new URL(request.url ?? '', 'http://host');
  const route = `${request.method} ${url.pathname}`;
  asked.push(`${request.headers.authorization ?? 'nobody'} ${route}`);
  let text = '';
  for await (const chunk of request) text += chunk;
  const body = text ? JSON.parse(text) : undefined;
  const page = (items: unknown[]) => {
    const at = Number(url.searchParams.get('cursor') ?? 0);
    return { items: items.slice(at, at + 1), ...(at + 1 < items.length && { cursor: String(at + 1) }) };
  };
  if (refuse !== undefined && route.includes(refuse)) {
    const errors = [{ field: '/roles', message: 'must be roles' }];
    return [403, { title: 'Not allowed', code: 'forbidden', detail: 'Sorry.', errors }];
  }
  if (route === 'GET /issuers/riverbend') return [state.issuer ? 200 : 404, {}];
  if (route === 'POST /issuers') {
    state.issuer = true;
    return [201, body];
  }
  if (route.startsWith(`PUT ${member}`)) {
    state.members[route.slice(`PUT ${member}`.length)] = body.roles;
    return [200, {}];
  }
  if (route.startsWith(`PUT ${client}`)) {
    state.clients[route.slice(`PUT ${client}`.length)] = body.scopes;
    return [200, {}];
  }
  if (route === 'GET /micro-credentials') {
    const published = state.drafts.filter((one) => one.published > 0 && !listIsBehind);
    return [
      200,
      page(
        published.map(({ id, definition }) => ({
          microCredentialId: id,
          name: definition.name,
          issuer: { id: 'riverbend' },
        })),
      ),
    ];
  }
  if (route === `GET ${drafts}`) return [200, page(state.drafts)];
  if (route === `POST ${drafts}/import`) {
    const { definition } = body;
    const draft = { id: `draft-${state.drafts.length}`, revision: 7, published: 0, definition };
    state.drafts.push(draft);
    return [201, draft];
  }
  const reviewed = /^(GET|PUT|POST) (.*)\/review(\/checklist|\/approval)?$/.exec(route);
  if (reviewed) {
    const of = state.drafts.find(({ id }) => reviewed[2] === `${drafts}/${id}`);
    if (!of || (reviewed[1] !== 'GET' && request.headers['if-match'] !== '"7"')) return [404, {}];
    return reviewAnswer(of, route, body);
  }
  const draft = state.drafts.find(({ id }) => route === `POST ${drafts}/${id}/versions`);
  if (!draft?.approved || request.headers['if-match'] !== '"7"') return [404, {}];
  draft.published += 1;
  return [201, {}];
}

function reviewAnswer(draft: Draft, route: string, body: unknown): [status: number, body: unknown] {
  if (route.startsWith('GET')) {
    const items = ['one-skill', 'true-translations'].map((id) => ({ id }));
    return [200, { state: draft.approved ? 'approved' : 'none', checklist: { items } }];
  }
  if (route.startsWith('PUT')) draft.answers = (body as { answers: unknown }).answers;
  else draft.approved = draft.answers !== undefined;
  return [route.startsWith('PUT') ? 200 : 201, {}];
}

const server = createServer(async (request, response) => {
  const [status, body] = await answerTo(request);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  asked = [];
  refuse = undefined;
  listIsBehind = false;
  Object.assign(state, { issuer: false, members: {}, clients: {}, drafts: [] });
});

/** Seeds, but dies before the request that needs the token after `tokens`. */
function run(tokens = Number.POSITIVE_INFINITY) {
  let left = tokens;
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const token = async (subject: string) => {
    left -= 1;
    if (left < 0) throw new Error('died');
    return subject;
  };
  return seed({ baseUrl, token, log: () => {} });
}

const writes = () => asked.filter((one) => /(?:POST|PUT) /.test(one));
const whole = {
  issuer: true,
  members: {
    'dev-owner': ['owner', 'award-officer'],
    'dev-author': ['author'],
    'dev-reviewer': ['reviewer'],
    'dev-assessor-1': ['assessor'],
    'dev-assessor-2': ['assessor'],
    'dev-approver': ['approver'],
    'dev-viewer': ['viewer'],
  },
  clients: { 'dev-machine': ['credentials:issue', 'credentials:status', 'batches:run'] },
  drafts: [
    {
      id: 'draft-0',
      revision: 7,
      published: 1,
      definition: sample.definition,
      answers: {
        'one-skill': { answer: 'met' },
        'true-translations': { answer: 'not-applicable', note: 'It is in one language.' },
      },
      approved: true,
    },
  ],
};

describe('the seed', () => {
  it('makes an issuer with its people and one published micro-credential, each as the one who would do it', async () => {
    expect(await run()).toEqual({ issuer: 'riverbend', microCredential: 'draft-0' });
    expect(state).toEqual(whole);
    expect(writes()).toEqual([
      'Bearer dev-owner POST /issuers',
      ...Object.keys(whole.members).map((subject) => `Bearer dev-owner PUT ${member}${subject}`),
      `Bearer dev-owner PUT ${client}dev-machine`,
      `Bearer dev-author POST ${drafts}/import`,
      `Bearer dev-reviewer PUT ${drafts}/draft-0/review/checklist`,
      `Bearer dev-reviewer POST ${drafts}/draft-0/review/approval`,
      `Bearer dev-author POST ${drafts}/draft-0/versions`,
    ]);
  });

  it.each([0, 1, 2, 4, 7, 8, 9, 10, 11, 12, 13, 14])(
    'goes on where it died, after %i requests with a token',
    async (tokens) => {
      await expect(run(tokens)).rejects.toThrow('died');
      expect(await run()).toEqual({ issuer: 'riverbend', microCredential: 'draft-0' });
      expect(state).toEqual(whole);
    },
  );

  it('makes nothing twice', async () => {
    const first = await run();
    expect(await run()).toEqual(first);
    expect(state).toEqual(whole);
  });

  it('makes nothing twice when the public list is a moment behind', async () => {
    const first = await run();
    listIsBehind = true;
    expect(await run()).toEqual(first);
    expect(state).toEqual(whole);
  });

  it('finds its own among others, page by page', async () => {
    const other = { revision: 1, published: 1, definition: { name: 'Another' } };
    state.drafts.push({ ...other, id: 'draft-a' }, { ...other, id: 'draft-b', published: 0 });
    expect((await run()).microCredential).toBe('draft-2');
    expect((await run()).microCredential).toBe('draft-2');
  });

  it('tells what was refused: title, code and fields', async () => {
    refuse = `${member}dev-author`;
    await expect(run()).rejects.toThrow(
      /PUT \/issuers\/riverbend\/members\/dev-author answered 403, Not allowed \(forbidden\)\. Sorry\.\n {2}\/roles must be roles$/,
    );
  });

  it('acts as people that the local server knows', async () => {
    await run();
    const subjects = personas.map(({ subject }) => subject);
    const named = [...Object.keys(state.members), ...Object.keys(state.clients)];
    expect(named.filter((subject) => !subjects.includes(subject))).toEqual([]);
  });
});
