import { microCredentialUrl } from '../credentials/addresses.ts';
import { achievementOf, counts } from '../credentials/held-credential.ts';
import { type Prerequisite, prerequisiteId } from '../domain/definition/prerequisite.ts';
import { DomainError, type FieldError } from '../domain/domain-error.ts';
import type { Version } from '../domain/micro-credential.ts';
import type { Credentials, MicroCredentials, Submissions } from '../ports.ts';

const pageSize = 100;
/** Micro-credentials that are looked at for a circle. */
const maxVisited = 200;

/**
 * Lets a learner pass who holds all of these, in credentials that were earned here and count now.
 * @throws DomainError `prerequisites-missing`, naming each that is missing
 */
export async function requirePrerequisites(
  ports: { submissions: Submissions; credentials: Credentials; microCredentials: MicroCredentials },
  {
    person,
    prerequisites,
    now,
    publicUrl,
  }: { person: string; prerequisites: readonly Prerequisite[]; now: Date; publicUrl: string },
): Promise<void> {
  const missing: FieldError[] = [];
  for (const [index, one] of prerequisites.entries()) {
    const met =
      'microCredential' in one
        ? await holdsMicroCredential(ports, person, one.microCredential, now)
        : await holdsAchievement(ports, person, one.achievement, now);
    if (!met)
      missing.push({
        field: `/prerequisites/${index}`,
        message: `needs a valid credential of ${await told(ports, one, publicUrl)}`,
      });
  }
  if (missing.length > 0)
    throw new DomainError(
      'prerequisites-missing',
      'This micro-credential builds on others that must be earned first.',
      missing,
    );
}

async function told(
  { microCredentials }: { microCredentials: MicroCredentials },
  one: Prerequisite,
  publicUrl: string,
): Promise<string> {
  if ('achievement' in one) return `"${one.name}", ${one.achievement}`;
  const version = await microCredentials.latestVersion(one.microCredential);
  return `"${version?.definition.name}", ${microCredentialUrl(publicUrl, one.microCredential)}`;
}

/** The prerequisites of a version as a page names them: by the name that they have today, and where they are read. */
export async function namedPrerequisites(
  { microCredentials }: { microCredentials: MicroCredentials },
  { definition: { prerequisites = [] } }: Version,
): Promise<{ readonly name: string; readonly microCredential?: string; readonly achievement?: string }[]> {
  return Promise.all(
    prerequisites.map(async (one) => {
      if ('achievement' in one) return one;
      const version = await microCredentials.latestVersion(one.microCredential);
      return { name: version?.definition.name ?? one.microCredential, ...one };
    }),
  );
}

async function holdsMicroCredential(
  ports: { submissions: Submissions; credentials: Credentials },
  person: string,
  microCredentialId: string,
  now: Date,
): Promise<boolean> {
  const credentialId = (await ports.submissions.awardedTo(person, microCredentialId))?.credentialId;
  const record = credentialId === undefined ? undefined : await ports.credentials.find(credentialId);
  return record !== undefined && counts(record, now);
}

async function holdsAchievement(
  { credentials }: { credentials: Credentials },
  person: string,
  achievement: string,
  now: Date,
): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await credentials.ofLearner(person, { limit: pageSize, ...(cursor && { cursor }) });
    for (const { id } of page.items.filter((one) => achievementOf(one) === achievement)) {
      // A list may be a moment behind, so nothing is decided by it.
      const record = await credentials.find(id);
      if (record?.learner === person && counts(record, now)) return true;
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return false;
}

/**
 * Refuses to publish what nobody could ever begin: its prerequisites are not published here, or are itself, directly or by what
 * they need in turn. @throws DomainError `incomplete-definition`
 */
export async function requirePossiblePrerequisites(
  { microCredentials }: { microCredentials: MicroCredentials },
  of: Version,
): Promise<void> {
  const errors: FieldError[] = [];
  for (const [index, one] of (of.definition.prerequisites ?? []).entries()) {
    if (!('microCredential' in one)) continue;
    const refuse = (message: string) =>
      errors.push({ field: `/prerequisites/${index}/microCredential`, message });
    if (one.microCredential === of.microCredentialId) refuse('is this micro-credential itself');
    else if (!(await microCredentials.latestVersion(one.microCredential)))
      refuse('is no micro-credential that is published here');
    else if (await leadsTo(microCredentials, one.microCredential, of.microCredentialId))
      refuse('needs this micro-credential in turn: nobody could begin');
  }
  if (errors.length > 0)
    throw new DomainError('incomplete-definition', 'The prerequisites cannot be met.', errors);
}

async function leadsTo(microCredentials: MicroCredentials, from: string, to: string): Promise<boolean> {
  const visited = new Set<string>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id === to) return true;
    if (visited.has(id)) continue;
    visited.add(id);
    // Longer than anyone could walk: it is no use to a learner whether it ends.
    if (visited.size > maxVisited) return true;
    const version = await microCredentials.latestVersion(id);
    waiting.push(
      ...(version?.definition.prerequisites ?? [])
        .filter((one) => 'microCredential' in one)
        .map(prerequisiteId),
    );
  }
  return false;
}
