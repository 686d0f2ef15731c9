import { createServer } from 'node:http';
import { createServer as createHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { adviseHandler } from '../../functions/advise/handler.ts';
import { bedrockAdvisor } from '../../src/adapters/bedrock-advisor.ts';
import { lambdaAdvisor } from '../../src/adapters/lambda-advisor.ts';
import { withOutput } from '../support/http-event.ts';
import { outcome } from './outcome.ts';

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'eu-central-1';
const model = 'amazon.nova-lite-v1:0';
const request = { system: 'You do not assess.', work: '<work>What I did</work>' };

/** A service that answers so, and what it was asked. */
async function bedrock(status: number, answer: object) {
  const asked: { path: string; body: Record<string, unknown> }[] = [];
  const server = createHttp2((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      asked.push({ path: incoming.url, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new BedrockRuntimeClient({ endpoint, region, credentials, maxAttempts: 1 });
  onTestFinished(() => {
    client.destroy();
    server.close();
  });
  return { advisor: bedrockAdvisor({ model, client }), asked };
}
const said = (...texts: string[]) => ({
  output: { message: { role: 'assistant', content: texts.map((text) => ({ text })) } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
  metrics: { latencyMs: 1 },
});

describe('a model of Bedrock', () => {
  it('is asked as the Converse API says, and what it says is the note', async () => {
    const { advisor, asked } = await bedrock(200, said('Look at ', 'the goals.'));
    expect(await advisor.advise(request)).toEqual({ model, note: 'Look at the goals.' });
    expect(asked).toEqual([
      {
        path: `/model/${encodeURIComponent(model)}/converse`,
        body: {
          system: [{ text: request.system }],
          messages: [{ role: 'user', content: [{ text: request.work }] }],
          inferenceConfig: { maxTokens: 1500, temperature: 0 },
        },
      },
    ]);
  });

  it.each<[string, number, object]>([
    ['nothing', 200, said()],
    ['blanks', 200, said(' ', '\n')],
    ['a refusal', 403, { message: 'no access to this model' }],
    ['an error', 500, { message: 'x' }],
  ])('that answers %s has given no note', async (_, status, answer) => {
    const { advisor } = await bedrock(status, answer);
    await expect(advisor.advise(request)).rejects.toThrow();
  });

  it('is behind a function that takes a request and nothing else, and logs no words', async () => {
    const { advisor } = await bedrock(200, said('Look at the goals.'));
    const handler = adviseHandler({ advisor });
    const { result, written } = await withOutput(() => handler(request));
    expect(result).toEqual({ model, note: 'Look at the goals.' });
    expect(written).toContain(model);
    expect(written).not.toMatch(/goals|What I did/);
    for (const event of [{}, { ...request, assessmentId: 'x' }, { system: '', work: 'x' }])
      await expect(handler(event)).rejects.toThrow();
  });
});

describe('the function that asks the model, seen from the one that assessors talk to', () => {
  async function lambda(headers: Record<string, string>, payload: string) {
    const server = createServer((incoming, response) => {
      incoming.resume();
      incoming.on('end', () => response.writeHead(200, headers).end(payload));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = new LambdaClient({ endpoint, region, credentials, maxAttempts: 1 });
    onTestFinished(() => {
      client.destroy();
      server.closeAllConnections();
      server.close();
    });
    const reasons: string[] = [];
    return {
      reasons,
      advisor: lambdaAdvisor({
        functionName: 'assay-advise',
        client,
        onFailure: (reason) => reasons.push(reason),
      }),
    };
  }

  it('gives the note with the model', async () => {
    const { advisor, reasons } = await lambda({}, JSON.stringify({ model, note: 'Look.' }));
    expect(await advisor.advise(request)).toEqual({ model, note: 'Look.' });
    expect(reasons).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['fails', { 'x-amz-function-error': 'Unhandled' }, '{"errorType":"ThrottlingException"}'],
    ['answers nonsense', {}, 'not json'],
    ['answers without a note', {}, JSON.stringify({ model })],
    ['answers with a score', {}, JSON.stringify({ model, note: 'Look.', level: 'demonstrated' })],
  ])('is not available when it %s', async (_, headers, payload) => {
    const { advisor, reasons } = await lambda(headers, payload);
    expect(await outcome(advisor.advise(request))).toBe('advice-unavailable');
    expect(reasons).toHaveLength(1);
  });
});
