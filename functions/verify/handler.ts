import { verifyCredential } from '../../src/credentials/verify.ts';
import { httpApi } from '../../src/http/api.ts';
import { verifyContract } from '../../src/http/contracts/verify.ts';
import { answer } from '../../src/http/operation.ts';
import type { Clock, Issuers, PublicWeb, StatusLists } from '../../src/ports.ts';
import type { PublicAddress } from '../../src/usecases/issue-award.ts';
import { openWorld } from '../../src/usecases/open-world.ts';

export interface VerifyPorts {
  readonly clock: Clock;
  readonly issuers: Issuers;
  readonly statusLists: StatusLists;
  readonly publicWeb: PublicWeb;
}

/** Checks what anyone posts. A bad credential is a normal answer with a clear verdict. */
export function verifyHandler(ports: VerifyPorts, address: PublicAddress) {
  return httpApi(
    { area: 'verify', contract: verifyContract, publicUrl: address.publicUrl },
    {
      'POST /verify': async ({ body }) => {
        const { verdict, checks, warnings, credential } = await verifyCredential(
          body,
          openWorld(ports, address),
        );
        return answer(200, {
          verdict,
          checks: [...checks],
          warnings: [...warnings],
          ...(credential && { credential: { ...credential, issuer: { ...credential.issuer } } }),
        });
      },
    },
  );
}
