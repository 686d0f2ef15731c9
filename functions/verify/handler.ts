import { httpApi } from '../../src/http/api.ts';
import { verifyContract } from '../../src/http/contracts/verify.ts';
import { answer } from '../../src/http/operation.ts';
import type { Clock, Credentials, Issuers, PublicWeb, StatusLists } from '../../src/ports.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import { verifyPosted } from '../../src/usecases/verify-posted.ts';

export interface VerifyPorts {
  readonly clock: Clock;
  readonly credentials: Credentials;
  readonly issuers: Issuers;
  readonly statusLists: StatusLists;
  readonly publicWeb: PublicWeb;
}

/** Checks what anyone posts. A bad credential is a normal answer with a clear verdict. */
export function verifyHandler(ports: VerifyPorts, address: PublicAddress) {
  return httpApi(
    { area: 'verify', contract: verifyContract, publicUrl: address.publicUrl },
    {
      'POST /verify': async ({ body, query }) => {
        const request = { posted: body, mode: query.mode, ...address };
        const { verdict, mode, checks, warnings, credential } = await verifyPosted(ports, request);
        return answer(200, {
          verdict,
          ...(mode && { mode }),
          checks: [...checks],
          warnings: [...warnings],
          ...(credential && { credential: { ...credential, issuer: { ...credential.issuer } } }),
        });
      },
    },
  );
}
