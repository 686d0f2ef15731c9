import { parseArgs } from 'node:util';
import { connect } from './client.ts';
import { assemble, NotReadyError } from './people.ts';
import { FailedStepError, reportTo } from './report.ts';
import { assess } from './story/assess.ts';
import { handIn } from './story/hand-in.ts';
import { publish } from './story/publish.ts';
import { revoke } from './story/revoke.ts';
import { verify } from './story/verify.ts';

const usage = `Usage: npm run demo -- [--json] [--revoke]

Drives the whole life of a micro-credential against ASSAY_URL (http://127.0.0.1:3000).
  --json    the last line of the output is one JSON object; all else goes to the error output
  --revoke  revokes the credential in the end`;

/** Runs the demo. @returns whether all was as it should be */
async function main(): Promise<boolean> {
  const options = readArguments();
  if (!options) return false;
  const report = reportTo(options.json ? process.stderr : process.stdout);
  const began = performance.now();
  try {
    const baseUrl = readUrl(process.env.ASSAY_URL || 'http://127.0.0.1:3000');
    report.line(`The whole life of a micro-credential, at ${baseUrl}`);
    const client = connect(baseUrl);
    const cast = await assemble(baseUrl, process.env);

    const published = await publish(client, cast, report);
    const submission = await handIn(client, cast, published, report);
    const award = await assess(client, cast, published, submission, report);
    const { credential, verified, tamperedVerified } = await verify(client, cast, published, award, report);
    if (options.revoke) await revoke(client, cast, award, credential, report);

    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    report.line(`\nAll is as it should be, after ${seconds} s. See it in a browser: ${award.url}`);
    if (options.json)
      console.log(
        JSON.stringify({
          credentialId: credential.id,
          credentialUrl: award.url,
          pageUrl: award.url,
          statusListUrl: credential.credentialStatus.statusListCredential,
          issuerDid: published.issuerDid,
          submissionId: submission.id,
          verified,
          tamperedVerified,
        }),
      );
    return true;
  } catch (error) {
    if (!(error instanceof FailedStepError || error instanceof NotReadyError)) throw error;
    console.error(`\n${error.message}`);
    return false;
  }
}

function readArguments(): { json: boolean; revoke: boolean } | undefined {
  try {
    const { values } = parseArgs({ options: { json: { type: 'boolean' }, revoke: { type: 'boolean' } } });
    return { json: values.json ?? false, revoke: values.revoke ?? false };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return undefined;
  }
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text.replace(/\/+$/, '');
  throw new NotReadyError(`ASSAY_URL is "${text}", which is no http address.`);
}

if (!(await main())) process.exitCode = 1;
