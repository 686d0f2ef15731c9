import { keyUrl } from '../../src/credentials/addresses.ts';
import { didWeb } from '../../src/credentials/did.ts';
import { untranslatedTexts } from '../../src/domain/definition/translation.ts';
import type { IssuerKey } from '../../src/domain/issuer.ts';
import { isActive } from '../../src/domain/keys.ts';
import type { Draft } from '../../src/domain/micro-credential.ts';
import { missingFields } from '../../src/domain/publishing.ts';
import { wellFormedFields } from '../../src/domain/well-formed-fields.ts';
import { httpApi } from '../../src/http/api.ts';
import { authorContract } from '../../src/http/contracts/author.ts';
import { readDefinition } from '../../src/http/definition-upload.ts';
import { answer } from '../../src/http/operation.ts';
import { issuerView, versionView } from '../../src/http/views.ts';
import type {
  CatalogIndex,
  Clock,
  DesignReviews,
  Images,
  Issuers,
  KeyMaker,
  Members,
  MicroCredentials,
  NewId,
  PublicKeys,
  Retirements,
} from '../../src/ports.ts';
import { createIssuer } from '../../src/usecases/create-issuer.ts';
import { importDefinition, toFile } from '../../src/usecases/definition-file.ts';
import { addKey, compromiseKey, listKeys } from '../../src/usecases/manage-keys.ts';
import { updateIssuer } from '../../src/usecases/update-issuer.ts';
import { uploadBadgeImage, uploadIssuerImage } from '../../src/usecases/upload-image.ts';
import {
  changeDraft,
  createDraft,
  listDrafts,
  publishVersion,
  readDraft,
} from '../../src/usecases/write-definition.ts';

export interface AuthorPorts {
  readonly catalogIndex: CatalogIndex;
  readonly clock: Clock;
  readonly designReviews: DesignReviews;
  readonly images: Images;
  readonly issuers: Issuers;
  readonly keyMaker: KeyMaker;
  readonly members: Members;
  readonly microCredentials: MicroCredentials;
  readonly newId: NewId;
  readonly publicKeys: PublicKeys;
  readonly retirements: Retirements;
}

export interface AuthorSettings {
  readonly publicUrl: string;
  readonly operatorEmail: string;
  readonly signingKeyId: string;
}

/** Issuers, their keys and their drafts. */
export function authorHandler(ports: AuthorPorts, settings: AuthorSettings) {
  const { publicUrl } = settings;
  const keyView = (issuerId: string, { kmsKeyId: _, ...key }: IssuerKey) => ({
    ...key,
    verificationMethod: `${didWeb(publicUrl, issuerId)}#${key.id}`,
    url: keyUrl(publicUrl, issuerId, key.id),
    signs: isActive(key),
  });
  return httpApi(
    { area: 'author', contract: authorContract, publicUrl },
    {
      'POST /issuers': async ({ caller, body }) => {
        const issuer = await createIssuer(ports, { ...settings, caller, profile: body });
        return answer(201, issuerView(issuer, publicUrl), { location: `${publicUrl}/issuers/${issuer.id}` });
      },
      'PATCH /issuers/{issuer}': async ({ caller, path, body }) =>
        answer(
          200,
          issuerView(await updateIssuer(ports, { caller, issuerId: path.issuer, changes: body }), publicUrl),
        ),
      'PUT /issuers/{issuer}/image': async ({ caller, path, query, file }) => {
        const issuer = await uploadIssuerImage(ports, { caller, issuerId: path.issuer, ...query, ...file });
        return answer(200, issuerView(issuer, publicUrl));
      },
      'GET /issuers/{issuer}/keys': async ({ caller, path: { issuer } }) => {
        const keys = await listKeys(ports, { caller, issuerId: issuer });
        return answer(200, { items: keys.map((key) => keyView(issuer, key)) });
      },
      'POST /issuers/{issuer}/keys': async ({ caller, path: { issuer }, body }) => {
        const key = keyView(issuer, await addKey(ports, { caller, issuerId: issuer, ...body }));
        return answer(201, key, { location: key.url });
      },
      'POST /issuers/{issuer}/keys/{key}/compromise': async ({ caller, path, body }) => {
        const { key, successor } = await compromiseKey(ports, {
          caller,
          issuerId: path.issuer,
          keyId: path.key,
          ...body,
        });
        return answer(200, {
          key: keyView(path.issuer, key),
          ...(successor && { successor: keyView(path.issuer, successor) }),
        });
      },
      'POST /issuers/{issuer}/micro-credentials': async ({ caller, path, body }) => {
        const draft = await createDraft(ports, { caller, issuerId: path.issuer, fields: body });
        const location = `${publicUrl}/issuers/${draft.issuerId}/micro-credentials/${draft.id}`;
        return answer(201, draftView(draft), { location, ...etag(draft) });
      },
      'POST /issuers/{issuer}/micro-credentials/import': async ({ caller, path, file: sent }) => {
        const format = sent.mediaType === 'application/json' ? 'json' : 'yaml';
        const file = readDefinition(sent.bytes, format);
        const draft = await importDefinition(ports, { caller, issuerId: path.issuer, file });
        const location = `${publicUrl}/issuers/${draft.issuerId}/micro-credentials/${draft.id}`;
        return answer(201, draftView(draft), { location, ...etag(draft) });
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}/export': async ({ caller, path, query }) => {
        const draft = await readDraft(ports, {
          caller,
          issuerId: path.issuer,
          microCredentialId: path.microCredential,
        });
        const { definitionDownload } = await import('../../src/http/definition-download.ts');
        return definitionDownload(await toFile(ports, draft.fields), query.format, `${draft.id}-draft`);
      },
      'GET /issuers/{issuer}/micro-credentials': async ({ caller, path, query }) => {
        const page = await listDrafts(ports, { caller, issuerId: path.issuer, page: query });
        return answer(200, { ...page, items: page.items.map(draftView) });
      },
      'GET /issuers/{issuer}/micro-credentials/{microCredential}': async ({ caller, path }) => {
        const draft = await readDraft(ports, {
          caller,
          issuerId: path.issuer,
          microCredentialId: path.microCredential,
        });
        return answer(200, draftView(draft), etag(draft));
      },
      'PATCH /issuers/{issuer}/micro-credentials/{microCredential}': async ({
        caller,
        path,
        ifMatch,
        body,
      }) => {
        const draft = await changeDraft(ports, {
          caller,
          issuerId: path.issuer,
          microCredentialId: path.microCredential,
          ifMatch,
          changes: body,
        });
        return answer(200, draftView(draft), etag(draft));
      },
      'PUT /issuers/{issuer}/micro-credentials/{microCredential}/image': async ({
        caller,
        path,
        query,
        ifMatch,
        file,
      }) => {
        const draft = await uploadBadgeImage(ports, {
          caller,
          issuerId: path.issuer,
          microCredentialId: path.microCredential,
          ifMatch,
          ...query,
          ...file,
        });
        return answer(200, draftView(draft), etag(draft));
      },
      'POST /issuers/{issuer}/micro-credentials/{microCredential}/versions': async ({
        caller,
        path,
        ifMatch,
        body,
      }) => {
        const version = await publishVersion(ports, {
          caller,
          issuerId: path.issuer,
          microCredentialId: path.microCredential,
          ifMatch,
          changeNote: body.changeNote,
        });
        const view = versionView(version, publicUrl);
        return answer(201, view, { location: view.id });
      },
    },
  );
}

function draftView({ issuerId, fields, publishedRevision: _, ...draft }: Draft) {
  return {
    ...draft,
    issuer: issuerId,
    definition: fields,
    missing: missingFields(fields),
    untranslated: untranslatedTexts(wellFormedFields(fields)),
  };
}

function etag({ revision }: Draft) {
  return { etag: `"${revision}"` };
}
