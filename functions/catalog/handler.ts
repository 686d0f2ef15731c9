import { didDocument, didWeb } from '../../src/credentials/did.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { Version } from '../../src/domain/micro-credential.ts';
import { catalogContract } from '../../src/http/contracts/catalog.ts';
import { answer } from '../../src/http/operation.ts';
import { publicApi } from '../../src/http/public-api.ts';
import { issuerView, versionView } from '../../src/http/views.ts';
import { microCredentialPage } from '../../src/pages/micro-credential-page.ts';
import type { Credentials, Endorsements, Images, Issuers, MicroCredentials } from '../../src/ports.ts';
import { acceptedEndorsements } from '../../src/usecases/endorse.ts';
import { readBadgeArt } from '../../src/usecases/read-badge-art.ts';
import { readIssuerKey } from '../../src/usecases/read-issuer-key.ts';

export interface CatalogPorts {
  readonly credentials: Credentials;
  readonly endorsements: Endorsements;
  readonly images: Pick<Images, 'find'>;
  readonly issuers: Issuers;
  readonly microCredentials: MicroCredentials;
}

const brief = { 'cache-control': 'public, max-age=60' };
/** The content never changes; the addresses in it do when the deployment moves. */
const aDay = { 'cache-control': 'public, max-age=86400' };

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
  const show = async (version: Version, wantsHtml: boolean, headers: Record<string, string>) => {
    if (!wantsHtml) return answer(200, versionView(version, publicUrl), headers);
    const issuer = found(await ports.issuers.find(version.issuerId));
    return microCredentialPage({ version, issuer, publicUrl });
  };
  return publicApi(
    { area: 'catalog', contract: catalogContract, publicUrl },
    {
      'GET /issuers/{issuer}': async ({ path }) => {
        const issuer = found(await ports.issuers.find(path.issuer));
        return answer(200, issuerView(issuer, publicUrl), brief);
      },
      'GET /credentials/{credential}/endorsements': async ({ path }) => {
        const of = { kind: 'credential', credential: path.credential } as const;
        return answer(200, { items: await acceptedEndorsements(ports, of) }, brief);
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
      'GET /micro-credentials': async ({ query }) => {
        const page = await ports.microCredentials.catalog(query);
        const items = page.items.map((version) => {
          const { id, issuer, microCredentialId } = versionView(version, publicUrl);
          const { name, competency, language, keywords } = version.definition;
          return {
            id,
            microCredentialId,
            version: version.version,
            issuer,
            name,
            competency,
            language,
            keywords,
          };
        });
        return answer(200, { ...page, items }, brief);
      },
      'GET /micro-credentials/{microCredential}': async ({ path, wantsHtml }) =>
        show(found(await ports.microCredentials.latestVersion(path.microCredential)), wantsHtml, brief),
      'GET /micro-credentials/{microCredential}/versions/{version}': async ({ path, wantsHtml }) =>
        show(
          found(await ports.microCredentials.findVersion(path.microCredential, path.version)),
          wantsHtml,
          aDay,
        ),
      'GET /micro-credentials/{microCredential}/versions/{version}/image': async ({ path }) => {
        const version = found(await ports.microCredentials.findVersion(path.microCredential, path.version));
        const { mediaType, bytes } = await readBadgeArt(ports, { version });
        return { status: 200 as const, mediaType, bytes, headers: { ...forEver, ...aDay } };
      },
      'GET /images/{digest}': async ({ path }) => {
        const { mediaType, bytes, digest } = found(await ports.images.find(path.digest));
        return { status: 200 as const, mediaType, bytes, headers: { ...forEver, etag: `"${digest}"` } };
      },
    },
  );
}
