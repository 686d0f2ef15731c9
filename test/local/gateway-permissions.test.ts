import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readApi } from '../../local/gateway/definition.ts';
import { arnLike } from '../../local/gateway/permissions.ts';
import { personas } from '../../local/personas.ts';
import { startServer } from '../../local/server.ts';
import { readAssembly } from '../../local/template/assembly.ts';
import { deploy } from '../../local/template/deployment.ts';
import { copyAssembly, temporaryFolder } from './fixtures/assembly.ts';

type Resources = Record<string, { Properties: Record<string, unknown> }>;

/** The assembly with its permissions changed. */
function assemblyWith(change: (resources: Resources) => void): string {
  const cdkOut = copyAssembly(join(temporaryFolder(), 'cdk.out'));
  const path = join(cdkOut, 'Api.template.json');
  const template = JSON.parse(readFileSync(path, 'utf8')) as { Resources: Resources };
  change(template.Resources);
  writeFileSync(path, JSON.stringify(template));
  return cdkOut;
}

const refused = (change: (resources: Resources) => void) =>
  readApi(
    deploy(readAssembly(assemblyWith(change)), { OidcIssuer: 'http://127.0.0.1:1', OidcAudience: 'assay' }),
  )
    .routes.filter(({ permitted }) => !permitted)
    .map(({ key }) => key);

const set = (name: string, properties: object) => (resources: Resources) => {
  Object.assign(resources[name]?.Properties ?? {}, properties);
};

describe('the permission of a route to call its function', () => {
  it.each<[string, (resources: Resources) => void, string[]]>([
    ['is there in the assembly as it is', () => {}, []],
    [
      'for $default is not in the wide one',
      (resources) => delete resources.ActorDefaultPermission,
      ['$default'],
    ],
    [
      'for $default is no other',
      (resources) => delete resources.ActorPermission,
      ['GET /open/{thing}', 'POST /act', 'GET /secret'],
    ],
    [
      'is for one path',
      set('BrokenPermission', { SourceArn: 'arn:aws:execute-api:*:*:*/*/*/else' }),
      ['GET /broken'],
    ],
    ['is for API Gateway', set('BrokenPermission', { Principal: 'events.amazonaws.com' }), ['GET /broken']],
    ['is one to call', set('BrokenPermission', { Action: 'lambda:GetFunction' }), ['GET /broken']],
    ['is of that function', set('BrokenPermission', { FunctionName: 'Api-Actor' }), ['GET /broken']],
    ['may name the function', set('BrokenPermission', { FunctionName: 'Api-Broken' }), []],
    ['may be for any source', set('BrokenPermission', { SourceArn: { Ref: 'AWS::NoValue' } }), []],
  ])('%s', (_, change, keys) => {
    expect(refused(change)).toEqual(keys);
  });

  it('missing, is a 500 that says nothing, and a line at the terminal', async () => {
    const lines: string[] = [];
    const server = await startServer({
      port: 0,
      stateDir: join(temporaryFolder(), 'state'),
      cdkOut: assemblyWith((resources) => delete resources.ActorDefaultPermission),
      personas,
      log: (line) => lines.push(line),
    });
    onTestFinished(() => server.close());
    const answer = await fetch(`${server.url}/nowhere`);
    expect([answer.status, await answer.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(lines.at(-1)).toBe(
      '$default (/nowhere): no permission in the template lets this route call its function',
    );
    expect((await fetch(`${server.url}/open/door`)).status).toBe(200);
  });
});

describe('ArnLike', () => {
  const arn = 'arn:aws:execute-api:us-east-1:000000000000:api/$default/GET/things/{thing}';
  it.each([
    ['arn:aws:execute-api:us-east-1:000000000000:api/*/*/*', true],
    ['arn:aws:execute-api:us-east-1:000000000000:api/*/GET/things/{thing}', true],
    ['arn:aws:execute-api:us-????-1:*:api/*', true],
    ['arn:aws:execute-api:us-east-1:000000000000:api/*/$default', false],
    ['arn:aws:execute-api:us-east-1:000000000000:api/*/POST/*', false],
    ['arn:aws:execute-api:us-east-1:000000000000:api/*/*/things/1', false],
    ['arn:aws:execute-api:*:api/*/*/*', false],
    ['*', false],
  ])('%s: %s', (pattern, expected) => {
    expect(arnLike(pattern, arn)).toBe(expected);
  });
});
