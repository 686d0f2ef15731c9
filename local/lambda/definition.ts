import { basename } from 'node:path';
import * as z from 'zod';
import { StartError } from '../start-error.ts';
import type { Deployment } from '../template/deployment.ts';

const properties = z.object({
  Code: z.object({ S3Key: z.string('only code from an asset is supported') }),
  Handler: z.string().regex(/^[^.]+\.[^.]+$/, 'expected file.export'),
  Runtime: z.string().startsWith('nodejs', 'only Node.js functions are supported'),
  Timeout: z.coerce.number().default(3),
  MemorySize: z.coerce.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).optional(),
});

/** A Lambda function of the template. */
export interface FunctionDefinition {
  /** The physical name, which is also what an ARN of the function ends with. */
  name: string;
  logGroup: string;
  /** A short name for people: the last part of the log group. */
  label: string;
  /** The folder that holds the bundle. */
  codeDir: string;
  /** `file.export`, as in the template. */
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** What the template sets, and nothing else. */
  environment: Record<string, string>;
}

/** The name in a name, a partial ARN or an ARN, with or without a qualifier. */
export const functionNameOf = (nameOrArn: string): string =>
  nameOrArn.replace(/^.*function:/, '').replace(/:[^:]*$/, '');

/** Every function of the template. Throws StartError for one that cannot run here. */
export function readFunctions(deployment: Deployment): FunctionDefinition[] {
  return deployment.resources('AWS::Lambda::Function').map((resource) => {
    const fn = resource.read(properties);
    const codeDir = resource.stack.assets.get(fn.Code.S3Key);
    if (codeDir === undefined)
      throw new StartError(`${resource.at}: the assembly holds no asset ${fn.Code.S3Key}.`);
    const logGroup = fn.LoggingConfig?.LogGroup ?? `/aws/lambda/${resource.name}`;
    return {
      name: resource.name,
      logGroup,
      label: basename(logGroup),
      codeDir,
      handler: fn.Handler,
      timeoutSeconds: fn.Timeout,
      memoryMb: fn.MemorySize,
      environment: fn.Environment?.Variables ?? {},
    };
  });
}
