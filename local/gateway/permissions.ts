import * as z from 'zod';
import type { Deployment } from '../template/deployment.ts';
import { ACCOUNT, PARTITION, REGION } from '../template/physical.ts';

const permission = z.object({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
});

/** Tells whether a route of an API may call a function, by the permissions of the template. */
export function readPermissions(
  deployment: Deployment,
): (apiId: string, routeKey: string, functionArn: string) => boolean {
  const permissions = deployment
    .resources('AWS::Lambda::Permission')
    .map((found) => found.read(permission))
    .filter(({ Principal }) => Principal === 'apigateway.amazonaws.com')
    .filter(({ Action }) => matches(Action, 'lambda:InvokeFunction'));
  return (apiId, routeKey, functionArn) => {
    const caller = callerArn(apiId, routeKey);
    return permissions.some(
      ({ FunctionName, SourceArn }) =>
        [functionArn, functionArn.split(':').at(-1)].includes(FunctionName) &&
        (SourceArn === undefined || arnLike(SourceArn, caller)),
    );
  };
}

/** The address by which API Gateway calls for a route: with a method and the path as the key has it, or `$default` alone. */
const callerArn = (apiId: string, routeKey: string) =>
  `arn:${PARTITION}:execute-api:${REGION}:${ACCOUNT}:${apiId}/$default/${routeKey.replace(' ', '')}`;

/** ArnLike of IAM: the six parts of an ARN are compared one by one, so that no wildcard reaches past a colon. */
export function arnLike(pattern: string, arn: string): boolean {
  const wanted = partsOf(pattern);
  const actual = partsOf(arn);
  return wanted.length === actual.length && wanted.every((part, index) => matches(part, actual[index] ?? ''));
}

// The sixth part may hold colons of its own.
function partsOf(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
