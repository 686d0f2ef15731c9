import { browserScripts } from './browser-scripts.ts';
import { type Html, html } from './html.ts';
import type { Locale } from './locale.ts';

/**
 * The part of a page that checks its credential in the reader's browser (docs/decisions/0023). Hidden until the script of the page
 * brings it out; the check itself is fetched when somebody asks for it.
 */
export function checkHere({ address, id, locale }: { address: string; id: string; locale: Locale }): Html {
  const { here, checks } = locale.words;
  const words = { outcomes: checks.outcomes, verdicts: here.verdicts, names: here.names, codes: here.codes };
  return html`<section class="screen" hidden data-module="/assets/${browserScripts.verify}" data-address="${address}" data-id="${id}" data-running="${here.running}" data-broken="${here.broken}" data-words="${JSON.stringify(words)}">
<h2>${here.title}</h2><p>${here.intro}</p>
<p><button type="button">${here.button}</button></p>
<p role="status"></p><ol class="checks"></ol></section>
<noscript><p class="soft screen">${here.withoutScript}</p></noscript>`;
}

/**
 * Where the check in the browser asks beside this site: the origins of the issuer's DID (did:web) and of the status lists, as the
 * signed document names them. They differ from this site's for a credential of a former address.
 */
export function originsOf(document: {
  readonly issuer?: unknown;
  readonly credentialStatus?: unknown;
}): string[] {
  const issuer = typeof document.issuer === 'string' ? document.issuer : memberOf(document.issuer, 'id');
  const [, host = ''] = /^did:web:([A-Za-z0-9.-]+(?:%3A\d{1,5})?)(?::|$)/i.exec(String(issuer)) ?? [];
  const lists = [document.credentialStatus]
    .flat()
    .map((entry) => String(memberOf(entry, 'statusListCredential')));
  const addresses = [`https://${host.replace(/%3A/i, ':')}`, ...lists];
  const origins = addresses
    .filter((address) => URL.canParse(address) && new URL(address).protocol === 'https:')
    .map((address) => new URL(address).origin);
  return [...new Set(origins)];
}

function memberOf(value: unknown, member: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined;
}
