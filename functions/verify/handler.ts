import { wantedLanguages } from '../../src/http/accept-language.ts';
import { verifyContract } from '../../src/http/contracts/verify.ts';
import { answer, type SentFile } from '../../src/http/operation.ts';
import { isForm, readPostedForm } from '../../src/http/posted-form.ts';
import { publicApi } from '../../src/http/public-api.ts';
import { localeFor } from '../../src/pages/locale.ts';
import { verifyPage } from '../../src/pages/verify-page.ts';
import type { Clock, PublicRecords, PublicWeb } from '../../src/ports.ts';
import type { PublicAddress } from '../../src/usecases/finish-intent.ts';
import {
  verifyCredentialAsVerifier,
  verifyPresentationAsVerifier,
} from '../../src/usecases/verify-as-verifier.ts';
import { type Posted, verifyPosted } from '../../src/usecases/verify-posted.ts';

export interface VerifyPorts extends PublicRecords {
  readonly clock: Clock;
  readonly publicWeb: PublicWeb;
}

/** Checks what anyone posts. A bad credential is a normal answer with a clear verdict, or, in the VC-API, status 400. */
export function verifyHandler(ports: VerifyPorts, address: PublicAddress) {
  return publicApi(
    {
      area: 'verify',
      contract: verifyContract,
      publicUrl: address.publicUrl,
      problemPage: (problem, languages) =>
        verifyPage({ problem, locale: localeFor(languages), publicUrl: address.publicUrl }),
    },
    {
      'GET /verify': async ({ query, acceptLanguage }) =>
        verifyPage({
          locale: localeFor(wantedLanguages(query.lang, acceptLanguage)),
          publicUrl: address.publicUrl,
        }),
      'POST /verify': async ({ body, file, query, acceptLanguage, wantsHtml }) => {
        const posted = postedIn(body, file);
        const report = await verifyPosted(ports, { posted, mode: query.mode, ...address });
        if (!wantsHtml) return answer(200, report);
        return verifyPage({
          checked: { report, now: ports.clock.now() },
          locale: localeFor(wantedLanguages(query.lang, acceptLanguage)),
          publicUrl: address.publicUrl,
        });
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

/** What is to be checked: the body itself, or what somebody gave the form of the page. */
function postedIn(body: unknown, file: SentFile | undefined): Posted {
  if (file === undefined) return { json: body };
  return isForm(file) ? readPostedForm(file) : { file };
}
