import { expect, it } from 'vitest';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Definition } from '../../src/domain/micro-credential.ts';
import { requireModestSize } from '../../src/domain/publishing.ts';
import { decideAssessment } from '../../src/usecases/decide-assessment.ts';
import { ownWorld } from '../../src/usecases/own-world.ts';
import { changeDraft, createDraft, publishVersion } from '../../src/usecases/write-definition.ts';
import { definition } from '../support/definition.ts';
import { address, handedIn, people, publishedVersion, scored, signing, useWorld } from '../support/world.ts';

const theWorld = useWorld();

/** As much as a definition may hold, in letters of three bytes: every list at its limit, the rest filled up. */
function largest(): Definition {
  const levels = Array.from({ length: 10 }, (_, index) => ({ id: `level-${index}`, name: `水準 ${index}` }));
  const filled = (letters: number): Definition => ({
    ...definition,
    artifacts: definition.artifacts,
    rubric: {
      levels,
      criteria: Array.from({ length: 20 }, (_, index) => ({
        id: `criterion-${index}`,
        name: `基準 ${index}`,
        descriptors: Object.fromEntries(
          levels.map(({ id }, step) => [id, `${step}${'能'.repeat(letters - 1)}`]),
        ),
        requiredLevel: 'level-9',
      })),
    },
  });
  let letters = 300;
  for (; letters > 0; letters -= 5)
    try {
      requireModestSize(filled(letters));
      break;
    } catch {}
  return filled(letters);
}

it('whatever can be published can be awarded: the largest definition, with the longest feedback', async () => {
  const world = theWorld();
  const { issuerId } = await publishedVersion(world);
  const draft = await createDraft(world, { caller: people.author, issuerId, fields: {} });
  const of = { caller: people.author, issuerId, microCredentialId: draft.id };
  await changeDraft(world, { ...of, ifMatch: 1, changes: largest() });
  const version = await publishVersion(world, { ...of, ifMatch: 2, changeNote: 'Everything.' });
  const { assessmentId } = await handedIn(world, version);
  await scored(world, assessmentId, version, 'level-9', '良'.repeat(4000));

  const { credential } = await decideAssessment(
    {
      ...world,
      signingTasks: signing(world),
      onSigningFailure: (error) => {
        throw error;
      },
    },
    { caller: people.assessor, assessmentId, outcome: 'awarded' },
  );

  const record = await world.credentials.find(credential?.id ?? '');
  const report = await verifyCredential(JSON.parse(record?.document ?? ''), ownWorld(world, address));
  expect(report.verdict).toBe('valid');
});
