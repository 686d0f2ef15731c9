import { entryOf } from '../domain/catalog/entry.ts';
import { nextStep } from '../domain/catalog/index-step.ts';
import { DomainError } from '../domain/domain-error.ts';
import type { CatalogIndex, MicroCredentials, Retirements } from '../ports.ts';

export interface CatalogUpdatePorts {
  readonly catalogIndex: CatalogIndex;
  readonly microCredentials: Pick<MicroCredentials, 'latestVersion'>;
  readonly retirements: Pick<Retirements, 'find'>;
}

/** How often another run may come first. */
const maxTries = 10;
/** So that some that hang do not keep the others waiting. */
const atOnce = 5;

/**
 * Brings the lists of the catalog up to date with the newest version of a micro-credential, or takes one that is retired out of
 * them, step by step. A run that dies leaves it marked, and the next one goes on from what is there; two at once do not harm
 * each other.
 * @throws DomainError `conflict` when others kept coming first
 */
export async function updateCatalog(ports: CatalogUpdatePorts, microCredentialId: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await takeSteps(ports, microCredentialId);
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'conflict') || tries === maxTries) throw error;
    }
  }
}

async function takeSteps(
  { catalogIndex, microCredentials, retirements }: CatalogUpdatePorts,
  microCredentialId: string,
): Promise<void> {
  let state = await catalogIndex.state(microCredentialId);
  // Read after the state: what is published or retired in between marks the state again, and the next step is refused.
  const [latest, retirement] = await Promise.all([
    microCredentials.latestVersion(microCredentialId),
    retirements.find(microCredentialId),
  ]);
  const wanted = latest && !retirement ? entryOf(latest) : undefined;
  while (state) {
    const step = nextStep(state, wanted);
    await catalogIndex.take(state, step);
    if (step.last) return;
    state = { ...state, revision: state.revision + 1, present: step.present };
  }
}

/** As {@link updateCatalog}, where the work itself is done and must not fail for it: what is left is finished later. */
export async function updateCatalogSoon(ports: CatalogUpdatePorts, microCredentialId: string): Promise<void> {
  await updateCatalog(ports, microCredentialId).catch(() => undefined);
}

/**
 * Brings up to date what a crash or an outage left behind.
 * @returns how many were, and what went wrong with the others; one failure stops no other
 */
export async function finishCatalog(
  ports: CatalogUpdatePorts,
): Promise<{ finished: number; failures: { microCredentialId: string; error: unknown }[] }> {
  const behind = await ports.catalogIndex.behind();
  const failures: { microCredentialId: string; error: unknown }[] = [];
  const waiting = behind.values();
  const work = async () => {
    for (const { microCredentialId } of waiting)
      await updateCatalog(ports, microCredentialId).catch((error: unknown) =>
        failures.push({ microCredentialId, error }),
      );
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { finished: behind.length - failures.length, failures };
}
