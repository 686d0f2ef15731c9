import { describe, expect, it } from 'vitest';
import { addBusinessDays } from '../../src/domain/business-days.ts';
import type { ErrorCode } from '../../src/domain/domain-error.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { Definition } from '../../src/domain/micro-credential.ts';
import {
  isOpen,
  missingParts,
  recipient,
  requireDraft,
  type Submission,
  submission,
  submissionState,
  submit,
  withdraw,
} from '../../src/domain/submission.ts';
import { fullDefinition } from '../support/full-definition.ts';
import { badSlugs, illFormed } from '../support/hostile.ts';
import { ending, faults, refusal } from '../support/refusal.ts';

const now = new Date('2026-03-02T10:00:00.000Z');

const draft: Submission = {
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  microCredentialId: '01ARZ3NDEKTSV4RRFFQ69G5FAX',
  version: 1,
  issuerId: 'riverbend',
  learner: 'learner',
  recipient: { name: 'Zoë Ångström', email: 'zoe@example.org' },
  state: 'draft',
  attempt: 1,
  answers: { setting: 'In homes.', 'next-time': 'Ask more.' },
  createdAt: '2026-03-01T09:30:00.000Z',
  revision: 3,
};

const text = (artifact: string): Evidence => ({
  kind: 'text',
  id: '01ARZ3NDEKTSV4RRFFQ69G5FAY',
  artifact,
  title: 'Mine',
  context: { when: 'In March', where: 'At home', setting: 'A visit.' },
  disclosure: 'hidden',
  addedAt: '2026-03-01T09:30:00.000Z',
  text: 'What I did.',
  sha256: 'a'.repeat(64),
});
const complete = [text('plan'), text('account')];

const attested = { ownWork: true, consent: true, noThirdPartyData: true } as const;
const states = submissionState.options;
const events = {
  change: (one: Submission) => {
    requireDraft(one);
    return one;
  },
  submit: (one: Submission) => submit(one, complete, fullDefinition, attested, now),
  'submit what is incomplete': (one: Submission) => submit(one, [], fullDefinition, attested, now),
  withdraw,
};
type Ending = Submission['state'] | ErrorCode;

const closed = {
  change: 'submission-not-editable',
  submit: 'submission-not-editable',
  'submit what is incomplete': 'submission-not-editable',
  withdraw: 'submission-not-editable',
} as const;
const expected: Record<Submission['state'], Record<keyof typeof events, Ending>> = {
  draft: {
    change: 'draft',
    submit: 'submitted',
    'submit what is incomplete': 'submission-incomplete',
    withdraw: 'withdrawn',
  },
  submitted: { ...closed, withdraw: 'withdrawn' },
  awarded: closed,
  'not-yet': closed,
  appealed: closed,
  withdrawn: closed,
};

describe('a submission', () => {
  const matrix = Object.entries(expected).flatMap(([state, row]) =>
    Object.entries(row).map(
      ([event, end]) => [state as Submission['state'], event as keyof typeof events, end] as const,
    ),
  );

  it('has no state that the matrix forgets', () => {
    expect(Object.keys(expected)).toEqual(states);
  });

  it.each(matrix)('that is %s, on %s: %s', (state, event, end) => {
    const current = Object.freeze({ ...draft, state });
    const result = ending(() => events[event](current));
    expect(typeof result === 'string' ? result : result.state).toBe(end);
    if (typeof result !== 'string' && event !== 'change') expect(result.revision).toBe(4);
  });

  it('tells its state when it can no longer be changed', () => {
    for (const state of states.filter((one) => one !== 'draft'))
      expect(refusal(() => requireDraft({ ...draft, state })).message).toContain(state);
  });

  it('is handed in as it is, with the time', () => {
    expect(submit(draft, complete, fullDefinition, attested, now)).toEqual({
      ...draft,
      state: 'submitted',
      stage: 'assessment',
      submittedAt: now.toISOString(),
      attestations: { ...attested, at: now.toISOString() },
      // Fourteen business days later, or what the definition promises.
      dueAt: addBusinessDays(now, fullDefinition.assessmentPolicy?.turnaroundDays ?? 14).toISOString(),
      revision: 4,
    });
  });

  it.each([
    ['draft', true],
    ['submitted', true],
    ['awarded', true],
    ['not-yet', false],
    ['withdrawn', false],
  ] as const)('that is %s leaves no room for another: %s', (state, open) => {
    expect(isOpen(state)).toBe(open);
  });
});

describe('what a submission lacks', () => {
  const lacking = (
    answers: Submission['answers'],
    items: readonly Evidence[],
    published: Definition = fullDefinition,
  ) => missingParts({ ...draft, answers }, items, published);
  const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ');

  it('is nothing when each prompt and each artifact has its answer', () => {
    expect(lacking(draft.answers, complete)).toEqual([]);
  });

  it('is everything at first, in the order of the definition', () => {
    expect(lacking({}, [])).toEqual([
      { field: '/answers/setting', message: 'has no answer yet' },
      { field: '/answers/next-time', message: 'has no answer yet' },
      { field: '/evidence/plan', message: 'has no evidence yet' },
      { field: '/evidence/account', message: 'has no evidence yet' },
    ]);
  });

  it.each<[what: string, answers: Submission['answers'], items: readonly Evidence[], fields: string[]]>([
    ['an answer', { setting: 'In homes.' }, complete, ['/answers/next-time']],
    ['an artifact', draft.answers, [text('plan')], ['/evidence/account']],
    [
      'an artifact, however much there is of another',
      draft.answers,
      [text('plan'), text('plan')],
      ['/evidence/account'],
    ],
    [
      'an artifact that something unknown cannot stand for',
      draft.answers,
      [text('plan'), text('accounts')],
      ['/evidence/account'],
    ],
    [
      'answers that no prompt asked for',
      { other: 'x' },
      complete,
      ['/answers/setting', '/answers/next-time'],
    ],
    ['an answer within the limit', { ...draft.answers, setting: words(201) }, complete, ['/answers/setting']],
  ])('%s', (_, answers, items, fields) => {
    expect(lacking(answers, items).map(({ field }) => field)).toEqual(fields);
  });

  it('counts words as the limit says, to the word', () => {
    expect(lacking({ ...draft.answers, setting: words(200) }, complete)).toEqual([]);
    expect(lacking({ ...draft.answers, setting: `  ${words(200)}\n\n` }, complete)).toEqual([]);
    expect(lacking({ ...draft.answers, setting: words(201) }, complete)).toEqual([
      { field: '/answers/setting', message: 'is over 200 words' },
    ]);
  });

  it('finds no answer in what every object has', () => {
    const overview = [{ id: 'constructor', text: 'What?', wordLimit: 10 }];
    const published = { ...fullDefinition, overview, reflection: [] };
    expect(lacking({}, complete, published).map(({ field }) => field)).toEqual(['/answers/constructor']);
    expect(lacking({ constructor: 'This.' }, complete, published)).toEqual([]);
    expect(lacking(Object.create({ constructor: 'That.' }), complete, published)).toHaveLength(1);
  });

  it('is told whole when it is handed in', () => {
    const refused = refusal(() =>
      submit({ ...draft, answers: {} }, [text('plan')], fullDefinition, attested, now),
    );
    expect(refused.code).toBe('submission-incomplete');
    expect(refused.errors).toEqual(lacking({}, [text('plan')]));
  });

  it('of a definition without prompts is evidence alone', () => {
    const { overview: _overview, reflection: _reflection, ...published } = fullDefinition;
    expect(lacking({}, complete, published)).toEqual([]);
  });
});

describe('a stored submission', () => {
  it('is whole', () => {
    expect(submission.parse(draft)).toEqual(draft);
  });

  it.each<[change: Record<string, unknown>, at: string]>([
    [{ id: 'x' }, '/id'],
    [{ state: 'in-assessment' }, '/state'],
    [{ version: 0 }, '/version'],
    [{ learner: '' }, '/learner'],
    [{ learner: 'a'.repeat(256) }, '/learner'],
    [{ learner: 'a\nb' }, '/learner'],
    [{ answers: ['a'] }, '/answers'],
    [{ answers: { setting: '' } }, '/answers/setting'],
    [{ answers: { setting: 7 } }, '/answers/setting'],
    [{ answers: { setting: 'a'.repeat(40_001) } }, '/answers/setting'],
    [{ answers: { 'a/b': 'x' } }, '/answers/a~1b'],
    [{ submittedAt: 'now' }, '/submittedAt'],
    [{ revision: 0 }, '/revision'],
    [{ role: 'owner' }, '/role'],
  ])('is refused with %j', (change, at) => {
    expect(faults(submission, { ...draft, ...change })).toEqual([at]);
  });

  it.each(badSlugs)('has no answer to %j', (prompt) => {
    const answers = JSON.parse(`{${JSON.stringify(prompt)}: "x"}`);
    const parsed = submission.safeParse({ ...draft, answers });
    // Zod skips `__proto__`: what is left has to be clean.
    if (prompt === '__proto__') expect(parsed.data?.answers).toEqual({});
    else expect(parsed.success).toBe(false);
    expect(Object.getPrototypeOf(parsed.data?.answers ?? {})).toBe(Object.prototype);
  });

  it.each(Object.entries(illFormed))('has no %s in an answer or a name', (_, bad) => {
    expect(faults(submission, { ...draft, answers: { setting: bad } })).toEqual(['/answers/setting']);
    expect(faults(submission, { ...draft, recipient: { name: bad } })).toEqual(['/recipient/name']);
  });
});

describe('a recipient', () => {
  it.each([
    'zoe@example',
    'zoe',
    '@example.org',
    'zoe @example.org',
    'zoe@example.org, x@example.org',
    'zoe@example.org\n',
    `${'a'.repeat(250)}@example.org`,
  ])('has no e-mail address %j', (email) => {
    expect(faults(recipient, { name: 'Zoë', email })).toEqual(['/email']);
  });

  it('has a name', () => {
    expect(faults(recipient, { name: 'Zoë' })).toEqual([]);
    expect(faults(recipient, { email: 'zoe@example.org' })).toEqual(['/name']);
    expect(faults(recipient, { name: 'a'.repeat(201) })).toEqual(['/name']);
    expect(faults(recipient, { name: 'Zoë', phone: '1' })).toEqual(['/phone']);
  });
});
