import * as z from 'zod';
import { outcome } from '../../domain/assessment.ts';
import { revocation } from '../../domain/award.ts';
import { ulid } from '../../domain/text.ts';
import { contract } from '../operation.ts';
import { assessmentPath } from './shared.ts';

const decisionView = z.object({
  outcome,
  credential: z.object({ id: ulid, url: z.url(), issued: z.boolean() }).optional(),
});
const revocationView = z.object({ credential: ulid, revokedAt: z.iso.datetime(), published: z.boolean() });

/** What makes and unmakes an award: a person's decision. */
export const awardContract = contract({
  'POST /assessments/{assessment}/decision': {
    summary: 'Decide',
    description:
      'Final. `awarded` needs every criterion scored and every required level reached, and issues the credential at once; `not-yet` needs every criterion scored.',
    path: assessmentPath,
    body: z.strictObject({ outcome }),
    answers: {
      200: { description: 'Decided; the credential is public', body: decisionView },
      202: { description: 'Decided; the credential follows within minutes', body: decisionView },
    },
    refusals: [
      'invalid-request',
      'not-found',
      'human-required',
      'own-submission',
      'assessment-not-claimed',
      'unscored-criteria',
      'level-not-reached',
      'already-decided',
      'already-awarded',
      'conflict',
    ],
  },
  'POST /credentials/{credential}/revocation': {
    summary: 'Revoke a credential',
    description:
      'For award officers and owners. For good. The reason stays with the issuer; the public status list shows one bit.',
    path: z.strictObject({ credential: ulid }),
    body: z.strictObject({ reason: revocation.shape.reason }),
    answers: {
      200: { description: 'Revoked, and the public status list says so', body: revocationView },
      202: { description: 'Revoked; the public status list follows within minutes', body: revocationView },
    },
    refusals: ['invalid-request', 'forbidden', 'not-found', 'conflict'],
  },
});
