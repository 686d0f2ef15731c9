import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type LocalPart, serve } from '../part.ts';
import { readBody } from '../read-body.ts';

/** The largest request or response of a function, in bytes, as on AWS. */
export const MAX_PAYLOAD = 6 * 1024 * 1024;

/** What one function instance tells through the Runtime API. A payload is JSON; `undefined` stands for one above the limit. */
export interface InstanceCalls {
  /** The instance is ready for an invocation: answer with `sendInvocation`, whenever there is one. */
  next(response: ServerResponse): void;
  responded(requestId: string, payload: string | undefined): void;
  failed(requestId: string, error: string): void;
  initFailed(error: string): void;
}

/** The Runtime API of all instances: each has an address of its own, which no other process can guess. */
export interface RuntimeApi extends LocalPart {
  /** `address` is the value for AWS_LAMBDA_RUNTIME_API. */
  register(calls: InstanceCalls): { address: string; unregister(): void };
}

/** Serves the Lambda Runtime API to function instances on 127.0.0.1. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const instances = new Map<string, InstanceCalls>();

  const part = await serve(async (request, response) => {
    const [, key = '', version, area, ...rest] = (request.url ?? '').split('/');
    const calls = instances.get(key);
    if (calls === undefined || version !== '2018-06-01' || area !== 'runtime') {
      request.resume();
      response.writeHead(404).end();
      return;
    }
    const call = `${request.method} ${rest.join('/')}`;
    if (call === 'GET invocation/next') return calls.next(response);

    const payload = (await readBody(request, MAX_PAYLOAD))?.toString();
    const [group, requestId = '', outcome] = rest;
    if (call === 'POST init/error') calls.initFailed(payload ?? 'null');
    else if (group === 'invocation' && outcome === 'response') calls.responded(requestId, payload);
    else if (group === 'invocation' && outcome === 'error') calls.failed(requestId, payload ?? 'null');
    response.writeHead(202).end();
  });

  return {
    ...part,
    register(calls) {
      const key = randomUUID();
      instances.set(key, calls);
      return {
        address: `${part.url.slice('http://'.length)}/${key}`,
        unregister: () => instances.delete(key),
      };
    },
  };
}

/** Gives a waiting instance its invocation. */
export function sendInvocation(
  response: ServerResponse,
  invocation: { id: string; payload: string; functionArn: string; deadline: number },
): void {
  const started = Math.floor(Date.now() / 1000).toString(16);
  response
    .writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': invocation.deadline,
      'lambda-runtime-invoked-function-arn': invocation.functionArn,
      'lambda-runtime-trace-id': `Root=1-${started}-${invocation.id.replaceAll('-', '').slice(0, 24)};Sampled=0`,
    })
    .end(invocation.payload);
}
