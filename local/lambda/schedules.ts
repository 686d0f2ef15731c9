import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Deployment, Resource } from '../template/deployment.ts';
import { ACCOUNT, REGION } from '../template/physical.ts';
import type { Fleet } from './fleet.ts';

const UNIT_MS: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
// A longer timer would overflow and fire at once.
const MAX_TIMER_MS = 2 ** 31 - 1;

const target = z.object({ Arn: z.string(), Input: z.string().optional() });
const rule = z.object({
  ScheduleExpression: z.string().optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(target).default([]),
});
const schedule = z.object({
  ScheduleExpression: z.string(),
  State: z.string().default('ENABLED'),
  Target: target,
});

/** What the template says is to run by itself, at a fixed rate. */
export interface Schedule {
  intervalMs: number;
  functionArn: string;
  /** The JSON that the function gets; undefined: the event that EventBridge makes. */
  input: string | undefined;
}

/** The enabled schedules of the template; `unserved` names the rules that do not run here, each with the reason. */
export function readSchedules(deployment: Deployment): { schedules: Schedule[]; unserved: string[] } {
  const schedules: Schedule[] = [];
  const unserved: string[] = [];

  const add = (resource: Resource, expression: string | undefined, targets: z.infer<typeof target>[]) => {
    const intervalMs = parseRate(expression);
    if (intervalMs === undefined) {
      unserved.push(`${resource.at}: ${expression ?? 'an event pattern'} is not served, only rate(...) is`);
      return;
    }
    for (const { Arn, Input } of targets) {
      if (Arn.includes(':function:')) schedules.push({ intervalMs, functionArn: Arn, input: Input });
      else unserved.push(`${resource.at}: the target ${Arn} is not served, only functions are`);
    }
  };

  for (const resource of deployment.resources('AWS::Events::Rule')) {
    const { ScheduleExpression, State, Targets } = resource.read(rule);
    if (State !== 'DISABLED') add(resource, ScheduleExpression, Targets);
  }
  for (const resource of deployment.resources('AWS::Scheduler::Schedule')) {
    const { ScheduleExpression, State, Target } = resource.read(schedule);
    if (State !== 'DISABLED') add(resource, ScheduleExpression, [Target]);
  }
  return { schedules, unserved };
}

function parseRate(expression: string | undefined): number | undefined {
  const [, count, unit = ''] = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression ?? '') ?? [];
  const unitMs = UNIT_MS[unit];
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** Runs each schedule once after `firstDelayMs`, as a new rule does, and then at its rate. Returns what stops them. */
export function startSchedules(schedules: Schedule[], fleet: Fleet, firstDelayMs: number): () => void {
  const timers: NodeJS.Timeout[] = [];
  for (const { functionArn, input, intervalMs } of schedules) {
    const definition = fleet.find(functionArn);
    if (definition === undefined) continue;
    const fire = () => fleet.send(definition.name, input ?? scheduledEvent());
    timers.push(setTimeout(fire, firstDelayMs), setInterval(fire, Math.min(intervalMs, MAX_TIMER_MS)));
  }
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

const scheduledEvent = () =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: ACCOUNT,
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    region: REGION,
    resources: [],
    detail: {},
  });
