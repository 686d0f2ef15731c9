import { describe, expect, it } from 'vitest';
import type { FunctionName } from '../../../src/env.ts';
import { answered, publicAreas } from '../expected.ts';
import { at, covers, functionPath, type Json, ofType, render, routes } from '../synthesized.ts';

describe('routes', () => {
  it.each(Object.entries(answered))('%s answers exactly its own', (area, keys) => {
    const target = functionPath(area as FunctionName);
    expect(routes.filter((route) => route.target === target).map((route) => route.key)).toEqual(keys);
  });

  it('are all listed here', () => {
    expect(routes.map((route) => route.key).sort()).toEqual(Object.values(answered).flat().sort());
  });

  it('need a token unless they are meant for anyone', () => {
    const open = publicAreas.flatMap((area) => answered[area] ?? []);
    for (const route of routes) {
      const expected = open.includes(route.key) ? ['NONE', ''] : ['JWT', '<AssayApi/Token>'];
      expect([route.key, route.authorization, route.authorizer]).toEqual([route.key, ...expected]);
    }
  });

  const api = 'arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:<AssayHost/Address/Api>';
  it.each(routes.map((route) => [route.key, route.target] as const))(
    '%s may call its function',
    (key, target) => {
      const caller = `${api}/$default/${key.replace(' ', '')}`;
      const permitted = ofType('AWS::Lambda::Permission')
        .filter(({ Properties }) => Properties.Principal === 'apigateway.amazonaws.com')
        .filter(({ Properties, stack }) => render(Properties.FunctionName, stack) === `<${target}>`)
        .map(({ Properties, stack }) => render(Properties.SourceArn, stack));
      expect(permitted.filter((pattern) => arnLike(pattern, caller))).toHaveLength(1);
    },
  );

  it('take tokens of the chosen issuer, or else of the user pool', () => {
    expect(at('AssayApi/Token').Properties).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: {
        Issuer: { 'Fn::If': ['OidcIssuerGiven', { Ref: 'OidcIssuer' }, expect.anything()] },
        Audience: [{ 'Fn::If': ['OidcAudienceGiven', { Ref: 'OidcAudience' }, expect.anything()] }],
      },
    });
    const { Issuer, Audience } = at('AssayApi/Token').Properties.JwtConfiguration as Record<string, Json>;
    expect(render(Issuer, 'AssayApi')).toBe('<AssayHost/SignIn/Pool>');
    expect(render(Audience, 'AssayApi')).toBe('<AssayHost/SignIn/Pool/Client>');
  });
});

/** How a permission compares its source with the caller: each part between colons by itself. */
function arnLike(pattern: string, arn: string): boolean {
  const parts = (text: string) => text.replace(/<AWS::(\w+)>/g, '$1').split(':');
  const actual = parts(arn);
  const wanted = parts(pattern);
  return wanted.length === actual.length && wanted.every((part, index) => covers(part, actual[index] ?? ''));
}
