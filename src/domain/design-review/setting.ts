import * as z from 'zod';

/** Whether an issuer publishes only what was reviewed. Findings that block stop a publication either way. */
export const designReview = z.enum(['required', 'optional']);
export type DesignReviewSetting = z.infer<typeof designReview>;
