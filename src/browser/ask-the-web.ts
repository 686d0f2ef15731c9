import type { JsonObject } from '../credentials/json.ts';
import type { Ask, Fetched } from './ask.ts';

/** A credential of ours has a few kilobytes, a status list twenty. */
const mostBytes = 2_000_000;
const patience = 10_000;

/** Asks without a cache, without cookies and without saying where the question comes from. */
export function askTheWeb(here: string): Ask {
  return {
    here,
    async json(address) {
      try {
        const response = await fetch(address, {
          cache: 'no-store',
          credentials: 'omit',
          redirect: 'error',
          referrerPolicy: 'no-referrer',
          headers: { accept: 'application/vc+ld+json, application/json' },
          signal: AbortSignal.timeout(patience),
        });
        if (!response.ok) return { reason: 'unreachable' };
        return parsed(await response.text());
      } catch {
        return { reason: 'unreachable' };
      }
    },
  };
}

function parsed(text: string): Fetched {
  if (text.length > mostBytes) return { reason: 'unreadable' };
  try {
    const document: unknown = JSON.parse(text);
    const isObject = typeof document === 'object' && document !== null && !Array.isArray(document);
    if (!isObject) return { reason: 'unreadable' };
    return { document: document as JsonObject, bytes: new TextEncoder().encode(text).length };
  } catch {
    return { reason: 'unreadable' };
  }
}
