import type * as z from 'zod';
import {
  type Answer,
  describe,
  exchange,
  type Message,
  problemOf,
  UnexpectedAnswerError,
} from './exchange.ts';
import type { Person } from './people.ts';

/** A request to the API: who asks (nobody for a public route) and for what, as "POST /path". */
export interface ApiRequest extends Message {
  as?: Person;
  route: string;
}

/** The API as its clients see it. Every answer is compared with what it should be. */
export interface Client {
  readonly baseUrl: string;
  /** @throws UnexpectedAnswerError unless the answer has this status (or one of these) and its body this shape */
  ask<T extends z.ZodType>(
    request: ApiRequest,
    status: number | readonly number[],
    shape: T,
  ): Promise<{ body: z.output<T>; answer: Answer }>;
  /** Asks for what must not be had. @throws UnexpectedAnswerError unless it is refused with just this code */
  refused(request: ApiRequest, status: number, code: string): Promise<{ summary: string; fields: string[] }>;
}

/** A client of the API at `baseUrl`, which has no trailing slash. */
export function connect(baseUrl: string): Client {
  const send = ({ as, route, ...message }: ApiRequest) => {
    const [method = 'GET', path = '/'] = route.split(' ');
    return exchange(`${baseUrl}${path}`, { method, ...(as && { token: as.token }), ...message });
  };
  return {
    baseUrl,
    async ask(request, status, shape) {
      const answer = await send(request);
      if (![status].flat().includes(answer.status)) throw new UnexpectedAnswerError(answer);
      const parsed = shape.safeParse(answer.body);
      if (parsed.success) return { body: parsed.data, answer };
      const wrong = parsed.error.issues.map(({ path, message }) => `\n  /${path.join('/')} ${message}`);
      throw new UnexpectedAnswerError(
        answer,
        `${answer.request} answered ${answer.status} with a body of another shape:${wrong.join('')}`,
      );
    },
    async refused(request, status, code) {
      const answer = await send(request);
      const problem = problemOf(answer);
      if (answer.status !== status || problem?.code !== code)
        throw new UnexpectedAnswerError(answer, `${status} ${code} was expected. ${describe(answer)}`);
      return {
        summary: `${status}  refused as it should be: ${problem.title} (${code})`,
        fields: problem.errors.map(({ field }) => field),
      };
    },
  };
}
