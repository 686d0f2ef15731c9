/** Put in when a function is bundled (lib/constructs/function-code.ts): there is nothing of it where the source runs as it is. */
declare const BROWSER_SCRIPTS: { readonly page: string; readonly verify: string } | undefined;

/** The names of the scripts of pages, under `/assets/`. Each has its digest in its name. */
export const browserScripts =
  typeof BROWSER_SCRIPTS === 'undefined' ? { page: 'page.js', verify: 'verify.js' } : BROWSER_SCRIPTS;
