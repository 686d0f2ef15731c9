import * as z from 'zod';
import { personId } from './membership.ts';

/** The languages in which mail is written. */
export const mailLanguage = z.enum(['en', 'es']);
export type MailLanguage = z.infer<typeof mailLanguage>;

/** How a person wants to be told of what happens. The address is that of their verified token. */
export const contact = z.strictObject({
  person: personId,
  email: z.email().max(254).optional(),
  language: mailLanguage,
  mail: z.boolean(),
});
export type Contact = z.infer<typeof contact>;
