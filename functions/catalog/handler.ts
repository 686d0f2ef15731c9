import { didDocument, didWeb } from '../../src/credentials/did.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { publicly } from '../../src/domain/retirement.ts';
import type { LatestStack } from '../../src/domain/stack.ts';
import { requireShown } from '../../src/domain/visibility.ts';
import { wantedLanguages } from '../../src/http/accept-language.ts';
import { catalogView } from '../../src/http/catalog-view.ts';
import { catalogContract } from '../../src/http/contracts/catalog.ts';
import { answer } from '../../src/http/operation.ts';
import { publicApi } from '../../src/http/public-api.ts';
import { preferredType } from '../../src/http/request.ts';
import { stackVersionView } from '../../src/http/stack-views.ts';
import { issuerView, versionView } from '../../src/http/views.ts';
import { localeFor } from '../../src/pages/locale.ts';
import { problemPage } from '../../src/pages/problem-page.ts';
import { robots, siteMap, siteMapIndex } from '../../src/pages/site-map.ts';
import type {
  Catalog,
  Credentials,
  Endorsements,
  Images,
  Issuers,
  MicroCredentials,
  Retirements,
  Stacks,
} from '../../src/ports.ts';
import { namedPrerequisites } from '../../src/usecases/check-prerequisites.ts';
import { compareVersions } from '../../src/usecases/compare-versions.ts';
import { toFile } from '../../src/usecases/definition-file.ts';
import { acceptedEndorsements } from '../../src/usecases/endorse.ts';
import { readBadgeArt } from '../../src/usecases/read-badge-art.ts';
import { readIssuerKey } from '../../src/usecases/read-issuer-key.ts';
import { siteMapPart, siteMapParts } from '../../src/usecases/read-site-map.ts';
import { stackArt } from '../../src/usecases/read-stack-art.ts';
import { searchCatalog } from '../../src/usecases/search-catalog.ts';

export interface CatalogPorts {
  readonly catalog: Catalog;
  readonly credentials: Credentials;
  readonly endorsements: Endorsements;
  readonly images: Pick<Images, 'find'>;
  readonly issuers: Issuers;
  readonly microCredentials: MicroCredentials;
  readonly retirements: Pick<Retirements, 'find'>;
  readonly stacks: Pick<Stacks, 'latestVersion' | 'findVersion' | 'ofIssuer'>;
}

const brief = { 'cache-control': 'public, max-age=60' };
/** The content never changes; the addresses in it do when the deployment moves. */
const aDay = { 'cache-control': 'public, max-age=86400' };

/** The same address speaks several languages. */
const byLanguage = { vary: 'Accept, Accept-Language' };

type Vocabulary = 'achievement' | 'ctdl';

interface Reader {
  readonly query: { readonly lang?: string | undefined };
  readonly acceptLanguage: string | undefined;
  readonly wantsHtml: boolean;
}

interface VersionReader extends Reader {
  readonly query: Reader['query'] & { readonly format?: string | undefined };
  readonly accept: string | undefined;
}

/** How many micro-credentials, and how many stacks, the page of an issuer shows. */
const shownOfIssuer = 12;

/** How many a page has where nothing is asked for. */
const usualLimit = 25;

/** In which vocabulary of others a version is asked for, if any. */
function vocabularyFor({ query: { format }, accept, wantsHtml }: VersionReader): Vocabulary | undefined {
  if (format === 'achievement' || format === 'ctdl') return format;
  const linked = preferredType(accept, ['application/json', 'application/ld+json']) === 'application/ld+json';
  return linked && !wantsHtml ? 'achievement' : undefined;
}

/** What is at an address of a digest can never be anything else. Pages of others may show it. */
const forEver = {
  'cache-control': 'public, max-age=31536000, immutable',
  'access-control-allow-origin': '*',
  'content-security-policy': "default-src 'none'",
};

/** What anyone may read. */
export function catalogHandler(ports: CatalogPorts, { publicUrl }: { publicUrl: string }) {
  const found = <T>(value: T | undefined): T => {
    if (value === undefined) throw new DomainError('not-found', 'There is nothing at this address.');
    return value;
  };
  const show = async (version: Version, request: VersionReader, cached: Record<string, string>) => {
    const vocabulary = vocabularyFor(request);
    if (vocabulary) return describe(version, vocabulary, cached);
    const current = await ports.retirements.find(version.microCredentialId);
    const retirement = current && publicly(current);
    const wanted = wantedLanguages(request.query.lang, request.acceptLanguage);
    const view = versionView(version, publicUrl, wanted);
    const headers = { ...cached, ...byLanguage, 'content-language': view.languages.shown };
    // What is at the address of a version never changes.
    const told = retirement && cached === brief ? { retirement } : {};
    if (!request.wantsHtml) return answer(200, { ...view, ...told }, headers);
    const issuer = found(await ports.issuers.find(version.issuerId));
    const prerequisites = await namedPrerequisites(ports, version);
    const { languages, definition } = view;
    const { microCredentialPage } = await import('../../src/pages/micro-credential-page.ts');
    const shown = microCredentialPage({
      locale: localeFor(wanted),
      version: { ...version, definition },
      languages,
      issuer,
      prerequisites,
      publicUrl,
      retirement,
    });
    return { ...shown, headers: { ...headers, ...shown.headers } };
  };
  const describe = async (version: Version, format: Vocabulary, cached: Record<string, string>) => {
    const issuer = found(await ports.issuers.find(version.issuerId));
    const { describeVersion } = await import('../../src/usecases/describe-version.ts');
    return {
      status: 200 as const,
      text: JSON.stringify(describeVersion(format, { publicUrl, issuer, version })),
      mediaType: 'application/ld+json',
      headers: { ...cached, 'access-control-allow-origin': '*' },
    };
  };
  const showStack = async (
    version: LatestStack,
    { wantsHtml, query, acceptLanguage }: Reader,
    headers: Record<string, string>,
  ) => {
    if (!wantsHtml) return answer(200, stackVersionView(version, publicUrl), headers);
    const { stackPage } = await import('../../src/pages/stack-page.ts');
    const locale = localeFor(wantedLanguages(query.lang, acceptLanguage));
    const issuer = found(await ports.issuers.find(version.issuerId));
    return stackPage({ version, issuer, publicUrl, locale });
  };
  return publicApi(
    {
      area: 'catalog',
      contract: catalogContract,
      publicUrl,
      problemPage: (problem, languages) => problemPage(problem, localeFor(languages)),
    },
    {
      'GET /issuers/{issuer}': async ({ path, query, acceptLanguage, wantsHtml }) => {
        const issuer = found(await ports.issuers.find(path.issuer));
        if (!wantsHtml) return answer(200, issuerView(issuer, publicUrl), brief);
        const [{ items: offers }, { items: stacks }] = await Promise.all([
          searchCatalog(ports, { issuer: issuer.id, limit: shownOfIssuer }),
          ports.stacks.ofIssuer(issuer.id, { limit: shownOfIssuer }),
        ]);
        const { issuerPage } = await import('../../src/pages/issuer-page.ts');
        const locale = localeFor(wantedLanguages(query.lang, acceptLanguage));
        return issuerPage({ issuer, offers, stacks, publicUrl, locale });
      },
      'GET /credentials/{credential}/endorsements': async ({ path }) => {
        const of = { kind: 'credential', credential: path.credential } as const;
        // They are about somebody: as visible as what they are about.
        requireShown((await ports.credentials.find(path.credential)) ?? {});
        const items = await acceptedEndorsements(ports, { of, publicUrl, now: new Date() });
        return answer(200, { items }, brief);
      },
      'GET /issuers/{issuer}/did.json': async ({ path }) => {
        const issuer = found(await ports.issuers.find(path.issuer));
        const keys = await ports.issuers.keys(issuer.id);
        return answer(200, { ...didDocument({ did: didWeb(publicUrl, issuer.id), keys }) }, brief);
      },
      'GET /issuers/{issuer}/keys/{key}': async ({ path }) => {
        const key = await readIssuerKey(ports, { issuerId: path.issuer, keyId: path.key, publicUrl });
        return answer(200, { ...key }, brief);
      },
      'GET /micro-credentials': async ({ query: { lang, ...query }, acceptLanguage, wantsHtml }) => {
        const found = await searchCatalog(ports, query);
        if (!wantsHtml) return answer(200, catalogView(found, publicUrl), brief);
        const { limit, ...parameters } = query;
        const { catalogPage } = await import('../../src/pages/catalog-page.ts');
        return catalogPage({
          found,
          query: { ...parameters, ...(limit !== usualLimit && { limit }), ...(lang && { lang }) },
          publicUrl,
          locale: localeFor(wantedLanguages(lang, acceptLanguage)),
        });
      },
      'GET /micro-credentials/{microCredential}': async (request) =>
        show(found(await ports.microCredentials.latestVersion(request.path.microCredential)), request, brief),
      'GET /micro-credentials/{microCredential}/versions/{version}': async (request) => {
        const { microCredential, version: number } = request.path;
        const version = found(await ports.microCredentials.findVersion(microCredential, number));
        const { format } = request.query;
        if (!format || format === 'achievement' || format === 'ctdl') return show(version, request, aDay);
        const { definitionDownload } = await import('../../src/http/definition-download.ts');
        const file = await toFile(ports, version.definition);
        return definitionDownload(file, format, `${microCredential}-${number}`, aDay);
      },
      'GET /micro-credentials/{microCredential}/versions/{version}/diff': async ({ path, query }) => {
        const { from, changes } = await compareVersions(ports, {
          microCredentialId: path.microCredential,
          version: path.version,
          ...query,
        });
        return answer(200, { from, changes: [...changes] }, aDay);
      },
      'GET /micro-credentials/{microCredential}/versions/{version}/image': async ({ path }) => {
        const version = found(await ports.microCredentials.findVersion(path.microCredential, path.version));
        const { mediaType, bytes } = await readBadgeArt(ports, { version });
        return { status: 200 as const, mediaType, bytes, headers: { ...forEver, ...aDay } };
      },
      'GET /sitemap.xml': async () => siteMapIndex(await siteMapParts(ports), publicUrl),
      'GET /sitemaps/{part}': async ({ path }) => siteMap(await siteMapPart(ports, path.part), publicUrl),
      'GET /robots.txt': async () => robots(publicUrl),
      'GET /stacks': async ({ query: { issuer, ...page } }) => {
        const { items, ...more } = await ports.stacks.ofIssuer(issuer, page);
        return answer(200, { ...more, items: items.map((one) => stackVersionView(one, publicUrl)) }, brief);
      },
      'GET /stacks/{stack}': async (request) =>
        showStack(found(await ports.stacks.latestVersion(request.path.stack)), request, brief),
      'GET /stacks/{stack}/versions/{version}': async (request) => {
        const { stack, version } = request.path;
        return showStack(found(await ports.stacks.findVersion(stack, version)), request, aDay);
      },
      'GET /stacks/{stack}/versions/{version}/image': async ({ path }) => {
        const art = stackArt(found(await ports.stacks.findVersion(path.stack, path.version)));
        return { status: 200 as const, ...art, headers: { ...forEver, ...aDay } };
      },
      'GET /images/{digest}': async ({ path }) => {
        const { mediaType, bytes, digest } = found(await ports.images.find(path.digest));
        return { status: 200 as const, mediaType, bytes, headers: { ...forEver, etag: `"${digest}"` } };
      },
    },
  );
}
