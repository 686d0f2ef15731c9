import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble, NotReadyError, parts } from '../../demo/people.ts';
import { personas } from '../../local/personas.ts';

const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

let asked: string[] = [];
let issuesTokens = true;
/** A server that names itself as its identity provider. */
const server = createServer(async (request, response) => {
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  let body = '';
  for await (const chunk of request) body += chunk;
  const client = new URLSearchParams(body).get('client_id') ?? '';
  if (request.url === '/token') asked.push(client);
  const answers: Record<string, object> = {
    '/openapi.json': {
      components: { securitySchemes: { token: { openIdConnectUrl: `${url}/discovery` } } },
    },
    '/discovery': { token_endpoint: `${url}/token` },
    '/token': issuesTokens ? { access_token: jwt({ sub: client, name: `Name of ${client}` }) } : {},
  };
  const answer = answers[request.url ?? ''];
  response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const given = {
  ASSAY_TOKEN_OWNER: jwt({ sub: 'a', name: 'Ada' }),
  ASSAY_TOKEN_AUTHOR: jwt({ sub: 'b' }),
  ASSAY_TOKEN_REVIEWER: jwt({ sub: 'r' }),
  ASSAY_TOKEN_ASSESSOR: jwt({ sub: 'c' }),
  ASSAY_TOKEN_LEARNER: jwt({ sub: 'd' }),
};

describe('the people of the demo', () => {
  it('are the personas of the local server', () => {
    const subjects = personas.map(({ subject }) => subject);
    expect(parts.map(({ clientId }) => clientId).filter((id) => !subjects.includes(id))).toEqual([]);
  });

  it('get their tokens from the development issuer that the server names', async () => {
    asked = [];
    issuesTokens = true;
    const { learner, secondAssessor } = await assemble(url, {});
    expect(asked.toSorted()).toEqual(parts.map(({ clientId }) => clientId).toSorted());
    expect(learner).toMatchObject({ subject: 'dev-learner', label: 'Name of dev-learner, learner' });
    expect(secondAssessor?.subject).toBe('dev-assessor-2');
  });

  it('get their tokens from the environment, where a second assessor may be missing', async () => {
    asked = [];
    const { owner, author, secondAssessor } = await assemble(url, given);
    expect(asked).toEqual([]);
    expect(owner).toMatchObject({ subject: 'a', label: 'Ada, owner', token: given.ASSAY_TOKEN_OWNER });
    expect(author).toMatchObject({ subject: 'b', label: 'author', name: undefined });
    expect(secondAssessor).toBeUndefined();
  });

  it.each([
    ['some tokens are missing', { ASSAY_TOKEN_OWNER: 'x', ASSAY_TOKEN_LEARNER: 'y' }, 'ASSAY_TOKEN_AUTHOR'],
    ['a token is none', { ...given, ASSAY_TOKEN_AUTHOR: 'x' }, 'ASSAY_TOKEN_AUTHOR'],
  ])('are not there when %s', async (_, env, named) => {
    const failure = await assemble(url, env).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(NotReadyError);
    expect((failure as Error).message).toContain(named);
  });

  it('are not there when nobody gives tokens', async () => {
    issuesTokens = false;
    await expect(assemble(url, {})).rejects.toThrow('set ASSAY_TOKEN_OWNER');
  });

  it('are not there without a server, or with another one', async () => {
    await expect(assemble('http://127.0.0.1:1', {})).rejects.toThrow('start it with "npm start"');
    await expect(assemble(`${url}/elsewhere`, {})).rejects.toThrow('is not Assay');
  });
});
