import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import type { FunctionName } from '../../src/env.ts';

// Some dependencies are CommonJS and call require() for parts of Node at run time, which a module does not have by itself.
const requireForModules =
  "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);";

/**
 * `functions/<area>/index.ts` and all that it imports, AWS SDK included, as one minified file `index.mjs`.
 * Calls esbuild in process: a child process per function took longer than all the bundling, and this way has no fallback to Docker.
 */
export function functionCode(area: FunctionName): Code {
  const folder = fileURLToPath(new URL(`../../functions/${area}`, import.meta.url));
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type wants an image even though tryBundle below either succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputFolder) {
          buildSync({
            entryPoints: [`${folder}/index.ts`],
            outfile: `${outputFolder}/index.mjs`,
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
          return true;
        },
      },
    },
  });
}
