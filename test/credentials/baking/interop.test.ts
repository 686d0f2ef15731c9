import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { verifyCredential as verifyAsDcc } from '@digitalcredentials/verifier-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { badgePng } from '../../../src/credentials/badge-art/badge-png.ts';
import { badgeSvg } from '../../../src/credentials/badge-art/badge-svg.ts';
import { faceOf } from '../../../src/credentials/badge-art/face.ts';
import { extractCredential } from '../../../src/credentials/baking/extract.ts';
import { bakePng } from '../../../src/credentials/baking/png.ts';
import { bakeSvg } from '../../../src/credentials/baking/svg.ts';
import { pinnedContexts } from '../../../src/credentials/contexts.ts';
import { verifyCredential } from '../../../src/credentials/verify.ts';
import { changed, exampleAward, issuerDocument, newKey, now, signed, world } from '../example-award.ts';
import { partsOf } from './png-reader.ts';

type Named = Parameters<typeof faceOf>[0];

const baked = (document: object) => {
  const text = JSON.stringify(document);
  const face = faceOf(document as Named);
  return { png: bakePng(badgePng(face), text), svg: Buffer.from(bakeSvg(badgeSvg(face), text)) };
};
const extracted = (file: Uint8Array) => {
  const answer = extractCredential(file);
  if (!answer.found) throw new Error(answer.reason);
  return JSON.parse(answer.credential) as object;
};
/** As another program takes it out: the text after the five nulls, and what stands between the marks of CDATA. */
const extractedElsewhere = {
  png: (file: Uint8Array) => {
    const data = partsOf(file).find(({ type }) => type === 'iTXt')?.data ?? Buffer.alloc(0);
    return JSON.parse(data.toString('utf8', 'openbadgecredential'.length + 5)) as object;
  },
  svg: (file: Uint8Array) =>
    JSON.parse(
      /<openbadges:credential><!\[CDATA\[(.*?)\]\]><\/openbadges:credential>/s.exec(
        Buffer.from(file).toString(),
      )?.[1] ?? '',
    ) as object,
};

describe.each(['png', 'svg'] as const)('a credential from a baked %s', (format) => {
  it('verifies here, and does not when it was changed in the file', async () => {
    const award = await signed(exampleAward());
    const file = baked(award)[format];
    expect((await verifyCredential(extracted(file), await world())).verdict).toBe('valid');
    const forged = baked(changed(award, ['name'], 'Another Name'))[format];
    expect((await verifyCredential(extracted(forged), await world())).verdict).toBe('invalid');
  });

  it('verifies with @digitalbazaar/vc', async () => {
    const documents: Record<string, object> = { [issuerDocument.id]: issuerDocument };
    for (const method of issuerDocument.verificationMethod)
      documents[method.id] = { '@context': 'https://w3id.org/security/multikey/v1', ...method };
    const verify = (credential: unknown) =>
      vc.verifyCredential({
        credential,
        suite: new DataIntegrityProof({ cryptosuite }),
        now,
        checkStatus: async () => ({ verified: true }),
        documentLoader: async (url: string) => {
          const document = documents[url] ?? pinnedContexts.get(url);
          if (document === undefined) throw new Error(`nothing at ${url}`);
          return { documentUrl: url, document, contextUrl: null, tag: 'static' };
        },
      });
    const file = baked(await signed(exampleAward()))[format];
    expect(await verify(extracted(file))).toMatchObject({ verified: true });
    expect(await verify(extractedElsewhere[format](file))).toMatchObject({ verified: true });
  });

  describe('with @digitalcredentials/verifier-core', () => {
    beforeAll(() => {
      vi.useFakeTimers({ toFake: ['Date'], now });
      vi.stubGlobal('fetch', async () => {
        throw new TypeError('fetch failed');
      });
      vi.spyOn(console, 'error').mockReturnValue();
      vi.spyOn(console, 'log').mockReturnValue();
    });
    afterAll(() => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    });

    it('verifies', async () => {
      const key = newKey();
      const did = `did:key:${key.publicKeyMultibase}`;
      const unsigned = changed(changed(exampleAward(), ['issuer', 'id'], did), ['credentialStatus']);
      const award = await signed(unsigned, { ...key, method: `${did}#${key.publicKeyMultibase}` });
      const file = baked(award)[format];
      const { log = [] } = (await verifyAsDcc({
        credential: extracted(file) as never,
        knownDIDRegistries: [],
      })) as {
        log?: { id: string; valid?: boolean }[];
      };
      expect(log).toContainEqual(expect.objectContaining({ id: 'valid_signature', valid: true }));
    });
  });
});
