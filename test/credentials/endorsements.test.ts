import { describe, expect, it } from 'vitest';
import { type DidKey, didDocument } from '../../src/credentials/did.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { changed, exampleAward, issuerDid, newKey, outcomes, signed, world } from './example-award.ts';

const endorser = newKey();
const endorserDid = `did:key:${endorser.publicKeyMultibase}`;
const asEndorser = { ...endorser, method: `${endorserDid}#${endorser.publicKeyMultibase}` };

function unsignedEndorsement(about: string, changes: object = {}) {
  return {
    '@context': exampleAward()['@context'],
    id: 'urn:uuid:6f2c3a52-5a4d-4b0e-9b1c-2f6f6d1f7a11',
    type: ['VerifiableCredential', 'EndorsementCredential'],
    name: 'Endorsement',
    issuer: endorserDid,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { id: about, type: ['EndorsementSubject'], endorsementComment: 'Good work.' },
    ...changes,
  };
}
const good = await signed(unsignedEndorsement(issuerDid), asEndorser);
const expired = await signed(
  unsignedEndorsement(issuerDid, { validUntil: '2026-02-01T00:00:00Z' }),
  asEndorser,
);
const early = await signed(unsignedEndorsement(issuerDid, { validFrom: '2099-01-01T00:00:00Z' }), asEndorser);
const aboutAnother = await signed(unsignedEndorsement('https://elsewhere.example/badges/1'), asEndorser);
const aboutNothing = await signed(
  unsignedEndorsement('', {
    credentialSubject: { type: ['EndorsementSubject'], endorsementComment: 'Good work.' },
  }),
  asEndorser,
);
const council = 'did:web:council.example';
const councilKey = { id: endorser.id, publicKeyMultibase: endorser.publicKeyMultibase };
const noLongerStands = 'An endorsement in it no longer stands.';
const notChecked = 'An endorsement in it could not be checked.';
const notByEndorser = await signed(unsignedEndorsement(issuerDid));
const unknownEndorser = await signed(
  unsignedEndorsement(issuerDid, { issuer: 'did:web:council.example' }),
  asEndorser,
);
const endorsed = async (endorsement: unknown, base: object = exampleAward()) =>
  verifyCredential(await signed({ ...base, endorsement }), await world());

describe('an endorsement', () => {
  it('of the issuer, the achievement or the award itself is verified with it', async () => {
    const award = exampleAward();
    const about = [issuerDid, award.credentialSubject.achievement.id, award.id];
    const all = await Promise.all(
      about.map((id, index) =>
        signed(unsignedEndorsement(id, { id: `urn:uuid:6f2c3a52-5a4d-4b0e-9b1c-${index}` }), asEndorser),
      ),
    );
    const report = await endorsed(all);
    expect(outcomes(report).endorsements).toBe('ok');
    expect(report.verdict).toBe('valid');
    expect(report.checks.find(({ name }) => name === 'endorsements')?.message).toContain('All');
  });

  it('may stand on the issuer, the achievement or its creator', async () => {
    for (const path of [
      ['issuer'],
      ['credentialSubject', 'achievement'],
      ['credentialSubject', 'achievement', 'creator'],
    ]) {
      const carrying = changed(exampleAward(), [...path, 'endorsement'], [good]);
      expect((await verifyCredential(await signed(carrying), await world())).verdict).toBe('valid');
      const bad = changed(exampleAward(), [...path, 'endorsement'], [changed(good, ['name'], 'Other')]);
      const report = await verifyCredential(await signed(bad), await world());
      expect(outcomes(report).endorsements).toBe('failed: endorsement-invalid');
    }
  });

  it('may use more vocabularies than the award', async () => {
    const more = [...exampleAward()['@context'], 'https://w3id.org/security/suites/ed25519-2020/v1'];
    const endorsement = await signed(unsignedEndorsement(issuerDid, { '@context': more }), asEndorser);
    expect((await endorsed([endorsement])).verdict).toBe('valid');
  });

  it.each<[string, unknown, string]>([
    ['is not signed', unsignedEndorsement(issuerDid), 'failed: endorsement-invalid'],
    [
      'was changed',
      changed(good, ['credentialSubject', 'endorsementComment'], 'Best.'),
      'failed: endorsement-invalid',
    ],
    [
      'is good and stands beside a bad one',
      [good, changed(good, ['name'], 'Other')],
      'failed: endorsement-invalid',
    ],
    [
      'is forged and stands beside one that has expired',
      [expired, notByEndorser],
      'failed: endorsement-invalid',
    ],
    ['is about something that is not in the award', aboutAnother, 'failed: endorsement-invalid'],
    ['is about nothing', aboutNothing, 'failed: endorsement-invalid'],
    ['is signed by someone other than its issuer', notByEndorser, 'failed: endorsement-invalid'],
    ['is one of nine', Array(9).fill(good), 'could-not-be-checked: too-many-endorsements'],
  ])('that %s makes the award not valid', async (_, endorsement, expected) => {
    const report = await endorsed([endorsement].flat());
    expect(outcomes(report)).toMatchObject({ proof: 'ok', endorsements: expected });
    expect(report.verdict).not.toBe('valid');
  });

  it.each<[string, unknown, readonly string[]]>([
    ['has expired', expired, [noLongerStands]],
    ['does not hold yet', early, [noLongerStands]],
    ['is of someone who cannot be found', unknownEndorser, [notChecked]],
    ['has expired, beside a good one', [good, expired], [noLongerStands]],
    [
      'has expired, beside one that cannot be looked up',
      [unknownEndorser, expired],
      [noLongerStands, notChecked],
    ],
  ])('that %s is told, and the award stands', async (_, endorsement, told) => {
    const report = await endorsed([endorsement].flat());
    expect(outcomes(report).endorsements).toBe('ok');
    expect(report.verdict).toBe('valid');
    expect(report.warnings.filter((warning) => warning.includes('endorsement'))).toEqual(told);
    expect(report.checks.find(({ name }) => name === 'endorsements')?.message).toBe(
      'No endorsement in it is forged.',
    );
  });

  it.each<[string, readonly DidKey[], string]>([
    ['gave up the key that signed it', [], noLongerStands],
    [
      'says that others may have had the key',
      [{ ...councilKey, compromisedAt: '2026-01-02T00:00:00Z' }],
      noLongerStands,
    ],
  ])('of someone who %s does not make the award invalid', async (_, keys, told) => {
    const around = await world();
    const document = didDocument({ did: council, keys });
    const resolveDid = async (did: string) =>
      did === council ? ({ found: true, known: true, document } as const) : around.resolveDid(did);
    const endorsement = await signed(unsignedEndorsement(issuerDid, { issuer: council }), {
      ...endorser,
      method: `${council}#${endorser.id}`,
    });
    const award = await signed({ ...exampleAward(), endorsement: [endorsement] });
    const report = await verifyCredential(award, { ...around, resolveDid });
    expect([report.verdict, report.warnings.filter((text) => text.includes('endorsement'))]).toEqual([
      'valid',
      [told],
    ]);
    const forged = await signed({
      ...exampleAward(),
      endorsement: [changed(endorsement, ['name'], 'Other')],
    });
    const good = {
      ...around,
      resolveDid: async (did: string) =>
        did === council
          ? ({
              found: true,
              known: true,
              document: didDocument({ did: council, keys: [councilKey] }),
            } as const)
          : around.resolveDid(did),
    };
    expect((await verifyCredential(award, good)).warnings).toEqual([]);
    expect((await verifyCredential(forged, good)).verdict).toBe('invalid');
  });

  it.each<[string, JsonObject, string]>([
    [
      'says more of the award than a comment',
      changed(
        unsignedEndorsement(exampleAward().id),
        ['credentialSubject', 'validUntil'],
        '2099-01-01T00:00:00Z',
      ),
      'ambiguous-credential',
    ],
    [
      'gives the award a type',
      changed(
        unsignedEndorsement(exampleAward().id),
        ['credentialSubject', 'type'],
        ['EndorsementSubject', 'OpenBadgeCredential'],
      ),
      'ambiguous-credential',
    ],
    [
      'brings a vocabulary of its own',
      changed(unsignedEndorsement(issuerDid), ['@context', 1], {
        name: 'https://schema.org/description',
      } as never),
      'nested-context',
    ],
    [
      'leaves out the vocabulary of credentials',
      changed(unsignedEndorsement(issuerDid), ['@context', 0]),
      'nested-context',
    ],
  ])('that %s is not read', async (_, endorsement, cause) => {
    const { proof, ...rest } = await signed(exampleAward());
    const report = await verifyCredential({ ...rest, endorsement: [endorsement], proof }, await world());
    expect(outcomes(report).format).toBe(`failed: ${cause}`);
  });

  it('is not looked at when the award itself is not signed by its issuer', async () => {
    const report = await verifyCredential({ ...exampleAward(), endorsement: [good] }, await world());
    expect(outcomes(report).endorsements).toBe('could-not-be-checked: earlier-check-not-ok');
  });

  it('is verified once each, not those within it', async () => {
    const inner = unsignedEndorsement(endorserDid, { id: 'urn:uuid:1' });
    const outer = await signed(unsignedEndorsement(issuerDid, { endorsement: [inner] }), asEndorser);
    expect(outcomes(await endorsed([outer])).endorsements).toBe('ok');
  });
});
