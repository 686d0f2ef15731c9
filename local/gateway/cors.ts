import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';
import type { CorsRules } from './definition.ts';

/** The answer to a preflight request, which API Gateway gives without asking a function; `undefined` for any other request. */
export function preflightAnswer(rules: CorsRules, request: IncomingMessage): Answer | undefined {
  const { origin: from, 'access-control-request-method': asked } = request.headers;
  if (request.method !== 'OPTIONS' || from === undefined || asked === undefined) return undefined;
  request.resume();
  const answer: Answer = { status: 204, headers: [], body: Buffer.alloc(0) };
  const origin = originHeaders(rules, from);
  if (origin.length === 0) return answer;
  return {
    ...answer,
    headers: [
      ...origin,
      ...listHeader('access-control-allow-methods', rules.allowMethods),
      ...listHeader('access-control-allow-headers', rules.allowHeaders),
      ...(rules.maxAge === undefined
        ? []
        : [['access-control-max-age', String(rules.maxAge)] as [string, string]]),
    ],
  };
}

/** An answer with the CORS headers of the API in the place of any that the function set. */
export function withCors(rules: CorsRules | undefined, origin: string | undefined, answer: Answer): Answer {
  if (rules === undefined) return answer;
  const kept = answer.headers.filter(([name]) => !name.startsWith('access-control-'));
  if (origin === undefined) return { ...answer, headers: kept };
  const granted = originHeaders(rules, origin);
  const exposed =
    granted.length === 0 ? [] : listHeader('access-control-expose-headers', rules.exposeHeaders);
  return { ...answer, headers: [...kept, ...granted, ...exposed] };
}

function originHeaders(rules: CorsRules, origin: string): Answer['headers'] {
  const allowed = rules.allowOrigins.find(
    (pattern) => pattern === origin || matchesWildcard(pattern, origin),
  );
  if (allowed === undefined) return [];
  const headers: Answer['headers'] = [['access-control-allow-origin', allowed === '*' ? '*' : origin]];
  if (allowed !== '*') headers.push(['vary', 'Origin']);
  if (rules.allowCredentials) headers.push(['access-control-allow-credentials', 'true']);
  return headers;
}

/** `*`, `https://*` and `http://*` are all that the API takes beside whole origins. */
const matchesWildcard = (pattern: string, origin: string) =>
  pattern.endsWith('*') && origin.startsWith(pattern.slice(0, -1));

const listHeader = (name: string, values: string[]): Answer['headers'] =>
  values.length === 0 ? [] : [[name, values.join(',')]];
