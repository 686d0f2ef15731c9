import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FunctionDefinition } from '../../local/lambda/definition.ts';
import { createFleet, type Fleet } from '../../local/lambda/fleet.ts';
import { startInvokeApi } from '../../local/lambda/invoke-api.ts';
import { startRuntimeApi } from '../../local/lambda/runtime-api.ts';
import { copyAssembly, temporaryFolder } from './fixtures/assembly.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'secret' };
const region = 'us-east-1';
const MB = 1024 * 1024;

/** Functions of the fixture: `actor` does as it is told, `broken` does not load, `absent` has no folder. */
async function startFunctions(change: Partial<FunctionDefinition> = {}) {
  const folder = temporaryFolder();
  const cdkOut = copyAssembly(join(folder, 'cdk.out'));
  const watched = new Set<number>();
  const runtimeApi = await startRuntimeApi();
  const definitions = ['actor', 'broken', 'absent'].map((label) => ({
    name: `Api-${label}`,
    logGroup: `/fixture/${label}`,
    label,
    codeDir: join(cdkOut, `asset.${label}`),
    handler: 'index.handler',
    timeoutSeconds: 10,
    memoryMb: 128,
    environment: { OWN: 'yes' },
    ...change,
  }));
  const logDir = join(folder, 'logs');
  mkdirSync(logDir);
  const fleet = createFleet({
    definitions,
    arnOf: (name) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    environment: { AWS_REGION: region },
    logDir,
    runtimeApi,
    watch: { watch: (pid) => watched.add(pid), forget: (pid) => watched.delete(pid) },
  });
  onTestFinished(async () => {
    await fleet.close();
    await runtimeApi.close();
  });
  return { fleet, watched, log: (label: string) => readFileSync(join(logDir, `${label}.log`), 'utf8') };
}

const run = async (fleet: Fleet, order: object) => {
  const { payload, failure } = await fleet.invoke('Api-actor', JSON.stringify(order));
  return { result: JSON.parse(payload), failure };
};

async function waitFor(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await sleep(25);
}

describe('a function', () => {
  it('runs in one process for one invocation after the other', async () => {
    const { fleet, watched } = await startFunctions();
    const first = await run(fleet, { do: 'sleep', ms: 0 });
    const second = await run(fleet, { do: 'sleep', ms: 0 });
    expect(second.result).toEqual({ pid: first.result.pid, invocations: 2 });
    expect([...watched]).toEqual([first.result.pid]);
  });

  it('sees what the template says and the standard variables, and nothing else', async () => {
    const { fleet } = await startFunctions();
    const { result } = await run(fleet, { do: 'environment' });
    expect(Object.keys(result).sort()).toEqual([
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_LAMBDA_RUNTIME_API',
      'AWS_REGION',
      'LAMBDA_TASK_ROOT',
      'OWN',
      'TZ',
      '_HANDLER',
      '_X_AMZN_TRACE_ID',
    ]);
    expect(result).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: 'Api-actor',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      _HANDLER: 'index.handler',
      OWN: 'yes',
    });
  });

  it('is told what it is and how much time is left', async () => {
    const { fleet } = await startFunctions();
    const { result } = await run(fleet, { do: 'context' });
    expect(result).toMatchObject({
      functionName: 'Api-actor',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:Api-actor',
      memoryLimitInMB: '128',
      logGroupName: '/fixture/actor',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(result.remaining).toBeGreaterThan(8_000);
    expect(result.remaining).toBeLessThanOrEqual(10_000);
  });

  it('writes what it logs to a file of its own', async () => {
    const { fleet, log } = await startFunctions();
    await run(fleet, { do: 'say', text: 'a line for the log' });
    expect(log('actor')).toContain('a line for the log\n');
  });

  it('that throws answers with the error and goes on living', async () => {
    const { fleet } = await startFunctions();
    const { result: before } = await run(fleet, { do: 'sleep', ms: 0 });
    const { result, failure } = await run(fleet, { do: 'throw', text: 'went wrong' });
    expect(failure).toBe('error');
    expect(result).toMatchObject({ errorType: 'TypeError', errorMessage: 'went wrong' });
    expect(result.trace[0]).toBe('TypeError: went wrong');
    expect((await run(fleet, { do: 'sleep', ms: 0 })).result).toEqual({ pid: before.pid, invocations: 3 });
  });

  it('that ends its process fails that invocation, and the next has a new process', async () => {
    const { fleet, watched, log } = await startFunctions();
    const { result, failure } = await run(fleet, { do: 'exit' });
    expect(failure).toBe('error');
    expect(result).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: 'The runtime exited with status 7.',
    });
    expect(log('actor')).toContain('The runtime exited with status 7.');
    const next = await run(fleet, { do: 'sleep', ms: 0 });
    expect(next.result.invocations).toBe(1);
    expect([...watched]).toEqual([next.result.pid]);
  });

  it.each(['hang', 'spin'])('that does not answer in time is killed (%s)', async (order) => {
    const { fleet, log } = await startFunctions({ timeoutSeconds: 0.6 });
    await run(fleet, { do: 'sleep', ms: 0 });
    const began = performance.now();
    const { result, failure } = await run(fleet, { do: order });
    expect(performance.now() - began).toBeGreaterThan(590);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(failure).toBe('timeout');
    expect(result.errorMessage).toMatch(/Task timed out after 0\.60 seconds$/);
    expect(log('actor')).toContain('Task timed out after 0.60 seconds');
    expect((await run(fleet, { do: 'sleep', ms: 0 })).result.invocations).toBe(1);
  });

  it('that answers with more than 6 MB fails', async () => {
    const { fleet } = await startFunctions();
    expect((await run(fleet, { do: 'large', bytes: 5.9 * MB })).failure).toBeUndefined();
    const { result, failure } = await run(fleet, { do: 'large', bytes: 6 * MB });
    expect([failure, result.errorType]).toEqual(['error', 'Function.ResponseSizeTooLarge']);
  });

  it('that does not load fails each invocation with the reason', async () => {
    const { fleet, log } = await startFunctions();
    const results = await Promise.all([fleet.invoke('Api-broken', '{}'), fleet.invoke('Api-broken', '{}')]);
    for (const { payload, failure } of results) {
      expect(failure).toBe('error');
      expect(JSON.parse(payload).errorMessage).toBe('this bundle does not load');
    }
    expect(log('broken')).toContain('this bundle does not load');
  });

  it('whose bundle is gone, or whose export is missing, fails with the reason', async () => {
    const { fleet } = await startFunctions();
    const gone = await fleet.invoke('Api-absent', '{}');
    expect([gone.failure, JSON.parse(gone.payload).errorType]).toEqual(['error', 'Runtime.ExitError']);
    const other = await startFunctions({ handler: 'index.nothing' });
    const missing = await run(other.fleet, {});
    expect(missing.result.errorMessage).toBe('index.nothing is undefined or not exported');
  });
});

describe('the pool of a function', () => {
  it('runs up to four invocations at once and lets the others wait', async () => {
    const { fleet } = await startFunctions();
    const results = await Promise.all(Array.from({ length: 10 }, () => run(fleet, { do: 'sleep', ms: 60 })));
    const perProcess = Map.groupBy(results, ({ result }) => result.pid);
    expect(perProcess.size).toBeLessThanOrEqual(4);
    expect(perProcess.size).toBeGreaterThan(1);
    expect(results.every(({ failure }) => failure === undefined)).toBe(true);
  });

  it('gives up on an invocation that was still waiting when its caller gave up', async () => {
    const { fleet } = await startFunctions();
    const running = Array.from({ length: 4 }, () => run(fleet, { do: 'sleep', ms: 300 }));
    const waiting = fleet.invoke('Api-actor', '{"do":"say","text":"never said"}', AbortSignal.timeout(10));
    await Promise.all(running);
    expect((await waiting).failure).toBe('timeout');
  });

  it('ends everything when it is closed, and takes nothing more', async () => {
    const { fleet, watched } = await startFunctions();
    await run(fleet, { do: 'sleep', ms: 0 });
    const hanging = run(fleet, { do: 'hang' });
    const pids = [...watched];
    await fleet.close();
    expect((await hanging).failure).toBe('error');
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect((await run(fleet, { do: 'sleep', ms: 0 })).failure).toBe('error');
  });
});

describe('Invoke through the SDK', () => {
  async function start() {
    const functions = await startFunctions();
    const api = await startInvokeApi({ fleet: () => functions.fleet, credentials, region });
    const client = new LambdaClient({ endpoint: api.url, region, credentials, maxAttempts: 1 });
    onTestFinished(() => {
      client.destroy();
      return api.close();
    });
    const invoke = (input: Partial<InvokeCommandInput>) =>
      client.send(
        new InvokeCommand({ FunctionName: 'Api-actor', Payload: '{"do":"sleep","ms":0}', ...input }),
      );
    return { ...functions, ...api, invoke };
  }

  it.each(['Api-actor', 'arn:aws:lambda:us-east-1:000000000000:function:Api-actor', 'Api-actor:$LATEST'])(
    'finds %s',
    async (FunctionName) => {
      const { invoke } = await start();
      const { StatusCode, Payload, FunctionError, ExecutedVersion } = await invoke({ FunctionName });
      expect([StatusCode, FunctionError, ExecutedVersion]).toEqual([200, undefined, '$LATEST']);
      expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({ invocations: 1 });
    },
  );

  it('tells an error of the function from an answer', async () => {
    const { invoke } = await start();
    const { StatusCode, FunctionError, Payload } = await invoke({ Payload: '{"do":"throw","text":"no"}' });
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'TypeError',
      errorMessage: 'no',
    });
  });

  it('takes an event without waiting, and tries again when it fails', async () => {
    const { invoke, log } = await start();
    const { StatusCode } = await invoke({ InvocationType: 'Event', Payload: '{"do":"say","text":"said"}' });
    expect(StatusCode).toBe(202);
    await waitFor(() => log('actor').includes('said'));
    expect(log('actor')).toContain('said\n');
    await invoke({ InvocationType: 'Event', Payload: '{"do":"throw","text":"again"}' });
    const attempts = () => log('actor').split('TypeError: again').length - 1;
    await waitFor(() => attempts() === 2);
    expect(attempts()).toBe(2);
  });

  it('runs nothing for a dry run', async () => {
    const { invoke, watched } = await start();
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(watched.size).toBe(0);
  });

  it.each<[string, Partial<InvokeCommandInput>, string]>([
    ['a function that is not there', { FunctionName: 'Nobody' }, 'ResourceNotFoundException'],
    ['a payload that is no JSON', { Payload: '{"a":' }, 'InvalidRequestContentException'],
    ['a payload above 6 MB', { Payload: JSON.stringify('x'.repeat(6 * MB)) }, 'RequestTooLargeException'],
    [
      'an event above 1 MB',
      { InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(MB)) },
      'RequestTooLargeException',
    ],
  ])('refuses %s', async (_, input, name) => {
    const { invoke } = await start();
    await expect(invoke(input)).rejects.toMatchObject({ name });
  });

  it('refuses whoever does not have the credentials', async () => {
    const { url, watched } = await start();
    const wrong = new LambdaClient({
      endpoint: url,
      region,
      credentials: { ...credentials, secretAccessKey: 'guessed' },
    });
    onTestFinished(() => wrong.destroy());
    await expect(wrong.send(new InvokeCommand({ FunctionName: 'Api-actor' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    const bare = await fetch(`${url}/2015-03-31/functions/Api-actor/invocations`, {
      method: 'POST',
      body: '{}',
    });
    expect(bare.status).toBe(403);
    expect((await fetch(`${url}/anything`)).status).toBe(404);
    expect(watched.size).toBe(0);
  });
});

describe('the runtime API', () => {
  it('is closed to whoever does not know the address of an instance', async () => {
    const api = await startRuntimeApi();
    onTestFinished(() => api.close());
    expect((await fetch(`${api.url}/2018-06-01/runtime/invocation/next`)).status).toBe(404);
    expect((await fetch(`${api.url}/guess/2018-06-01/runtime/invocation/next`)).status).toBe(404);
  });
});
