const mostCharacters = 2_048;
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
// The last label of a name is never a number, so that no form of an IP address is a name.
const publicName = new RegExp(`^(?=.{4,253}$)(?:${label}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$`);
const form = /^https:\/\/([^/?#]+)(?:[/?#][\x21-\x5b\x5d-\x7e]*)?$/i;

/** Ends of names that mean something on one network alone (RFC 6761, RFC 6762, RFC 8375, RFC 9476, and by custom). */
const localEnds = new Set([
  'alt',
  'arpa',
  'corp',
  'example',
  'home',
  'internal',
  'intranet',
  'invalid',
  'lan',
  'local',
  'localdomain',
  'localhost',
  'onion',
  'private',
  'test',
]);

/**
 * The parsed address, when it may be asked as far as its text goes: https on port 443, a public name, no user. It must say
 * plainly what the URL parser reads: whatever the parser would correct is refused.
 */
export function publicWebAddress(text: string): URL | undefined {
  if (text.length > mostCharacters) return undefined;
  const host = form.exec(text)?.[1]?.toLowerCase().replace(/:443$/, '');
  if (host === undefined || !publicName.test(host)) return undefined;
  if (localEnds.has(host.slice(host.lastIndexOf('.') + 1)) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // What was checked is what is asked.
  return url.host === host ? url : undefined;
}
