import { readFileSync } from 'node:fs';
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ApiStack } from './api-stack.ts';
import { DataStack } from './data-stack.ts';
import { HostStack } from './host-stack.ts';
import { TrustStack } from './trust-stack.ts';

const tags = { project: 'assay' };

/**
 * The whole system as a CDK app of four stacks. Synthesis throws on an AwsSolutions finding that nobody has acknowledged.
 * @param props.context is laid over the context in cdk.json
 */
export function createApp(props: AppProps = {}): App {
  const app = new App({ ...props, context: { ...cdkJsonContext(), ...props.context } });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

  const data = new DataStack(app, 'AssayData', { tags });
  const host = new HostStack(app, 'AssayHost', { tags });
  const trust = new TrustStack(app, 'AssayTrust', { tags, data, host });
  new ApiStack(app, 'AssayApi', { tags, data, host, trust });
  return app;
}

// The CDK command line reads cdk.json by itself; a test or a script that synthesizes in process must get the same feature flags.
function cdkJsonContext(): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8')).context;
}
