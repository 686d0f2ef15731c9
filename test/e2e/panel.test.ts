import { describe, expect, it } from 'vitest';
import { definition } from '../support/definition.ts';
import { call, must, type Role, server } from './client.ts';
import { handedIn, published } from './story.ts';

/** Two assessors and an approver, over HTTP, with a look into every answer for who must not be told. */
describe('the blind', () => {
  const learner = ['dev-learner', 'Amina', 'amina@'];
  const assessors = ['dev-assessor-1', 'dev-assessor-2', 'Ines', 'Tomasz'];
  const heard: Record<'learner' | 'assessors', string[]> = { learner: [], assessors: [] };

  async function ask(as: Role, route: `${string} ${string}`, body?: unknown) {
    const answer = await call(as, route, body);
    const side = as === 'learner' ? heard.learner : heard.assessors;
    if (as !== 'approver') side.push(JSON.stringify(answer.body));
    return answer;
  }

  const waits = async (as: Role, microCredential: string) => {
    const found: string[] = [];
    for (let cursor: unknown = ''; cursor !== undefined; ) {
      const more = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await ask(as, `GET /assessments?issuer=${server.issuer}&limit=100${more}`);
      const items = body.items as unknown as { id: string; microCredentialId: string }[];
      found.push(...items.filter((one) => one.microCredentialId === microCredential).map(({ id }) => id));
      cursor = body.cursor;
    }
    return found;
  };

  async function judge(as: Role, assessment: string, level: string, outcome: string) {
    expect((await ask(as, `POST /assessments/${assessment}/claim`)).status).toBe(200);
    for (const { id } of definition.rubric.criteria)
      await ask(as, `PUT /assessments/${assessment}/scores/${id}`, { level, feedback: 'As I saw it.' });
    await ask(as, `GET /assessments/${assessment}`);
    return ask(as, `POST /assessments/${assessment}/decision`, { outcome });
  }

  it('holds from the queue to the credential, and the approver sees both sides', async () => {
    const policy = { assessors: 2, disagreement: 'approver', approval: true };
    const microCredential = await published({ ...definition, assessmentPolicy: policy });
    const { submission } = await handedIn(microCredential);
    const [first = '', second = ''] = await waits('assessor1', microCredential);
    expect((await judge('assessor1', first, 'demonstrated', 'awarded')).body).toMatchObject({
      decided: false,
    });
    // No seat is left for who has one.
    expect(await waits('assessor1', microCredential)).toEqual([]);
    expect((await ask('assessor1', `POST /assessments/${second}/claim`)).body).toMatchObject({
      code: 'conflict-of-interest',
    });
    expect((await ask('assessor2', `GET /assessments/${first}`)).body).toMatchObject({ scores: {} });
    expect((await judge('assessor2', second, 'progressing', 'not-yet')).body).toMatchObject({
      decided: false,
    });
    const own = await ask('learner', `GET /submissions/${submission}`);
    expect(own.body).toMatchObject({ state: 'submitted', stage: 'approval' });
    expect(own.body.feedback).toBeUndefined();
    const { body: asked } = await must(200, 'approver', `GET /approvals/${submission}`);
    expect(asked).toMatchObject({
      learner: 'dev-learner',
      disputed: ['/scores/goals', '/scores/activities'],
      assessments: [
        { id: first, assessor: 'dev-assessor-1', outcome: 'awarded' },
        { id: second, assessor: 'dev-assessor-2', outcome: 'not-yet' },
      ],
    });
    const answer = { action: 'confirm', adopt: second, note: 'The goals are not the family’s.' };
    const { body } = await must(200, 'approver', `POST /approvals/${submission}/answer`, answer);
    expect(body).toEqual({ decided: true });
    const decided = await ask('learner', `GET /submissions/${submission}`);
    expect(decided.body).toMatchObject({ state: 'not-yet', decision: { outcome: 'not-yet' } });
    await ask('learner', 'GET /me/submissions?limit=100');
    await ask('learner', `POST /submissions/${submission}/appeal`, { reason: 'They are: see page two.' });
    await ask('learner', `POST /submissions/${submission}/withdraw`);

    expect(heard.learner.length).toBeGreaterThan(4);
    expect(heard.assessors.length).toBeGreaterThan(8);
    for (const text of heard.learner) for (const name of assessors) expect(text).not.toContain(name);
    for (const text of heard.assessors) for (const name of learner) expect(text).not.toContain(name);
  });
});
