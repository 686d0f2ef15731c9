import { Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  HttpAuthorizer,
  HttpAuthorizerType,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { FunctionName } from '../src/env.ts';
import { AssayAlarm } from './constructs/alarm.ts';
import { AssayFunction, type AssayFunctionProps } from './constructs/assay-function.ts';
import { JobQueue } from './constructs/job-queue.ts';
import { Mail } from './constructs/mail.ts';
import { Settings } from './constructs/settings.ts';
import type { DataStack } from './data-stack.ts';
import type { HostStack } from './host-stack.ts';
import type { TrustStack } from './trust-stack.ts';

export interface ApiStackProps extends StackProps {
  readonly data: DataStack;
  readonly host: HostStack;
  readonly trust: TrustStack;
}

type Grant = (fn: AssayFunction) => void;

interface Area extends AssayFunctionProps {
  /** What the function may touch. All else is refused to it. */
  readonly may: readonly Grant[];
  /** Who may call the routes: anyone, or whoever holds a valid token. What that person may do is decided in the function. */
  readonly open: 'to anyone' | 'with a token';
  /** API Gateway route keys. */
  readonly routes: readonly string[];
}

type RoutedFunction = Exclude<
  FunctionName,
  'signer' | 'blinder' | 'advise' | 'provision' | 'audit' | 'notify' | 'retention' | 'batch-worker'
>;

/** The permission matrix: which function answers which routes, who may call it, and what it may touch. */
function permissionMatrix(
  data: DataStack,
  trust: TrustStack,
  helpers: { readonly jobs: JobQueue; readonly blinder: AssayFunction; readonly advise: AssayFunction },
): Record<RoutedFunction, Area> {
  const findInTable: Grant = (fn) => data.table.grantFind(fn);
  const readTable: Grant = (fn) => data.table.grantRead(fn);
  const writeTable: Grant = (fn) => data.table.grantWrite(fn);
  const collectEvidence: Grant = (fn) => data.evidence.grantCollect(fn);
  const readCopies: Grant = (fn) => data.evidence.grantReadCopies(fn);
  const makeCopies: Grant = (fn) => helpers.blinder.grantInvoke(fn, 'BLINDER_FUNCTION_NAME');
  const askAdvice: Grant = (fn) => helpers.advise.grantInvoke(fn, 'ADVISE_FUNCTION_NAME');
  const readEvidence: Grant = (fn) => data.evidence.grantReadVersions(fn);
  const eraseEvidence: Grant = (fn) => data.evidence.grantErase(fn);
  const readPublicKey: Grant = (fn) => trust.key.grantPublicKey(fn);
  const makeKeys: Grant = (fn) => trust.provision.grantInvoke(fn, 'PROVISION_FUNCTION_NAME');
  const sendJobs: Grant = (fn) => helpers.jobs.grantSend(fn);
  const invokeSigner: Grant = (fn) => trust.signer.grantInvoke(fn, 'SIGNER_FUNCTION_NAME');

  return {
    docs: {
      description: 'Start page, description of the API, and the answer to an unknown route',
      may: [],
      open: 'to anyone',
      routes: ['GET /', 'GET /openapi.json', 'GET /docs', 'GET /assets/{file}', '$default'],
    },
    catalog: {
      description: 'Published issuers and micro-credentials',
      may: [readTable],
      open: 'to anyone',
      routes: [
        'GET /issuers/{issuer}',
        'GET /issuers/{issuer}/did.json',
        'GET /issuers/{issuer}/keys/{key}',
        'GET /micro-credentials',
        'GET /micro-credentials/{microCredential}',
        'GET /micro-credentials/{microCredential}/versions/{version}',
        'GET /micro-credentials/{microCredential}/versions/{version}/diff',
        'GET /micro-credentials/{microCredential}/versions/{version}/image',
        'GET /sitemap.xml',
        'GET /sitemaps/{part}',
        'GET /robots.txt',
        'GET /images/{digest}',
        'GET /credentials/{credential}/endorsements',
        'GET /stacks',
        'GET /stacks/{stack}',
        'GET /stacks/{stack}/versions/{version}',
        'GET /stacks/{stack}/versions/{version}/image',
      ],
    },
    credential: {
      description: 'Issued credentials, their badges and their status lists',
      may: [findInTable],
      open: 'to anyone',
      routes: [
        'GET /credentials/{credential}',
        'GET /credentials/{credential}/image',
        'GET /credentials/{credential}/preview',
        'GET /credentials/{credential}/embed',
        'GET /oembed',
        'GET /shared/{link}',
        'GET /shared/{link}/image',
        'GET /status/{list}',
      ],
    },
    evidence: {
      description: 'Evidence that its holder shows',
      may: [findInTable, readEvidence],
      open: 'to anyone',
      routes: ['GET /evidence/{submission}/{evidence}'],
    },
    verify: {
      description: 'Verifies a credential that anyone posts',
      may: [findInTable],
      open: 'to anyone',
      routes: ['GET /verify', 'POST /verify', 'POST /credentials/verify', 'POST /presentations/verify'],
      memory: 1024,
    },
    author: {
      description: 'Issuers and their keys, drafts and publishing',
      may: [readTable, writeTable, readPublicKey, makeKeys],
      open: 'with a token',
      routes: [
        'POST /issuers',
        'PATCH /issuers/{issuer}',
        'PUT /issuers/{issuer}/image',
        'GET /issuers/{issuer}/keys',
        'POST /issuers/{issuer}/keys',
        'POST /issuers/{issuer}/keys/{key}/compromise',
        'POST /issuers/{issuer}/micro-credentials',
        'GET /issuers/{issuer}/micro-credentials',
        'POST /issuers/{issuer}/micro-credentials/import',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/export',
        'PATCH /issuers/{issuer}/micro-credentials/{microCredential}',
        'PUT /issuers/{issuer}/micro-credentials/{microCredential}/image',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/versions',
      ],
      // Longer than the making of a key, which it waits for.
      timeout: 28,
    },
    design: {
      description: 'How designs are reviewed, compared and retired',
      may: [readTable, writeTable],
      open: 'with a token',
      routes: [
        'GET /issuers/{issuer}/reviews',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/review',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/review/history',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/request',
        'PUT /issuers/{issuer}/micro-credentials/{microCredential}/review/checklist',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/approval',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/review/return',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/comments',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/comments/{comment}/resolution',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/diff',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/retirement',
        'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/retirement',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/samples',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/samples',
        'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/samples/{sample}',
      ],
    },
    members: {
      description: 'Who is what in an issuer: members, invitations, machine clients',
      may: [readTable, writeTable],
      open: 'with a token',
      routes: [
        'GET /me',
        'GET /me/notifications',
        'PUT /me/notifications',
        'GET /issuers/{issuer}/webhooks',
        'POST /issuers/{issuer}/webhooks',
        'DELETE /issuers/{issuer}/webhooks/{webhook}',
        'GET /issuers/{issuer}/deliveries',
        'POST /issuers/{issuer}/deliveries/{delivery}/replay',
        'GET /issuers/{issuer}/members',
        'PUT /issuers/{issuer}/members/{person}',
        'DELETE /issuers/{issuer}/members/{person}',
        'GET /issuers/{issuer}/invitations',
        'POST /issuers/{issuer}/invitations',
        'DELETE /issuers/{issuer}/invitations/{invitation}',
        'POST /invitations/{token}/acceptance',
        'GET /issuers/{issuer}/clients',
        'PUT /issuers/{issuer}/clients/{client}',
        'DELETE /issuers/{issuer}/clients/{client}',
      ],
    },
    stacks: {
      description: 'Stacks as they are written, earned and watched',
      may: [readTable, writeTable],
      open: 'with a token',
      routes: [
        'POST /issuers/{issuer}/stacks',
        'GET /issuers/{issuer}/stacks',
        'GET /issuers/{issuer}/stacks/{stack}',
        'PATCH /issuers/{issuer}/stacks/{stack}',
        'POST /issuers/{issuer}/stacks/{stack}/versions',
        'POST /issuers/{issuer}/stacks/{stack}/retirement',
        'GET /me/stacks',
        'GET /stack-proposals',
        'GET /stack-proposals/{proposal}',
        'GET /stack-awards',
      ],
    },
    submit: {
      description: "A learner's submissions and evidence",
      may: [readTable, writeTable, collectEvidence, makeCopies],
      open: 'with a token',
      routes: [
        'POST /micro-credentials/{microCredential}/submissions',
        'POST /micro-credentials/{microCredential}/coach-requests',
        'GET /me/coach-requests',
        'GET /me/submissions',
        'GET /submissions/{submission}',
        'POST /submissions/{submission}/evidence',
        'POST /submissions/{submission}/evidence/{evidence}/parts',
        'DELETE /submissions/{submission}/evidence/{evidence}',
        'PATCH /submissions/{submission}/evidence/{evidence}',
        'GET /submissions/{submission}/history',
        'PATCH /submissions/{submission}/recipient',
        'PUT /submissions/{submission}/answers/{prompt}',
        'POST /submissions/{submission}/submit',
        'POST /submissions/{submission}/withdraw',
        'POST /submissions/{submission}/appeal',
        'GET /me/credentials',
        'PATCH /me/credentials/{credential}/sharing',
        'POST /me/credentials/{credential}/withdrawal',
        'GET /me/credentials/{credential}/links',
        'POST /me/credentials/{credential}/links',
        'DELETE /me/credentials/{credential}/links/{digest}',
      ],
      // Handing in waits for the copies that assessors see, and for the store to keep every file: at worst 20 of 100 MB.
      timeout: 28,
    },
    assess: {
      description: 'The queue, scores, pre-checks and approvals of those who judge',
      may: [readTable, writeTable, readCopies, askAdvice],
      open: 'with a token',
      routes: [
        'GET /assessments',
        'GET /assessments/{assessment}',
        'POST /assessments/{assessment}/claim',
        'POST /assessments/{assessment}/advice',
        'POST /assessments/{assessment}/hand-back',
        'POST /assessments/{assessment}/recusal',
        'PUT /assessments/{assessment}/scores/{criterion}',
        'PUT /assessments/{assessment}/parts/{judgedPart}',
        'GET /pre-checks',
        'GET /pre-checks/{submission}',
        'POST /pre-checks/{submission}/answer',
        'GET /approvals',
        'GET /approvals/{submission}',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/pool',
        'PUT /issuers/{issuer}/micro-credentials/{microCredential}/pool',
        'DELETE /issuers/{issuer}/micro-credentials/{microCredential}/pool',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/agreement',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/analytics',
        'GET /issuers/{issuer}/submissions/{submission}/history',
        'GET /issuers/{issuer}/coach-requests',
        'POST /issuers/{issuer}/coach-requests/{request}/answer',
        'GET /issuers/{issuer}/micro-credentials/{microCredential}/calibration',
        'POST /issuers/{issuer}/micro-credentials/{microCredential}/calibration/{sample}',
        'GET /issuers/{issuer}/overdue',
        'POST /issuers/{issuer}/conflicts',
      ],
      // Longer than a model may take to advise.
      timeout: 28,
    },
    award: {
      description: 'Decisions that are signed: awards and revocations',
      may: [readTable, writeTable, invokeSigner],
      open: 'with a token',
      routes: [
        'POST /assessments/{assessment}/decision',
        'POST /approvals/{submission}/answer',
        'POST /credentials/issue',
        'POST /credentials/status',
        'POST /credentials/{credential}/revocation',
        'PUT /credentials/{credential}/suspension',
        'DELETE /credentials/{credential}/suspension',
        'POST /credentials/{credential}/reissue',
        'PATCH /me/credentials/{credential}/evidence',
        'GET /credentials/{credential}/history',
        'POST /stack-proposals/{proposal}/confirmation',
        'POST /me/stacks/{stack}/proposal',
        'POST /issuers/{issuer}/keys/{key}/recovery',
        'POST /issuers/{issuer}/endorsements',
        'GET /endorsements',
        'PUT /endorsements/{credential}/acceptance',
        'DELETE /endorsements/{credential}/acceptance',
      ],
      memory: 1024,
      // Longer than the signer that it waits for, shorter than the 30 s after which API Gateway gives up.
      timeout: 28,
    },
    batch: {
      description: 'Batches: rows, dry run, start and report',
      may: [readTable, writeTable, sendJobs],
      open: 'with a token',
      routes: [
        'POST /issuers/{issuer}/batches',
        'GET /issuers/{issuer}/batches',
        'GET /issuers/{issuer}/batches/{batch}',
        'PUT /issuers/{issuer}/batches/{batch}/rows',
        'GET /issuers/{issuer}/batches/{batch}/rows',
        'POST /issuers/{issuer}/batches/{batch}/check',
        'POST /issuers/{issuer}/batches/{batch}/start',
      ],
      // One whole core: ten thousand rows are read, and written in five hundred parts, while the caller waits.
      memory: 1769,
      timeout: 28,
    },
    erase: {
      description: 'Erasure of learners, and how long evidence is kept',
      may: [readTable, writeTable, eraseEvidence],
      open: 'with a token',
      routes: [
        'POST /me/erasure',
        'GET /issuers/{issuer}/retention',
        'PUT /issuers/{issuer}/retention',
        'PUT /issuers/{issuer}/submissions/{submission}/hold',
        'DELETE /issuers/{issuer}/submissions/{submission}/hold',
      ],
      timeout: 28,
    },
  };
}

/** Everything that is called: the functions with their routes, the schedule, and the alarms over them. */
export class ApiStack extends Stack {
  private readonly host: HostStack;
  private readonly settings: Settings;

  constructor(scope: Construct, id: string, { data, host, trust, ...props }: ApiStackProps) {
    super(scope, id, { ...props, description: 'Assay: the functions and their routes' });
    this.host = host;
    this.settings = new Settings(this);

    const jobs = new JobQueue(this, 'Jobs', { alarms: host.alarms.topic });
    const token = this.tokenAuthorizer();
    const blinder = this.addFunction(
      'blinder',
      {
        description: 'Makes the copies of files that assessors see; has no route',
        // As much as a new account may have: a file of 100 MB is read whole, and taken apart.
        memory: 3008,
        timeout: 60,
      },
      [(fn) => data.evidence.grantBlind(fn)],
    );
    const model = this.settings.value('AdviceModel');
    const advise = this.addFunction(
      'advise',
      {
        description: 'Asks a language model for notes; has no route, and scores and decides nothing',
        timeout: 24,
      },
      [
        (fn) =>
          fn.allow(
            ['bedrock:InvokeModel'],
            [`arn:${this.partition}:bedrock:${this.region}::foundation-model/${model}`],
          ),
      ],
    );
    for (const [name, area] of Object.entries(permissionMatrix(data, trust, { jobs, blinder, advise })) as [
      RoutedFunction,
      Area,
    ][]) {
      const fn = this.addFunction(name, area, area.may);
      this.addRoutes(fn, area, token);
    }

    const audit = this.addFunction(
      'audit',
      {
        description: 'Finishes awards that a failure left half done, and proposes completed stacks',
        timeout: 60,
      },
      [
        (fn) => data.table.grantRead(fn),
        (fn) => data.table.grantWrite(fn),
        (fn) => trust.signer.grantInvoke(fn, 'SIGNER_FUNCTION_NAME'),
      ],
    );
    new Rule(this, 'audit-schedule', {
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new FunctionTarget(audit.lambda)],
    });
    const mail = new Mail(this, 'Mail', { from: this.settings.value('MailFrom') });
    const notify = this.addFunction(
      'notify',
      { description: 'Tells people and webhooks what happened', timeout: 60 },
      [(fn) => data.table.grantRead(fn), (fn) => data.table.grantWrite(fn), (fn) => mail.grantSend(fn)],
    );
    new Rule(this, 'notify-schedule', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new FunctionTarget(notify.lambda)],
    });
    const retention = this.addFunction(
      'retention',
      { description: 'Deletes evidence that its issuer keeps no longer', timeout: 300 },
      [
        (fn) => data.table.grantRead(fn),
        (fn) => data.table.grantWrite(fn),
        (fn) => data.evidence.grantErase(fn),
      ],
    );
    new Rule(this, 'retention-schedule', {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new FunctionTarget(retention.lambda)],
    });
    const worker = this.addFunction(
      'batch-worker',
      { description: 'Checks and issues the rows of batches', timeout: 120, memory: 1024 },
      [
        (fn) => data.table.grantRead(fn),
        (fn) => data.table.grantWrite(fn),
        (fn) => trust.signer.grantInvoke(fn, 'SIGNER_FUNCTION_NAME'),
      ],
    );
    // As few at once as there can be: each has the signer run beside it, and a new account runs ten functions in all.
    jobs.deliverTo(worker, { batchSize: 1, maxConcurrency: 2 });
    this.addAlarms({ audit, notify, retention });
  }

  private addFunction(name: FunctionName, props: AssayFunctionProps, may: readonly Grant[]): AssayFunction {
    const fn = new AssayFunction(this, name, props);
    for (const grant of may) grant(fn);
    fn.configure({
      PUBLIC_URL: this.host.publicUrl(this.settings),
      FORMER_PUBLIC_URLS: this.settings.value('FormerPublicUrls'),
      OIDC_ISSUER: this.host.oidcIssuer(this.settings),
      OPERATOR_EMAIL: this.settings.value('OperatorEmail'),
      ADVICE_MODEL: this.settings.value('AdviceModel'),
      EVIDENCE_SCAN: this.settings.value('EvidenceScan'),
    });
    return fn;
  }

  private tokenAuthorizer(): IHttpRouteAuthorizer {
    const authorizer = new HttpAuthorizer(this, 'Token', {
      httpApi: this.host.address.api,
      type: HttpAuthorizerType.JWT,
      identitySource: ['$request.header.Authorization'],
      jwtIssuer: this.host.oidcIssuer(this.settings),
      jwtAudience: [this.host.oidcAudience(this.settings)],
    });
    return HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'TokenOfRoutes', {
      authorizerId: authorizer.authorizerId,
      authorizerType: HttpAuthorizerType.JWT,
    });
  }

  private addRoutes(fn: AssayFunction, area: Area, token: IHttpRouteAuthorizer): void {
    const integration = new HttpLambdaIntegration(fn.area, fn.lambda, { scopePermissionToRoute: false });
    for (const key of area.routes) {
      const [method, path] = key.split(' ');
      if (path === undefined) this.permitDefaultRoute(fn);
      const route = new HttpRoute(this, key, {
        httpApi: this.host.address.api,
        routeKey: path === undefined ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, method as HttpMethod),
        integration,
        authorizer: area.open === 'with a token' ? token : new HttpNoneAuthorizer(),
      });
      if (area.open === 'to anyone') {
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            'Meant for anyone: what is published or verified here needs no account, and the function can write nothing.',
        });
      }
    }
  }

  // The permission that comes with an integration ends in three parts, for stage, method and path. The address by which API Gateway
  // calls for $default has two.
  private permitDefaultRoute(fn: AssayFunction): void {
    fn.lambda.addPermission('DefaultRoute', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.formatArn({
        service: 'execute-api',
        resource: this.host.address.api.apiId,
        resourceName: '*/$default',
      }),
    });
  }

  private addAlarms({
    audit,
    notify,
    retention,
  }: Record<'audit' | 'notify' | 'retention', AssayFunction>): void {
    const { topic } = this.host.alarms;
    new AssayAlarm(this, 'http-server-errors', {
      // Every function behind a route at once: what it answers with a 5xx, what it fails to answer in time, and its crashes.
      metric: this.host.address.stage.metricServerError({ statistic: 'Sum' }),
      threshold: 3,
      errorImpact: 'People get errors instead of answers.',
      topic,
    });
    new AssayAlarm(this, 'notify-errors', {
      metric: notify.lambda.metricErrors({ period: Duration.minutes(15) }),
      threshold: 3,
      errorImpact: 'People and webhooks are not told what happens. Nothing is lost: it waits in the outbox.',
      topic,
    });
    new AssayAlarm(this, 'retention-errors', {
      metric: retention.lambda.metricErrors({ period: Duration.days(1) }),
      threshold: 1,
      errorImpact: 'Evidence is kept longer than its issuer has said.',
      topic,
    });
    new AssayAlarm(this, 'audit-errors', {
      metric: audit.lambda.metricErrors({ period: Duration.minutes(15) }),
      threshold: 2,
      errorImpact: 'Awards that a failure left half done are not being finished.',
      topic,
    });
    new AssayAlarm(this, 'audit-silence', {
      metric: audit.lambda.metricInvocations({ period: Duration.minutes(15) }),
      threshold: 1,
      evaluationPeriods: 2,
      whenBelow: true,
      errorImpact: 'Nobody is checking for awards that a failure left half done.',
      topic,
    });
    new AssayAlarm(this, 'function-throttles', {
      // Without a dimension the metric covers every function of the account, with which these share one limit.
      metric: new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: 'Sum' }),
      threshold: 10,
      errorImpact: 'The account runs as many functions at once as it may: some requests are turned away.',
      topic,
    });
  }
}
