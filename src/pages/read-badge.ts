import type { SignedAchievementCredential } from '../credentials/open-badge.ts';

/** A badge as pages show it: every member that they count on is there. */
export type Badge = SignedAchievementCredential;

const badgeTypes = ['OpenBadgeCredential', 'AchievementCredential'];

/**
 * A signed document as a badge, or undefined where it is another credential. What we assess has all members; what was issued
 * directly may name its issuer by an address alone, or have its name on the achievement only.
 */
export function readBadge(document: object): Badge | undefined {
  const { type, name, issuer, credentialSubject: subject } = document as Record<string, unknown>;
  const { achievement } = asObject(subject);
  const { id, name: title, description, criteria } = asObject(achievement);
  const isBadge =
    [type].flat().some((one) => badgeTypes.includes(String(one))) &&
    [id, title, description].every((text) => typeof text === 'string');
  if (!isBadge) return undefined;
  const profile = typeof issuer === 'string' ? { id: issuer } : asObject(issuer);
  return {
    ...document,
    name: name ?? title,
    issuer: { ...profile, name: profile.name ?? profile.id },
    credentialSubject: {
      ...asObject(subject),
      achievement: { ...asObject(achievement), criteria: asObject(criteria) },
    },
  } as unknown as Badge;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : {};
}
