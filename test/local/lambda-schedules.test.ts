import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../local/lambda/fleet.ts';
import { readSchedules, startSchedules } from '../../local/lambda/schedules.ts';
import type { Stack } from '../../local/template/assembly.ts';
import { deploy } from '../../local/template/deployment.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:f';

function read(resources: Record<string, { Type: string; Properties: Record<string, unknown> }>) {
  const stack: Stack = {
    name: 'S',
    template: { Parameters: {}, Conditions: {}, Outputs: {}, Resources: resources },
    assets: new Map(),
  };
  return readSchedules(deploy([stack], {}));
}

const rule = (properties: object) => ({
  Type: 'AWS::Events::Rule',
  Properties: { Targets: [{ Id: '0', Arn: functionArn }], ...properties },
});

describe('schedules', () => {
  it.each([
    ['rate(1 minute)', 60_000],
    ['rate(5 minutes)', 300_000],
    ['rate(2 hours)', 7_200_000],
    ['rate(1 day)', 86_400_000],
  ])('come every %s', (ScheduleExpression, intervalMs) => {
    expect(read({ R: rule({ ScheduleExpression }) }).schedules).toEqual([
      { intervalMs, functionArn, input: undefined },
    ]);
  });

  it('come from EventBridge Scheduler too, with their input', () => {
    const Properties = { ScheduleExpression: 'rate(1 hour)', Target: { Arn: functionArn, Input: '{"a":1}' } };
    expect(read({ R: { Type: 'AWS::Scheduler::Schedule', Properties } }).schedules).toEqual([
      { intervalMs: 3_600_000, functionArn, input: '{"a":1}' },
    ]);
  });

  it('are left out when they are disabled, and named when they cannot run here', () => {
    const { schedules, unserved } = read({
      Off: rule({ ScheduleExpression: 'rate(1 hour)', State: 'DISABLED' }),
      Cron: rule({ ScheduleExpression: 'cron(0 3 * * ? *)' }),
      Never: rule({ ScheduleExpression: 'rate(0 minutes)' }),
      Pattern: rule({ EventPattern: {} }),
      Queue: rule({ ScheduleExpression: 'rate(1 hour)', Targets: [{ Arn: 'arn:aws:sqs:x' }] }),
    });
    expect(schedules).toEqual([]);
    expect(unserved).toEqual([
      'S.Cron: cron(0 3 * * ? *) is not served, only rate(...) is',
      'S.Never: rate(0 minutes) is not served, only rate(...) is',
      'S.Pattern: an event pattern is not served, only rate(...) is',
      'S.Queue: the target arn:aws:sqs:x is not served, only functions are',
    ]);
  });

  it('run soon after the start, then at their rate, and no more once they are stopped', async () => {
    const sent: string[] = [];
    const fleet = {
      find: () => ({ name: 'f' }),
      send: (name: string, payload: string) => sent.push(`${name} ${payload}`),
    } as unknown as Fleet;
    const stop = startSchedules(
      [
        { intervalMs: 80, functionArn, input: '{"own":1}' },
        { intervalMs: 40 * 86_400_000, functionArn, input: undefined },
      ],
      fleet,
      10,
    );
    await sleep(130);
    stop();
    const seen = [...sent];
    expect(seen.filter((call) => call === 'f {"own":1}')).toHaveLength(2);
    const [event, ...more] = seen.filter((call) => call.includes('aws.events'));
    expect(more).toEqual([]);
    expect(JSON.parse(event?.slice(2) ?? '')).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
    });
    await sleep(100);
    expect(sent).toEqual(seen);
  });
});
