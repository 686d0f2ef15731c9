import { createHash } from 'node:crypto';

/** The namespace of URLs (RFC 9562, section 6.6). */
const namespaceOfUrls = '6ba7b8119dad11d180b400c04fd430c8';

/** The UUID of an address, always the same (version 5: RFC 9562, section 5.5). */
export function uuidOfUrl(url: string): string {
  const hash = createHash('sha1').update(Buffer.from(namespaceOfUrls, 'hex')).update(url).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex').slice(0, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
