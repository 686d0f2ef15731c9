import { describe, expect, it } from 'vitest';
import {
  type Assessment,
  assessment,
  claim,
  claimDuration,
  decide,
  handBack,
  isHeldBy,
  requireHolder,
  requireHuman,
  score,
  scoreCriterion,
} from '../../src/domain/assessment.ts';
import type { ErrorCode } from '../../src/domain/domain-error.ts';
import { fullRubric } from '../support/full-definition.ts';
import { badSlugs, illFormed } from '../support/hostile.ts';
import { ending, faults, fieldsOf, refusal } from '../support/refusal.ts';

const now = new Date('2026-03-02T10:00:00.000Z');
const soon = '2026-03-02T10:00:00.001Z';
const passed = '2026-03-02T09:59:59.999Z';
const me = 'assessor';
const other = 'other-assessor';
const learner = 'learner';

const given = { level: 'demonstrated', feedback: 'All there.' };
const scores = { goals: given, activities: given, reflection: given };

const open: Assessment = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  submissionId: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
  issuerId: 'riverbend',
  microCredentialId: '01ARZ3NDEKTSV4RRFFQ69G5FAX',
  version: 1,
  purpose: 'score',
  parts: {},
  dueAt: '2026-03-20T09:30:00.000Z',
  state: 'open',
  scores: {},
  submittedAt: '2026-03-01T09:30:00.000Z',
  revision: 7,
};
const claimed = (assessor: string, claimedUntil?: string): Assessment => ({
  ...open,
  state: 'claimed',
  assessor,
  ...(claimedUntil && { claimedUntil }),
  scores,
});
const final = (assessor: string): Assessment => ({
  ...claimed(assessor, soon),
  state: 'final',
  outcome: 'awarded',
  decidedAt: passed,
});

/** Every state that an assessment can be in, as one person meets it. */
const states = {
  open,
  'mine, and running': claimed(me, soon),
  'mine, and ending now': claimed(me, now.toISOString()),
  'mine, and run out': claimed(me, passed),
  'mine, without an end': claimed(me),
  'mine, with an end that is no time': claimed(me, 'whenever'),
  'claimed by another': claimed(other, soon),
  'run out on another': claimed(other, passed),
  'claimed by nobody': { ...claimed(me, soon), assessor: undefined },
  'decided by me': final(me),
  'decided by another': final(other),
  cancelled: { ...open, state: 'cancelled' as const },
  'cancelled while it was mine': { ...claimed(me, soon), state: 'cancelled' as const },
} satisfies Record<string, Assessment>;
type State = keyof typeof states;

const events = {
  claim: (one: Assessment) => claim(one, me, learner, now),
  'claim as the learner': (one: Assessment) => claim(one, learner, learner, now),
  score: (one: Assessment) => scoreCriterion(one, fullRubric, me, 'goals', given, now),
  'hand back': (one: Assessment) => handBack(one, me, now),
  award: (one: Assessment) => decide(one, { rubric: fullRubric }, me, 'awarded', now),
  'not yet': (one: Assessment) => decide(one, { rubric: fullRubric }, me, 'not-yet', now),
};

type Ending = Assessment['state'] | ErrorCode;
const held: Record<keyof typeof events, Ending> = {
  claim: 'claimed',
  'claim as the learner': 'own-submission',
  score: 'claimed',
  'hand back': 'open',
  award: 'final',
  'not yet': 'nothing-missing',
};
const free: Record<keyof typeof events, Ending> = {
  claim: 'claimed',
  'claim as the learner': 'own-submission',
  score: 'assessment-not-claimed',
  'hand back': 'assessment-not-claimed',
  award: 'assessment-not-claimed',
  'not yet': 'assessment-not-claimed',
};
const taken = { ...free, claim: 'assessment-not-open' } as const;
const decided = {
  claim: 'assessment-not-open',
  'claim as the learner': 'own-submission',
  score: 'already-decided',
  'hand back': 'already-decided',
  award: 'already-decided',
  'not yet': 'already-decided',
} as const;

const expected: Record<State, Record<keyof typeof events, Ending>> = {
  open: free,
  'mine, and running': held,
  'mine, and ending now': free,
  'mine, and run out': free,
  'mine, without an end': free,
  'mine, with an end that is no time': free,
  'claimed by another': taken,
  'run out on another': free,
  'claimed by nobody': taken,
  'decided by me': decided,
  'decided by another': decided,
  cancelled: taken,
  'cancelled while it was mine': taken,
};

const matrix = Object.entries(expected).flatMap(([state, row]) =>
  Object.entries(row).map(([event, end]) => [state as State, event as keyof typeof events, end] as const),
);

describe('an assessment', () => {
  it.each(matrix)('that is %s, on %s: %s', (state, event, end) => {
    const before = structuredClone(states[state]);
    const result = ending(() => events[event](states[state]));
    if (typeof result === 'string') expect(result).toBe(end);
    else {
      expect(result.state).toBe(end);
      expect(result.revision).toBe(8);
      expect(assessment.parse(result)).toEqual(result);
    }
    expect(states[state]).toEqual(before);
  });

  it.each(Object.keys(states) as State[])('that is %s is held by one person at most', (state) => {
    const holders = [me, other, learner, '', 'constructor'].filter((person) =>
      isHeldBy(states[state], person, now),
    );
    const running = { 'mine, and running': [me], 'claimed by another': [other] } as Partial<
      Record<State, string[]>
    >;
    expect(holders).toEqual(running[state] ?? []);
  });

  it.each(Object.keys(states) as State[])('that is %s refuses whoever does not hold it', (state) => {
    const code = states[state].state === 'final' ? 'already-decided' : 'assessment-not-claimed';
    for (const person of [learner, '', 'undefined'])
      expect(ending(() => requireHolder(states[state], person, now))).toBe(code);
  });
});

describe('a claim', () => {
  it('lasts 72 hours', () => {
    expect(claimDuration).toBe(72 * 3600 * 1000);
    const mine = claim(open, me, learner, now);
    expect(mine).toEqual({
      ...open,
      state: 'claimed',
      assessor: me,
      claimedUntil: '2026-03-05T10:00:00.000Z',
      revision: 8,
    });
    expect(isHeldBy(mine, me, new Date('2026-03-05T09:59:59.999Z'))).toBe(true);
    expect(isHeldBy(mine, me, new Date('2026-03-05T10:00:00.000Z'))).toBe(false);
  });

  it('is renewed by its holder, who keeps the scores', () => {
    const renewed = claim(states['mine, and running'], me, learner, now);
    expect(renewed).toMatchObject({ claimedUntil: '2026-03-05T10:00:00.000Z', scores });
  });

  it('that has run out is taken up again with the scores by the one who made them', () => {
    expect(claim(states['mine, and run out'], me, learner, now).scores).toEqual(scores);
  });

  it('that has run out falls to the next person without the scores of the first', () => {
    const { assessor, scores: left } = claim(states['run out on another'], me, learner, now);
    expect([assessor, left]).toEqual([me, {}]);
  });

  it('is never the learner’s, whatever the state', () => {
    for (const one of Object.values(states))
      for (const time of [now, new Date(0), new Date('2100-01-01')])
        expect(ending(() => claim(one, learner, learner, time))).toBe('own-submission');
  });
});

describe('handing back', () => {
  it('leaves nothing of the claim', () => {
    const back = handBack(states['mine, and running'], me, now);
    expect(back).toEqual({ ...open, revision: 8 });
    expect(Object.keys(back)).not.toContain('assessor');
  });
});

describe('scoring', () => {
  const mine = { ...states['mine, and running'], scores: {} };

  it('adds or replaces one criterion and keeps the others', () => {
    const first = scoreCriterion(mine, fullRubric, me, 'goals', given, now);
    const second = scoreCriterion(first, fullRubric, me, 'activities', { ...given, level: 'not-met' }, now);
    const third = scoreCriterion(second, fullRubric, me, 'goals', { ...given, level: 'progressing' }, now);
    expect(third.scores).toEqual({
      goals: { ...given, level: 'progressing' },
      activities: { ...given, level: 'not-met' },
    });
    expect(third.revision).toBe(10);
    expect(first.scores).toEqual({ goals: given });
  });

  it.each(['', 'constructor', '__proto__', 'goals ', 'Goals', 'demonstrated', '0', 'toString'])(
    'knows no criterion %j',
    (criterion) => {
      const refused = refusal(() => scoreCriterion(mine, fullRubric, me, criterion, given, now));
      expect(refused.code).toBe('not-found');
      expect(refused.errors).toEqual([
        { field: 'criterion', message: 'must be one of goals, activities, reflection' },
      ]);
    },
  );

  it.each(['', 'constructor', '__proto__', 'Demonstrated', 'mastered', '2', 'goals'])(
    'knows no level %j',
    (level) => {
      const refused = refusal(() => scoreCriterion(mine, fullRubric, me, 'goals', { ...given, level }, now));
      expect(refused.code).toBe('invalid-request');
      expect(refused.errors).toEqual([
        { field: '/level', message: 'must be one of not-met, progressing, demonstrated' },
      ]);
    },
  );

  it('looks at who scores before it looks at what is scored', () => {
    expect(refusal(() => scoreCriterion(mine, fullRubric, other, 'nothing', given, now)).code).toBe(
      'assessment-not-claimed',
    );
  });

  it('takes a criterion that is called like what every object has, and only as one of its own', () => {
    const criteria = fullRubric.criteria.map((criterion) => ({ ...criterion, id: 'constructor' }));
    const rubric = { ...fullRubric, criteria: criteria.slice(0, 1) };
    const scored = scoreCriterion(mine, rubric, me, 'constructor', given, now);
    expect(Object.hasOwn(scored.scores, 'constructor')).toBe(true);
    expect(scored.scores.constructor).toEqual(given);
  });
});

describe('a score', () => {
  it('has feedback within limits, or none', () => {
    expect(faults(score, { level: 'demonstrated' })).toEqual([]);
    expect(faults(score, given)).toEqual([]);
    expect(faults(score, { ...given, feedback: ' \n' })).toEqual(['/feedback']);
    expect(faults(score, { ...given, feedback: 'a'.repeat(4000) })).toEqual([]);
    expect(faults(score, { ...given, feedback: 'a'.repeat(4001) })).toEqual(['/feedback']);
    expect(faults(score, { ...given, feedback: '<b>Fine.</b>' })).toEqual([]);
  });

  it.each(badSlugs)('has no level %j', (level) => {
    expect(faults(score, { ...given, level })).toEqual(['/level']);
  });

  it.each(Object.entries(illFormed))('holds no %s', (_, feedback) => {
    expect(faults(score, { ...given, feedback })).toEqual(['/feedback']);
  });

  it.each([[['demonstrated']], [2], [null], [{ id: 'demonstrated' }]])('has no level %j', (level) => {
    expect(faults(score, { ...given, level })).toEqual(['/level']);
  });

  it('names no assessor and no decision of its own', () => {
    expect(faults(score, { ...given, assessor: 'x', awarded: true })).toEqual(['/assessor', '/awarded']);
  });
});

describe('a stored assessment', () => {
  it.each<[change: Record<string, unknown>, at: string]>([
    [{ state: 'scored' }, '/state'],
    [{ state: undefined }, '/state'],
    [{ outcome: 'maybe' }, '/outcome'],
    [{ assessor: '' }, '/assessor'],
    [{ claimedUntil: 'whenever' }, '/claimedUntil'],
    [{ scores: [] }, '/scores'],
    [{ scores: { goals: 'demonstrated' } }, '/scores/goals'],
    [{ scores: { 'a/b': given } }, '/scores/a~1b'],
    [{ scores: { goals: { ...given, feedback: '' } } }, '/scores/goals/feedback'],
    [{ revision: 0 }, '/revision'],
    [{ version: 0 }, '/version'],
    [{ learner: 'x' }, '/learner'],
  ])('is refused with %j', (change, at) => {
    expect(faults(assessment, { ...open, ...change })).toEqual([at]);
  });
});

describe('who assesses', () => {
  it('is a person', () => {
    expect(ending(() => requireHuman({ person: me, machine: false }))).toBeUndefined();
    expect(ending(() => requireHuman({ person: me, machine: true }))).toBe('human-required');
    expect(ending(() => requireHuman({ person: me, name: 'N', email: 'n@example.org', machine: true }))).toBe(
      'human-required',
    );
  });
});

describe('refusals', () => {
  it('say nothing of people', () => {
    for (const one of Object.values(states))
      for (const event of Object.values(events)) {
        const refused = ending(() => event(one));
        if (typeof refused !== 'string') continue;
        const { message, errors } = refusal(() => event(one));
        expect(`${message} ${JSON.stringify(errors)}`).not.toMatch(/other-assessor|learner|All there/);
      }
    expect(fieldsOf(refusal(() => requireHuman({ person: me, machine: true })))).toEqual([]);
  });
});
