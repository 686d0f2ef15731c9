import { type Change, differences } from '../domain/definition/difference.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { Caller } from '../domain/membership.ts';
import type { Members, MicroCredentials } from '../ports.ts';
import { draftFor } from './write-definition.ts';

/** What one version says differently than another one. Version 0 is nothing at all. */
export interface Comparison {
  readonly from: number;
  readonly changes: readonly Change[];
}

/** What a published version changed. @param from the one before when undefined; 0 where there was none */
export async function compareVersions(
  { microCredentials }: { microCredentials: Pick<MicroCredentials, 'findVersion'> },
  {
    microCredentialId,
    version,
    from = version - 1,
  }: { microCredentialId: string; version: number; from?: number | undefined },
): Promise<Comparison> {
  const [after, before] = await Promise.all([
    definitionOf(microCredentials, microCredentialId, version),
    definitionOf(microCredentials, microCredentialId, from),
  ]);
  return { from, changes: differences(before, after) };
}

/** What a draft would change. @param from the newest version when undefined */
export async function compareDraft(
  ports: { microCredentials: MicroCredentials; members: Members },
  {
    from,
    ...command
  }: { caller: Caller; issuerId: string; microCredentialId: string; from?: number | undefined },
): Promise<Comparison & { readonly revision: number }> {
  const draft = await draftFor(ports, command, 'read-drafts');
  const number = from ?? draft.published;
  const before = await definitionOf(ports.microCredentials, draft.id, number);
  return { from: number, revision: draft.revision, changes: differences(before, draft.fields) };
}

async function definitionOf(
  microCredentials: Pick<MicroCredentials, 'findVersion'>,
  id: string,
  version: number,
): Promise<object> {
  if (version === 0) return {};
  const found = await microCredentials.findVersion(id, version);
  if (!found) throw new DomainError('not-found', `There is no version ${version} of it.`);
  return found.definition;
}
