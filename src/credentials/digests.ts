import { base58, base64urlnopad } from '@scure/base';
import { credentialsV2 } from './contexts.ts';
import { asArray, type VerifiableCredential } from './received-credential.ts';
import { failed, type Outcome, ok } from './verification-report.ts';

/** A digest as a credential states it. */
interface Digest {
  readonly algorithm: 'sha256' | 'sha384' | 'sha512';
  readonly bytes: Buffer;
}

const lengths = { sha256: 32, sha384: 48, sha512: 64 } as const;
const algorithms = ['sha256', 'sha384', 'sha512'] as const;
/** The varints of SHA-2 in multihash, by what follows them. */
const multihashes: ReadonlyMap<number, Digest['algorithm']> = new Map([
  [0x12, 'sha256'],
  [0x20, 'sha384'],
  [0x13, 'sha512'],
]);

/** Resources that everyone knows, with the digests of what was ever published there. */
const published: ReadonlyMap<string, readonly string[]> = new Map([
  [
    credentialsV2,
    [
      // VC Data Model 2.0, appendix B.1.
      'sha256-59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734',
      'sha384-97f1eb8e5042356c805fdd61afa2c557663785e0794dcafa21e138fd38def18cb360133c221aa31d6896a6bf3e65b614',
      // As it was while the standard was a candidate, which credentials of that time name.
      'sha256-24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9',
      'sha384-35239c36999d2155312091af194a1edb61634d6ad789a5e5b19f2aebdd762dd9d1dcaada40eda7ef921c6b8c0ae107a0',
    ],
  ],
]);

/**
 * Whether the digests by which a credential binds other resources can be read and, where the resource is known here, are
 * right (VC Data Model 2.0, section 5.3). Nothing is fetched: the standard asks for a comparison by whoever uses a resource.
 */
export function resourcesOutcome({ relatedResource }: VerifiableCredential): Outcome {
  const resources = relatedResource === undefined ? [] : asArray(relatedResource);
  if (resources.length === 0) return ok('It is bound to no other resources.');
  let compared = 0;
  for (const { id, digestSRI, digestMultibase } of resources) {
    const digests = [
      ...(digestSRI === undefined ? [] : [digestSRI].flat().map(fromSri)),
      ...(digestMultibase === undefined ? [] : [digestMultibase].flat().map(fromMultibase)),
    ];
    if (digests.length === 0 || digests.some((digest) => digest === undefined))
      return failed('digest-malformed', 'It states a digest that is none, or of an unknown kind.');
    const right = published.get(id) ?? [];
    const known = digests
      .map((digest) => digest && matches(digest, right))
      .filter((one) => one !== undefined);
    if (known.includes(false))
      return failed('digest-mismatch', 'It states a digest that is not that of the resource.');
    compared += known.length > 0 ? 1 : 0;
  }
  return ok(
    compared === resources.length
      ? 'The resources that it is bound to are the right ones.'
      : 'It is bound to other resources by well-formed digests. Those were not fetched: compare them when you use them.',
  );
}

/** Whether a digest is one of these; undefined where none of them is of its kind. */
function matches({ algorithm, bytes }: Digest, right: readonly string[]): boolean | undefined {
  const comparable = right.filter((one) => one.startsWith(`${algorithm}-`));
  return comparable.length === 0 ? undefined : comparable.includes(`${algorithm}-${bytes.toString('hex')}`);
}

/** Subresource Integrity, one hash: `sha384-` and base64. */
function fromSri(value: unknown): Digest | undefined {
  const match = /^(sha256|sha384|sha512)-([A-Za-z0-9+/]+={0,2})$/.exec(
    typeof value === 'string' ? value : '',
  );
  const algorithm = match?.[1] as Digest['algorithm'] | undefined;
  if (algorithm === undefined) return undefined;
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  return bytes.length === lengths[algorithm] ? { algorithm, bytes } : undefined;
}

/** A SHA-2 multihash in base58btc or base64url. Some leave out what says which hash it is: its length tells as well. */
function fromMultibase(value: unknown): Digest | undefined {
  // Longer texts are no such digest, and decoding base 58 takes time that grows with the square of the length.
  if (typeof value !== 'string' || value.length > 96) return undefined;
  try {
    const bytes = Buffer.from(
      value.startsWith('z') ? base58.decode(value.slice(1)) : base64urlnopad.decode(value.slice(1)),
    );
    if (!/^[zu]/.test(value)) return undefined;
    const bare = algorithms.find((name) => lengths[name] === bytes.length);
    if (bare !== undefined) return { algorithm: bare, bytes };
    const algorithm = multihashes.get(bytes[0] ?? 0);
    const fits = algorithm !== undefined && bytes[1] === lengths[algorithm] && bytes.length === bytes[1] + 2;
    return fits ? { algorithm, bytes: bytes.subarray(2) } : undefined;
  } catch {
    return undefined;
  }
}
