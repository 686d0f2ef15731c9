import * as z from 'zod';
import type { FieldError } from '../domain-error.ts';

/** How submissions are assessed. What is absent is as the description says. */
export const assessmentPolicy = z.strictObject({
  assessors: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('How many people judge each submission, apart from each other; one when absent.'),
  blind: z
    .boolean()
    .optional()
    .describe('Whether neither side is told who the other is; so it is when absent.'),
  approval: z
    .boolean()
    .optional()
    .describe('Whether an approver of the issuer confirms each decision; not when absent.'),
  disagreement: z
    .enum(['third-assessor', 'approver'])
    .optional()
    .describe('Who decides where two assessors disagree.'),
  maxAttempts: z
    .int()
    .min(1)
    .max(20)
    .optional()
    .describe(
      'How many decided attempts a learner has; any number when absent. Withdrawn ones do not count.',
    ),
  turnaroundDays: z
    .int()
    .min(1)
    .max(90)
    .optional()
    .describe('Within how many business days after handing in a decision is promised.'),
  calibrationThreshold: z
    .int()
    .min(50)
    .max(100)
    .optional()
    .describe('How often, in percent, an assessor must agree with known scores before assessing.'),
  preCheck: z
    .boolean()
    .optional()
    .describe('Whether a person looks at completeness before anyone scores; not when absent.'),
});
export type AssessmentPolicy = z.infer<typeof assessmentPolicy>;

/**
 * What a policy asks for that this service cannot do yet. Publishing refuses it: a learner is never promised what is not done.
 * This is the one place that tells what is not there.
 */
export function notAvailable(policy: AssessmentPolicy): FieldError[] {
  const asked: readonly (readonly [name: keyof AssessmentPolicy, asked: boolean, instead: string])[] = [
    ['blind', policy.blind === false, 'neither side is ever told who the other is'],
  ];
  return asked
    .filter(([, isAsked]) => isAsked)
    .map(([name, , instead]) => ({
      field: `/assessmentPolicy/${name}`,
      message: `is not available yet: ${instead}`,
    }));
}
