import { evidenceContract } from '../../src/http/contracts/evidence.ts';
import { answer } from '../../src/http/operation.ts';
import { publicApi } from '../../src/http/public-api.ts';
import type { Credentials, EvidenceFiles, Submissions } from '../../src/ports.ts';
import { readEvidence } from '../../src/usecases/read-evidence.ts';

export interface EvidencePorts {
  readonly credentials: Pick<Credentials, 'find'>;
  readonly evidenceFiles: Pick<EvidenceFiles, 'downloadUrl'>;
  readonly submissions: Pick<Submissions, 'find' | 'findEvidence'>;
}

/** Evidence that its holder shows: strangers' work, so a browser runs none of it and no page frames it. */
export function evidenceHandler(ports: EvidencePorts, { publicUrl }: { publicUrl: string }) {
  return publicApi(
    { area: 'evidence', contract: evidenceContract, publicUrl },
    {
      'GET /evidence/{submission}/{evidence}': async ({ path }) => {
        const { item, downloadUrl } = await readEvidence(ports, {
          submissionId: path.submission,
          evidenceId: path.evidence,
        });
        const headers = {
          'cache-control': 'no-store',
          'content-security-policy': "default-src 'none'; sandbox",
          'referrer-policy': 'no-referrer',
          ...(item.disclosure !== 'public' && { 'x-robots-tag': 'noindex' }),
        };
        if (item.kind === 'text')
          return { status: 200 as const, text: item.text, mediaType: 'text/plain; charset=utf-8', headers };
        return answer(302, undefined, { ...headers, location: String(downloadUrl) });
      },
    },
  );
}
