import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { StartError } from '../start-error.ts';

const condition = z.unknown();
const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).optional(),
  Condition: z.string().optional(),
});
const parameter = z.object({ Type: z.string(), Default: z.unknown() });
const output = z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() });

const template = z.object({
  Parameters: z.record(z.string(), parameter).default({}),
  Conditions: z.record(z.string(), condition).default({}),
  Resources: z.record(z.string(), resource).default({}),
  Outputs: z.record(z.string(), output).default({}),
});

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .object({ templateFile: z.string(), stackName: z.string().optional() })
        .partial()
        .optional(),
    }),
  ),
});

const assetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string() }).partial(),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** A CloudFormation template as CDK writes it, its values not yet evaluated. */
export type Template = z.infer<typeof template>;

/** One stack; `assets` maps the key that the template gives to a file asset to its absolute path in the assembly. */
export interface Stack {
  name: string;
  template: Template;
  assets: Map<string, string>;
}

/** The stacks of a synthesized CDK app. Throws StartError if `cdkOut` is no whole cloud assembly, or one with nested stages. */
export function readAssembly(cdkOut: string): Stack[] {
  const artifacts = Object.entries(readJson(cdkOut, 'manifest.json', manifest).artifacts);
  const assets = new Map<string, string>();
  for (const [, artifact] of artifacts) {
    if (artifact.type === 'cdk:cloud-assembly') {
      throw new StartError(
        `${cdkOut} holds a nested stage; only stacks directly under the app can be served.`,
      );
    }
  }
  for (const [id] of artifacts) {
    const file = `${id}.json`;
    if (!id.endsWith('.assets') || !existsSync(join(cdkOut, file))) continue;
    for (const { source, destinations } of Object.values(readJson(cdkOut, file, assetManifest).files)) {
      if (source.path === undefined) continue;
      for (const { objectKey } of Object.values(destinations))
        assets.set(objectKey, join(cdkOut, source.path));
    }
  }
  return artifacts.flatMap(([id, { type, properties }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile !== undefined
      ? [
          {
            name: properties.stackName ?? id,
            template: readJson(cdkOut, properties.templateFile, template),
            assets,
          },
        ]
      : [],
  );
}

function readJson<T>(cdkOut: string, file: string, schema: z.ZodType<T>): T {
  const path = join(cdkOut, file);
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new StartError(`${path} cannot be read (${reason(error)}). Remove ${cdkOut} and start again.`);
  }
}

const reason = (error: unknown) =>
  error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
