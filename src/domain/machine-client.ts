import * as z from 'zod';
import { personId } from './membership.ts';
import { scope } from './scope.ts';
import { line, slug, timestamp } from './text.ts';

/** A program that an owner let into an issuer. It is no member: it has scopes and no roles. */
export const machineClient = z.strictObject({
  issuerId: slug,
  /** The `sub` of the tokens that it gets for itself (client credentials). */
  client: personId,
  /** What the people of the issuer know it by. */
  name: line(100),
  scopes: z.array(scope).min(1),
  since: timestamp,
  /** Who gave it these scopes. */
  grantedBy: personId,
});
export type MachineClient = z.infer<typeof machineClient>;
