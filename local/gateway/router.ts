/** A route that fits a request, with the values of its path variables. */
export interface Match<R> {
  route: R;
  pathParameters: Record<string, string>;
}

interface Pattern<R> {
  route: R;
  method: string;
  segments: string[];
  /** Compares as the precedence of the route: what sorts first wins. */
  rank: string;
}

const isVariable = (segment: string) => segment.startsWith('{');
const isGreedy = (segment: string) => segment.endsWith('+}');

/**
 * Finds the route for a method and a decoded path as API Gateway does: literal parts before variables, variables before the greedy
 * variable, a method before ANY, and `$default` when nothing else fits.
 */
export function createRouter<R extends { key: string }>(
  routes: R[],
): (method: string, path: string) => Match<R> | undefined {
  const patterns = routes.flatMap(toPattern).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const fallback = routes.find(({ key }) => key === '$default');

  return (method, path) => {
    const parts = path.split('/').slice(1);
    for (const { route, method: wanted, segments } of patterns) {
      if (wanted !== method && wanted !== 'ANY') continue;
      const pathParameters = matchSegments(segments, parts);
      if (pathParameters !== undefined) return { route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function toPattern<R extends { key: string }>(route: R): Pattern<R>[] {
  const [method = '', path] = route.key.split(' ');
  if (path === undefined) return [];
  const segments = path.split('/').slice(1);
  const rank = segments
    .map((segment) => (isGreedy(segment) ? '2' : isVariable(segment) ? '1' : '0'))
    .join('');
  return [{ route, method, segments, rank: `${rank} ${method === 'ANY' ? 1 : 0}` }];
}

function matchSegments(segments: string[], parts: string[]): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if (isGreedy(segment)) {
      const rest = parts.slice(index).join('/');
      if (rest === '') return undefined;
      values[segment.slice(1, -2)] = rest;
      return values;
    }
    if (isVariable(segment)) {
      if (part === '') return undefined;
      values[segment.slice(1, -1)] = part;
    } else if (part !== segment) {
      return undefined;
    }
  }
  return segments.length === parts.length ? values : undefined;
}
