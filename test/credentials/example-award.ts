import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encodeBits } from '../../src/credentials/bitstring.ts';
import { didDocument } from '../../src/credentials/did.ts';
import { type SecuredDocument, signingInput, withProof } from '../../src/credentials/eddsa-rdfc-2022.ts';
import type { JsonObject, JsonValue } from '../../src/credentials/json.ts';
import { ed25519Multikey } from '../../src/credentials/multikey.ts';
import { statusEntry, statusListCredential } from '../../src/credentials/status-list.ts';
import type { VerificationReport } from '../../src/credentials/verification-report.ts';
import type { VerificationWorld } from '../../src/credentials/verification-world.ts';

export const publicUrl = 'https://awards.example';
export const issuerDid = 'did:web:awards.example:issuers:harbour';
export const now = new Date('2026-03-02T09:30:00Z');
export const listUrl = `${publicUrl}/status/01JN`;
export const statusIndex = 70_321;

const version = `${publicUrl}/micro-credentials/reading-aloud/versions/2`;
const levels = ['not-yet', 'with-support', 'on-their-own'];

/** One criterion of the example's rubric: three levels, of which the second is required. */
function criterion(id: string, name: string) {
  return {
    id: `${version}#${id}`,
    type: ['ResultDescription'],
    name,
    resultType: 'RubricCriterionLevel',
    requiredLevel: `${version}#${id}-with-support`,
    rubricCriterionLevel: levels.map((level, index) => ({
      id: `${version}#${id}-${level}`,
      type: ['RubricCriterionLevel'],
      name: level.replaceAll('-', ' '),
      level: String(index + 1),
      description: `${name}: ${level}.`,
    })),
  };
}

function result(id: string, level: string) {
  return {
    type: ['Result'],
    resultDescription: `${version}#${id}`,
    achievedLevel: `${version}#${id}-${level}`,
    value: level,
  };
}

/**
 * An unsigned award with every part that is issued. Fresh at each call, to be changed at will. Lists whose items differ are
 * said to be JSON: their inferred type would have members that may be undefined.
 */
export function exampleAward() {
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: `${publicUrl}/credentials/01JNA`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: 'Reading Aloud with a Group',
    description: 'Leads a group through a shared text.',
    image: { id: `${publicUrl}/credentials/01JNA/image`, type: 'Image', caption: 'An open book' },
    issuer: {
      id: issuerDid,
      type: ['Profile'],
      name: 'Harbour Library Network',
      url: 'https://harbour.example/',
      email: 'badges@harbour.example',
    },
    validFrom: '2026-03-02T09:29:00Z',
    awardedDate: '2026-03-02T09:28:00Z',
    validUntil: '2031-03-02T00:00:00Z',
    credentialSubject: {
      id: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
      type: ['AchievementSubject'],
      identifier: [
        {
          type: 'IdentityObject',
          hashed: true,
          identityType: 'emailAddress',
          identityHash: `sha256$${'0c'.repeat(32)}`,
          salt: 'c0ffee',
        },
        { type: 'IdentityObject', hashed: false, identityType: 'name', identityHash: 'Noor Vermeer' },
      ] as JsonObject[],
      source: { id: issuerDid, type: ['Profile'], name: 'Harbour Library Network' },
      narrative: 'Assessed against rubric version 2.',
      achievement: {
        id: version,
        type: ['Achievement'],
        achievementType: 'MicroCredential',
        name: 'Reading Aloud with a Group',
        description: 'Leads a group through a shared text so that everyone takes part.',
        version: '2',
        inLanguage: 'en',
        tag: ['reading', 'groups'],
        creator: { id: issuerDid, type: ['Profile'], name: 'Harbour Library Network' },
        criteria: { id: version, narrative: 'A plan, a recording and a reflection.' },
        alignment: [
          {
            type: ['Alignment'],
            targetName: 'Shared reading',
            targetUrl: 'https://framework.example/shared-reading',
            targetFramework: 'Library Skills',
            targetType: 'CFItem',
          },
        ],
        resultDescription: [
          criterion('choice', 'Chooses a text'),
          criterion('voice', 'Brings in every voice'),
        ],
      },
      result: [result('choice', 'with-support'), result('voice', 'on-their-own')],
    },
    evidence: [
      {
        id: `${publicUrl}/credentials/01JNA/evidence/plan`,
        type: ['Evidence'],
        name: 'Plan',
        genre: 'application/pdf',
      },
      { type: ['Evidence'], name: 'Recording', narrative: 'Held privately by the holder.' },
    ] as JsonObject[],
    relatedResource: [
      {
        id: `${publicUrl}/credentials/01JNA/evidence/plan`,
        digestMultibase: 'uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA',
      },
    ],
    credentialStatus: statusEntry(listUrl, { index: statusIndex, purpose: 'revocation' }),
  };
}

/** A key pair as an issuer has it, with its name in the issuer's DID document. */
export function newKey(id = 'key-1') {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const publicKeyMultibase = ed25519Multikey(publicKey.export({ type: 'spki', format: 'der' }));
  return { id, publicKey, privateKey, publicKeyMultibase, method: `${issuerDid}#${id}` };
}

/** The issuer's key in the tests. */
export const issuerKey = newKey();

/** Signs any document as `key`, whether it may be signed or not. */
export async function signed(
  document: object,
  { privateKey, method }: { privateKey: KeyObject; method: string } = issuerKey,
): Promise<SecuredDocument> {
  const options = {
    verificationMethod: method,
    created: '2026-03-02T09:29:30Z',
    proofPurpose: 'assertionMethod',
  } as const;
  const plain = JSON.parse(JSON.stringify(document)) as JsonObject;
  const { proof, bytes } = await signingInput(plain, options);
  return withProof(plain, proof, sign(null, bytes, privateKey));
}

/** The issuer's signed status list in which these positions are revoked. */
export function signedList(revoked: Iterable<number> = [], changes: object = {}): Promise<SecuredDocument> {
  const list = statusListCredential({
    id: listUrl,
    issuerDid,
    purpose: 'revocation',
    validFrom: '2026-03-02T09:00:00Z',
    encodedList: encodeBits(revoked),
  });
  return signed({ ...list, ...changes });
}

export const issuerDocument = didDocument({ did: issuerDid, keys: [issuerKey] });

/** A world in which the issuer is known and its list revokes nobody, with what a test changes. */
export async function world(changes: Partial<VerificationWorld> = {}): Promise<VerificationWorld> {
  const list = await emptyList;
  return {
    now,
    resolveDid: async (did) =>
      did === issuerDid
        ? { found: true, known: true, document: issuerDocument }
        : { found: false, reason: 'not-found' },
    statusList: async (url) =>
      url === listUrl ? { found: true, document: list } : { found: false, reason: 'not-found' },
    ...changes,
  };
}
const emptyList = signedList();

/** The outcome of each check by name, with its cause: `{ proof: 'failed: signature-mismatch', … }`. */
export function outcomes({ checks }: VerificationReport): Record<string, string> {
  return Object.fromEntries(
    checks.map((check) => [check.name, check.outcome === 'ok' ? 'ok' : `${check.outcome}: ${check.cause}`]),
  );
}

/** A copy of `document` with the value at this path replaced, or removed when there is none. */
export function changed(document: object, path: readonly (string | number)[], value?: unknown): JsonObject {
  const copy = JSON.parse(JSON.stringify(document)) as JsonObject;
  const last = path.at(-1);
  if (last === undefined) throw new Error('a path is needed');
  const parent = path.slice(0, -1).reduce<JsonValue>((at, step) => member(at, step), copy) as Record<
    string,
    unknown
  >;
  // As JSON.parse does it: `__proto__` is a member like any other.
  if (value !== undefined)
    Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  else if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else delete parent[last];
  return copy;
}

function member(value: JsonValue, step: string | number): JsonValue {
  const found = (value as Record<string, JsonValue>)[step];
  if (found === undefined) throw new Error(`there is no ${step}`);
  return found;
}
