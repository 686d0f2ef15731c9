import { verifyContract } from '../../src/http/contracts/verify.ts';
import { answer } from '../../src/http/operation.ts';
import { publicApi } from '../../src/http/public-api.ts';
import type { Clock, PublicRecords, PublicWeb } from '../../src/ports.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import {
  verifyCredentialAsVerifier,
  verifyPresentationAsVerifier,
} from '../../src/usecases/verify-as-verifier.ts';
import { verifyPosted } from '../../src/usecases/verify-posted.ts';

export interface VerifyPorts extends PublicRecords {
  readonly clock: Clock;
  readonly publicWeb: PublicWeb;
}

/** Checks what anyone posts. A bad credential is a normal answer with a clear verdict, or, in the VC-API, status 400. */
export function verifyHandler(ports: VerifyPorts, address: PublicAddress) {
  return publicApi(
    { area: 'verify', contract: verifyContract, publicUrl: address.publicUrl },
    {
      'POST /verify': async ({ body, file, query }) => {
        const posted = file ? { file } : { json: body };
        return answer(200, await verifyPosted(ports, { posted, mode: query.mode, ...address }));
      },
      'POST /credentials/verify': async ({ body: { verifiableCredential, options = {} } }) => {
        const request = { credential: verifiableCredential, options, ...address };
        const { result, report } = await verifyCredentialAsVerifier(ports, request);
        const body = { ...result, report };
        return result.verified ? answer(200, body) : answer(400, body);
      },
      'POST /presentations/verify': async ({ body: asked }) => {
        const { verifiablePresentation, presentation, options = {} } = asked;
        const request = {
          presentation: verifiablePresentation ?? presentation,
          proofless: presentation !== undefined,
          options,
          ...address,
        };
        const { result, report } = await verifyPresentationAsVerifier(ports, request);
        const body = { ...result, report };
        return result.verified ? answer(200, body) : answer(400, body);
      },
    },
  );
}
