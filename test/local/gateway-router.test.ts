import { describe, expect, it } from 'vitest';
import { createRouter } from '../../local/gateway/router.ts';

const keys = [
  '$default',
  'ANY /{rest+}',
  'GET /pets/{rest+}',
  'ANY /pets/{pet}',
  'GET /pets/{pet}',
  'GET /pets/dog',
  'POST /pets/{pet}/owner',
  'GET /pets/dog/{part}',
  'GET /',
];

describe('the router', () => {
  const route = createRouter(keys.map((key) => ({ key })));

  it.each([
    ['GET', '/', 'GET /', {}],
    ['GET', '/pets/dog', 'GET /pets/dog', {}],
    ['GET', '/pets/cat', 'GET /pets/{pet}', { pet: 'cat' }],
    ['DELETE', '/pets/cat', 'ANY /pets/{pet}', { pet: 'cat' }],
    ['DELETE', '/pets/dog', 'ANY /pets/{pet}', { pet: 'dog' }],
    ['HEAD', '/pets/dog', 'ANY /pets/{pet}', { pet: 'dog' }],
    ['GET', '/pets/dog/ears', 'GET /pets/dog/{part}', { part: 'ears' }],
    ['GET', '/pets/cat/ears/left', 'GET /pets/{rest+}', { rest: 'cat/ears/left' }],
    ['POST', '/pets/cat/owner', 'POST /pets/{pet}/owner', { pet: 'cat' }],
    ['PUT', '/pets/cat/owner', 'ANY /{rest+}', { rest: 'pets/cat/owner' }],
    ['GET', '/pets/', 'ANY /{rest+}', { rest: 'pets/' }],
    ['GET', '/PETS/dog', 'ANY /{rest+}', { rest: 'PETS/dog' }],
    ['POST', '/', '$default', {}],
  ])('%s %s -> %s', (method, path, key, pathParameters) => {
    expect(route(method, path)).toEqual({ route: { key }, pathParameters });
  });

  it('finds nothing where no route fits and there is no default', () => {
    const bare = createRouter([{ key: 'GET /a' }, { key: 'GET /a/{b}' }]);
    expect(bare('GET', '/a')?.route.key).toBe('GET /a');
    for (const [method, path] of [
      ['GET', '/a/'],
      ['GET', '/a/b/c'],
      ['HEAD', '/a'],
      ['POST', '/a'],
    ] as const) {
      expect(bare(method, path)).toBeUndefined();
    }
  });
});
