import { extractCredential } from '../credentials/baking/extract.ts';
import type { NotFoundReason } from '../credentials/baking/found-credential.ts';
import {
  type CheckCause,
  couldNotCheck,
  failed,
  report,
  type VerificationReport,
} from '../credentials/verification-report.ts';
import { type VerifyOptions, verifyCredential } from '../credentials/verify.ts';
import { DomainError } from '../domain/domain-error.ts';
import { ulid } from '../domain/text.ts';
import type { Clock, PublicRecords, PublicWeb } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';
import { openWorld } from './open-world.ts';
import { readCredential } from './read-credential.ts';

interface Ports extends PublicRecords {
  readonly publicWeb: PublicWeb;
  readonly clock: Clock;
}

/** What someone wants to have verified: something that was JSON, or a file: a baked image, or a token as text. */
export type Posted =
  | { readonly json: unknown }
  | { readonly file: { readonly mediaType: string; readonly bytes: Uint8Array } };

/**
 * Checks what was posted: a credential in any form, or `{ "url": … }` with the address of one of ours. Nothing is fetched
 * from such an address. @throws DomainError `invalid-request` for an address that is not ours, `not-found`
 */
export async function verifyPosted(
  ports: Ports,
  { posted, mode, ...address }: { posted: Posted; mode?: VerifyOptions['mode'] } & PublicAddress,
): Promise<VerificationReport> {
  const opened = await open(ports, posted, address);
  if ('refused' in opened) return report({ format: opened.refused }, { warnings: [], mode });
  return verifyCredential(opened.credential, openWorld(ports, address), { mode });
}

type Opened = { readonly credential: unknown } | { readonly refused: ReturnType<typeof failed> };

async function open(ports: Ports, posted: Posted, address: PublicAddress): Promise<Opened> {
  if ('json' in posted) {
    const url = onlyUrl(posted.json);
    return { credential: url === undefined ? posted.json : await ownCredential(ports, url, address) };
  }
  const { mediaType, bytes } = posted.file;
  if (!mediaType.startsWith('image/')) return fromBytes(bytes);
  const found = extractCredential(bytes);
  if (found.found) return fromText(found.credential);
  const [cause, outcome] = notFound[found.reason];
  return { refused: outcome(cause, found.message) };
}

const notFound: Readonly<Record<NotFoundReason, [CheckCause, typeof failed]>> = {
  'unknown-format': ['not-an-image', failed],
  'too-large': ['too-large', failed],
  'malformed-image': ['image-malformed', failed],
  'no-credential': ['no-credential-in-image', failed],
  'several-credentials': ['several-credentials-in-image', failed],
  'not-a-credential': ['not-an-object', failed],
  'open-badges-2': ['open-badges-2', couldNotCheck],
};

function fromBytes(bytes: Uint8Array): Opened {
  try {
    return fromText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof TypeError) return { refused: failed('ill-formed-text', 'It is not text in UTF-8.') };
    throw error;
  }
}

/** JSON as it was baked or sent, or else a token. */
function fromText(text: string): Opened {
  if (!/^\s*\{/.test(text)) return { credential: text };
  try {
    return { credential: JSON.parse(text) };
  } catch {
    return { refused: failed('not-json', 'What it holds is not JSON.') };
  }
}

function onlyUrl(posted: unknown): string | undefined {
  if (typeof posted !== 'object' || posted === null || Object.keys(posted).length !== 1) return undefined;
  return 'url' in posted && typeof posted.url === 'string' ? posted.url : undefined;
}

async function ownCredential(
  { credentials }: Ports,
  url: string,
  { publicUrl, formerPublicUrls }: PublicAddress,
): Promise<unknown> {
  const base = [publicUrl, ...formerPublicUrls].find((one) => url.startsWith(`${one}/credentials/`));
  const id = base === undefined ? undefined : ulid.safeParse(url.slice(`${base}/credentials/`.length)).data;
  if (id === undefined)
    throw new DomainError('invalid-request', 'The address is not that of a credential of this site.', [
      { field: '/url', message: 'must be the address of a credential that was issued here' },
    ]);
  const record = await readCredential({ credentials }, { credentialId: id });
  return JSON.parse(record.document);
}
