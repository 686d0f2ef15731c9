import { join } from 'node:path';
import * as z from 'zod';
import { type Database, endDatabase, startDatabase } from './database/database.ts';
import { ensureTables, readTables } from './database/tables.ts';
import { readApi } from './gateway/definition.ts';
import { createGateway } from './gateway/handler.ts';
import { listen } from './gateway/listener.ts';
import { startIssuer } from './issuer.ts';
import { startKms } from './kms/server.ts';
import { holdCode } from './lambda/code.ts';
import { type FunctionDefinition, readFunctions } from './lambda/definition.ts';
import { type Endpoints, sharedEnvironment } from './lambda/environment.ts';
import { readEventSources } from './lambda/event-sources.ts';
import { createFleet, type Fleet } from './lambda/fleet.ts';
import type { ProcessWatch } from './lambda/instance.ts';
import { startInvokeApi } from './lambda/invoke-api.ts';
import { startEventSources } from './lambda/queue-poller.ts';
import { startRuntimeApi } from './lambda/runtime-api.ts';
import { readSchedules, startSchedules } from './lambda/schedules.ts';
import { openLog } from './log-file.ts';
import type { CastMember } from './personas.ts';
import { type Guard, startGuard } from './processes/guard.ts';
import { startS3 } from './s3/server.ts';
import { startSes } from './ses/server.ts';
import type { Credentials } from './sigv4.ts';
import { readQueues } from './sqs/definition.ts';
import { Queues } from './sqs/queues.ts';
import { startSqs } from './sqs/server.ts';
import { StartError } from './start-error.ts';
import { prepareFolder } from './state/folder.ts';
import { lockState } from './state/lock.ts';
import { openMemory } from './state/memory.ts';
import { readAssembly } from './template/assembly.ts';
import { unservedResources } from './template/coverage.ts';
import { type Deployment, deploy } from './template/deployment.ts';
import { ACCOUNT, REGION } from './template/physical.ts';
import { createUndo, type Undo } from './undo.ts';

const AUDIENCE = 'assay';
const MAIL_FROM = 'assay@riverbend.example';
// The first requests come before: a schedule starts a function, and the machine may have few cores.
const FIRST_SCHEDULE_MS = 2_000;

/** What the seed made. */
export interface Seeded {
  issuer: string;
  microCredential: string;
}

/** Fills an empty deployment over its own API. */
export type Seed = (options: {
  baseUrl: string;
  token: (subject: string) => Promise<string>;
  log: (line: string) => void;
}) => Promise<Seeded>;

/** How to run. */
export interface ServerOptions {
  /** 0: any free port. */
  port: number;
  stateDir: string;
  /** The folder of the cloud assembly. */
  cdkOut: string;
  personas: readonly CastMember[];
  /** Takes lines for the person at the terminal. */
  log(line: string): void;
  /** Brings the assembly up to date, once port and state folder are known to be ours. */
  synthesize?: ((watch: ProcessWatch) => Promise<void>) | undefined;
  /** Runs once per state folder; other requests wait for its end. */
  seed?: Seed | undefined;
  /** What says nothing of the state, and is answered while the seed runs. */
  stateless?: readonly string[] | undefined;
  /** What AdviceModel is set to, and where a Bedrock answers for it; there is none here. */
  advice?: { readonly model: string; readonly endpoint: string } | undefined;
  /** What EvidenceScan is set to; empty when nothing is scanned. */
  evidenceScan?: string | undefined;
  /** A DynamoDB to use in the place of our own. */
  dynamodbEndpoint?: string | undefined;
}

/** A running server. */
export interface LocalServer {
  url: string;
  oidcUrl: string;
  endpoints: Endpoints;
  /** What the endpoints accept. */
  credentials: Credentials;
  region: string;
  /** The template as it is served, to look up physical names in. */
  deployment: Deployment;
  functions: FunctionDefinition[];
  seeded: Seeded | undefined;
  /** A token that is good for 30 days; rejects for a subject that is no persona. */
  token(subject: string): Promise<string>;
  /** Settles only when a part of the server ends by itself; the server is then of no more use and should be closed. */
  failed: Promise<Error>;
  close(): Promise<void>;
}

/**
 * Serves the synthesized template on 127.0.0.1. Resolves when every request can be answered and the seed is done; those that come
 * earlier wait, but for what is stateless.
 * @throws StartError for what its owner can mend. Everything started until then is stopped again.
 */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const undo = createUndo();
  try {
    return await start(options, undo);
  } catch (error) {
    await undo.run();
    throw error;
  }
}

async function start(options: ServerOptions, undo: Undo): Promise<LocalServer> {
  const { stateDir, personas, log } = options;
  prepareFolder(stateDir);
  undo.add(await lockState(stateDir));
  const memory = openMemory(stateDir);
  const listener = await listen(options.port);
  undo.add(() => listener.close());
  const url = `http://127.0.0.1:${listener.port}`;
  const formerUrls = memory.value.publicUrls.filter((former) => former !== url);
  memory.update({ publicUrls: [...formerUrls, url] });
  undo.add(() => endDatabase(stateDir));
  const guard = startGuard();
  undo.add(() => guard.close());

  log(`State is kept in ${stateDir}.`);
  log('Starting the database and the token issuer ...');
  const credentials = { accessKeyId: 'local', secretAccessKey: memory.value.secretAccessKey };
  const signed = { credentials, region: REGION };
  let queues: Queues;
  const [stacks, database, issuer, sqs, dynamodb] = await Promise.all([
    (options.synthesize?.(guard) ?? Promise.resolve()).then(() => readAssembly(options.cdkOut)),
    startDatabase({ stateDir, guard, endpoint: options.dynamodbEndpoint }),
    keep(undo, startIssuer({ stateDir, memory, audience: AUDIENCE, personas, log })),
    keep(undo, startSqs({ queues: () => queues, ...signed })),
    import('@aws-sdk/client-dynamodb'),
  ]);

  const parameters = {
    PublicUrl: url,
    FormerPublicUrls: formerUrls.join(','),
    OidcIssuer: issuer.url,
    OidcAudience: AUDIENCE,
    MailFrom: MAIL_FROM,
    AdviceModel: options.advice?.model ?? '',
    EvidenceScan: options.evidenceScan ?? '',
    OperatorEmail: personas.find(({ operator }) => operator)?.email ?? '',
  };
  const deployment = deploy(stacks, parameters, sqs.url);
  const api = readApi(deployment);
  const definitions = holdCode(readFunctions(deployment), join(stateDir, 'code'));
  const { schedules, unserved } = readSchedules(deployment);
  const eventSources = readEventSources(deployment, definitions);
  for (const line of [...unservedResources(deployment), ...unserved, ...eventSources.unserved])
    log(`Warning: ${line}.`);

  log(
    `Starting storage, keys, queues, and ${definitions.length} functions behind ${api.routes.length} routes ...`,
  );
  queues = await keep(undo, Queues.open(join(stateDir, 'sqs'), readQueues(deployment)));
  let fleet: Fleet;
  const [s3, kms, ses, runtimeApi, invokeApi] = await Promise.all([
    keep(
      undo,
      startS3({
        dir: join(stateDir, 's3'),
        ...signed,
        buckets: bucketNames(deployment),
        scanned: readScans(deployment),
      }),
    ),
    keep(undo, startKms({ dir: join(stateDir, 'kms'), ...signed, keys: readKeys(deployment) })),
    keep(undo, startSes({ dir: join(stateDir, 'outbox'), ...signed })),
    keep(undo, startRuntimeApi()),
    keep(undo, startInvokeApi({ fleet: () => fleet, ...signed })),
    ensureTables(dynamodb, {
      config: { endpoint: database.url, ...signed },
      tables: readTables(deployment),
    }),
  ]);
  const endpoints = {
    dynamodb: database.url,
    s3: s3.url,
    kms: kms.url,
    lambda: invokeApi.url,
    ses: ses.url,
    sqs: sqs.url,
    bedrock: options.advice?.endpoint,
  };

  const logDir = join(stateDir, 'logs');
  fleet = createFleet({
    definitions,
    arnOf: (name) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`,
    environment: sharedEnvironment(endpoints, credentials, REGION),
    logDir,
    runtimeApi,
    watch: guard,
  });
  undo.add(() => fleet.close());
  const accessLog = openLog(join(logDir, 'http.log'));
  undo.add(() => accessLog.close());

  const missing = api.routes.find(({ functionArn }) => fleet.find(functionArn) === undefined);
  if (missing !== undefined)
    throw new StartError(`The route ${missing.key} leads to no function of the template.`);
  const report = (line: string, functionArn: string | undefined) => {
    const definition = functionArn === undefined ? undefined : fleet.find(functionArn);
    log(definition === undefined ? line : `${line}; see ${fleet.logFile(definition)}`);
  };
  const gateway = createGateway({ api, invoke: fleet.invoke, report, accessLog: accessLog.write });
  undo.add(startEventSources(eventSources.sources, { queues, fleet, report }));
  if (options.seed !== undefined && memory.value.seeded === undefined) {
    // By a door of its own: whoever asks at the public port waits, and finds all that the seed makes.
    listener.open(gateway, options.stateless ?? []);
    const door = await keep(undo, listen(0));
    door.open(gateway);
    const baseUrl = `http://127.0.0.1:${door.port}`;
    const seeded = await options.seed({ baseUrl, token: issuer.token, log }).catch((error: Error) => {
      throw new StartError(
        `${error.message}\nThe logs in ${logDir} may tell why. The next start tries again.`,
      );
    });
    memory.update({ seeded });
    await door.close();
  }
  listener.open(gateway);
  // The first to go again, so that nobody is answered by what is half stopped.
  undo.add(() => listener.close());
  undo.add(startSchedules(schedules, fleet, FIRST_SCHEDULE_MS));

  return {
    url,
    oidcUrl: issuer.url,
    endpoints,
    ...signed,
    deployment,
    functions: definitions,
    seeded: memory.value.seeded,
    token: issuer.token,
    failed: failureOf(database, guard, undo),
    close: () => undo.run(),
  };
}

/** A part that will be closed again, whenever it comes up. */
async function keep<P extends { close(): Promise<void> }>(undo: Undo, starting: Promise<P>): Promise<P> {
  const part = await starting;
  undo.add(() => part.close());
  return part;
}

/** Settles only for what nobody asked for. */
async function failureOf(database: Database, guard: Guard, undo: Undo): Promise<Error> {
  const failure = await Promise.race([
    database.ended.then((reason) => new Error(`The database ended by itself: ${reason}`)),
    guard.gone.then(() => new Error('The process that guards the database ended by itself.')),
  ]);
  return undo.begun() ? new Promise(() => {}) : failure;
}

const bucketNames = (deployment: Deployment): string[] =>
  deployment.resources('AWS::S3::Bucket').map(({ name }) => name);

const planProperties = z.object({
  ProtectedResource: z.object({
    S3Bucket: z.object({ BucketName: z.string(), ObjectPrefixes: z.array(z.string()) }),
  }),
});

/** What GuardDuty would scan. */
const readScans = (deployment: Deployment) =>
  deployment.resources('AWS::GuardDuty::MalwareProtectionPlan').map((plan) => {
    const { BucketName, ObjectPrefixes } = plan.read(planProperties).ProtectedResource.S3Bucket;
    return { bucket: BucketName, prefixes: ObjectPrefixes };
  });

const keyProperties = z.object({ KeySpec: z.enum(['ECC_NIST_EDWARDS25519', 'ECC_NIST_P256']) });

const readKeys = (deployment: Deployment) =>
  deployment
    .resources('AWS::KMS::Key')
    .map((key) => ({ keyId: key.name, keySpec: key.read(keyProperties).KeySpec }));
