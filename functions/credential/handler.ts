import { DomainError } from '../../src/domain/domain-error.ts';
import type { PublicCredential } from '../../src/domain/public-record.ts';
import { wantedLanguages } from '../../src/http/accept-language.ts';
import {
  badgeTypes,
  credentialContract,
  credentialMediaType,
  tokenMediaType,
} from '../../src/http/contracts/credential.ts';
import { answer, type BytesReply, type TextReply } from '../../src/http/operation.ts';
import { type Problem, problems } from '../../src/http/problem.ts';
import { publicApi } from '../../src/http/public-api.ts';
import { preferredType } from '../../src/http/request.ts';
import type { Clock, Images, PublicLinks, PublicRecords } from '../../src/ports.ts';
import type { CredentialImage } from '../../src/usecases/credential-image.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import { credentialIdAt, readCredential, readSharedCredential } from '../../src/usecases/read-credential.ts';

export interface CredentialPorts extends PublicRecords {
  readonly clock: Clock;
  readonly images: Pick<Images, 'find'>;
  readonly sharedLinks: PublicLinks;
}

/** What a link shows is for whoever has it, and for as long as it holds. */
const byLinkHeaders = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' };

type Missing = TextReply<403> | TextReply<404> | TextReply<410>;

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
  const badgeImage = async (record: PublicCredential, format: CredentialImage['format']) => {
    const { credentialImage } = await import('../../src/usecases/credential-image.ts');
    return asFile(badgeOnly(await credentialImage(ports, record, format)), record.id);
  };
  const pageOf = async (
    record: PublicCredential,
    { languages, ...where }: { languages: readonly string[]; publicUrl?: string; path?: string },
  ) => {
    const [{ credentialPage }, { localeFor }, { verifyRecord }] = await Promise.all([
      import('../../src/pages/credential-page.ts'),
      import('../../src/pages/locale.ts'),
      import('../../src/usecases/verify-record.ts'),
    ]);
    const [report, issuer] = await Promise.all([
      verifyRecord(ports, { record, ...address }),
      findIssuer(ports, record),
    ]);
    return credentialPage({
      record,
      report,
      now: ports.clock.now(),
      locale: localeFor(languages),
      brandColour: issuer?.brandColour,
      ...where,
    });
  };
  return publicApi(
    { area: 'credential', contract: credentialContract, publicUrl: address.publicUrl, problemPage: asPage },
    {
      'GET /credentials/{credential}': async ({ path, query, accept, acceptLanguage, wantsHtml }) => {
        const record = await readCredential(ports, { credentialId: path.credential });
        const document = documentOf(record, { accept, wantsHtml, format: query.format });
        if (document) return signed(document.text, document.mediaType, headersOf(record));
        return pageOf(record, {
          languages: wantedLanguages(query.lang, acceptLanguage),
          publicUrl: address.publicUrl,
        });
      },
      'GET /credentials/{credential}/preview': async ({ path }) => {
        const record = await readCredential(ports, { credentialId: path.credential });
        const { previewReply } = await import('../../src/pages/shared-forms.ts');
        const reply = badgeOnly(previewReply(record, ports.clock.now()));
        return { ...reply, headers: { ...publicHeaders, ...headersOf(record), ...reply.headers } };
      },
      'GET /credentials/{credential}/embed': async ({ path, query, acceptLanguage }) => {
        const languages = wantedLanguages(query.lang, acceptLanguage);
        const [{ embedReply, missingReply }, { verifyRecord }] = await Promise.all([
          import('../../src/pages/shared-forms.ts'),
          import('../../src/usecases/verify-record.ts'),
        ]);
        try {
          const record = await readCredential(ports, { credentialId: path.credential });
          const report = await verifyRecord(ports, { record, ...address });
          return badgeOnly(embedReply({ record, ...address }, { report, languages }));
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          const { code } = error;
          return missingReply({ code, status: problems[code].status }, languages) as Missing;
        }
      },
      'GET /oembed': async ({ query }) => {
        if (query.format !== undefined && query.format !== 'json')
          throw new DomainError('format-missing', 'oEmbed is answered as JSON only.');
        const credentialId = credentialIdAt(query.url, address);
        if (credentialId === undefined)
          throw new DomainError('not-found', 'The address is not that of a credential of this site.');
        const record = await readCredential(ports, { credentialId });
        const { oembedReply } = await import('../../src/pages/shared-forms.ts');
        const room = { maxWidth: query.maxwidth, maxHeight: query.maxheight };
        return answer(200, badgeOnly(oembedReply({ record, ...address }, room)), publicHeaders);
      },
      'GET /shared/{link}': async ({ path, query, accept, acceptLanguage, wantsHtml }) => {
        const record = await readSharedCredential(ports, { token: path.link });
        const document = documentOf(record, { accept, wantsHtml, format: query.format });
        if (document) return { status: 200 as const, ...document, headers: byLinkHeaders };
        const languages = wantedLanguages(query.lang, acceptLanguage);
        const page = await pageOf(record, { languages, path: `/shared/${path.link}` });
        return { ...page, headers: { ...page.headers, ...byLinkHeaders } };
      },
      'GET /shared/{link}/image': async ({ path, query, accept }) => {
        const record = await readSharedCredential(ports, { token: path.link });
        const image = await badgeImage(record, formatOf(query.format, accept));
        return { ...image, headers: { ...image.headers, ...byLinkHeaders } };
      },
      'GET /credentials/{credential}/image': async ({ path, query, accept }) => {
        const record = await readCredential(ports, { credentialId: path.credential });
        const image = await badgeImage(record, formatOf(query.format, accept));
        return { ...image, headers: { ...image.headers, ...headersOf(record) } };
      },
      'GET /status/{list}': async ({ path }) => {
        const list = await ports.statusLists.find(path.list);
        if (!list) throw new DomainError('not-found', 'There is no such status list.');
        return signed(list.document);
      },
    },
  );
}

/** A refusal as people read it. */
async function asPage(problem: Problem, languages: readonly string[]): Promise<TextReply<number>> {
  const [{ problemPage }, { localeFor }] = await Promise.all([
    import('../../src/pages/problem-page.ts'),
    import('../../src/pages/locale.ts'),
  ]);
  return problemPage(problem, localeFor(languages));
}

/** Who issued a credential, as far as that is one of ours: what they chose for their pages is in the records alone. */
function findIssuer(ports: Pick<PublicRecords, 'issuers'>, { document }: PublicCredential) {
  const { issuer } = JSON.parse(document) as { issuer: string | { id: string } };
  const did = typeof issuer === 'string' ? issuer : issuer.id;
  return ports.issuers.find(did.split(':').at(-1) ?? '');
}

/** The signed document in the form that was asked for, unless that is a page. */
function documentOf(
  record: PublicCredential,
  {
    accept,
    wantsHtml,
    format,
  }: { accept: string | undefined; wantsHtml: boolean; format?: string | undefined },
): { readonly text: string; readonly mediaType: string } | undefined {
  const wanted = preferredType(accept, [credentialMediaType, tokenMediaType]);
  if (format === 'jwt' || (format === undefined && wanted === tokenMediaType))
    return { text: tokenOf(record), mediaType: tokenMediaType };
  if (!wantsHtml || format === 'json') return { text: record.document, mediaType: credentialMediaType };
  return undefined;
}

function formatOf(format: 'png' | 'svg' | undefined, accept: string | undefined) {
  return format ?? (preferredType(accept, badgeTypes) === 'image/png' ? 'png' : 'svg');
}

/** @throws DomainError `not-found` for what is made of badges only */
function badgeOnly<T>(made: T | undefined): T {
  if (made === undefined)
    throw new DomainError('not-found', 'This credential is no Open Badge: it has no such form.');
  return made;
}

function tokenOf({ token }: PublicCredential): string {
  if (token === undefined)
    throw new DomainError(
      'not-acceptable',
      'This credential is there with an embedded proof only, not as a JWT.',
    );
  return token;
}

/** Where the corrected credential is (RFC 5829, section 3.3), and that no search engine lists what its holder did not make public. */
function headersOf({ successor, visibility }: PublicCredential): Record<string, string> {
  return {
    ...(successor !== undefined && { link: `</credentials/${successor}>; rel="successor-version"` }),
    ...(visibility !== 'public' && { 'x-robots-tag': 'noindex' }),
  };
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
