import { describe, expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Disclosure } from '../../src/domain/evidence.ts';
import type { Caller } from '../../src/domain/membership.ts';
import { changeCredentialStatus } from '../../src/usecases/change-credential-status.ts';
import { discloseEvidence } from '../../src/usecases/disclose-evidence.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { readEvidence } from '../../src/usecases/read-evidence.ts';
import { shareCredential, withdrawCredential } from '../../src/usecases/share-credential.ts';
import { address, awarded, away, people, portsOf, publicUrl, useWorld } from '../support/world.ts';

const theWorld = useWorld();

async function anAward() {
  const world = theWorld();
  const { submissionId, credentialId } = await awarded(world, undefined, {});
  const [plan, account] = await world.submissions.evidence(submissionId);
  if (!plan || !account) throw new Error('no evidence');
  return { submissionId, credentialId, plan: plan.id, account: account.id };
}
const disclose = (
  credentialId: string,
  disclosures: Record<string, Disclosure>,
  { caller = people.learner, tasks }: { caller?: Caller; tasks?: typeof away } = {},
) => discloseEvidence(portsOf(theWorld(), tasks), { caller, credentialId, disclosures, ...address });
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
const open = (submissionId: string, evidenceId: string) =>
  readEvidence(theWorld(), { submissionId, evidenceId });
const shownIn = async (credentialId: string) => {
  const record = await theWorld().credentials.find(credentialId);
  return JSON.parse(record?.document ?? '{}').evidence;
};
const revoke = (credentialId: string) =>
  changeCredentialStatus(portsOf(theWorld()), {
    caller: people.owner,
    credentialId,
    purpose: 'revocation',
    set: true,
    reason: 'It was awarded by mistake.',
  });

describe('what an award shows of its evidence', () => {
  it('is a digest at first, and opens for nobody', async () => {
    const { submissionId, credentialId, plan } = await anAward();
    expect(await shownIn(credentialId)).toMatchObject([
      {
        name: 'Visit plan',
        narrative: expect.stringMatching(
          /^Held privately by the holder. The assessed text has SHA-256 [0-9a-f]{64}\.$/,
        ),
      },
      { name: 'Account' },
    ]);
    expect(await refusal(open(submissionId, plan))).toBe('not-found');
  });

  it('opens by its address once its holder says so, in a credential that verifies, and the one before is replaced', async () => {
    const { submissionId, credentialId, plan, account } = await anAward();
    const { credential, evidence } = await disclose(credentialId, { [plan]: 'link' });
    expect(evidence.map(({ disclosure }) => disclosure)).toEqual(['link', 'digest']);
    expect(credential).toEqual({ id: expect.not.stringMatching(credentialId), issued: true });
    const [shown, other] = await shownIn(credential.id);
    expect(shown).toMatchObject({ id: `${publicUrl}/evidence/${submissionId}/${plan}`, genre: 'text/plain' });
    expect(shown.narrative).toMatch(/^Opened by the holder. The assessed text has SHA-256 [0-9a-f]{64}\.$/);
    expect(other.id).toBeUndefined();
    expect((await open(submissionId, plan)).item).toMatchObject({ kind: 'text', artifact: 'visit-plan' });
    expect(await refusal(open(submissionId, account))).toBe('not-found');
    const world = theWorld();
    const document = JSON.parse((await world.credentials.find(credential.id))?.document ?? '{}');
    const report = await verifyCredential(document, ownWorld(world, address));
    expect(report.verdict).toBe('valid');
    expect(await world.credentials.find(credentialId)).toMatchObject({
      successor: credential.id,
      revocation: { by: 'learner', reason: 'Its holder changed what it shows of the evidence.' },
    });
    expect((await world.credentials.find(credentialId))?.withdrawnAt).toBeUndefined();
  });

  it('is closed at once when its holder hides it, and the credential that named it is off its address', async () => {
    const { submissionId, credentialId, plan } = await anAward();
    const { credential } = await disclose(credentialId, { [plan]: 'public' });
    const hidden = await disclose(credential.id, { [plan]: 'hidden' });
    expect(await refusal(open(submissionId, plan))).toBe('not-found');
    expect(await shownIn(hidden.credential.id)).toMatchObject([{ name: 'Account' }]);
    const world = theWorld();
    expect((await world.credentials.find(credential.id))?.withdrawnAt).toBe(world.clock.now().toISOString());
    expect(await world.credentials.find(hidden.credential.id)).toMatchObject({ id: hidden.credential.id });
    expect((await world.credentials.find(hidden.credential.id))?.visibility).toBeUndefined();
    expect((await world.submissions.find(submissionId))?.credentialId).toBe(hidden.credential.id);
  });

  it('changes between link and public without another credential', async () => {
    const { credentialId, plan } = await anAward();
    const { credential } = await disclose(credentialId, { [plan]: 'link' });
    const after = await disclose(credential.id, { [plan]: 'public' });
    expect(after.credential.id).toBe(credential.id);
    expect(after.evidence[0]?.disclosure).toBe('public');
    expect((await disclose(credential.id, { [plan]: 'public' })).credential.id).toBe(credential.id);
  });

  it('is shown as far as the credential is', async () => {
    const { submissionId, credentialId, plan } = await anAward();
    const { credential } = await disclose(credentialId, { [plan]: 'public' });
    const own = { caller: people.learner, credentialId: credential.id };
    await shareCredential(theWorld(), { ...own, visibility: 'private' });
    expect(await refusal(open(submissionId, plan))).toBe('kept-private');
    await shareCredential(theWorld(), { ...own, visibility: 'link' });
    expect(await refusal(open(submissionId, plan))).toBe('done');
    await withdrawCredential(theWorld(), own);
    expect(await refusal(open(submissionId, plan))).toBe('withdrawn');
    expect(await refusal(disclose(credential.id, { [plan]: 'hidden' }))).toBe('withdrawn');
  });

  it('is its holder’s alone to say, of items that are there, of a credential that stands', async () => {
    const { credentialId, plan } = await anAward();
    for (const caller of [people.owner, people.stranger, people.assessor])
      expect(await refusal(disclose(credentialId, { [plan]: 'public' }, { caller }))).toBe('not-found');
    expect(await refusal(disclose(credentialId, { [plan]: 'public' }, { caller: people.machine }))).toBe(
      'human-required',
    );
    await expect(disclose(credentialId, { '01JD9Z6V3T5Q8M2K4N7P0R1S2T': 'public' })).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ field: '/evidence/01JD9Z6V3T5Q8M2K4N7P0R1S2T', message: 'is not among the evidence' }],
    });
    const { credential } = await disclose(credentialId, { [plan]: 'hidden' });
    expect(await refusal(disclose(credential.id, {}))).toBe('done');
    await revoke(credential.id);
    // A learner gives back no validity that the issuer took.
    expect(await refusal(disclose(credential.id, { [plan]: 'public' }))).toBe('cannot-be-reissued');
  });

  it('stays closed and consistent while the signer is away, and two who ask at once get one credential', async () => {
    const { submissionId, credentialId, plan } = await anAward();
    const { credential } = await disclose(credentialId, { [plan]: 'link' }, { tasks: away });
    expect(credential.issued).toBe(false);
    expect(await refusal(open(submissionId, plan))).toBe('not-found');
    expect(await refusal(disclose(credentialId, { [plan]: 'link' }))).toBe('already-replaced');
    const other = await anAward();
    const both = await Promise.all(
      [1, 2].map(() => refusal(disclose(other.credentialId, { [other.plan]: 'link' }))),
    );
    expect(both.toSorted()).not.toEqual(['done', 'done']);
    expect(both).toContain('done');
  });
});
