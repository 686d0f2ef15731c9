import { beforeAll, expect, it } from 'vitest';
import { directLimit } from '../../src/credentials/lint-generic.ts';
import type { DueIssuance } from '../../src/domain/issuance.ts';
import type { StatusPurpose } from '../../src/domain/status-list.ts';
import { makeDocument } from '../../src/usecases/document-of-issuance.ts';
import { addKey } from '../../src/usecases/manage-keys.ts';
import { rehearseIssuance } from '../../src/usecases/rehearse-issuance.ts';
import { address, people, publicUrl, publishedVersion, useWorld } from '../support/world.ts';

const theWorld = useWorld();
let issuerId = '';
let endorsed = '';

beforeAll(async () => {
  const world = theWorld();
  ({ issuerId } = await publishedVersion(world));
  ({ issuerId: endorsed } = await publishedVersion(world));
  await addKey(world, { caller: people.owner, issuerId, algorithm: 'RS256' });
});

function due(origin: DueIssuance['origin']): DueIssuance {
  const world = theWorld();
  const decidedAt = world.clock.now().toISOString();
  return { state: 'due', credentialId: world.newId(), issuerId, decidedAt, origin };
}

const direct = (name: string, purposes: StatusPurpose[] = ['revocation', 'suspension']) =>
  due({
    kind: 'direct',
    by: 'desk',
    credential: JSON.stringify({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential'],
      issuer: `did:web:assay.example:issuers:${issuerId}`,
      name,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: { id: 'did:example:member' },
    }),
    purposes,
  });

/** The length of the document that the signer makes, in bytes, with these positions in a list. */
async function sizeWith(issuance: DueIssuance, positions: readonly number[]): Promise<number> {
  const { document, purposes } = await makeDocument(theWorld(), issuance, publicUrl);
  const statuses = purposes.map((purpose, at) => ({
    list: issuance.credentialId,
    index: positions[at] ?? 0,
    purpose,
  }));
  const made = document({ publicUrl, statuses, salt: issuance.credentialId });
  return Buffer.byteLength(JSON.stringify(made));
}

const rehearse = (issuance: DueIssuance) => rehearseIssuance(theWorld(), issuance, address);

it('holds the document with the longest positions to the limit, so that none that is drawn breaks it', async () => {
  const room = directLimit - (await sizeWith(direct(''), [131_071, 131_070]));
  expect(await rehearse(direct('x'.repeat(room)))).toEqual([]);
  const longer = direct('x'.repeat(room + 1));
  expect(await sizeWith(longer, [0, 1])).toBeLessThan(directLimit);
  expect(await rehearse(longer)).toEqual([{ field: '', message: expect.stringContaining('above') }]);
});

it('does not let through what the table cannot keep, with its token', async () => {
  const endorsing = (length: number) =>
    due({
      kind: 'endorsement',
      of: { kind: 'issuer', issuer: endorsed },
      words: { name: 'Sound', comment: 'x'.repeat(length) },
    } as DueIssuance['origin']);
  expect(await rehearse(endorsing(150_000))).toEqual([]);
  expect(await rehearse(endorsing(170_000))).toEqual([
    { field: '', message: expect.stringMatching(/^would be kept in \d{6} bytes, above 380000$/) },
  ]);
});
