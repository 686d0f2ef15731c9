import { describe, expect, it } from 'vitest';
import type { FunctionName } from '../../../src/env.ts';
import { answered, publicAreas } from '../expected.ts';
import { at, functionPath, type Json, render, routes } from '../synthesized.ts';

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
