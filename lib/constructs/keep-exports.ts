import type { Stack } from 'aws-cdk-lib';

/**
 * Keeps what a stack exports, whether or not another stack still imports it. CDK drops an export together with its last reader,
 * and CloudFormation then refuses the deployment, because the reader is updated only afterwards.
 */
export function keepExports(stack: Stack, values: readonly string[]): void {
  for (const value of values) stack.exportValue(value);
}
