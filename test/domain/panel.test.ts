import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Approval } from '../../src/domain/approval.ts';
import type { Assessment } from '../../src/domain/assessment.ts';
import type { AssessmentPolicy } from '../../src/domain/definition/assessment-policy.ts';
import { disputedBy, nextStep, verdictOf } from '../../src/domain/panel.ts';
import { fullRubric } from '../support/full-definition.ts';

const standard = { rubric: fullRubric, passCriteria: { reflection: 'A change is named, and why.' } };
const levels = ['not-met', 'progressing', 'demonstrated'] as const;
type Level = (typeof levels)[number];
type Given = Partial<Record<'goals' | 'activities' | 'reflection', Level>>;

let count = 0;
/** A finished judgement: everything at its best, but for what is said. */
const judged = (given: Given = {}, passed = true, more: Partial<Assessment> = {}): Assessment => ({
  id: `01ARZ3NDEKTSV4RRFFQ69G5F${String(count++ % 100).padStart(2, '0')}`,
  purpose: 'score',
  submissionId: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
  issuerId: 'riverbend',
  microCredentialId: '01ARZ3NDEKTSV4RRFFQ69G5FAX',
  version: 1,
  state: 'final',
  assessor: `assessor-${count}`,
  scores: Object.fromEntries(
    fullRubric.criteria.map(({ id }) => [id, { level: given[id as keyof Given] ?? 'demonstrated' }]),
  ),
  parts: { reflection: { passed } },
  submittedAt: '2026-03-01T09:30:00.000Z',
  dueAt: '2026-03-20T09:30:00.000Z',
  revision: 3,
  ...more,
});
const open = (more: Partial<Assessment> = {}) =>
  judged({}, true, { state: 'open', scores: {}, parts: {}, ...more });
const failing = { goals: 'not-met' } as const;
const given = (more: Partial<Approval> = {}): Approval => ({
  submissionId: '01ARZ3NDEKTSV4RRFFQ69G5FAW',
  round: 'first',
  issuerId: 'riverbend',
  microCredentialId: '01ARZ3NDEKTSV4RRFFQ69G5FAX',
  state: 'given',
  disputed: [],
  askedAt: '2026-03-02T09:30:00.000Z',
  dueAt: '2026-03-20T09:30:00.000Z',
  approver: 'approver',
  ...more,
});
const step = (policy: AssessmentPolicy, assessments: readonly Assessment[], approval?: Approval) => {
  const { next, ...rest } = nextStep({ standard, policy, assessments, approval });
  return 'verdict' in rest ? `${next}: ${rest.verdict.outcome}` : next;
};

describe('what follows from the judgements', () => {
  it.each<[what: string, policy: AssessmentPolicy, assessments: Assessment[], ends: string]>([
    ['nobody', {}, [], 'wait'],
    ['one who has not finished', {}, [open()], 'wait'],
    ['one who awards', {}, [judged()], 'decided: awarded'],
    ['one who does not', {}, [judged(failing)], 'decided: not-yet'],
    ['one for whom a part does not pass', {}, [judged({}, false)], 'decided: not-yet'],
    ['one of two', { assessors: 2 }, [judged(), open()], 'wait'],
    ['one of two, where the other is not there', { assessors: 2 }, [judged()], 'wait'],
    ['two who agree to award', { assessors: 2 }, [judged(), judged()], 'decided: awarded'],
    [
      'two who agree not to',
      { assessors: 2 },
      [judged(failing), judged({ goals: 'progressing' })],
      'decided: not-yet',
    ],
    [
      'two whose levels differ, and what passes does not',
      { assessors: 2 },
      [judged({ activities: 'progressing' }), judged()],
      'decided: awarded',
    ],
    ['two who disagree', { assessors: 2 }, [judged(), judged(failing)], 'third-assessor'],
    [
      'two who disagree, each on another criterion',
      { assessors: 2 },
      [judged({ goals: 'not-met' }), judged({ activities: 'not-met' })],
      'third-assessor',
    ],
    ['two who disagree on a part', { assessors: 2 }, [judged(), judged({}, false)], 'third-assessor'],
    [
      'two who disagree, by policy before an approver',
      { assessors: 2, disagreement: 'approver' },
      [judged(), judged(failing)],
      'approval',
    ],
    ['a third who is not done', { assessors: 2 }, [judged(), judged(failing), open()], 'wait'],
    [
      'a third who awards',
      { assessors: 2 },
      [judged(), judged(failing), judged({}, true, { purpose: 'third' })],
      'decided: awarded',
    ],
    [
      'a third who does not',
      { assessors: 2 },
      [judged(), judged(failing), judged(failing, true, { purpose: 'third' })],
      'decided: not-yet',
    ],
    ['one, and an approver to ask', { approval: true }, [judged()], 'approval'],
    ['an appeal that waits', { assessors: 2 }, [open({ purpose: 'appeal' })], 'wait'],
    [
      'an appeal, by one person whatever the policy',
      { assessors: 2 },
      [judged({}, true, { purpose: 'appeal' })],
      'decided: awarded',
    ],
  ])('%s', (_, policy, assessments, ends) => {
    expect(step(policy, assessments)).toBe(ends);
  });

  it('proposes an outcome to the approver, but none where two disagree', () => {
    expect(nextStep({ standard, policy: { approval: true }, assessments: [judged(failing)] })).toEqual({
      next: 'approval',
      proposed: 'not-yet',
      disputed: [],
    });
    const policy = { assessors: 2, disagreement: 'approver' } as const;
    expect(nextStep({ standard, policy, assessments: [judged(failing), judged({}, false)] })).toEqual({
      next: 'approval',
      disputed: ['/scores/goals', '/parts/reflection'],
    });
  });

  it('an approver confirms what is carried, or says which of two stands, and decides nothing alone', () => {
    expect(step({ approval: true }, [judged()], given())).toBe('decided: awarded');
    expect(step({ approval: true }, [judged(failing)], given())).toBe('decided: not-yet');
    const policy = { assessors: 2, disagreement: 'approver' } as const;
    const [yes, no] = [judged(), judged(failing)];
    expect(step(policy, [yes, no], given({ adopted: yes.id }))).toBe('decided: awarded');
    expect(step(policy, [yes, no], given({ adopted: no.id }))).toBe('decided: not-yet');
    expect(step(policy, [yes, no], given())).toBe('wait');
    expect(step(policy, [yes, no], given({ adopted: '01ARZ3NDEKTSV4RRFFQ69G5FAX' }))).toBe('wait');
    for (const state of ['asked', 'referred'] as const)
      expect(step({ approval: true }, [judged()], given({ state }))).toBe('approval');
    expect(step({ approval: true }, [open()], given())).toBe('wait');
  });

  it('fails closed over a judgement that lacks something', () => {
    const { goals: _, ...scores } = judged().scores;
    expect(() => step({}, [judged({}, true, { scores })])).toThrow('Everything needs a judgement');
    expect(() => step({}, [judged({}, true, { parts: {} })])).toThrow('Everything needs a judgement');
    const odd = judged({ goals: 'mastered' as Level });
    expect(() => step({}, [odd])).toThrow('Everything needs a judgement');
    expect(step({ assessors: 2 }, [judged(), odd])).toBe('third-assessor');
  });
});

describe('a verdict', () => {
  const anyLevel = fc.constantFrom(...levels);
  const anyJudgement = fc
    .record({ goals: anyLevel, activities: anyLevel, reflection: anyLevel, passed: fc.boolean() })
    .map(({ passed, ...of }) => judged(of, passed));

  it('has for each criterion the level that most reach at least, whoever came first', () => {
    fc.assert(
      fc.property(fc.array(anyJudgement, { minLength: 1, maxLength: 3 }), (finished) => {
        const verdict = verdictOf(standard, finished);
        for (const { id } of fullRubric.criteria) {
          const places = finished.map(({ scores }) => levels.indexOf(scores[id]?.level as Level));
          const reached = levels.indexOf(verdict.levels[id] as Level);
          const agreeing = places.filter((place) => place >= reached).length;
          expect(agreeing).toBeGreaterThan(finished.length / 2);
          expect(places).toContain(reached);
        }
        expect(verdictOf(standard, finished.toReversed())).toEqual({
          ...verdict,
          assessmentIds: verdict.assessmentIds.toReversed(),
        });
      }),
      { numRuns: 200 },
    );
  });

  it('of two that dispute nothing is what both say', () => {
    fc.assert(
      fc.property(anyJudgement, anyJudgement, (one, other) => {
        fc.pre(disputedBy(standard, [one, other]).length === 0);
        const { outcome } = verdictOf(standard, [one, other]);
        expect([verdictOf(standard, [one]).outcome, verdictOf(standard, [other]).outcome]).toEqual([
          outcome,
          outcome,
        ]);
      }),
      { numRuns: 200 },
    );
  });
});
