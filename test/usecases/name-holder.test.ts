import { describe, expect, it } from 'vitest';
import { DomainError } from '../../src/domain/domain-error.ts';
import { nameHolder } from '../../src/usecases/name-holder.ts';
import { openSubmission } from '../../src/usecases/open-submission.ts';
import { handedIn, people, publicUrl, publishedVersion, useWorld } from '../support/world.ts';

const theWorld = useWorld();
const caller = people.learner;
const did = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
const own = 'did:web:assay.example:issuers:riverbend';
const codeOf = (error: unknown) => (error instanceof DomainError ? error.code : error);

async function draft(changes: { did?: string } = {}) {
  const { microCredentialId } = await publishedVersion(theWorld());
  return openSubmission(theWorld(), { caller, microCredentialId, name: undefined, publicUrl, ...changes });
}

describe('the DID of a holder', () => {
  it('is said when a submission is opened', async () => {
    const { id, recipient } = await draft({ did });
    expect(recipient).toEqual({ name: 'Lena Learner', email: 'lena@learner.example', did });
    expect((await theWorld().submissions.find(id))?.recipient).toEqual(recipient);
  });

  it('is said, changed and taken back while it is a draft', async () => {
    const world = theWorld();
    const { id: submissionId, revision } = await draft();
    const other = 'did:web:lena.example';
    const first = await nameHolder(world, { caller, submissionId, did, publicUrl });
    expect([first.recipient.did, first.revision]).toEqual([did, revision + 1]);
    expect((await nameHolder(world, { caller, submissionId, did: other, publicUrl })).recipient.did).toBe(
      other,
    );
    const none = await nameHolder(world, { caller, submissionId, did: null, publicUrl });
    expect(none.recipient).toEqual({ name: 'Lena Learner', email: 'lena@learner.example' });
    expect(await world.submissions.find(submissionId)).toEqual(none);
  });

  it('is none of this service, neither first nor later', async () => {
    expect(await draft({ did: own }).catch(codeOf)).toBe('invalid-request');
    const { id: submissionId } = await draft();
    const asked = nameHolder(theWorld(), { caller, submissionId, did: own, publicUrl });
    expect(await asked.catch(codeOf)).toBe('invalid-request');
  });

  it('is the learner’s to say, and not once it was handed in', async () => {
    const world = theWorld();
    const { id: submissionId } = await draft({ did });
    const asked = nameHolder(world, { caller: people.stranger, submissionId, did: null, publicUrl });
    expect(await asked.catch(codeOf)).toBe('not-found');
    const { submission } = await handedIn(world, await publishedVersion(world));
    const late = nameHolder(world, { caller, submissionId: submission.id, did, publicUrl });
    expect(await late.catch(codeOf)).toBe('submission-not-editable');
    expect((await world.submissions.find(submission.id))?.recipient).not.toHaveProperty('did');
  });
});
