import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Queues } from '../../local/sqs/queues.ts';
import { readHandle } from '../../local/sqs/receipt.ts';
import { type LocalSqs, queue, startQueues } from './sqs-fixture.ts';

const definitions = [
  queue('jobs', { redrive: { queue: 'dead', maxReceiveCount: 3 } }),
  queue('dead'),
  queue('other'),
];

let dir: string;
let open: Queues | undefined;

const journal = () => join(dir, 'messages.jsonl');
const atOnce = { max: 10, visibilitySeconds: 0, waitSeconds: 0 };
const hidden = { ...atOnce, visibilitySeconds: 60 };

async function start(names = definitions): Promise<Queues> {
  open = await Queues.open(dir, names);
  return open;
}

async function restart(names = definitions): Promise<Queues> {
  await open?.close();
  return start(names);
}

const send = (queues: Queues, ...bodies: string[]) =>
  queues.send(
    'jobs',
    bodies.map((body) => ({ body, delaySeconds: 0 })),
  );

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sqs-'));
});
afterEach(async () => {
  await open?.close();
  open = undefined;
  await rm(dir, { recursive: true, force: true });
});

it('messages, their order, counts and timeouts survive a restart, readable by their owner alone', async () => {
  let queues = await start();
  await send(queues, 'a', 'b', 'c');
  await queues.receive('jobs', { ...hidden, max: 1 });
  await queues.receive('jobs', { ...atOnce, max: 1 });
  await queues.send('jobs', [{ body: 'late', delaySeconds: 60 }]);
  queues = await restart();
  expect(queues.depth('jobs')).toEqual({ visible: 2, inFlight: 1, delayed: 1 });
  const received = await queues.receive('jobs', atOnce);
  expect(received.map(({ body, receiveCount }) => [body, receiveCount])).toEqual([
    ['b', 2],
    ['c', 1],
  ]);
  expect((await stat(journal())).mode & 0o777).toBe(0o600);
});

it('what was deleted stays deleted, and a handle stays good', async () => {
  let queues = await start();
  await send(queues, 'a', 'b');
  const [a, b] = await queues.receive('jobs', hidden);
  const receipt = (message: typeof a) => ({
    queue: 'jobs',
    id: `${message?.id}`,
    nonce: `${message?.receipt}`,
  });
  await queues.remove([receipt(a)]);
  queues = await restart();
  expect(queues.depth('jobs')).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  await queues.remove([receipt(b)]);
  queues = await restart();
  expect(queues.depth('jobs')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

it('a message that ends the server each time is given up at last', async () => {
  let queues = await start();
  await send(queues, 'poison');
  for (let life = 0; life < 3; life++) {
    expect(await queues.receive('jobs', atOnce)).toHaveLength(1);
    queues = await restart();
  }
  expect(await queues.receive('jobs', atOnce)).toEqual([]);
  queues = await restart();
  expect(await queues.receive('dead', atOnce)).toMatchObject([
    { body: 'poison', receiveCount: 4, cameFrom: 'jobs' },
  ]);
});

it('a queue that is no longer in the template takes its messages with it', async () => {
  const queues = await start();
  await send(queues, 'a');
  await restart(definitions.slice(2));
  expect((await restart()).depth('jobs')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

it('a line that a kill cut short was never acknowledged, and is left out', async () => {
  await send(await start(), 'kept');
  await open?.close();
  const whole = await readFile(journal(), 'utf8');
  await appendFile(journal(), whole.slice(0, -20));
  const queues = await start();
  expect(queues.depth('jobs').visible).toBe(1);
  await send(queues, 'next');
  expect((await restart()).depth('jobs').visible).toBe(2);
});

it.each([
  ['a line that is no JSON', (text: string) => `{"put":\n${text}`],
  ['a line of another shape', (text: string) => `${text}{"put":{"id":"a"}}\n`],
  ['two lines that ran together', (text: string) => `${text.trimEnd()}${text}`],
])('%s stops the start with the path, and the file is left alone', async (_, damage) => {
  await send(await start(), 'a');
  await open?.close();
  open = undefined;
  const damaged = damage(await readFile(journal(), 'utf8'));
  await writeFile(journal(), damaged);
  await expect(Queues.open(dir, definitions)).rejects.toThrow(
    `The queued messages in ${journal()} are corrupt.`,
  );
  expect(await readFile(journal(), 'utf8')).toBe(damaged);
});

it('the journal does not grow for ever', async () => {
  let queues = await start();
  await send(queues, 'kept');
  const big = 'x'.repeat(400_000);
  for (let round = 0; round < 16; round++) {
    await queues.send('other', [{ body: big, delaySeconds: 0 }]);
    const [message] = await queues.receive('other', hidden);
    await queues.remove([{ queue: 'other', id: `${message?.id}`, nonce: `${message?.receipt}` }]);
  }
  const { size } = await stat(journal());
  expect(size).toBeLessThan(6_000_000);
  queues = await restart();
  expect((await queues.receive('jobs', atOnce)).map(({ body }) => body)).toEqual(['kept']);
  expect(queues.depth('other')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

it('closing ends those who wait, with nothing, and takes nothing more', async () => {
  const queues = await start();
  const waiting = queues.receive('jobs', { ...atOnce, waitSeconds: 20 });
  await queues.close();
  open = undefined;
  expect(await waiting).toEqual([]);
  await expect(send(queues, 'x')).rejects.toThrow('closed');
});

it.each(['', 'x', 'am9icw==', Buffer.from('jobs/1/2').toString('base64')])(
  'the text %j is no receipt handle',
  (handle) => {
    expect(readHandle(handle)).toBeUndefined();
  },
);

it('kill -9 in the middle of work loses nothing that was acknowledged, and brings nothing back', async () => {
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const program = `
    import { startQueues } from ${module('./sqs-fixture.ts')};
    process.stdout.write((await startQueues(${JSON.stringify(dir)}, ${JSON.stringify(definitions)})).url);
  `;
  const sent = new Set<string>();
  const deleted = new Set<string>();
  const underWay = new Set<string>();
  const connect = async (child: ChildProcess) =>
    child.stdout === null ? '' : String((await once(child.stdout, 'data'))[0]);
  const fixture: LocalSqs = await startQueues(join(dir, 'none'), []);
  for (let round = 0; round < 3; round += 1) {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await connect(child);
    const client = fixture.client({ endpoint: url });
    const QueueUrl = `${url}/000000000000/jobs`;
    let alive = true;
    const lanes = Array.from({ length: 6 }, async (_, lane) => {
      for (let count = 0; alive; count += 1) {
        const body = `${round}/${lane}/${count}`;
        try {
          await client.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
          sent.add(body);
          // Others are in the middle of something.
          if (sent.size >= 40 * (round + 1)) child.kill('SIGKILL');
          if (count % 3 !== 0) continue;
          const { Messages = [] } = await client.send(
            new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }),
          );
          for (const { Body = '', ReceiptHandle } of Messages) {
            underWay.add(Body);
            await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
            deleted.add(Body);
          }
        } catch {
          alive = false;
        }
      }
    });
    await Promise.all(lanes);
    client.destroy();
  }
  await fixture.close();
  expect(sent.size).toBeGreaterThanOrEqual(120);
  expect(deleted.size).toBeGreaterThan(10);
  const left = new Set(await everything());
  for (const body of deleted) expect(left).not.toContain(body);
  for (const body of sent) if (!underWay.has(body)) expect(left).toContain(body);
});

/** What a new start finds, whatever is hidden. */
async function everything(): Promise<string[]> {
  const queues = await start();
  await queues.close();
  open = undefined;
  const lines = (await readFile(journal(), 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line).put.body);
}
