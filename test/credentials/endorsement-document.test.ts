import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { awardDocument } from '../../src/credentials/award-document.ts';
import { encodeBits } from '../../src/credentials/bitstring.ts';
import { didDocument, didWeb } from '../../src/credentials/did.ts';
import { type SecuredDocument, withProof } from '../../src/credentials/eddsa-rdfc-2022.ts';
import { type EndorsementFacts, endorsementDocument } from '../../src/credentials/endorsement-document.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { lintForSigning } from '../../src/credentials/lint.ts';
import { ed25519Multikey } from '../../src/credentials/multikey.ts';
import { openBadgeProblems } from '../../src/credentials/open-badge-model.ts';
import { statusListCredential } from '../../src/credentials/status-list.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { awardFacts, fullIssuer } from '../support/award-facts.ts';
import { changed, outcomes } from './example-award.ts';
import { compare } from './rdf/compare.ts';

const publicUrl = 'https://assay.example';
const listUrl = `${publicUrl}/status/01ARZ3NDEKTSV4RRFFQ69G5FAV`;
const now = new Date('2026-03-02T10:01:00Z');

/** An issuer of this deployment with a key. */
function party(issuerId: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const did = didWeb(publicUrl, issuerId);
  const publicKeyMultibase = ed25519Multikey(publicKey.export({ type: 'spki', format: 'der' }));
  return { did, privateKey, document: didDocument({ did, keys: [{ id: 'key-1', publicKeyMultibase }] }) };
}
const [riverbend, council] = [party('riverbend'), party('council')];
type Party = { did: string; privateKey: KeyObject };

/** Signs as the signer does: only what the linter lets through. */
async function signed(document: object, { did, privateKey }: Party): Promise<SecuredDocument> {
  const plain = JSON.parse(JSON.stringify(document)) as JsonObject;
  const { proof, bytes } = await lintForSigning(plain, {
    verificationMethod: `${did}#key-1`,
    created: '2026-03-02T10:00:30Z',
    now,
    publicUrl,
  });
  return withProof(plain, proof, sign(null, bytes, privateKey));
}

const facts = awardFacts();
const award = awardDocument(facts);
const about = {
  issuer: riverbend.did,
  achievement: award.credentialSubject.achievement.id,
  credential: award.id,
} as const;

const unsigned = (endorsed: string, changes: Partial<EndorsementFacts> = {}) =>
  endorsementDocument({
    publicUrl,
    id: `${publicUrl}/credentials/endorsement`,
    issuer: { ...fullIssuer, id: 'council', name: 'Council of Home Visitors' },
    endorsed,
    name: 'Recognised by the Council',
    comment: 'We use this ourselves.',
    validFrom: new Date('2026-03-02T09:00:00.000Z'),
    statuses: [{ list: '01ARZ3NDEKTSV4RRFFQ69G5FAV', index: 4, purpose: 'revocation' }],
    ...changes,
  });

async function world(revoked: readonly number[] = []) {
  const lists = new Map<string, SecuredDocument>();
  const list = statusListCredential({
    id: listUrl,
    issuerDid: riverbend.did,
    purpose: 'revocation',
    validFrom: '2026-03-02T09:00:00Z',
    encodedList: encodeBits(revoked),
  });
  lists.set(listUrl, await signed(list, riverbend));
  return {
    now,
    resolveDid: async (did: string) => {
      const found = [riverbend, council].find((one) => one.did === did);
      return found
        ? { found: true as const, known: true, document: found.document }
        : { found: false as const, reason: 'not-found' as const };
    },
    statusList: async (url: string) => {
      const document = lists.get(url);
      return document
        ? { found: true as const, document }
        : { found: false as const, reason: 'not-found' as const };
    },
  };
}

const bare = { statuses: [] };
const endorsementOf = async (kind: keyof typeof about, changes: Partial<EndorsementFacts> = {}) =>
  signed(unsigned(about[kind], { ...bare, id: `${publicUrl}/credentials/of-${kind}`, ...changes }), council);

describe('an endorsement', () => {
  it('says who endorses whom, and in which words', () => {
    const document = unsigned(riverbend.did, { validUntil: new Date('2027-03-02T09:00:00.123Z') });
    expect(document).toMatchObject({
      type: ['VerifiableCredential', 'EndorsementCredential'],
      name: 'Recognised by the Council',
      issuer: {
        id: council.did,
        type: ['Profile'],
        name: 'Council of Home Visitors',
        official: 'Marta Oyelaran',
      },
      validFrom: '2026-03-02T09:00:00Z',
      validUntil: '2027-03-02T09:00:00Z',
      credentialSubject: {
        id: riverbend.did,
        type: ['EndorsementSubject'],
        endorsementComment: 'We use this ourselves.',
      },
      credentialStatus: { id: `${listUrl}#4`, statusPurpose: 'revocation' },
    });
    expect(unsigned(riverbend.did, bare)).not.toHaveProperty('credentialStatus');
  });

  it('is an Open Badges endorsement, may be signed, and takes the direct path', async () => {
    const document = unsigned(riverbend.did) as unknown as JsonObject;
    expect(openBadgeProblems(document, 'issue')).toEqual([]);
    const secured = await signed(document, council);
    expect(await compare(secured)).toBe('same');
    expect(outcomes(await verifyCredential(await endorsementOf('issuer'), await world()))).toMatchObject({
      schema: 'ok',
      proof: 'ok',
      'issuer-key': 'ok',
    });
  });

  it.each<[string, (string | number)[], unknown, string]>([
    ['no name', ['name'], undefined, '/name'],
    ['no subject', ['credentialSubject', 'id'], undefined, '/credentialSubject/id'],
    [
      'itself as subject',
      ['credentialSubject', 'id'],
      `${publicUrl}/credentials/endorsement`,
      '/credentialSubject',
    ],
    ['its own issuer as subject', ['credentialSubject', 'id'], council.did, '/credentialSubject/id'],
    ['more about its subject', ['credentialSubject', 'name'], 'x', '/credentialSubject/name'],
    ['an issuer that is a text', ['issuer'], council.did, '/issuer'],
    ['an issuer elsewhere', ['issuer', 'id'], 'did:web:elsewhere.example', '/issuer/id'],
    ['an address elsewhere', ['id'], 'https://elsewhere.example/1', '/id'],
    ['another type beside', ['type', 2], 'AchievementCredential', '/type'],
    ['an end before its beginning', ['validUntil'], '2026-01-01T00:00:00Z', '/validUntil'],
    ['a time zone', ['validFrom'], '2026-03-02T10:00:00+01:00', '/validFrom'],
    [
      'a list elsewhere',
      ['credentialStatus', 'statusListCredential'],
      'https://elsewhere.example/1',
      '/credentialStatus',
    ],
    ['endorsements of its own', ['endorsement'], [{}], '/endorsement'],
    ['evidence', ['evidence'], [{ type: ['Evidence'] }], '/evidence'],
  ])('with %s is not signed', async (_, path, value, where) => {
    await expect(signed(changed(unsigned(riverbend.did), path, value), council)).rejects.toThrow(where);
  });
});

describe('an award with endorsements', () => {
  it('is signed on the direct path and verifies with those of issuer, achievement and credential', async () => {
    const endorsements = {
      issuer: [await endorsementOf('issuer')],
      achievement: [await endorsementOf('achievement')],
      credential: [await endorsementOf('credential')],
    };
    const document = awardDocument({ ...facts, endorsements });
    expect(document.issuer).toHaveProperty('endorsement', endorsements.issuer);
    expect(document.credentialSubject.achievement).toHaveProperty('endorsement', endorsements.achievement);
    expect(document).toHaveProperty('endorsement', endorsements.credential);
    const secured = await signed(document, riverbend);
    expect(await compare(JSON.parse(JSON.stringify(document)))).toBe('same');
    const report = await verifyCredential(secured, await world());
    expect(report.verdict).toBe('valid');
    expect(report.checks.find(({ name }) => name === 'endorsements')?.message).toContain('All');
  });

  it('is not valid when one of them was changed, though the award itself was not', async () => {
    const endorsement = await endorsementOf('credential');
    const forged = changed(endorsement, ['credentialSubject', 'endorsementComment'], 'Best of all.');
    const secured = await signed(
      awardDocument({ ...facts, endorsements: { credential: [forged] } }),
      riverbend,
    );
    expect(outcomes(await verifyCredential(secured, await world()))).toMatchObject({
      proof: 'ok',
      endorsements: 'failed: endorsement-invalid',
    });
  });

  it('may carry two of one endorser who was renamed in between', async () => {
    const before = await endorsementOf('issuer');
    const after = await endorsementOf('credential', {
      issuer: { ...fullIssuer, id: 'council', name: 'Guild of Home Visitors' },
    });
    const document = awardDocument({ ...facts, endorsements: { issuer: [before], credential: [after] } });
    expect((await verifyCredential(await signed(document, riverbend), await world())).verdict).toBe('valid');
  });

  const stranger = party('riverbend');
  it.each<[string, () => Promise<AwardEndorsements>, string]>([
    [
      'of the credential on the issuer',
      async () => ({ issuer: [await endorsementOf('credential')] }),
      '/issuer/endorsement/0/credentialSubject/id',
    ],
    [
      'of the issuer on the credential',
      async () => ({ credential: [await endorsementOf('issuer')] }),
      '/endorsement/0/credentialSubject/id',
    ],
    [
      'twice',
      async () => ({ issuer: [await endorsementOf('issuer'), await endorsementOf('issuer')] }),
      'is there twice',
    ],
    [
      'without a proof',
      async () => ({ issuer: [changed(await endorsementOf('issuer'), ['proof'])] }),
      '/issuer/endorsement/0/proof',
    ],
    [
      'with more than a comment',
      async () => ({
        issuer: [changed(await endorsementOf('issuer'), ['credentialSubject', 'name'], 'Evil')],
      }),
      '/issuer/endorsement/0/credentialSubject',
    ],
    [
      'by the issuer itself',
      async () => ({
        achievement: [
          await signed(
            unsigned(about.achievement, { ...bare, issuer: { ...fullIssuer, name: 'Riverbend' } }),
            stranger,
          ),
        ],
      }),
      '/credentialSubject/achievement/endorsement/0/issuer',
    ],
    [
      'nine times',
      async () => ({
        issuer: await Promise.all(
          Array.from({ length: 9 }, (_, index) =>
            endorsementOf('issuer', { id: `${publicUrl}/credentials/${index}` }),
          ),
        ),
      }),
      'more than 8',
    ],
  ])('is not signed with one %s', async (_, endorsements, where) => {
    const document = awardDocument({ ...facts, endorsements: await endorsements() });
    await expect(signed(document, riverbend)).rejects.toThrow(where);
  });

  it('is not signed when an endorsement says something else of a part of it', async () => {
    const image = { digest: 'a'.repeat(64), mediaType: 'image/png', caption: 'x' } as const;
    const endorsement = await endorsementOf('issuer', { issuer: { ...fullIssuer, id: 'council', image } });
    const imageId = `${publicUrl}/images/${'a'.repeat(64)}`;
    expect(endorsement).toMatchObject({ issuer: { image: { id: imageId } } });
    await expect(
      signed(awardDocument({ ...facts, endorsements: { issuer: [endorsement] } }), riverbend),
    ).resolves.toBeDefined();
    const lying = changed(endorsement, ['issuer', 'parentOrg'], {
      id: riverbend.did,
      type: ['Profile'],
      name: 'Evil',
    });
    await expect(
      signed(awardDocument({ ...facts, endorsements: { issuer: [lying] } }), riverbend),
    ).rejects.toThrow('/issuer/endorsement/0/issuer/parentOrg says something else');
  });
});
type AwardEndorsements = NonNullable<Parameters<typeof awardDocument>[0]['endorsements']>;
