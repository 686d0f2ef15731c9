import * as z from 'zod';
import { stackDecision, stackProposal } from '../../domain/stack-proposal.ts';
import { ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';

const approval = stackDecision.options[0].shape;
const awardView = z.object({
  proposal: ulid,
  state: stackProposal.shape.state,
  credential: z.object({ id: ulid, url: z.url(), issued: z.boolean() }).optional(),
});

/** What makes the award of a stack. */
export const stackAwardContract = contract({
  'POST /stack-proposals/{proposal}/confirmation': {
    summary: 'Confirm or decline the award of a stack',
    description:
      'For approvers, who are people and not the learner. Final. Confirming needs every piece to stand at that moment, and issues the credential at once. The reason stays with the issuer.',
    path: z.strictObject({ proposal: ulid }),
    body: z.strictObject({ outcome: approval.outcome, reason: approval.reason }),
    answers: {
      200: { description: 'Decided; the credential of a confirmation is public', body: awardView },
      202: { description: 'Confirmed; the credential follows within minutes', body: awardView },
    },
    refusals: [
      'invalid-request',
      'human-required',
      'forbidden',
      'not-found',
      'own-award',
      'already-decided',
      'stack-incomplete',
      'conflict',
    ],
  },
  'POST /me/stacks/{stack}/proposal': {
    summary: 'Ask for the award of a stack that you have earned',
    description:
      'For learners. The last piece proposes the award by itself; this is for who had earned the pieces before the stack was published. Asking again gives the same proposal.',
    path: z.strictObject({ stack: ulid }),
    answers: {
      200: { description: 'It waits for an approver, or is awarded', body: awardView },
      202: { description: 'Confirmed by the rule; the credential follows within minutes', body: awardView },
    },
    refusals: ['human-required', 'not-found', 'stack-incomplete', 'already-decided', 'conflict'],
  },
});
