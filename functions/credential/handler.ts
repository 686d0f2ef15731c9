import { DomainError } from '../../src/domain/domain-error.ts';
import { httpApi } from '../../src/http/api.ts';
import { credentialContract, credentialMediaType } from '../../src/http/contracts/credential.ts';
import { credentialPage } from '../../src/pages/credential-page.ts';
import type { Clock, Credentials, Issuers, StatusLists } from '../../src/ports.ts';
import type { PublicAddress } from '../../src/usecases/issue-award.ts';
import { readCredential, verifyRecord } from '../../src/usecases/read-credential.ts';

export interface CredentialPorts {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly issuers: Issuers;
  readonly statusLists: StatusLists;
}

/** A wallet on any page may read these. `max-age` of a list is the latency of a revocation that we state. */
const publicHeaders = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

/** What verifiers fetch: signed documents, exactly as they were signed. */
export function credentialHandler(ports: CredentialPorts, address: PublicAddress) {
  const signed = (text: string) => ({
    status: 200 as const,
    text,
    mediaType: credentialMediaType,
    headers: publicHeaders,
  });
  return httpApi(
    { area: 'credential', contract: credentialContract, publicUrl: address.publicUrl },
    {
      'GET /credentials/{credential}': async ({ path, wantsHtml }) => {
        const record = await readCredential(ports, { credentialId: path.credential });
        if (!wantsHtml) return signed(record.document);
        return credentialPage({ record, report: await verifyRecord(ports, { record, ...address }) });
      },
      'GET /status/{list}': async ({ path }) => {
        const list = await ports.statusLists.find(path.list);
        if (!list) throw new DomainError('not-found', 'There is no such status list.');
        return signed(list.document);
      },
    },
  );
}
