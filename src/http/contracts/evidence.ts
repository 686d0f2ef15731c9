import * as z from 'zod';
import { ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';

/** What holders show of their evidence. */
export const evidenceContract = contract({
  'GET /evidence/{submission}/{evidence}': {
    summary: 'Open evidence that its holder shows',
    description:
      'As credentials name it. A text is answered as it is; a file from where it is kept, by an address that holds for some minutes, to be saved and not to be run. Its SHA-256 is in the credential.',
    public: true,
    path: z.strictObject({ submission: ulid, evidence: ulid }),
    answers: {
      200: { description: 'The text', files: ['text/plain'] },
      302: { description: 'Where the file is' },
    },
    refusals: ['not-found', 'kept-private', 'withdrawn'],
  },
});
