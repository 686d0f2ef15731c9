import { Ed25519Signature2020 } from '@digitalcredentials/ed25519-signature-2020';
import { Ed25519VerificationKey2020 } from '@digitalcredentials/ed25519-verification-key-2020';
import { issue } from '@digitalcredentials/vc';
import { describe, expect, it } from 'vitest';
import { pinnedContexts } from '../../src/credentials/contexts.ts';
import type { Resolution } from '../../src/credentials/verification-world.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import { changed, exampleAward, issuerDid, outcomes, world } from './example-award.ts';

const suiteContext = 'https://w3id.org/security/suites/ed25519-2020/v1';
const method = `${issuerDid}#key-2020`;
const key = await Ed25519VerificationKey2020.generate({ controller: issuerDid, id: method });
const document = {
  id: issuerDid,
  verificationMethod: [JSON.parse(JSON.stringify(key.export({ publicKey: true })))],
  assertionMethod: [method],
};
const here = await world({
  resolveDid: async (): Promise<Resolution> => ({ found: true, known: true, document }),
  statusList: async () => ({ found: false, reason: 'unreachable' }),
});

async function documentLoader(url: string) {
  const document = pinnedContexts.get(url);
  if (document === undefined) throw new Error(`nothing at ${url}`);
  return { documentUrl: url, document: JSON.parse(JSON.stringify(document)), contextUrl: null };
}

const issued = (credential: object) =>
  issue({
    credential,
    suite: new Ed25519Signature2020({ key, date: '2026-03-02T09:29:30Z' }),
    documentLoader,
  });

describe('Ed25519Signature2020 as @digitalcredentials makes it', () => {
  const award = changed(exampleAward(), ['credentialStatus']);
  const older = {
    '@context': ['https://www.w3.org/2018/credentials/v1', suiteContext],
    type: ['VerifiableCredential'],
    issuer: issuerDid,
    issuanceDate: '2026-03-01T00:00:00Z',
    credentialSubject: { id: 'did:example:subject' },
  };

  it.each<[string, object]>([
    ['an award', { ...award, '@context': [...exampleAward()['@context'], suiteContext] }],
    ['a credential of version 1.1', older],
  ])('on %s verifies here, and does not once it is changed', async (_, credential) => {
    const secured = await issued(credential);
    expect(secured.proof).toMatchObject({ type: 'Ed25519Signature2020' });
    const report = await verifyCredential(secured, here);
    expect(outcomes(report)).toMatchObject({ issuer: 'ok', 'issuer-key': 'ok', proof: 'ok' });
    expect(report.verdict).toBe('valid');
    for (const [path, value] of [
      [['credentialSubject', 'id'], 'did:example:other'],
      [['proof', 'created'], '2026-03-02T09:29:31Z'],
      [['id'], 'urn:x:1'],
    ] as const)
      expect(outcomes(await verifyCredential(changed(secured, path, value), here)).proof).toBe(
        'failed: signature-mismatch',
      );
  });
});
