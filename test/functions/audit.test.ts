import { describe, expect, it } from 'vitest';
import { auditHandler } from '../../functions/audit/handler.ts';
import { Logger } from '../../src/logger.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { aLearner, confirmed, earned, issuerOfPieces, portsOf, publishedStack } from '../support/stacks.ts';
import { away, people, signing, useWorld } from '../support/world.ts';

const theWorld = useWorld();
/** What is told in the log is read in the tests of the edge. */
class Quiet extends Logger {
  override info(): void {}
  override error(): void {}
}
const quiet = new Quiet({ serviceName: 'audit' });

const audit = (signingTasks = signing(theWorld())) => auditHandler({ ...theWorld(), signingTasks }, quiet);

describe('the audit', () => {
  it('proposes and signs what a rule confirms, in one run', async () => {
    const world = theWorld();
    const [goals, visits] = await issuerOfPieces(world);
    const stack = await publishedStack(world, [goals, visits], { confirmation: 'rule' });
    const learner = aLearner();
    await earned(world, goals, learner);
    await earned(world, visits, learner, {
      ...portsOf(world),
      stackAwards: { ...world.stackAwards, check: () => Promise.reject(new Error('crash')) },
    });
    const proposal = () => world.stackAwards.ofLearner(learner.person, stack.stackId);
    expect(await proposal()).toBeUndefined();
    await audit()();
    const { credentialId = '' } = (await proposal()) ?? {};
    expect(await world.credentials.find(credentialId)).toMatchObject({ learner: learner.person });
  });

  it('speaks up about what it could not do, and ends what cannot be done any more', async () => {
    const world = theWorld();
    const [goals, visits] = await issuerOfPieces(world);
    const stack = await publishedStack(world, [goals, visits]);
    const learner = aLearner();
    const pieces = [await earned(world, goals, learner), await earned(world, visits, learner)];
    const proposal = () => world.stackAwards.ofLearner(learner.person, stack.stackId);
    await confirmed(world, (await proposal())?.id ?? '', portsOf(world, away));
    await expect(audit(away)()).rejects.toThrow(/^1 signing tasks.* 0 looks at stacks/);
    expect((await proposal())?.state).toBe('confirmed');

    await changeCredentialStatus(portsOf(world), {
      caller: people.owner,
      credentialId: pieces[0] ?? '',
      purpose: 'revocation',
      set: true,
      reason: 'Found to be copied.',
    });
    await audit()();
    expect((await proposal())?.state).toBe('waiting');
    await audit()();
  });

  it('does not stop at a look that fails, and tells of it', async () => {
    const world = theWorld();
    const [goals, visits] = await issuerOfPieces(world);
    const stack = await publishedStack(world, [goals, visits], { rule: { atLeast: 1 } });
    const [one, other] = [aLearner(), aLearner()];
    const lost = {
      ...portsOf(world),
      stackAwards: { ...world.stackAwards, check: () => Promise.reject(new Error('crash')) },
    };
    const first = await earned(world, goals, one, lost);
    await earned(world, goals, other, lost);
    const find = async (id: string) =>
      id === first ? Promise.reject(new Error('unreadable')) : world.credentials.find(id);
    const half = auditHandler(
      {
        ...world,
        credentials: { ...world.credentials, find },
        signingTasks: signing(world),
      },
      quiet,
    );
    await expect(half()).rejects.toThrow(/^0 signing tasks.* 1 looks at stacks/);
    const stateOf = async ({ person }: { person: string }) =>
      (await world.stackAwards.ofLearner(person, stack.stackId))?.state;
    expect([await stateOf(one), await stateOf(other)]).toEqual([undefined, 'waiting']);
    await audit()();
    expect(await stateOf(one)).toBe('waiting');
  });
});
