import { describe, expect, it } from 'vitest';
import { type FunctionName, functionEnvironment } from '../../../src/env.ts';
import { advise, answered, blinder, key, provision, signer, table } from '../expected.ts';
import { areas, assembly, at, functionPath, type Json, list, ofType, render } from '../synthesized.ts';

describe('functions', () => {
  const environment = (area: FunctionName) => {
    const { Variables = {} } = (at(functionPath(area)).Properties.Environment ?? {}) as {
      Variables?: Record<string, Json>;
    };
    return Variables;
  };

  it.each(areas)('%s is told exactly what it declares', (area) => {
    expect(Object.keys(environment(area)).sort()).toEqual([...functionEnvironment[area]].sort());
  });

  it('are told the names of what their stacks own', () => {
    const told = areas.flatMap((area) =>
      // The key policies have rules of their own.
      Object.entries(environment(area))
        .filter(([name]) => name !== 'SIGNING_KEY_POLICIES')
        .map(([name, value]) => `${name}=${render(value, at(functionPath(area)).stack)}`),
    );
    expect([...new Set(told)].sort()).toEqual([
      'ADVICE_MODEL=<AssayApi/AdviceModel>',
      `ADVISE_FUNCTION_NAME=${advise}`,
      `BLINDER_FUNCTION_NAME=${blinder}`,
      'EVIDENCE_BUCKET=<AssayData/Evidence/Bucket>',
      'EVIDENCE_SCAN=<AssayApi/EvidenceScan>',
      'FORMER_PUBLIC_URLS=<AssayApi/FormerPublicUrls>',
      'FORMER_PUBLIC_URLS=<AssayTrust/FormerPublicUrls>',
      'JOBS_QUEUE_URL=<AssayApi/Jobs/Queue>',
      'JOB_TRIES=6',
      'MAIL_FROM=<AssayApi/MailFrom>',
      'OIDC_ISSUER=<AssayHost/SignIn/Pool>',
      'OPERATOR_EMAIL=<AssayApi/OperatorEmail>',
      `PROVISION_FUNCTION_NAME=${provision}`,
      'PUBLIC_URL=https://<AssayHost/Address/Distribution>',
      `SIGNER_FUNCTION_NAME=${signer}`,
      `SIGNING_KEY_ID=${key}`,
      `TABLE_NAME=${table}`,
    ]);
  });

  it('are the declared ones, on one runtime, with a log that is kept a month', () => {
    expect(
      ofType('AWS::Lambda::Function')
        .map((fn) => fn.path)
        .sort(),
    ).toEqual(areas.map(functionPath).sort());
    for (const area of areas) {
      const { Properties, stack } = at(functionPath(area));
      expect(Properties).toMatchObject({
        Runtime: 'nodejs22.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
      const group = render((Properties.LoggingConfig as Record<string, Json>).LogGroup, stack).slice(1, -1);
      expect(at(group).Properties).toEqual({ LogGroupName: `/assay/${area}`, RetentionInDays: 30 });
    }
  });

  it('reserve no concurrency: a new account has too little to give', () => {
    expect(
      ofType('AWS::Lambda::Function').filter((fn) => 'ReservedConcurrentExecutions' in fn.Properties),
    ).toEqual([]);
  });

  it('answer before API Gateway gives up, and wait for the signer longer than it takes', () => {
    const timeout = (area: FunctionName) => Number(at(functionPath(area)).Properties.Timeout);
    for (const area of Object.keys(answered) as FunctionName[]) expect(timeout(area)).toBeLessThan(30);
    expect(timeout('award')).toBeGreaterThan(timeout('signer'));
    expect(timeout('audit')).toBeGreaterThan(timeout('signer'));
    expect(timeout('author')).toBeGreaterThan(timeout('provision'));
  });

  it('run on a schedule where nobody calls: the audit, what tells people, what deletes old evidence', () => {
    const scheduled = ofType('AWS::Events::Rule').map(({ Properties: { Targets, ...rule } }) => ({
      ...rule,
      Targets: (list(Targets) as Record<string, Json>[]).map(({ Arn }) => render(Arn, 'AssayApi')),
    }));
    expect(scheduled).toEqual([
      { ScheduleExpression: 'rate(5 minutes)', State: 'ENABLED', Targets: [`<${functionPath('audit')}>`] },
      { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED', Targets: [`<${functionPath('notify')}>`] },
      { ScheduleExpression: 'rate(1 day)', State: 'ENABLED', Targets: [`<${functionPath('retention')}>`] },
    ]);
  });

  it('are files in a bucket: no container image', () => {
    for (const stack of assembly.stacks) {
      const manifests = stack.dependencies.filter((artifact) => 'contents' in artifact) as unknown as {
        contents: { dockerImages?: object };
      }[];
      expect(manifests).toHaveLength(1);
      for (const { contents } of manifests) expect(contents.dockerImages ?? {}).toEqual({});
    }
    for (const fn of ofType('AWS::Lambda::Function')) {
      expect(Object.keys(fn.Properties.Code as object).sort()).toEqual(['S3Bucket', 'S3Key']);
    }
  });
});
