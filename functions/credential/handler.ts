import { DomainError } from '../../src/domain/domain-error.ts';
import type { PublicCredential } from '../../src/domain/public-record.ts';
import {
  badgeTypes,
  credentialContract,
  credentialMediaType,
  tokenMediaType,
} from '../../src/http/contracts/credential.ts';
import type { BytesReply, TextReply } from '../../src/http/operation.ts';
import { publicApi } from '../../src/http/public-api.ts';
import { preferredType } from '../../src/http/request.ts';
import type { Clock, Images, PublicRecords } from '../../src/ports.ts';
import type { CredentialImage } from '../../src/usecases/credential-image.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import { readCredential } from '../../src/usecases/read-credential.ts';

export interface CredentialPorts extends PublicRecords {
  readonly clock: Clock;
  readonly images: Pick<Images, 'find'>;
}

/** A wallet on any page may read these. `max-age` of a list is the latency of a revocation that we state. */
const publicHeaders = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

/**
 * What verifiers fetch: signed documents, exactly as they were signed. What a page and an image take is loaded when one is
 * asked for, because most who ask are programs (docs/decisions/0017-the-lean-path.md).
 */
export function credentialHandler(ports: CredentialPorts, address: PublicAddress) {
  const signed = (text: string, mediaType: string = credentialMediaType, headers: object = {}) => ({
    status: 200 as const,
    text,
    mediaType,
    headers: { ...publicHeaders, ...headers },
  });
  return publicApi(
    { area: 'credential', contract: credentialContract, publicUrl: address.publicUrl },
    {
      'GET /credentials/{credential}': async ({ path, query, accept, wantsHtml }) => {
        const record = await readCredential(ports, { credentialId: path.credential });
        const wanted = preferredType(accept, [credentialMediaType, tokenMediaType]);
        if (query.format === 'jwt' || (query.format === undefined && wanted === tokenMediaType))
          return signed(tokenOf(record), tokenMediaType, successorLink(record));
        if (!wantsHtml || query.format === 'json')
          return signed(record.document, credentialMediaType, successorLink(record));
        const [{ credentialPage }, { verifyRecord }] = await Promise.all([
          import('../../src/pages/credential-page.ts'),
          import('../../src/usecases/verify-record.ts'),
        ]);
        return credentialPage({ record, report: await verifyRecord(ports, { record, ...address }) });
      },
      'GET /credentials/{credential}/image': async ({ path, query, accept }) => {
        const format = query.format ?? (preferredType(accept, badgeTypes) === 'image/png' ? 'png' : 'svg');
        const record = await readCredential(ports, { credentialId: path.credential });
        const { credentialImage } = await import('../../src/usecases/credential-image.ts');
        const image = await credentialImage(ports, record, format);
        if (!image) throw new DomainError('not-found', 'This credential is no Open Badge: it has no image.');
        return asFile(image, record.id);
      },
      'GET /status/{list}': async ({ path }) => {
        const list = await ports.statusLists.find(path.list);
        if (!list) throw new DomainError('not-found', 'There is no such status list.');
        return signed(list.document);
      },
    },
  );
}

function tokenOf({ token }: PublicCredential): string {
  if (token === undefined)
    throw new DomainError(
      'not-acceptable',
      'This credential is there with an embedded proof only, not as a JWT.',
    );
  return token;
}

/** Where the corrected credential is (RFC 5829, section 3.3). */
function successorLink({ successor }: PublicCredential): Record<string, string> {
  return successor === undefined ? {} : { link: `</credentials/${successor}>; rel="successor-version"` };
}

/** A badge that is shown where it is linked, and saved under the name of its credential. An SVG is a document: it may do nothing. */
function asFile(image: CredentialImage, credentialId: string): BytesReply | TextReply {
  const headers = {
    ...publicHeaders,
    etag: `"${image.digest}"`,
    'content-disposition': `inline; filename="badge-${credentialId}.${image.format}"`,
  };
  if (image.format === 'png') return { status: 200, bytes: image.bytes, mediaType: 'image/png', headers };
  const policy = { 'content-security-policy': "default-src 'none'; img-src data:" };
  return { status: 200, text: image.text, mediaType: 'image/svg+xml', headers: { ...headers, ...policy } };
}
