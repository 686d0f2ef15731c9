import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { buildSync } from 'esbuild';
import { type FunctionName, functionEnvironment } from '../../src/env.ts';
import { requirePinnedContexts } from './pinned-contexts.ts';

const functions = fileURLToPath(new URL('../../functions', import.meta.url));

// Some dependencies are CommonJS and call require() for parts of Node at run time, which a module does not have by itself.
const requireForModules =
  "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);";

/**
 * `functions/<area>/index.ts` and all that it imports, AWS SDK included, as one minified file `index.mjs`.
 * Throws what esbuild says when it cannot be built; there is no fallback to Docker.
 */
export function functionCode(scope: IConstruct, area: FunctionName): Code {
  return Code.fromAsset(join(functions, area), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type wants an image even though tryBundle below either succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputFolder) {
          writeFileSync(join(outputFolder, 'index.mjs'), bundlesOf(scope.node.root)[area]);
          return true;
        },
      },
    },
  });
}

const built = new WeakMap<IConstruct, Record<FunctionName, Uint8Array>>();

// All functions of an app in one build, which reads what they share once: more than twice as fast as one build for each.
function bundlesOf(app: IConstruct): Record<FunctionName, Uint8Array> {
  const bundles = built.get(app) ?? bundleAll();
  built.set(app, bundles);
  return bundles;
}

function bundleAll(): Record<FunctionName, Uint8Array> {
  requirePinnedContexts();
  const areas = Object.keys(functionEnvironment);
  const { outputFiles } = buildSync({
    entryPoints: areas.map((area) => ({ in: join(functions, area, 'index.ts'), out: `${area}/index` })),
    outdir: functions,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    banner: { js: requireForModules },
    // jsonld brings an HTTP client to fetch contexts with. Ours are pinned, so it is left out (430 KB, a quarter of the cold
    // start) by naming a module that has no such export: an attempt to fetch fails loudly.
    alias: { '@digitalbazaar/http-client': 'node:module' },
    minify: true,
    // Without source maps, names are what makes a stack trace in the log readable.
    keepNames: true,
    logLevel: 'error',
  });
  return Object.fromEntries(
    outputFiles.map((file) => [basename(dirname(file.path)), file.contents]),
  ) as Record<FunctionName, Uint8Array>;
}
