/** Put in when a function is bundled (lib/constructs/function-code.ts): there is nothing of it where the source runs as it is. */
declare const BROWSER_FILES: readonly { readonly name: string; readonly text: string }[] | undefined;

/** The scripts of pages themselves, by name. */
export const browserFiles: ReadonlyMap<string, string> = new Map(
  (typeof BROWSER_FILES === 'undefined' ? [] : BROWSER_FILES).map(({ name, text }) => [name, text]),
);
