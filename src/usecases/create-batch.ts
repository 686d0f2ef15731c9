import { rowDocument } from '../credentials/batch-document.ts';
import { isPlainObject, type JsonObject, jsonProblem } from '../credentials/json.ts';
import { describedResults } from '../credentials/row-results.ts';
import { type Batch, type BatchTemplate, noRows } from '../domain/batch.ts';
import { DomainError, type FieldError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Batches, Members, NewId } from '../ports.ts';
import { dueOfRow } from './due-of-row.ts';
import type { PublicAddress } from './finish-intent.ts';
import { type RehearsalPorts, rehearseIssuance } from './rehearse-issuance.ts';
import { requireRightIn } from './standing.ts';

/** The most bytes of UTF-8 that an achievement may have as JSON text. */
const achievementLimit = 64 * 1024;

/** What a batch is made of. */
export interface NewBatch {
  readonly name: string;
  readonly achievement: object;
  readonly credentialName?: string | undefined;
  readonly awardedDate?: string | undefined;
  readonly validUntil?: string | undefined;
}

/**
 * Makes a batch without rows. Its achievement must be one that can be issued: a credential is made of it for a person of no name,
 * and linted as any other.
 * @throws DomainError `forbidden`, `invalid-request`
 */
export async function createBatch(
  ports: RehearsalPorts & { batches: Batches; members: Members; newId: NewId },
  {
    caller,
    issuerId,
    asked,
    ...address
  }: { caller: Caller; issuerId: string; asked: NewBatch } & PublicAddress,
): Promise<Batch> {
  await requireRightIn(ports, { caller, issuerId }, 'run-batches');
  const issuer = await ports.issuers.find(issuerId);
  if (!issuer) throw new Error(`issuer ${issuerId} is missing`);
  const achievement = plainAchievement(asked.achievement);
  const at = ports.clock.now();
  const { document } = rowDocument({
    ...asked,
    publicUrl: address.publicUrl,
    issuer,
    credentialId: ports.newId(),
    achievement,
    at,
    fields: { name: 'Anyone', results: requiredResults(achievement) },
  });
  const due = dueOfRow({ issuer, by: caller.person, at, credentialId: ports.newId(), document });
  refuse((await rehearseIssuance(ports, due, address)).map(asField));
  const now = at.toISOString();
  const batch: Batch = {
    id: ports.newId(),
    issuerId,
    name: asked.name,
    by: caller.person,
    createdAt: now,
    state: 'open',
    generation: 0,
    counts: noRows,
    changedAt: now,
  };
  await ports.batches.create(batch, templateOf(asked, achievement));
  return batch;
}

function templateOf(
  { credentialName, awardedDate, validUntil }: NewBatch,
  achievement: object,
): BatchTemplate {
  return {
    achievement: JSON.stringify(achievement),
    ...(credentialName && { credentialName }),
    ...(awardedDate && { awardedDate }),
    ...(validUntil && { validUntil }),
  };
}

function plainAchievement(achievement: object): JsonObject {
  const problem = jsonProblem(achievement);
  if (problem) refuse([{ field: `/achievement${problem.path}`, message: `is refused: ${problem.code}` }]);
  if (new TextEncoder().encode(JSON.stringify(achievement)).length > achievementLimit)
    refuse([{ field: '/achievement', message: `must have ${achievementLimit} bytes at most` }]);
  if (!isPlainObject(achievement as JsonObject))
    refuse([{ field: '/achievement', message: 'must be an object' }]);
  return achievement as JsonObject;
}

/** What a person must have reached, so that nothing is missing but a person. */
function requiredResults(achievement: JsonObject): Record<string, string> {
  return Object.fromEntries(
    describedResults(achievement).flatMap(({ id, requiredLevel }): [string, string][] =>
      requiredLevel ? [[id, requiredLevel]] : [],
    ),
  );
}

/** A place in the credential as a place in what was sent. */
function asField({ field, message }: FieldError): FieldError {
  return { field: field.replace(/^\/credentialSubject(?=\/achievement)/, ''), message };
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0)
    throw new DomainError('invalid-request', 'No credential could be issued of this.', errors.slice(0, 50));
}
