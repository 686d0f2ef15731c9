import { readFileSync } from 'node:fs';
import { Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../../lib/app.ts';
import { app, assembly, ofType } from '../synthesized.ts';

describe('cdk-nag', () => {
  const report = JSON.parse(readFileSync(`${assembly.directory}/validation-report.json`, 'utf8')) as {
    pluginReports: { pluginName: string; conclusion: string; violations: object[] }[];
  };

  it('and the rules of CloudFormation find nothing that is not acknowledged', () => {
    for (const plugin of report.pluginReports)
      expect(plugin).toMatchObject({ conclusion: 'success', violations: [] });
  });

  it('is listened to: a finding in the app stops synthesis', () => {
    const careless = createApp({
      outdir: `${assembly.directory}/careless`,
      context: { 'aws:cdk:bundling-stacks': [] },
    });
    new Bucket(new Stack(careless, 'Careless'), 'Open');
    expect(() => careless.synth()).toThrow(/AwsSolutions-S10/);
  });

  it('is overruled only where these say so, each with its reason', () => {
    const acknowledged = app.node
      .findAll()
      .flatMap((construct) =>
        construct.node.metadata
          .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap((entry) => Object.entries(entry.data as Record<string, string>)),
      );
    for (const [, reason] of acknowledged) expect(reason.length).toBeGreaterThan(40);
    const rules = acknowledged.map(([id]) => id.replace(/^.*::(AwsSolutions-|W)/, '$1').replace(/\[.*/, ''));
    expect([...new Set(rules)].sort()).toEqual([
      'AwsSolutions-APIG4',
      'AwsSolutions-CFR1',
      'AwsSolutions-CFR2',
      'AwsSolutions-CFR3',
      'AwsSolutions-CFR4',
      'AwsSolutions-COG2',
      'AwsSolutions-COG3',
      'AwsSolutions-COG8',
      'AwsSolutions-IAM5',
      'AwsSolutions-L1',
      'W2001',
    ]);
  });
});

describe('cdk.json', () => {
  const cdk = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8')) as {
    versionReporting: boolean;
    notices: boolean;
    context: Record<string, unknown>;
  };

  it('sends nothing home', () => {
    expect([cdk.versionReporting, cdk.notices, cdk.context['cli-telemetry']]).toEqual([false, false, false]);
    expect(ofType('AWS::CDK::Metadata')).toEqual([]);
  });

  it('decides every feature flag that this version recommends', () => {
    const flags = new URL(
      '../../../node_modules/aws-cdk-lib/recommended-feature-flags.json',
      import.meta.url,
    );
    const recommended = JSON.parse(readFileSync(flags, 'utf8')) as Record<string, unknown>;
    const deviating = Object.keys(recommended).filter(
      (flag) => JSON.stringify(cdk.context[flag]) !== JSON.stringify(recommended[flag]),
    );
    expect(deviating.sort()).toEqual([
      '@aws-cdk/core:defaultCrossStackReferences',
      '@aws-cdk/core:enableAdditionalMetadataCollection',
    ]);
  });
});
