import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, describe, expect, it } from 'vitest';
import { AssayFunction } from '../../lib/constructs/assay-function.ts';
import { JobQueue } from '../../lib/constructs/job-queue.ts';
import { type EnvName, functionEnvironment } from '../../src/env.ts';

const outdirs: string[] = [];
afterAll(() => {
  for (const outdir of outdirs) rmSync(outdir, { recursive: true, force: true });
});

const context = {
  ...JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).context,
  'aws:cdk:bundling-stacks': [],
};

/** A stack with the queue, which `award` fills and `audit` empties. */
function stack(
  change: (parts: { jobs: JobQueue; sender: AssayFunction; worker: AssayFunction; stack: Stack }) => void,
) {
  const outdir = mkdtempSync(join(tmpdir(), 'assay-jobs-'));
  outdirs.push(outdir);
  const app = new App({ outdir, context });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const own = new Stack(app, 'Own');
  const alarms = new Topic(own, 'Alarms', { enforceSSL: true });
  const jobs = new JobQueue(own, 'Work', { alarms });
  const sender = new AssayFunction(own, 'award', { description: 'sends' });
  const worker = new AssayFunction(own, 'audit', { description: 'works', timeout: 40 });
  change({ jobs, sender, worker, stack: own });
  return { app, own };
}

/** What a function declares, while something runs. */
function declaring<T>(area: 'award', names: readonly EnvName[], run: () => T): T {
  const declared = functionEnvironment as Record<string, readonly EnvName[]>;
  const before = declared[area] ?? [];
  declared[area] = [...before, ...names];
  try {
    return run();
  } finally {
    declared[area] = before;
  }
}

describe('the queue of jobs', () => {
  const { app, own } = declaring('award', ['JOBS_QUEUE_URL'], () =>
    stack(({ jobs, sender, worker }) => {
      jobs.grantSend(sender);
      jobs.deliverTo(worker, { batchSize: 5, maxConcurrency: 3 });
    }),
  );

  const template = Template.fromStack(own);

  it('is encrypted, gives up after six tries, and keeps what it gave up for 14 days', () => {
    const queues = Object.entries(template.findResources('AWS::SQS::Queue'));
    const [failedId] = queues.find(([id]) => id.startsWith('WorkFailed')) ?? [];
    expect(queues.map(([, { Properties }]) => Properties)).toEqual([
      { SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 },
      {
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 345_600,
        VisibilityTimeout: 240,
        RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [failedId, 'Arn'] }, maxReceiveCount: 6 },
      },
    ]);
  });

  it('and what it gave up are refused to whoever comes without TLS', () => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy'));
    const deny = Match.objectLike({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'sqs:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: Match.objectLike({ Statement: [deny] }),
    });
    expect(policies.flatMap(({ Properties }) => Properties.Queues)).toHaveLength(2);
  });

  it('raises an alarm as soon as one job is given up', () => {
    const failedName = Match.objectLike({
      'Fn::GetAtt': [Match.stringLikeRegexp('^WorkFailed'), 'QueueName'],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'assay-jobs-given-up',
      AlarmDescription: Match.stringLikeRegexp('docs/runbook.md#jobs-given-up$'),
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: failedName }],
      Statistic: 'Maximum',
      Threshold: 1,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Alarms') }],
    });
    const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
    expect(runbook).toContain('\n## jobs-given-up\n');
  });

  it('lets whoever may send do that alone, and tells it where', () => {
    const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkQueue'), 'Arn'] };
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^awardRole') }],
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
          { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue },
        ],
      }),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Description: 'sends',
      Environment: { Variables: { JOBS_QUEUE_URL: { Ref: Match.stringLikeRegexp('^WorkQueue') } } },
    });
  });

  it('calls the function that works, which may take and delete jobs and no more', () => {
    const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkQueue'), 'Arn'] };
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: Match.stringLikeRegexp('^auditRole') }],
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] }),
          {
            Effect: 'Allow',
            Action: [
              'sqs:ChangeMessageVisibility',
              'sqs:DeleteMessage',
              'sqs:GetQueueAttributes',
              'sqs:ReceiveMessage',
            ],
            Resource: queue,
          },
        ],
      }),
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: queue,
      FunctionName: { Ref: Match.stringLikeRegexp('^auditFunction') },
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 3 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
  });

  it('has nothing that cdk-nag finds, which would find a queue without these', () => {
    expect(() => app.synth()).not.toThrow();
    const careless = stack(({ stack: other }) => {
      new Queue(other, 'Careless');
    });
    expect(() => careless.app.synth()).toThrow(/AwsSolutions-SQS[34]/);
  });

  it('does not tell a function what it does not declare', () => {
    expect(() => stack(({ jobs, worker }) => jobs.grantSend(worker))).toThrow(
      'function audit does not declare JOBS_QUEUE_URL',
    );
  });

  it('does not deal the jobs out to two functions', () => {
    const delivery = { batchSize: 1, maxConcurrency: 2 };
    expect(() =>
      stack(({ jobs, sender, worker }) => {
        jobs.deliverTo(worker, delivery);
        jobs.deliverTo(sender, delivery);
      }),
    ).toThrow('delivered to a function already');
  });
});
