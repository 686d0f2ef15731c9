import * as z from 'zod';
import type { ErrorCode } from '../domain/domain-error.ts';
import { contracts } from './contracts/all.ts';
import { problem } from './contracts/problem.ts';
import type { AnswerShape, Operation } from './operation.ts';
import { problemMediaType, problems } from './problem.ts';

type Json = Readonly<Record<string, unknown>>;
type Responses = Readonly<Record<string, { readonly description: string; readonly content?: Json }>>;

/** Tags of the documentation, in reading order. */
const tags: Readonly<Record<keyof typeof contracts, string>> = {
  docs: 'About',
  catalog: 'Catalog: what anyone can read',
  credential: 'Credentials: what verifiers fetch',
  evidence: 'Evidence that holders show',
  verify: 'Verification',
  author: 'Issuers and authors',
  members: 'Members and machine clients',
  design: 'Design review, comparison and retirement',
  stacks: 'Stacks',
  submit: 'Learners',
  assess: 'Assessors',
  award: 'Decisions',
  batch: 'Batches',
  erase: 'Erasure and retention',
};

/** The OpenAPI 3.1 document of the API, made of the schemas that the edge enforces. */
export function openApi({ publicUrl, oidcIssuer }: { publicUrl: string; oidcIssuer: string }): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Assay',
      version: '0.1.0',
      summary: 'Competency-based micro-credentials, from rubric to verifiable award',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: Object.values(tags).map((name) => ({ name })),
    paths: paths(),
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        token: {
          type: 'openIdConnect',
          openIdConnectUrl: `${oidcIssuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
          description: 'An ID token of the identity provider, sent as a bearer token.',
        },
      },
    },
  };
}

function paths(): Json {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const [area, contract] of Object.entries(contracts))
    for (const [routeKey, operation] of Object.entries<Operation>(contract)) {
      const [method = '', path = ''] = routeKey.split(' ');
      byPath[path] = {
        ...byPath[path],
        [method.toLowerCase()]: {
          tags: [tags[area as keyof typeof tags]],
          ...operationOf(routeKey, operation),
        },
      };
    }
  return byPath;
}

function operationOf(routeKey: string, operation: Operation): Json {
  return {
    operationId: operationId(routeKey),
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    security: operation.public ? [] : [{ token: [] }],
    parameters: parametersOf(operation),
    ...((operation.body || operation.files) && {
      requestBody: {
        required: true,
        content: {
          ...(operation.body && { 'application/json': { schema: schemaOf(operation.body, 'input') } }),
          ...Object.fromEntries((operation.files?.types ?? []).map((type) => [type, {}])),
        },
      },
    }),
    responses: merged(answersOf(operation), refusalsOf(operation)),
  };
}

/** An operation may answer and refuse with one status: the two are told apart by their media type. */
function merged(answers: Responses, refusals: Responses): Responses {
  const both = Object.keys(answers).filter((status) => status in refusals);
  return {
    ...answers,
    ...refusals,
    ...Object.fromEntries(
      both.map((status) => [
        status,
        {
          description: `${answers[status]?.description}. Or ${refusals[status]?.description}`,
          content: { ...answers[status]?.content, ...refusals[status]?.content },
        },
      ]),
    ),
  };
}

/** `POST /assessments/{assessment}/claim` → `post-assessments-assessment-claim`. */
function operationId(routeKey: string): string {
  return routeKey
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

function parametersOf(operation: Operation): Json[] {
  const from = (place: 'path' | 'query', schema: z.core.$ZodObject | undefined) => {
    const { properties = {}, required = [] } = schema ? schemaOf(schema, 'input') : {};
    return Object.entries(properties as Json).map(([name, property]) => ({
      name,
      in: place,
      required: place === 'path' || (required as string[]).includes(name),
      schema: property,
    }));
  };
  const ifMatch = {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The ETag of the revision that you have read.',
    schema: { type: 'string' },
  };
  const idempotencyKey = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'A name for this request, new for each: the same request under the same name is done once, and another one is refused.',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
  };
  return [
    ...from('path', operation.path),
    ...from('query', operation.query),
    ...(operation.ifMatch ? [ifMatch] : []),
    ...(operation.idempotencyKey ? [idempotencyKey] : []),
  ];
}

function answersOf(operation: Operation): Responses {
  return Object.fromEntries(
    Object.entries<AnswerShape>(operation.answers).map(
      ([status, { description, body, mediaType, html, files = [] }]) => {
        const data = body && { [mediaType ?? 'application/json']: { schema: schemaOf(body, 'output') } };
        const page = html && { 'text/html': { schema: { type: 'string' } } };
        const content = { ...data, ...page, ...Object.fromEntries(files.map((type) => [type, {}])) };
        return [status, { description, ...(Object.keys(content).length > 0 && { content }) }];
      },
    ),
  );
}

/** The refusals that the operation names, and those that any request with its parts can meet. */
function refusalsOf(operation: Operation): Responses {
  const codes: ErrorCode[] = [
    ...operation.refusals,
    ...(operation.public ? [] : (['unauthenticated'] as const)),
    ...(operation.path ? (['not-found'] as const) : []),
    ...(operation.query || operation.idempotencyKey ? (['invalid-request'] as const) : []),
    ...(operation.body || operation.files
      ? (['invalid-request', 'payload-too-large', 'unsupported-media-type'] as const)
      : []),
    ...(operation.ifMatch ? (['precondition-required', 'precondition-failed'] as const) : []),
  ];
  const statuses = Map.groupBy(new Set(codes), (code) => problems[code].status);
  return Object.fromEntries(
    [...statuses].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `${code}: ${problems[code].title}`).join('. '),
        content: { [problemMediaType]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function schemaOf(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
  });
  return rest;
}
