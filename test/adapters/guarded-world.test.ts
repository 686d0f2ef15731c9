import { expect, it } from 'vitest';
import { guardedFetch } from '../../src/adapters/guarded-fetch.ts';
import { rememberedWeb } from '../../src/adapters/guarded-memory.ts';
import { didDocument } from '../../src/credentials/did.ts';
import { verifyCredential } from '../../src/credentials/verify.ts';
import type { Issuers, StatusLists } from '../../src/ports.ts';
import { openWorld } from '../../src/usecases/open-world.ts';
import {
  changed,
  exampleAward,
  issuerKey,
  now,
  outcomes,
  signed,
  signedList,
} from '../credentials/example-award.ts';
import { farSide, host, networkTo, whole } from './guarded-server.ts';

it('a credential of an issuer elsewhere is checked over TLS, and the next one without asking again', async () => {
  const did = `did:web:${host}`;
  const signer = { ...issuerKey, method: `${did}#key-1` };
  const url = `https://${host}/status/1`;
  const { proof: _proof, ...unsigned } = await signedList([], { id: url, issuer: did });
  const pages: Record<string, object> = {
    '/.well-known/did.json': didDocument({ did, keys: [issuerKey] }),
    '/status/1': await signed(unsigned, signer),
  };
  const award = changed(exampleAward(), ['issuer', 'id'], did);
  const credential = await signed(changed(award, ['credentialStatus', 'statusListCredential'], url), signer);
  const far = await farSide((socket) => {
    const path = far.heads.at(-1)?.split(' ')[1] ?? '';
    whole(JSON.stringify(pages[path]), { 'content-type': 'application/ld+json' })(socket);
  });

  const nothingOfOurs = () => Promise.reject(new Error('that is not ours'));
  const ports = {
    clock: { now: () => now },
    issuers: { find: nothingOfOurs, keys: nothingOfOurs } as unknown as Issuers,
    statusLists: { find: nothingOfOurs } as unknown as StatusLists,
    publicWeb: rememberedWeb(guardedFetch(networkTo(far))),
  };
  const address = { publicUrl: 'https://assay.example', formerPublicUrls: [] };
  for (let turn = 0; turn < 3; turn += 1) {
    const report = await verifyCredential(credential, openWorld(ports, address));
    expect(Object.values(outcomes(report)).filter((outcome) => outcome !== 'ok')).toEqual([]);
    expect(report.verdict).toBe('valid');
    expect(report.warnings).toEqual([expect.stringContaining('not known here')]);
  }
  expect(far.heads.map((head) => head.split(' ')[1])).toEqual(['/.well-known/did.json', '/status/1']);
});
