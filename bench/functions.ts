import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFunctions } from '../lib/constructs/function-code.ts';
import { type InvocationResult, startInstance } from '../local/lambda/instance.ts';
import { type RuntimeApi, startRuntimeApi } from '../local/lambda/runtime-api.ts';
import type { EnvName, FunctionName } from '../src/env.ts';
import { type Cost, cost } from './measure.ts';
import { ownCredential, serveOwnTable } from './own-credential.ts';

/** One function as it is deployed: its size, what it is made of, and how long a new process of it takes. */
export interface MeasuredFunction {
  readonly name: string;
  /** Bytes that it loads when it starts. */
  readonly bytes: number;
  /** Bytes beside them that it loads when it first needs them. */
  readonly laterBytes: number;
  /** What it starts with: bytes by package or folder, the largest first. */
  readonly parts: readonly (readonly [name: string, bytes: number])[];
  /** From the start of the process until it waits for its first event. */
  readonly start: Taken;
  /** From the start of the process until its first event is answered, by what was asked for. */
  readonly answers: Readonly<Record<string, Taken>>;
}

/** Milliseconds, and how many times as many as an empty handler took in the same round. */
export interface Taken {
  readonly time: Cost;
  readonly timesEmpty: Cost;
}

/** The functions that anybody may call, and the one that signs. */
const measured: readonly FunctionName[] = ['docs', 'catalog', 'credential', 'verify', 'signer'];

const environment = {
  TABLE_NAME: 'bench',
  PUBLIC_URL: 'https://awards.example',
  FORMER_PUBLIC_URLS: '',
  OIDC_ISSUER: 'https://sign-in.example/',
} satisfies Partial<Record<EnvName, string>>;

/** One thing to be asked for. */
interface Ask {
  readonly name: string;
  readonly accept: string;
  /** What the answer must begin with. */
  readonly begins: string;
}

const json = 'a credential as JSON';
const page = 'a credential as a page';

interface Started {
  readonly name: string;
  readonly codeDir: string;
  readonly asks: readonly Ask[];
  readonly size: Pick<MeasuredFunction, 'bytes' | 'laterBytes' | 'parts'>;
}

/**
 * Each function bundled as it is deployed, and an empty handler, started in turn in new processes by the runner that
 * `npm start` has. What Node keeps of compiling them is not used: on AWS there is none of it at a cold start.
 */
export async function measureFunctions(times: number): Promise<MeasuredFunction[]> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
  const runtimeApi = await startRuntimeApi();
  const own = await ownCredential();
  const table = await serveOwnTable(own);
  try {
    const functions = [writeEmpty(folder), ...writeFunctions(folder)];
    const rounds: Round[][] = [];
    for (let round = 0; round <= times; round += 1) {
      const starts: Round[] = [];
      for (const { name, codeDir, asks } of functions)
        for (const ask of asks) {
          const event = eventFor(ask, own.credential.id);
          const once = await startOnce({ name, codeDir, folder, runtimeApi, dynamodb: table.url, event });
          if (ask.begins !== '') checkAnswer(once.result, ask);
          starts.push({ ...once, name, ask: ask.name });
        }
      rounds.push(starts);
    }
    // The first round fills the file cache.
    const counted = rounds.slice(1);
    return functions.map(({ name, asks, size }) => ({
      name,
      ...size,
      start: taken(counted, name, asks[0]?.name, 'start'),
      answers: Object.fromEntries(
        asks
          .filter(({ begins }) => begins !== '')
          .map((ask) => [ask.name, taken(counted, name, ask.name, 'answered')]),
      ),
    }));
  } finally {
    await Promise.all([runtimeApi.close(), table.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What one process took. */
interface Round {
  readonly name: string;
  readonly ask: string;
  readonly start: number;
  readonly answered: number;
}

function taken(
  rounds: readonly (readonly Round[])[],
  name: string,
  ask: string | undefined,
  what: 'start' | 'answered',
): Taken {
  const both = rounds.map((round) => {
    const [empty] = round;
    const one = round.find((other) => other.name === name && other.ask === ask);
    if (one === undefined || empty === undefined) throw new Error(`${name} was not started`);
    return { time: one[what], timesEmpty: one[what] / empty[what] };
  });
  return { time: cost(both.map(({ time }) => time)), timesEmpty: cost(both.map((one) => one.timesEmpty)) };
}

function writeEmpty(folder: string): Started {
  const text = "export const handler = async () => ({ statusCode: 200, body: '{}' });\n";
  const codeDir = join(folder, 'empty');
  mkdirSync(codeDir);
  writeFileSync(join(codeDir, 'index.mjs'), text);
  return {
    name: 'an empty handler',
    codeDir,
    asks: [{ name: json, accept: 'application/json', begins: '{' }],
    size: { bytes: text.length, laterBytes: 0, parts: [] },
  };
}

function writeFunctions(folder: string): Started[] {
  const bundles = bundleFunctions();
  return measured.map((name) => {
    const codeDir = join(folder, name);
    mkdirSync(codeDir);
    const [index, ...later] = bundles[name];
    if (index === undefined) throw new Error(`function ${name} has no bundle`);
    for (const file of bundles[name]) writeFileSync(join(codeDir, file.name), file.contents);
    const asks = [
      { name: json, accept: 'application/vc+ld+json', begins: '{"@context"' },
      { name: page, accept: 'text/html', begins: '<!doctype html>' },
    ];
    return {
      name,
      codeDir,
      asks: name === 'credential' ? asks : [{ name: '', accept: '', begins: '' }],
      size: {
        bytes: index.contents.length,
        laterBytes: later.reduce((sum, { contents }) => sum + contents.length, 0),
        parts: partsOf(index.parts),
      },
    };
  });
}

function partsOf(files: Readonly<Record<string, number>>): [string, number][] {
  const sizes = new Map<string, number>();
  for (const [path, bytes] of Object.entries(files)) {
    const part =
      /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 2).join('/');
    sizes.set(part, (sizes.get(part) ?? 0) + bytes);
  }
  return [...sizes].sort(([, one], [, other]) => other - one);
}

function eventFor({ accept }: Ask, credential: string): object {
  return {
    version: '2.0',
    routeKey: 'GET /credentials/{credential}',
    rawPath: `/credentials/${credential}`,
    rawQueryString: '',
    headers: { accept },
    pathParameters: { credential },
    requestContext: { requestId: 'bench', http: { method: 'GET', path: `/credentials/${credential}` } },
    isBase64Encoded: false,
  };
}

function checkAnswer({ payload }: InvocationResult, { name, begins }: Ask): void {
  const { body = '' } = JSON.parse(payload) as { body?: string };
  const isGood = body.startsWith(begins) && (name !== page || body.includes('class="verdict state ok"'));
  if (!isGood) throw new Error(`no right answer for ${name}: ${payload.slice(0, 500)}`);
}

/** One new process: until it waits for an event, and until that is answered. */
function startOnce(options: {
  readonly name: string;
  readonly codeDir: string;
  readonly folder: string;
  readonly runtimeApi: RuntimeApi;
  readonly dynamodb: string;
  readonly event: object;
}): Promise<{ start: number; answered: number; result: InvocationResult }> {
  const { name, codeDir, folder, runtimeApi, dynamodb, event } = options;
  return new Promise((resolve, reject) => {
    const before = performance.now();
    let isAnswered = false;
    startInstance({
      definition: {
        name: 'bench',
        logGroup: '/assay/bench',
        label: 'bench',
        codeDir,
        handler: 'index.handler',
        timeoutSeconds: 20,
        memoryMb: 512,
        environment,
      },
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:bench',
      environment: {
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'bench',
        AWS_SECRET_ACCESS_KEY: 'bench',
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
        NODE_DISABLE_COMPILE_CACHE: '1',
      },
      logFile: join(folder, 'bench.log'),
      runtimeApi,
      watch: { watch() {}, forget() {} },
      onIdle(instance) {
        if (isAnswered) return;
        const start = performance.now() - before;
        const settle = (result: InvocationResult) => {
          const answered = performance.now() - before;
          isAnswered = true;
          instance.stop().then(() => resolve({ start, answered, result }), reject);
        };
        instance.run({ id: 'bench', payload: JSON.stringify(event), settle });
      },
      onGone: (_instance, initError) => {
        if (initError !== undefined) reject(new Error(`${name} does not start: ${initError.payload}`));
      },
    });
  });
}
