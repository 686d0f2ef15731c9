import {
  type CredentialResult,
  credentialResult,
  type PresentationResult,
  presentationResult,
  type ResultOptions,
} from '../credentials/vc-api-result.ts';
import type { PresentationReport, VerificationReport } from '../credentials/verification-report.ts';
import { verifyCredential } from '../credentials/verify.ts';
import { verifyPresentation } from '../credentials/verify-presentation.ts';
import type { Clock, PublicRecords, PublicWeb } from '../ports.ts';
import type { PublicAddress } from './finish-intent.ts';
import { openWorld } from './open-world.ts';

interface Ports extends Pick<PublicRecords, 'issuers' | 'statusLists'> {
  readonly publicWeb: PublicWeb;
  readonly clock: Clock;
}

/** What a caller of the VC-API asks for beside the document. */
export interface VerifierOptions extends ResultOptions {
  /** `['proof']` asks for the proof alone; anything else for everything. */
  readonly checks?: readonly string[] | undefined;
  readonly challenge?: string | undefined;
  readonly domain?: string | undefined;
}

/** Verifies a credential of any kind as VCALM 1.0 has it (`POST /credentials/verify`). Never refuses. */
export async function verifyCredentialAsVerifier(
  ports: Ports,
  { credential, options, ...address }: { credential: unknown; options: VerifierOptions } & PublicAddress,
): Promise<{ readonly result: CredentialResult; readonly report: VerificationReport }> {
  const report = await verifyCredential(credential, openWorld(ports, address), asked(options));
  return { result: credentialResult(report, credential, options), report };
}

/**
 * Verifies a presentation and every credential in it as VCALM 1.0 has it (`POST /presentations/verify`). Never refuses.
 * `proofless`: it need not be signed.
 */
export async function verifyPresentationAsVerifier(
  ports: Ports,
  {
    presentation,
    proofless,
    options,
    ...address
  }: { presentation: unknown; proofless: boolean; options: VerifierOptions } & PublicAddress,
): Promise<{ readonly result: PresentationResult; readonly report: PresentationReport }> {
  const world = openWorld(ports, address);
  const report = await verifyPresentation(presentation, world, { ...asked(options), proofless });
  return { result: presentationResult(report, presentation, options), report };
}

function asked({ checks, challenge, domain }: VerifierOptions) {
  const onlyProof = checks !== undefined && checks.length > 0 && checks.every((check) => check === 'proof');
  return { mode: onlyProof ? 'proof-only' : 'full', challenge, domain, ownWords: true } as const;
}
