/** Namespace and keyword of Open Badges 3.0 (section 5.3, baked badges), and those of Open Badges 2.0 beside them. */
export const openBadgesNamespace = 'https://purl.imsglobal.org/ob/v3p0';
export const openBadgesKeyword = 'openbadgecredential';
export const openBadges2Namespace = 'http://openbadges.org';
export const openBadges2Keyword = 'openbadges';

/** The most that is looked at, in bytes: an image that is sent in base64 to a function, and the credential inside of it. */
export const bakedLimits = { image: 4 * 1024 * 1024, credential: 1024 * 1024 } as const;

/** Thrown when something cannot be baked: the text is no credential, or the image is none that can be written. */
export class BakingError extends Error {
  override readonly name = 'BakingError';
}

/** What a credential looks like as text: JSON, a compact JWS, or neither. Whether it is a good one is not looked at. */
export function formOf(text: string): 'json' | 'jws' | undefined {
  if (!text.isWellFormed()) return undefined;
  if (/^\s*\{/.test(text)) return 'json';
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(text) ? 'jws' : undefined;
}

/** @throws BakingError unless the text is one that may be baked */
export function bakeable(credential: string): 'json' | 'jws' {
  const form = formOf(credential);
  if (!form) throw new BakingError('What is baked must be JSON or a compact JWS.');
  return form;
}
