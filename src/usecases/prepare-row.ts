import { rowDocument } from '../credentials/batch-document.ts';
import type { JsonObject } from '../credentials/json.ts';
import type { BatchTemplate } from '../domain/batch.ts';
import type { RowFields } from '../domain/batch-row.ts';
import type { FieldError } from '../domain/domain-error.ts';
import { isOwnDid } from '../domain/holder-did.ts';
import type { DueIssuance } from '../domain/issuance.ts';
import type { Issuer } from '../domain/issuer.ts';
import { dueOfRow } from './due-of-row.ts';
import type { PublicAddress } from './finish-intent.ts';
import { type RehearsalPorts, rehearseIssuance } from './rehearse-issuance.ts';

/** What the rows of a batch are prepared with. */
export interface RowSetting extends PublicAddress {
  readonly issuer: Issuer;
  readonly template: BatchTemplate;
  /** Who asked for the credentials. */
  readonly by: string;
  /** When; for the dry run it is now. */
  readonly at: Date;
}

/**
 * Makes the journal entry of a row and rehearses it. The dry run is this, and issuing begins with it, so that the one says what
 * the other will do.
 * @returns the entry, or what is wrong, by members of the row
 */
export async function prepareRow(
  ports: RehearsalPorts,
  setting: RowSetting,
  { credentialId, fields }: { readonly credentialId: string; readonly fields: RowFields },
): Promise<{ readonly due: DueIssuance } | { readonly problems: readonly FieldError[] }> {
  const { issuer, template, by, at, publicUrl } = setting;
  const { achievement, ...shared } = template;
  const made = rowDocument({
    ...shared,
    publicUrl,
    issuer,
    credentialId,
    achievement: JSON.parse(achievement),
    at,
    fields,
  });
  const problems = [...made.problems, ...ownRules(made.document, fields, setting)];
  if (problems.length > 0) return { problems };
  const due = dueOfRow({ issuer, by, at, credentialId, document: made.document });
  const refused = await rehearseIssuance(ports, due, setting);
  return refused.length > 0 ? { problems: refused.map(asMember) } : { due };
}

/** What a batch asks beyond the rules for any credential: nobody means to issue what has ended, or is yet to be earned. */
function ownRules(
  { validUntil, awardedDate }: JsonObject,
  fields: RowFields,
  setting: RowSetting,
): FieldError[] {
  const { at, publicUrl } = setting;
  const time = (value: unknown) => Date.parse(String(value));
  return [
    ...(fields.did !== undefined && isOwnDid(fields.did, publicUrl)
      ? [{ field: 'did', message: 'must not be an identifier of this service' }]
      : []),
    ...(validUntil !== undefined && time(validUntil) <= at.getTime()
      ? [{ field: 'validUntil', message: 'must be later than now' }]
      : []),
    ...(awardedDate !== undefined && time(awardedDate) > at.getTime()
      ? [{ field: 'awardedDate', message: 'must not be later than now' }]
      : []),
  ];
}

/** Where a member of a row is in the credential. */
const places: readonly (readonly [place: RegExp, member: string])[] = [
  [/^\/credentialSubject\/id\b/, 'did'],
  [/^\/credentialSubject\/identifier\/0\b/, 'email'],
  [/^\/credentialSubject\/identifier\b/, 'name'],
  [/^\/credentialSubject\/narrative\b/, 'narrative'],
  [/^\/credentialSubject\/result\b/, 'results'],
  [/^\/credentialSubject\/achievement\/resultDescription\b/, 'results'],
  [/^\/evidence\b/, 'evidence'],
  [/^\/validUntil\b/, 'validUntil'],
  [/^\/awardedDate\b/, 'awardedDate'],
];

function asMember({ field, message }: FieldError): FieldError {
  const member = places.find(([place]) => place.test(field))?.[1];
  return { field: member ?? field, message };
}
