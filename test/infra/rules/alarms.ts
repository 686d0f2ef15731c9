import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, list, ofType, render, statements } from '../synthesized.ts';

describe('alarms', () => {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  const alarms = ofType('AWS::CloudWatch::Alarm');

  it('are few enough to be free', () => {
    expect(alarms.map((alarm) => alarm.Properties.AlarmName).sort()).toEqual([
      'assay-audit-errors',
      'assay-audit-silence',
      'assay-function-throttles',
      'assay-http-server-errors',
      'assay-jobs-given-up',
      'assay-notify-errors',
      'assay-retention-errors',
      'assay-signer-errors',
      'assay-signer-throttles',
    ]);
    // CloudWatch charges per metric: an expression over several would count several times.
    expect(alarms.filter((alarm) => 'Metrics' in alarm.Properties)).toEqual([]);
  });

  it.each(alarms.map((alarm) => [alarm.Properties.AlarmName, alarm] as const))(
    '%s says what is broken and what to do',
    (name, alarm) => {
      const heading = String(name).replace('assay-', '');
      expect(alarm.Properties.AlarmDescription).toMatch(
        new RegExp(`^[A-Z].+\\. What to do: docs/runbook\\.md#${heading}$`),
      );
      expect(runbook).toContain(`\n## ${heading}\n`);
      expect(list(alarm.Properties.AlarmActions).map((action) => render(action, alarm.stack))).toEqual([
        '<AssayHost/Alarms/Topic>',
      ]);
    },
  );

  it('may publish to the topic, which is mailed on when the operator gave an address', () => {
    const policy = at('AssayHost/Alarms/Topic/Policy');
    expect(statements(policy.Properties.PolicyDocument, policy.stack)).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: 'Service cloudwatch.amazonaws.com',
        Action: ['sns:Publish'],
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }),
    );
    expect(at('AssayHost/Alarms/Email').Condition).toBe('AlarmEmailGiven');
  });
});
