import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serve } from '../../local/part.ts';
import { personas } from '../../local/personas.ts';
import { processBirth } from '../../local/processes/birth.ts';
import { type LocalServer, type ServerOptions, startServer } from '../../local/server.ts';
import { StartError } from '../../local/start-error.ts';
import { copyAssembly, temporaryFolder } from './fixtures/assembly.ts';

async function start(options: Partial<ServerOptions> = {}) {
  const folder = temporaryFolder();
  const lines: string[] = [];
  const stateDir = options.stateDir ?? join(folder, 'state');
  const server = await startServer({
    port: 0,
    stateDir,
    cdkOut: copyAssembly(join(folder, 'cdk.out')),
    personas,
    log: (line) => lines.push(line),
    ...options,
  });
  onTestFinished(() => server.close());
  return { server, lines, stateDir };
}

const act = (server: Pick<LocalServer, 'url'>, order: object) =>
  fetch(`${server.url}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });

describe('a server', () => {
  it('serves the template: routes, tokens, tables, keys, buckets and functions', async () => {
    const { server, lines, stateDir } = await start();
    const aws = { region: server.region, credentials: server.credentials };

    const open = await (await fetch(`${server.url}/open/door`)).json();
    expect(open).toMatchObject({ routeKey: 'GET /open/{thing}', pathParameters: { thing: 'door' } });
    expect((await fetch(`${server.url}/secret`)).status).toBe(401);
    const headers = { authorization: `Bearer ${await server.token('dev-learner')}` };
    const secret = (await (await fetch(`${server.url}/secret`, { headers })).json()) as {
      requestContext: { authorizer: { jwt: { claims: Record<string, string> } } };
    };
    expect(secret.requestContext.authorizer.jwt.claims).toMatchObject({
      iss: server.oidcUrl,
      aud: 'assay',
      sub: 'dev-learner',
      email: 'amina@learner.example',
    });
    await expect(server.token('nobody')).rejects.toThrow('nobody');

    const environment = (await (await act(server, { do: 'environment' })).json()) as Record<string, string>;
    expect(environment).toMatchObject({
      PUBLIC_URL: server.url,
      FORMER_PUBLIC_URLS: '',
      OPERATOR_EMAIL: 'marta@riverbend.example',
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_DYNAMODB: server.endpoints.dynamodb,
      AWS_ENDPOINT_URL_KMS: server.endpoints.kms,
      AWS_ENDPOINT_URL_LAMBDA: server.endpoints.lambda,
      AWS_ENDPOINT_URL_S3: server.endpoints.s3,
      AWS_ENDPOINT_URL_SQS: server.endpoints.sqs,
    });

    const dynamodb = new DynamoDBClient({ endpoint: server.endpoints.dynamodb, ...aws });
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: environment.TABLE_NAME }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['gsi1']);
    const kms = new KMSClient({ endpoint: server.endpoints.kms, ...aws });
    const { KeySpec } = await kms.send(new GetPublicKeyCommand({ KeyId: environment.KEY_ID }));
    expect(KeySpec).toBe('ECC_NIST_EDWARDS25519');
    const s3 = new S3Client({ endpoint: server.endpoints.s3, forcePathStyle: true, ...aws });
    const put = await s3.send(new PutObjectCommand({ Bucket: environment.BUCKET, Key: 'a', Body: 'x' }));
    expect(put.VersionId).toMatch(/./);
    const lambda = new LambdaClient({ endpoint: server.endpoints.lambda, ...aws });
    const { Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: 'Api-Actor', Payload: '{"do":"answer","answer":42}' }),
    );
    expect(Payload?.transformToString()).toBe('42');
    for (const client of [dynamodb, kms, s3, lambda]) client.destroy();

    expect(lines.filter((line) => line.startsWith('Warning'))).toEqual([
      'Warning: Api.Stream (AWS::Kinesis::Stream) has no effect here.',
    ]);
    expect(server.functions.map(({ label, timeoutSeconds }) => [label, timeoutSeconds])).toEqual([
      ['actor', 2],
      ['broken', 1],
    ]);
    const access = readFileSync(join(stateDir, 'logs', 'http.log'), 'utf8').split('\n');
    expect(access.slice(0, 2)).toEqual([
      '{"route":"GET /open/{thing}","status":"200"}',
      '{"route":"GET /secret","status":"401"}',
    ]);
    expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  });

  it('runs on with its code while the assembly is replaced', async () => {
    const folder = temporaryFolder();
    const cdkOut = copyAssembly(join(folder, 'cdk.out'));
    const { server } = await start({ cdkOut });
    rmSync(cdkOut, { recursive: true });
    expect(await (await act(server, { do: 'answer', answer: { a: 1 } })).json()).toEqual({ a: 1 });
  });

  it('says at the terminal which log tells more when a function fails', async () => {
    const { server, lines, stateDir } = await start();
    expect((await fetch(`${server.url}/broken`)).status).toBe(500);
    expect(await (await act(server, { do: 'exit' })).text()).toBe('{"message":"Internal Server Error"}');
    const hanging = await act(server, { do: 'hang' });
    expect([hanging.status, await hanging.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
    expect(lines.slice(-3)).toEqual([
      `GET /broken (/broken): the function failed; see ${join(stateDir, 'logs', 'broken.log')}`,
      `POST /act (/act): the function failed; see ${join(stateDir, 'logs', 'actor.log')}`,
      `POST /act (/act): the function ran out of time; see ${join(stateDir, 'logs', 'actor.log')}`,
    ]);
  });

  it('runs the schedules of the template soon after the start', async () => {
    const { stateDir } = await start();
    const log = join(stateDir, 'logs', 'actor.log');
    for (let i = 0; i < 120 && !readdirSync(join(stateDir, 'logs')).includes('actor.log'); i++)
      await sleep(50);
    for (let i = 0; i < 40 && !readFileSync(log, 'utf8').includes('on schedule'); i++) await sleep(50);
    expect(readFileSync(log, 'utf8')).toBe('on schedule\n');
  });

  it('hands what is queued to the function of the template, and gives up on what fails again and again', async () => {
    const { server, stateDir, lines } = await start();
    const { QUEUE_URL, DEAD_LETTERS_URL } = (await (
      await act(server, { do: 'environment' })
    ).json()) as Record<string, string>;
    expect(QUEUE_URL).toMatch(new RegExp(`^${server.endpoints.sqs}/000000000000/Api-Queue-[0-9a-f]{12}$`));
    const sqs = new SQSClient({
      endpoint: server.endpoints.sqs,
      region: server.region,
      credentials: server.credentials,
    });
    onTestFinished(() => sqs.destroy());
    const Entries = ['work', 'fail'].map((MessageBody) => ({ Id: MessageBody, MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: QUEUE_URL, Entries }));
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: DEAD_LETTERS_URL,
        WaitTimeSeconds: 15,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      }),
    );
    expect(Messages?.map(({ Body, Attributes }) => [Body, Attributes])).toEqual([
      ['fail', { ApproximateReceiveCount: '3' }],
    ]);
    const records = readFileSync(join(stateDir, 'logs', 'actor.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('"aws:sqs"'))
      .map((line) => JSON.parse(line));
    expect(records.map(({ body, attributes }) => [body, attributes.ApproximateReceiveCount])).toEqual([
      ['work', '1'],
      ['fail', '1'],
      ['fail', '2'],
    ]);
    expect(lines).toContain(
      `${QUEUE_URL?.split('/').at(-1)}: 1 of 2 messages failed and will come back; see ${join(stateDir, 'logs', 'actor.log')}`,
    );
  });

  it('seeds once, and again only if that failed', async () => {
    const stateDir = join(temporaryFolder(), 'state');
    const seen: string[] = [];
    const failing = start({ stateDir, seed: () => Promise.reject(new Error('the seed failed')) });
    await expect(failing).rejects.toThrow('the seed failed');
    const seed: ServerOptions['seed'] = async ({ baseUrl, token }) => {
      const headers = { authorization: `Bearer ${await token('dev-owner')}` };
      seen.push(String((await fetch(`${baseUrl}/secret`, { headers })).status));
      return { issuer: 'riverbend', microCredential: 'first' };
    };
    const first = await start({ stateDir, seed });
    expect(first.server.seeded).toEqual({ issuer: 'riverbend', microCredential: 'first' });
    await first.server.close();
    const second = await start({ stateDir, seed });
    expect(second.server.seeded).toEqual({ issuer: 'riverbend', microCredential: 'first' });
    expect(seen).toEqual(['200']);
  });

  it('lets requests wait until what it seeds is there', async () => {
    const seen: string[] = [];
    let early: Promise<unknown> = Promise.resolve();
    const seed: ServerOptions['seed'] = async ({ baseUrl }) => {
      const { PUBLIC_URL } = (await (await act({ url: baseUrl }, { do: 'environment' })).json()) as {
        PUBLIC_URL: string;
      };
      expect(PUBLIC_URL).not.toBe(baseUrl);
      early = fetch(`${PUBLIC_URL}/open/door`).then(({ status }) => seen.push(`answered ${status}`));
      await Promise.race([early, sleep(300)]);
      seen.push(`at once ${(await fetch(`${PUBLIC_URL}/open/window`)).status}`);
      seen.push('seeded');
      return { issuer: 'riverbend', microCredential: 'first' };
    };
    await start({ seed, stateless: ['/open/window'] });
    await early;
    expect(seen).toEqual(['at once 200', 'seeded', 'answered 200']);
  });

  it('keeps its token issuer, and tells the functions where it was served before', async () => {
    const stateDir = join(temporaryFolder(), 'state');
    const first = await start({ stateDir });
    const token = await first.server.token('dev-author');
    await first.server.close();
    const second = await start({ stateDir });
    expect(second.server.oidcUrl).toBe(first.server.oidcUrl);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${second.server.url}/secret`, { headers })).status).toBe(200);
    const environment = (await (await act(second.server, { do: 'environment' })).json()) as Record<
      string,
      string
    >;
    expect(environment.FORMER_PUBLIC_URLS).toBe(first.server.url);
    await second.server.close();

    const taken = await serve(async () => {}, Number(new URL(first.server.oidcUrl).port));
    onTestFinished(() => taken.close());
    const third = await start({ stateDir });
    expect(third.server.oidcUrl).not.toBe(first.server.oidcUrl);
    expect(third.lines.find((line) => line.includes('no longer good'))).toContain(
      new URL(first.server.oidcUrl).port,
    );
    expect((await fetch(`${third.server.url}/secret`, { headers })).status).toBe(401);
  });

  it('lets go of everything when it is closed, and when its start fails', async () => {
    const { server, stateDir } = await start();
    await act(server, { do: 'sleep', ms: 0 });
    await server.close();
    await server.close();
    for (const url of [server.url, server.oidcUrl, ...Object.values(server.endpoints)]) {
      await expect(fetch(url)).rejects.toThrow();
    }
    expect(readdirSync(stateDir)).not.toContain('server.lock');
    const failing = start({ stateDir, synthesize: () => Promise.reject(new Error('no template')) });
    await expect(failing).rejects.toThrow('no template');
    await (await start({ stateDir })).server.close();
  });
});

const PORT_OF = /answers at http:\/\/127\.0\.0\.1:(\d+)/;

/** A server in a process of its own. */
function spawnServer(
  env: Record<string, string>,
  nodeArgs: string[] = [],
  wrap = (command: string[]) => command,
) {
  const folder = temporaryFolder();
  const script = fileURLToPath(new URL('fixtures/serve.ts', import.meta.url));
  const [program = '', ...args] = wrap([
    process.execPath,
    ...nodeArgs,
    script,
    copyAssembly(join(folder, 'cdk.out')),
  ]);
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, PORT: '0', ASSAY_STATE: join(folder, 'state'), ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const url = async () => {
    for (let i = 0; i < 400 && child.exitCode === null; i++) {
      const [, port] = PORT_OF.exec(output.stdout) ?? [];
      if (port !== undefined && output.stdout.endsWith('\n\n')) return `http://127.0.0.1:${port}`;
      await sleep(25);
    }
    throw new Error(`the server did not start: ${output.stdout}${output.stderr}`);
  };
  return { child, output, ended, url, stateDir: join(folder, 'state') };
}

/** The processes that a server has below it. */
function descendants({ pid }: ChildProcess): number[] {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (parent: number): number[] =>
    all.filter(([, ppid]) => ppid === parent).flatMap(([child]) => [child, ...below(child)]);
  return below(pid ?? 0);
}

async function untilGone(pids: number[], milliseconds: number): Promise<number[]> {
  const deadline = Date.now() + milliseconds;
  const left = () => pids.filter((pid) => processBirth(pid) !== undefined);
  while (left().length > 0 && Date.now() < deadline) await sleep(20);
  return left();
}

const order = (url: string, what: object) =>
  fetch(`${url}/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  });

describe('the process of a server', () => {
  it('says what to open and prints a token per person, kept for scripts too', async () => {
    const server = spawnServer({});
    const url = await server.url();
    expect(server.output.stdout).toContain(`${url}/docs`);
    const tokens = JSON.parse(readFileSync(join(server.stateDir, 'tokens.json'), 'utf8'));
    expect(statSync(join(server.stateDir, 'tokens.json')).mode & 0o777).toBe(0o600);
    expect(Object.keys(tokens)).toEqual([
      'owner',
      'author',
      'reviewer',
      'assessor1',
      'assessor2',
      'approver',
      'viewer',
      'learner',
      'learner2',
      'machine',
      'issuerUrl',
    ]);
    for (const { key, name } of personas) {
      const line = server.output.stdout.split('\n').find((text) => text.startsWith(`  ${key}, `));
      expect(line).toContain(name);
      expect(line).toContain(`: ${tokens[key]}`);
    }
    const headers = { authorization: `Bearer ${tokens.assessor2}` };
    expect((await fetch(`${url}/secret`, { headers })).status).toBe(200);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops everything within three seconds on %s', async (signal) => {
    const server = spawnServer({});
    const url = await server.url();
    await order(url, { do: 'sleep', ms: 0 });
    void order(url, { do: 'spin' }).catch(() => {});
    await sleep(100);
    const pids = descendants(server.child);
    expect(pids.length).toBeGreaterThanOrEqual(3);
    const began = performance.now();
    server.child.kill(signal);
    server.child.kill(signal);
    expect(await server.ended).toBe(0);
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(await untilGone(pids, 500)).toEqual([]);
    expect(readdirSync(server.stateDir)).not.toContain('server.lock');
  });

  it('leaves nothing behind after kill -9, not even a function that spins, and starts again at once', async () => {
    const server = spawnServer({});
    const url = await server.url();
    void order(url, { do: 'spin' }).catch(() => {});
    void order(url, { do: 'hang' }).catch(() => {});
    await sleep(300);
    const pids = descendants(server.child);
    expect(pids.length).toBeGreaterThanOrEqual(4);
    server.child.kill('SIGKILL');
    await server.ended;
    const again = spawnServer({ ASSAY_STATE: server.stateDir });
    const next = await again.url();
    expect((await order(next, { do: 'answer', answer: { a: 1 } })).status).toBe(200);
    expect(await untilGone(pids, 2_000)).toEqual([]);
  });

  it('leaves nothing behind when it is killed while it starts', async () => {
    for (const after of [80, 250, 400]) {
      const server = spawnServer({});
      await sleep(after);
      const pids = descendants(server.child);
      server.child.kill('SIGKILL');
      await server.ended;
      expect(await untilGone(pids, 2_000)).toEqual([]);
    }
  });

  it('ends with status 1 and a message when its database is gone', async () => {
    const server = spawnServer({});
    await server.url();
    const { pid } = JSON.parse(readFileSync(join(server.stateDir, 'dynamodb', 'dynoxide.pid'), 'utf8'));
    process.kill(pid, 'SIGKILL');
    expect(await server.ended).toBe(1);
    expect(server.output.stderr).toContain('The database ended by itself: ended with SIGKILL');
    expect(server.output.stderr).toContain('Start it again.');
  });

  it('ends with status 1 and leaves nothing behind when its guard is killed', async () => {
    const server = spawnServer({});
    await server.url();
    const pids = descendants(server.child);
    const command = (pid: number) =>
      execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    process.kill(pids.find((pid) => command(pid).includes('guard.mjs')) ?? 0, 'SIGKILL');
    expect(await server.ended).toBe(1);
    expect(server.output.stderr).toContain('guards the database');
    expect(await untilGone(pids, 500)).toEqual([]);
  });

  // Only Linux tells of the process above a shell.
  it.each(process.platform === 'linux' ? ['directly', 'in a shell'] : ['directly'])(
    'stops when npm, which started it %s, is killed',
    async (how) => {
      const npm = `
        const [command, ...args] = process.argv.slice(1);
        require('node:child_process').spawn(command, args, { stdio: 'inherit' });`;
      const inShell = (command: string[]) => ['sh', '-c', `${command.join(' ')}; exit 0`];
      const server = spawnServer({ npm_lifecycle_event: 'start' }, [], (command) => [
        process.execPath,
        '-e',
        npm,
        ...(how === 'directly' ? command : inShell(command)),
      ]);
      await server.url();
      const pids = descendants(server.child);
      onTestFinished(() => {
        for (const pid of pids) if (processBirth(pid) !== undefined) process.kill(pid, 'SIGKILL');
      });
      server.child.kill('SIGKILL');
      expect(await untilGone(pids, 2_000)).toEqual([]);
      expect(server.output.stdout).toContain('Stopping ...');
    },
  );

  it('goes on when nobody reads what it says', async () => {
    const server = spawnServer({});
    const url = await server.url();
    server.child.stdout.destroy();
    for (let i = 0; i < 3; i++) expect((await fetch(`${url}/broken`)).status).toBe(500);
    expect((await fetch(`${url}/open/x`)).status).toBe(200);
  });
});

const put = (path: string, text: string) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

describe('a start that cannot go on says why', () => {
  it.each([
    ['a state folder that is a file', '', '', 'cannot be used (EEXIST'],
    ['a state.json that is cut off', 'state.json', '{"version":', 'Restore it, or remove the state folder'],
    [
      'a corrupt database',
      'dynamodb/dynamodb.sqlite',
      'no database '.repeat(1_000),
      'not a valid SQLite database',
    ],
    ['a corrupt signing key', 'kms/keys.json', '{"keys":', 'keys.json'],
    ['a corrupt token key', 'oidc/signing-key.json', '{', 'signing-key.json'],
  ])('%s', async (_, path, text, message) => {
    const stateDir = join(temporaryFolder(), 'state');
    put(join(stateDir, path), text);
    const failure: unknown = await start({ stateDir }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartError);
    expect((failure as StartError).message).toContain(message);
    if (path !== '') expect(readdirSync(stateDir)).not.toContain('server.lock');
  });

  it('a database that does not answer', async () => {
    const silent = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => void silent.close());
    const dynamodbEndpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(start({ dynamodbEndpoint })).rejects.toThrow(`No DynamoDB answers at ${dynamodbEndpoint}`);
  });
});

describe('a process whose server cannot start ends with status 1, a message and nothing left running', () => {
  async function failing(env: Record<string, string>, nodeArgs: string[] = []) {
    const server = spawnServer(env, nodeArgs);
    let pids: number[] = [];
    const watch = setInterval(() => {
      pids = [...new Set([...pids, ...descendants(server.child)])];
    }, 60);
    const status = await server.ended;
    clearInterval(watch);
    expect(status).toBe(1);
    expect(await untilGone(pids, 1_500)).toEqual([]);
    expect(server.output.stderr).not.toMatch(/\n\s+at /);
    return server.output.stderr;
  }

  it('a taken port', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    expect(await failing({ PORT: String(port) })).toContain(`Port ${port} on 127.0.0.1 is in use`);
  });

  it('a port that is none', async () => {
    expect(await failing({ PORT: 'http' })).toContain('PORT is "http", which is no port');
  });

  it('a corrupt state folder', async () => {
    const stateDir = join(temporaryFolder(), 'state');
    put(join(stateDir, 'dynamodb', 'dynamodb.sqlite'), 'no database '.repeat(1_000));
    expect(await failing({ ASSAY_STATE: stateDir })).toContain('not a valid SQLite database');
  });

  it('a database program that is not installed', async () => {
    const otherMachine = `data:text/javascript,Object.defineProperty(process,'arch',{value:'abacus'})`;
    const message = `the package @dynoxide/${process.platform}-abacus is not installed`;
    expect(await failing({}, ['--import', otherMachine])).toContain(message);
  });

  it('a state folder that another server uses', async () => {
    const first = spawnServer({});
    await first.url();
    const message = `in use by another server (process ${first.child.pid})`;
    expect(await failing({ ASSAY_STATE: first.stateDir })).toContain(message);
  });
});
