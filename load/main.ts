import { parseArgs } from 'node:util';
import { RefusedError } from './deployment.ts';
import { filesAt } from './files.ts';
import { load } from './load.ts';

const usage = `Loads definitions of micro-credentials into a running deployment, as drafts of one issuer.

  ASSAY_URL=https://… ASSAY_TOKEN=… npm run load -- <folder or file>… --issuer <id> [--publish <change note>]

ASSAY_URL is the public address (http://127.0.0.1:3000 when it is not set), ASSAY_TOKEN the token of somebody who may write
drafts there. Files end in .json, .yaml or .yml. A draft of the same name is left as it is.`;

/** @returns whether all went well */
async function main(): Promise<boolean> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { issuer: { type: 'string' }, publish: { type: 'string' } },
  });
  const { ASSAY_URL: url = 'http://127.0.0.1:3000', ASSAY_TOKEN: token } = process.env;
  if (!values.issuer || !token || positionals.length === 0 || !/^https?:\/\//.test(url))
    throw new Error(usage);
  const target = { url: url.replace(/\/+$/, ''), token, issuer: values.issuer };
  const files = positionals.flatMap(filesAt);
  return load(target, files, { changeNote: values.publish, log: (line) => console.log(line) });
}

try {
  if (!(await main())) process.exitCode = 1;
} catch (error) {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  console.error(error instanceof RefusedError ? `Refused: ${message}` : message);
  if (cause instanceof Error && cause.message) console.error(cause.message);
  process.exitCode = 1;
}
