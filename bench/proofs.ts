import { sign } from 'node:crypto';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { verifyCredential as verifyAsDcc } from '@digitalcredentials/verifier-core';
import { bitstringLength, decodeBits, isSet } from '../src/credentials/bitstring.ts';
import { pinnedContexts } from '../src/credentials/contexts.ts';
import { resolveDidKey } from '../src/credentials/did.ts';
import {
  type SecuredDocument,
  signingInput,
  verifyProof,
  withProof,
} from '../src/credentials/eddsa-rdfc-2022.ts';
import type { JsonObject } from '../src/credentials/json.ts';
import { canonicalize, canonicalizeByReference } from '../src/credentials/json-ld.ts';
import { lintForSigning } from '../src/credentials/lint.ts';
import type { VerificationWorld } from '../src/credentials/verification-world.ts';
import { verifyCredential } from '../src/credentials/verify.ts';
import {
  changed,
  exampleAward,
  issuerDid,
  issuerKey,
  listUrl,
  newKey,
  publicUrl,
  signed,
  signedList,
} from '../test/credentials/example-award.ts';
import type { Candidate } from './measure.ts';

const now = new Date();
const created = `${now.toISOString().slice(0, 19)}Z`;
const suite = new DataIntegrityProof({ cryptosuite });

/** Documents that Digital Bazaar's library is given from memory: nothing is fetched. */
function loader(documents: Readonly<Record<string, object>> = {}) {
  return async (url: string) => {
    const document = documents[url] ?? pinnedContexts.get(url);
    if (document === undefined) throw new Error(`nothing at ${url}`);
    return { documentUrl: url, document, contextUrl: null, tag: 'static' };
  };
}

/** The statements of one award, ready to be hashed. */
export function canonicalization(): Candidate[] {
  const award = exampleAward();
  return [
    { name: 'assay, direct', times: 200, run: () => canonicalize(award) },
    { name: 'jsonld and rdf-canonize', times: 8, run: () => canonicalizeByReference(award) },
  ];
}

/** Issuing one award with a key at hand: what a key service would do is done in memory by all of them. */
export async function issuing(): Promise<Candidate[]> {
  const method = issuerKey.method;
  const key = await Ed25519Multikey.generate({ id: method, controller: issuerDid });
  const signer = new DataIntegrityProof({ cryptosuite, signer: key.signer(), date: created });
  const award = { ...exampleAward(), issuer: { ...exampleAward().issuer, url: `${publicUrl}/` } };
  const options = { verificationMethod: method, created, proofPurpose: 'assertionMethod' } as const;
  const lint = { ...options, now, publicUrl };
  const finish = (bytes: Uint8Array) => sign(null, bytes, issuerKey.privateKey);
  return [
    {
      name: 'assay, the proof alone',
      times: 100,
      async run() {
        const { proof, bytes } = await signingInput(award, options);
        return withProof(award, proof, finish(bytes));
      },
    },
    {
      name: 'assay, with lint, rehearsal and a check of the result',
      times: 40,
      async run() {
        const { proof, bytes } = await lintForSigning(award, lint);
        const credential = withProof(award, proof, finish(bytes));
        const { ok } = await verifyProof(credential, issuerKey.publicKey);
        if (!ok) throw new Error('the award does not verify');
      },
    },
    {
      name: '@digitalbazaar/vc issue',
      times: 6,
      // It adds the proof to the object that it is given.
      run: () => vc.issue({ credential: { ...award }, suite: signer, documentLoader: loader() }),
    },
  ];
}

/** Verifying one award of a did:key issuer with its signed status list at hand, by those who do all of it. */
export async function verifying(): Promise<{ candidates: Candidate[]; restore: () => void }> {
  const key = newKey();
  const did = `did:key:${key.publicKeyMultibase}`;
  const issuer = { ...key, method: `${did}#${key.publicKeyMultibase}` };
  const award = await signed(changed(exampleAward(), ['issuer', 'id'], did), issuer);
  const list = await signed({ ...changed(await signedList(), ['proof']), issuer: did }, issuer);
  const didDocument = resolveDidKey(did);
  const world: VerificationWorld = {
    now,
    resolveDid: async () => ({ found: true, known: true, document: didDocument }),
    statusList: async () => ({ found: true, document: list }),
  };
  const [verificationMethod] = didDocument.verificationMethod;
  const documentLoader = loader({
    [did]: didDocument,
    [issuer.method]: { '@context': 'https://w3id.org/security/multikey/v1', ...verificationMethod },
  });
  const restore = withoutNetwork(list);
  const candidates = [
    {
      name: 'assay, every check',
      times: 40,
      async run() {
        const { verdict, checks } = await verifyCredential(award, world);
        if (verdict !== 'valid') throw new Error(`not valid: ${JSON.stringify(checks)}`);
      },
    },
    {
      name: '@digitalbazaar/vc verify, with the status list',
      times: 3,
      async run() {
        const { verified, error } = await vc.verifyCredential({
          credential: award,
          suite,
          documentLoader,
          now,
          checkStatus: ({ credential }: { credential: JsonObject }) =>
            statusOf(credential, list, documentLoader),
        });
        if (!verified) throw new Error('not verified', { cause: error });
      },
    },
    {
      name: '@digitalcredentials/verifier-core',
      times: 3,
      async run() {
        const { log = [] } = (await verifyAsDcc({ credential: award as never, knownDIDRegistries: [] })) as {
          log?: { id: string; valid?: boolean }[];
        };
        for (const step of ['valid_signature', 'expiration', 'revocation_status'])
          if (!log.some(({ id, valid }) => id === step && valid === true)) throw new Error(`no ${step}`);
      },
    },
  ];
  return { candidates, restore };
}

/** The status check that @digitalbazaar/vc leaves to its caller: the list's own proof, and the one bit. */
async function statusOf(
  { credentialStatus }: JsonObject,
  list: SecuredDocument,
  documentLoader: ReturnType<typeof loader>,
): Promise<{ verified: boolean }> {
  const { verified } = await vc.verifyCredential({ credential: list, suite, documentLoader, now });
  const { encodedList } = list.credentialSubject as { encodedList: string };
  const bits = decodeBits(encodedList, { maxBytes: bitstringLength / 8 });
  return { verified: verified && !isSet(bits, Number((credentialStatus as JsonObject).statusListIndex)) };
}

/** verifier-core fetches the status list, and a JSON schema that it does without here: that spares it work. */
function withoutNetwork(list: SecuredDocument): () => void {
  const { fetch } = globalThis;
  const { error, log } = console;
  globalThis.fetch = async (input) => {
    if ((input instanceof Request ? input.url : String(input)) !== listUrl)
      throw new TypeError('fetch failed');
    return new Response(JSON.stringify(list), { headers: { 'content-type': 'application/json' } });
  };
  console.error = () => {};
  console.log = () => {};
  return () => {
    globalThis.fetch = fetch;
    Object.assign(console, { error, log });
  };
}
