import * as z from 'zod';
import { StartError } from '../start-error.ts';
import type { Deployment, Resource } from '../template/deployment.ts';
import { readPermissions } from './permissions.ts';

const strings = z.array(z.string());
const api = z.object({
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: z
    .object({
      AllowCredentials: z.boolean(),
      AllowHeaders: strings,
      AllowMethods: strings,
      AllowOrigins: strings,
      ExposeHeaders: strings,
      MaxAge: z.coerce.number(),
    })
    .partial()
    .optional(),
});
const limits = z
  .object({ ThrottlingRateLimit: z.coerce.number(), ThrottlingBurstLimit: z.coerce.number() })
  .partial();
const stage = z.object({
  ApiId: z.string(),
  StageName: z.literal('$default', 'only the stage $default is served'),
  AccessLogSettings: z.object({ Format: z.string() }).partial().optional(),
  DefaultRouteSettings: limits.optional(),
  RouteSettings: z.record(z.string(), limits).optional(),
});
const authorizer = z.object({
  AuthorizerType: z.literal('JWT', 'only JWT authorizers are served'),
  IdentitySource: z.tuple([z.literal('$request.header.Authorization')]),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: strings }),
});
const integration = z.object({
  IntegrationType: z.literal('AWS_PROXY', 'only Lambda proxy integrations are served'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0', 'only payload format 2.0 is served'),
  TimeoutInMillis: z.coerce.number().max(30_000).default(30_000),
});
const route = z.object({
  ApiId: z.string(),
  RouteKey: z.string().regex(/^(\$default|[A-Z]+ \/\S*)$/),
  AuthorizationType: z.enum(['NONE', 'JWT'], 'only JWT authorization is served').default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: strings.default([]),
  Target: z.string().startsWith('integrations/'),
});

/** Requests per second, and how many at once before that counts; undefined: no limit. */
export interface RateLimit {
  rate: number | undefined;
  burst: number | undefined;
}

/** Whose tokens a route takes. */
export interface JwtAuthorizer {
  issuer: string;
  audience: string[];
}

/** A route of the API, what it asks of the caller, and the function behind it. */
export interface Route {
  /** As in the template: `GET /path/{variable}`, `ANY /{rest+}` or `$default`. */
  key: string;
  authorizer: JwtAuthorizer | undefined;
  /** A token needs one of these; empty: none. */
  scopes: string[];
  functionArn: string;
  /** Whether the function lets this route call it. */
  permitted: boolean;
  timeoutMs: number;
  limit: RateLimit;
}

/** What browsers of other origins may do. */
export interface CorsRules {
  allowCredentials: boolean;
  allowHeaders: string[];
  allowMethods: string[];
  allowOrigins: string[];
  exposeHeaders: string[];
  maxAge: number | undefined;
}

/** The HTTP API of the template. */
export interface ApiDefinition {
  apiId: string;
  cors: CorsRules | undefined;
  /** A template with `$context` variables, one line per request; undefined: no access log. */
  accessLogFormat: string | undefined;
  routes: Route[];
}

/** Reads the one HTTP API of the template. Throws StartError if there is none, or more, or one that works in a way not served here. */
export function readApi(deployment: Deployment): ApiDefinition {
  const [resource, second] = deployment.resources('AWS::ApiGatewayV2::Api');
  if (resource === undefined) throw new StartError('The template has no HTTP API (AWS::ApiGatewayV2::Api).');
  if (second !== undefined)
    throw new StartError(`The template has two APIs, ${resource.at} and ${second.at}; one can be served.`);
  const { CorsConfiguration: cors } = resource.read(api);

  const named = (type: string) => new Map(deployment.resources(type).map((found) => [found.name, found]));
  const authorizers = named('AWS::ApiGatewayV2::Authorizer');
  const integrations = named('AWS::ApiGatewayV2::Integration');
  const settings = deployment
    .resources('AWS::ApiGatewayV2::Stage')
    .map((found) => found.read(stage))
    .find(({ ApiId }) => ApiId === resource.name);
  if (settings === undefined) throw new StartError(`${resource.at} has no stage.`);

  const permits = readPermissions(deployment);
  const limitOf = (key: string): RateLimit => {
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = {
      ...settings.DefaultRouteSettings,
      ...settings.RouteSettings?.[key],
    };
    return { rate: ThrottlingRateLimit, burst: ThrottlingBurstLimit };
  };

  return {
    apiId: resource.name,
    cors: cors && {
      allowCredentials: cors.AllowCredentials ?? false,
      allowHeaders: cors.AllowHeaders ?? [],
      allowMethods: cors.AllowMethods ?? [],
      allowOrigins: cors.AllowOrigins ?? [],
      exposeHeaders: cors.ExposeHeaders ?? [],
      maxAge: cors.MaxAge,
    },
    accessLogFormat: settings.AccessLogSettings?.Format,
    routes: deployment
      .resources('AWS::ApiGatewayV2::Route')
      .map((found) => ({ found, ...found.read(route) }))
      .filter(({ ApiId }) => ApiId === resource.name)
      .map(({ found, RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes, Target }) => {
        const { IntegrationUri, TimeoutInMillis } = pick(integrations, Target.split('/')[1], found).read(
          integration,
        );
        const guard =
          AuthorizationType === 'JWT' ? pick(authorizers, AuthorizerId, found).read(authorizer) : undefined;
        // Either the function's ARN or an invocation path around it.
        const functionArn = IntegrationUri.replace(/^.*\/functions\/(.*)\/invocations$/, '$1');
        return {
          key: RouteKey,
          authorizer: guard && {
            issuer: guard.JwtConfiguration.Issuer,
            audience: guard.JwtConfiguration.Audience,
          },
          scopes: AuthorizationScopes,
          functionArn,
          permitted: permits(resource.name, RouteKey, functionArn),
          timeoutMs: TimeoutInMillis,
          limit: limitOf(RouteKey),
        };
      }),
  };
}

function pick(resources: Map<string, Resource>, name: string | undefined, route: Resource): Resource {
  const found = resources.get(name ?? '');
  if (found === undefined)
    throw new StartError(`${route.at} names ${name}, which the template does not have.`);
  return found;
}
