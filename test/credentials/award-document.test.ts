import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { awardDocument } from '../../src/credentials/award-document.ts';
import type { JsonObject } from '../../src/credentials/json.ts';
import { lintForSigning } from '../../src/credentials/lint.ts';
import { openBadgeProblems } from '../../src/credentials/open-badge-model.ts';
import { awardedAt, awardFacts } from '../support/award-facts.ts';
import { compare } from './rdf/compare.ts';

const publicUrl = 'https://assay.example';
const did = 'did:web:assay.example:issuers:riverbend';
const achievementId = `${publicUrl}/micro-credentials/01ARZ3NDEKTSV4RRFFQ69G5FAV/versions/3`;
const holder = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';

const lint = (document: object) =>
  lintForSigning(document, {
    verificationMethod: `${did}#key-1`,
    created: '2026-03-02T10:00:00Z',
    now: awardedAt,
    publicUrl,
  });

describe('the document of an award', () => {
  it('has all that the issuer and the definition say, where Open Badges has it', () => {
    const { issuer, credentialSubject, ...award } = awardDocument(awardFacts());
    const profile = { id: did, type: ['Profile'], name: 'Riverbend', url: 'https://riverbend.example.org/' };
    expect(issuer).toEqual({
      ...profile,
      description: 'Who we are.',
      email: 'office@riverbend.example.org',
      phone: '+1 (555) 010-0199',
      image: { id: `${publicUrl}/images/${'a'.repeat(64)}`, type: 'Image', caption: 'The bend of a river' },
      address: {
        type: ['Address'],
        addressCountry: 'Ireland',
        addressCountryCode: 'IE',
        addressLocality: 'Cork',
        postalCode: 'T12 AB34',
      },
      otherIdentifier: [
        { type: 'IdentifierEntry', identifier: 'CHY 1234', identifierType: 'ext:charityNumber' },
      ],
      official: 'Marta Oyelaran',
    });
    const { achievement, source, creditsEarned } = credentialSubject;
    expect(achievement).toMatchObject({
      id: achievementId,
      achievementType: 'MicroCredential',
      version: '3',
      inLanguage: 'en',
      humanCode: 'HV-101',
      fieldOfStudy: 'Early childhood',
      creditsAvailable: 1.5,
      image: {
        id: `${publicUrl}/images/${'d'.repeat(64)}`,
        type: 'Image',
        caption: 'Two hands holding a kite',
      },
      tag: ['families', 'goals'],
      creator: profile,
      criteria: { id: achievementId },
      alignment: [
        {
          type: ['Alignment'],
          targetName: 'Family engagement',
          targetUrl: 'https://framework.example.org/family-engagement',
          targetFramework: 'Home Visitor Competencies',
          targetCode: 'FE-2',
          targetType: 'CFItem',
        },
        { type: ['Alignment'], targetName: 'Goal setting' },
      ],
      related: [
        { id: 'https://elsewhere.example.org/metas', type: ['Related'], inLanguage: 'es', version: '3' },
        { id: 'https://elsewhere.example.org/goals', type: ['Related'] },
      ],
    });
    expect([source, creditsEarned]).toEqual([profile, 1.5]);
    expect(award).toMatchObject({
      validFrom: '2026-03-02T10:00:00Z',
      awardedDate: '2026-03-02T10:00:00Z',
      validUntil: '2029-03-02T10:00:00Z',
      image: { id: `${award.id}/image`, type: 'Image' },
    });
  });

  it('says by what each of the three parts passes, in one text, in the original alone', () => {
    const { achievement } = awardDocument(awardFacts()).credentialSubject;
    expect(achievement.criteria.narrative).toBe(`The overview passes when:
The setting is a home.

Evidence to submit:
- The plan: The plan that you made.
- An account: How it was made.

Levels to reach, as judged by a person:
- Goals are shared: at least "Demonstrated"
- Activities fit: at least "Progressing"
- Reflection leads on: at least "Demonstrated"

The reflection passes when:
A change is named, and why.`);
    expect(JSON.stringify(achievement)).not.toMatch(/familia|El plan/);
    const definition = { passCriteria: undefined } as object;
    const bare = awardDocument(awardFacts({ definition })).credentialSubject.achievement;
    expect(bare.criteria.narrative).toMatch(/^Evidence to submit:/);
    expect(bare.criteria.narrative).not.toMatch(/passes when|undefined/);
  });

  it('names the framework of an alignment that does not say it, as its address tells', () => {
    const alignment = [
      { targetName: 'Health worker', targetUrl: 'https://www.onetonline.org/link/summary/21-1094.00' },
      { targetName: 'Elsewhere', targetUrl: 'https://elsewhere.example.org/1' },
    ];
    const { achievement } = awardDocument(awardFacts({ definition: { alignment } })).credentialSubject;
    expect(achievement.alignment).toEqual([
      { type: ['Alignment'], ...alignment[0], targetFramework: 'O*NET' },
      { type: ['Alignment'], ...alignment[1] },
    ]);
  });

  it('is an Open Badge, may be signed, and is canonicalized on the direct path', async () => {
    const document = awardDocument(awardFacts()) as unknown as JsonObject;
    expect(openBadgeProblems(document, 'issue')).toEqual([]);
    await expect(lint(document)).resolves.toMatchObject({ bytes: expect.any(Uint8Array) });
    expect(await compare(document)).toBe('same');
  });

  it('says nothing that is not said', () => {
    const bare = {
      keywords: undefined,
      alignment: undefined,
      related: undefined,
      humanCode: undefined,
      fieldOfStudy: undefined,
      creditsAvailable: undefined,
      validFor: undefined,
      image: undefined,
    } as object;
    const nothing = {
      description: undefined,
      email: undefined,
      phone: undefined,
      image: undefined,
    } as object;
    const also = { address: undefined, otherIdentifier: undefined, official: undefined } as object;
    const document = awardDocument(awardFacts({ definition: bare, issuer: { ...nothing, ...also } }));
    expect(Object.keys(document.issuer)).toEqual(['id', 'type', 'name', 'url']);
    expect(document).not.toHaveProperty('validUntil');
    expect(document.credentialSubject).not.toHaveProperty('creditsEarned');
    expect(Object.keys(document.credentialSubject.achievement).toSorted()).toEqual([
      ...['achievementType', 'creator', 'criteria', 'description', 'id', 'image', 'inLanguage', 'name'],
      ...['resultDescription', 'type', 'version'],
    ]);
    expect(document.credentialSubject.achievement.image.id).toBe(`${achievementId}/image`);
  });

  it('names its holder by DID, by a salted hash, or plainly where the issuer wants that', () => {
    const of = (changes: Parameters<typeof awardFacts>[0]) =>
      awardDocument(awardFacts(changes)).credentialSubject;
    const name = { type: 'IdentityObject', hashed: false, identityType: 'name', identityHash: 'Zoë' };
    const digest = createHash('sha256').update('zoe@example.orgsalt').digest('hex');
    const recipient = { name: 'Zoë', email: 'Zoe@Example.org' };
    expect(of({ recipient }).identifier).toEqual([
      {
        type: 'IdentityObject',
        hashed: true,
        identityType: 'emailAddress',
        identityHash: `sha256$${digest}`,
        salt: 'salt',
      },
      name,
    ]);
    expect(of({ recipient, issuer: { recipientIdentity: 'plain' } }).identifier).toEqual([
      {
        type: 'IdentityObject',
        hashed: false,
        identityType: 'emailAddress',
        identityHash: 'zoe@example.org',
      },
      name,
    ]);
    expect(of({ recipient: { name: 'Zoë' } }).identifier).toEqual([name]);
    expect(of({ recipient })).not.toHaveProperty('id');
    expect(of({ recipient: { ...recipient, did: holder } }).id).toBe(holder);
  });

  it('is signable with a holder, and not with one who is the issuer', async () => {
    const named = (did: string) => awardDocument(awardFacts({ recipient: { name: 'Zoë', did } }));
    await expect(lint(named(holder))).resolves.toMatchObject({ bytes: expect.any(Uint8Array) });
    await expect(lint(named(did))).rejects.toThrow(
      '/credentialSubject/id must not be the id of another part',
    );
  });
});

describe('two parts of one id', () => {
  const facts = awardFacts();
  const changedIn = (member: 'source' | 'creator', changes: object) => {
    const document = structuredClone(awardDocument(facts)) as unknown as {
      credentialSubject: { source: object; achievement: { creator: object } };
    };
    Object.assign(
      member === 'source'
        ? document.credentialSubject.source
        : document.credentialSubject.achievement.creator,
      changes,
    );
    return document;
  };

  it.each(['source', 'creator'] as const)(
    'must not contradict each other: the %s is the issuer',
    async (member) => {
      await expect(lint(changedIn(member, { name: 'Somebody else' }))).rejects.toThrow('says something else');
      await expect(lint(changedIn(member, { url: 'https://elsewhere.example/' }))).rejects.toThrow(
        'something else',
      );
      await expect(lint(changedIn(member, { description: 'Who we are.' }))).resolves.toBeDefined();
    },
  );

  it('may be one image with two captions: an award is not to fail for that', async () => {
    const image = { digest: 'a'.repeat(64), mediaType: 'image/png', caption: 'Also the badge' } as const;
    await expect(lint(awardDocument(awardFacts({ definition: { image } })))).resolves.toBeDefined();
  });
});
