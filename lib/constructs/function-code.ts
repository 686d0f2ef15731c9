import { writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';
import { type FunctionName, functionEnvironment } from '../../src/env.ts';
import { bundleForBrowsers } from './browser-code.ts';
import { requirePinnedContexts } from './pinned-contexts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');
const functions = join(root, 'functions');

// Some dependencies are CommonJS and call require() for parts of Node at run time, which a module does not have by itself.
const requireForModules =
  "import { createRequire as createRequireOfModule } from 'node:module'; const require = createRequireOfModule(import.meta.url);";

/**
 * What a function loads when it first needs it. It is bundled apart, so that what both parts use is in both: what a start
 * loads is then no larger than what it uses (docs/decisions/0017-the-lean-path.md).
 */
const loadedLater: Partial<Record<FunctionName, readonly string[]>> = {
  author: ['src/http/definition-download.ts'],
  catalog: ['src/http/definition-download.ts'],
  credential: [
    'src/pages/credential-page.ts',
    'src/pages/shared-forms.ts',
    'src/pages/locale.ts',
    'src/pages/problem-page.ts',
    'src/usecases/credential-image.ts',
    'src/usecases/verify-record.ts',
  ],
};

/** One bundled file of a function, with what it is made of: bytes by source file, relative to the repository. */
export interface BundledFile {
  readonly name: string;
  readonly contents: Uint8Array;
  readonly parts: Readonly<Record<string, number>>;
}

/**
 * `functions/<area>/index.ts` and all that it imports, AWS SDK included, minified: `index.mjs`, and beside it what is loaded
 * later. Throws what esbuild says when it cannot be built; there is no fallback to Docker.
 */
export function functionCode(scope: IConstruct, area: FunctionName): Code {
  return Code.fromAsset(join(functions, area), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // The type wants an image even though tryBundle below either succeeds or throws.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputFolder) {
          for (const { name, contents } of bundlesOf(scope.node.root)[area])
            writeFileSync(join(outputFolder, name), contents);
          return true;
        },
      },
    },
  });
}

type Bundles = Readonly<Record<FunctionName, readonly BundledFile[]>>;
const built = new WeakMap<IConstruct, Bundles>();

function bundlesOf(app: IConstruct): Bundles {
  const bundles = built.get(app) ?? bundleFunctions();
  built.set(app, bundles);
  return bundles;
}

/** The files of every function, as they are deployed; the first of each is `index.mjs`. */
export function bundleFunctions(): Bundles {
  requirePinnedContexts();
  const areas = Object.keys(functionEnvironment) as FunctionName[];
  // Those that load nothing later in one build, which reads what they share once: more than twice as fast as one build for each.
  // What one loads later another may well start with, so those that do have a build of their own.
  const plain = areas.filter((area) => loadedLater[area] === undefined);
  const indexes = [plain, ...areas.filter((area) => loadedLater[area]).map((area) => [area])].flatMap(
    (group) =>
      bundle({
        entryPoints: group.map((area) => ({ in: join(functions, area, 'index.ts'), out: `${area}/index` })),
        outdir: functions,
        external: group.flatMap((area) => (loadedLater[area] ?? []).map((file) => join(root, file))),
      }),
  );
  return Object.fromEntries(
    areas.map((area) => {
      const index = indexes.find(({ name }) => name === `${area}/index.mjs`);
      if (index === undefined) throw new Error(`function ${area} has no bundle`);
      const files = loadedLater[area] ?? [];
      return [
        area,
        [
          { ...index, name: 'index.mjs', contents: linked(index.contents, area, files) },
          ...later(area, files),
        ],
      ];
    }),
  ) as unknown as Bundles;
}

/** Names what is loaded later by its place in the deployed folder. @throws Error when it is not loaded at all */
function linked(contents: Uint8Array, area: FunctionName, files: readonly string[]): Uint8Array {
  const text = files.reduce((before, file) => {
    const source = relative(functions, join(root, file)).replaceAll('\\', '/');
    const after = before.replaceAll(`import("${source}")`, `import("./${basename(file, '.ts')}.mjs")`);
    if (after === before) throw new Error(`function ${area} does not load ${file}`);
    return after;
  }, Buffer.from(contents).toString());
  return Buffer.from(text);
}

function later(area: FunctionName, files: readonly string[]): BundledFile[] {
  if (files.length === 0) return [];
  const bundled = bundle({
    entryPoints: files.map((file) => ({ in: join(root, file), out: basename(file, '.ts') })),
    outdir: join(functions, area),
    splitting: true,
  });
  // The edge tells a refusal by its class, and would not know one from another bundle.
  if (bundled.some(({ parts }) => 'src/domain/domain-error.ts' in parts))
    throw new Error(`what function ${area} loads later refuses something: only what it starts with may`);
  return bundled;
}

/** What pages know of the scripts that they name, and the scripts themselves for the function that hands them out. */
const browserDefinitions = (() => {
  const { page, verify } = bundleForBrowsers();
  return {
    BROWSER_SCRIPTS: JSON.stringify({ page: page.name, verify: verify.name }),
    BROWSER_FILES: JSON.stringify([page, verify]),
  };
})();

function bundle(options: BuildOptions): BundledFile[] {
  const { outputFiles = [], metafile } = buildSync({
    ...options,
    define: browserDefinitions,
    absWorkingDir: root,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
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
  const outdir = options.outdir ?? root;
  return outputFiles.map(({ path, contents }) => {
    const inputs = metafile?.outputs[relative(root, path).replaceAll('\\', '/')]?.inputs ?? {};
    return {
      name: relative(outdir, path).replaceAll('\\', '/'),
      contents,
      parts: Object.fromEntries(
        Object.entries(inputs).map(([source, { bytesInOutput }]) => [source, bytesInOutput]),
      ),
    };
  });
}
