import { describe, expect, it } from 'vitest';
import { functionEnvironment } from '../../src/env.ts';
import { contracts } from '../../src/http/contracts/all.ts';
import { openApi } from '../../src/http/openapi.ts';
import type { Operation } from '../../src/http/operation.ts';
import { problems } from '../../src/http/problem.ts';

type Json = Readonly<Record<string, unknown>>;
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Json;
}
interface Documented {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Json[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { schema: Json }>>;
  };
  readonly responses: Readonly<
    Record<string, { description: string; content?: Readonly<Record<string, { schema?: Json }>> }>
  >;
}

const settings = { publicUrl: 'https://assay.example', oidcIssuer: 'https://login.example.org/realms/a/' };
const document = openApi(settings) as Json & {
  paths: Record<string, Record<string, Documented>>;
  tags: { name: string }[];
  components: { schemas: Json; securitySchemes: Record<string, Json> };
};
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(
    ([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const,
  ),
);
const operations = new Map<string, Operation>(
  Object.values(contracts).flatMap((contract) => Object.entries(contract)),
);
const of = (route: string): Operation => {
  const operation = operations.get(route);
  if (!operation) throw new Error(`no operation ${route}`);
  return operation;
};

function* nodes(value: unknown, at = ''): Generator<[at: string, node: Json]> {
  if (typeof value !== 'object' || value === null) return;
  yield [at, value as Json];
  for (const [name, child] of Object.entries(value)) yield* nodes(child, `${at}/${name}`);
}

describe('the OpenAPI document', () => {
  it('is JSON that says what it is', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: {
        title: 'Assay',
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        license: { identifier: 'Apache-2.0' },
      },
      servers: [{ url: 'https://assay.example' }],
    });
    const known = ['openapi', 'info', 'servers', 'tags', 'paths', 'components'];
    expect(Object.keys(document).toSorted()).toEqual(known.toSorted());
  });

  it('names the identity provider, with or without a slash', () => {
    const at = 'https://login.example.org/realms/a/.well-known/openid-configuration';
    const { token } = document.components.securitySchemes;
    expect(token).toMatchObject({ type: 'openIdConnect', openIdConnectUrl: at });
    const bare = openApi({ ...settings, oidcIssuer: settings.oidcIssuer.slice(0, -1) });
    expect(JSON.stringify(bare.components)).toContain(at);
  });

  it('has every route of every contract, and no other', () => {
    expect(documented.map(([route]) => route).toSorted()).toEqual([...operations.keys()].toSorted());
    const all = Object.values(contracts).flatMap((contract) => Object.keys(contract));
    expect(new Set(all).size).toBe(all.length);
  });

  it('has a contract for each function that answers HTTP', () => {
    const silent = [
      'signer',
      'blinder',
      'advise',
      'provision',
      'audit',
      'batch-worker',
      'notify',
      'retention',
    ];
    expect(Object.keys(contracts).toSorted()).toEqual(
      Object.keys(functionEnvironment)
        .filter((name) => !silent.includes(name))
        .toSorted(),
    );
  });

  it('has operation ids that a generator can use, each once', () => {
    const ids = documented.map(([, { operationId }]) => operationId);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has no address that two templates match', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, '{}'));
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('has references that lead somewhere', () => {
    const references = [...nodes(document)].filter(([, node]) => typeof node.$ref === 'string');
    expect(references.length).toBeGreaterThan(10);
    for (const [at, { $ref }] of references) {
      const target = String($ref)
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>(
          (node, name) => (node as Json | undefined)?.[name.replaceAll('~1', '/').replaceAll('~0', '~')],
          document,
        );
      expect(target, `${at}: ${$ref}`).toBeTypeOf('object');
    }
  });

  it('has schemas whose patterns, types and required fields make sense', () => {
    const types = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];
    let patterns = 0;
    for (const [at, node] of nodes(document)) {
      if (/\/(?:properties|patternProperties|responses|content|paths)$/.test(at)) continue;
      if (typeof node.pattern === 'string') {
        patterns++;
        const { pattern } = node;
        expect(() => new RegExp(pattern, 'u'), `${at}: ${pattern}`).not.toThrow();
      }
      expect(node, at).not.toHaveProperty('$schema');
      if (typeof node.type === 'string' && at.includes('schema')) expect(types, at).toContain(node.type);
      if (Array.isArray(node.required))
        for (const name of node.required)
          expect(Object.keys((node.properties ?? {}) as Json), at).toContain(name);
    }
    expect(patterns).toBeGreaterThan(20);
  });
});

describe.each(documented)('%s', (route, operation) => {
  const { parameters, requestBody, responses, security, tags } = operation;

  it('has a summary, and a tag that is listed', () => {
    expect(operation.summary).toMatch(/^[A-Z].{3,80}[^.]$/);
    expect(document.tags.map(({ name }) => name)).toEqual(expect.arrayContaining([...tags]));
    expect(tags).toHaveLength(1);
  });

  it('declares each variable of its address, and each parameter once', () => {
    const variables = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => name).toSorted()).toEqual(variables.toSorted());
    expect(inPath.every(({ required }) => required)).toBe(true);
    const keys = parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const parameter of parameters) {
      expect(['path', 'query', 'header']).toContain(parameter.in);
      expect(parameter.schema.type ?? parameter.schema.enum, parameter.name).toBeDefined();
    }
  });

  it('asks for a query, a body and If-Match where the edge does', () => {
    const { query, body, files, ifMatch } = of(route);
    const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    expect(names.toSorted()).toEqual(Object.keys(query?._zod.def.shape ?? {}).toSorted());
    expect(parameters.some(({ name }) => name === 'If-Match')).toBe(ifMatch === true);
    const json = body ? ['application/json'] : [];
    expect(Object.keys(requestBody?.content ?? {})).toEqual([...json, ...(files?.types ?? [])]);
    if (requestBody && body) {
      expect(requestBody.content['application/json']?.schema).toBeTypeOf('object');
    }
    if (route.startsWith('GET ')) expect(requestBody).toBeUndefined();
  });

  it('says who may call it', () => {
    expect(security).toEqual(of(route).public ? [] : [{ token: [] }]);
  });

  it('documents each answer and each refusal', () => {
    const { answers, refusals } = of(route);
    for (const [status, { description }] of Object.entries(responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(description).toMatch(/\w{3}/);
    }
    for (const status of Object.keys(answers)) expect(responses).toHaveProperty(status);
    for (const code of refusals) {
      const { description, content } = responses[problems[code].status] ?? {};
      expect(description ?? '', code).toContain(`${code}: `);
      expect(content?.['application/problem+json']?.schema).toEqual({ $ref: '#/components/schemas/Problem' });
    }
    if (responses[204]) expect(responses[204].content).toBeUndefined();
  });

  it('documents what any malformed request with its parts meets', () => {
    const { path, query, body, ifMatch } = of(route);
    const met = [
      ...(of(route).public ? [] : ['unauthenticated']),
      ...(path ? ['not-found'] : []),
      ...(query || body ? ['invalid-request'] : []),
      ...(body ? ['payload-too-large', 'unsupported-media-type'] : []),
      ...(ifMatch ? ['precondition-required', 'precondition-failed'] : []),
    ] as const;
    for (const code of met)
      expect(responses[problems[code as keyof typeof problems].status]?.description ?? '', code).toContain(
        `${code}: `,
      );
  });
});
