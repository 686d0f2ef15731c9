import { extname } from 'node:path';
import { parseAst } from 'vitest/node';

/** One file of the project. `path` is relative to its root, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Another module that a file names. `specifier` is absent when it is computed while the program runs. */
export interface Import {
  readonly specifier: string | undefined;
  /** Nothing of it is left when the types are stripped. */
  readonly typeOnly: boolean;
  /** The file passes it on: `export … from`. */
  readonly passedOn: boolean;
  /** What is taken, by the names of the other module. */
  readonly names: readonly string[];
}

/** A name that the code uses, as far as it is spelled out: `process.env.HOME`, `Date`, `new Date`, `new Date()`. */
export interface ModuleSyntax {
  readonly imports: readonly Import[];
  readonly uses: readonly string[];
  /** Nothing but imports and `export … from`. */
  readonly isBarrel: boolean;
}

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** Reads what a TypeScript or JavaScript file imports and which names it uses, from its syntax tree. */
export function moduleSyntax({ path, text }: Source): ModuleSyntax {
  const lang = extname(path) === '.ts' ? 'ts' : 'js';
  const program = parseAst(text, { lang }) as unknown as Node & { body: Node[] };
  const nodes = [...walk(program)];
  const passing = (node: Node) => /^Export(?:All|Named)Declaration$/.test(node.type) && isNode(node.source);
  return {
    imports: nodes.flatMap(importOf),
    uses: uses(program),
    isBarrel:
      program.body.some(passing) &&
      program.body.every((node) => passing(node) || node.type === 'ImportDeclaration'),
  };
}

function importOf(node: Node): Import[] {
  const found = (source: unknown, rest: Partial<Import> = {}): Import[] => [
    { specifier: textOf(source), typeOnly: false, passedOn: false, names: [], ...rest },
  ];
  switch (node.type) {
    case 'ImportDeclaration': {
      const specifiers = node.specifiers as Node[];
      const kinds = [node.importKind, ...specifiers.map((one) => one.importKind)];
      const typeOnly =
        kinds[0] === 'type' || (specifiers.length > 0 && kinds.slice(1).every((kind) => kind === 'type'));
      return found(node.source, { typeOnly, names: specifiers.map(importedName) });
    }
    case 'ExportAllDeclaration':
      return found(node.source, { passedOn: true, typeOnly: node.exportKind === 'type', names: ['*'] });
    case 'ExportNamedDeclaration': {
      if (!isNode(node.source)) return [];
      const names = (node.specifiers as Node[]).map((one) => nameOf(one.local));
      return found(node.source, { passedOn: true, typeOnly: node.exportKind === 'type', names });
    }
    case 'ImportExpression':
      return found(node.source, { names: ['*'] });
    case 'TSImportType':
      return found(node.source, { typeOnly: true, names: ['*'] });
    case 'TSExternalModuleReference':
      return found(node.expression, { names: ['*'] });
    case 'CallExpression':
      return nameOf(node.callee) === 'require' ? found((node.arguments as Node[])[0], { names: ['*'] }) : [];
    default:
      return [];
  }
}

function importedName(specifier: Node): string {
  return specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : '*';
}

/** Every name in the code, but for those that only name a member, a property or what is imported. */
function uses(node: Node): string[] {
  if (node.type === 'MemberExpression') {
    const object = node.object as Node;
    const key = node.computed ? textOf(node.property) : nameOf(node.property);
    const inner = uses(object);
    const rest = node.computed ? uses(node.property as Node) : [];
    const [last] = inner.slice(-1);
    if (key === undefined || last === undefined || !isChain(object)) return [...inner, ...rest];
    return [...inner.slice(0, -1), `${last}.${key}`, ...rest];
  }
  if (node.type === 'Identifier') return [nameOf(node)];
  if (node.type === 'NewExpression' && nameOf(node.callee) !== '')
    return [
      `new ${nameOf(node.callee)}${(node.arguments as Node[]).length === 0 ? '()' : ''}`,
      ...(node.arguments as Node[]).flatMap(uses),
    ];
  if (/^(?:Import|ExportAll)Declaration$|^TS(?:TypeReference|InterfaceDeclaration|TypeAlias)/.test(node.type))
    return [];
  const skipped =
    ['Property', 'MethodDefinition', 'PropertyDefinition'].includes(node.type) && !node.computed;
  return Object.entries(node)
    .filter(([member]) => !(skipped && member === 'key'))
    .flatMap(([, child]) => children(child))
    .flatMap(uses);
}

function isChain(node: Node): boolean {
  return node.type === 'Identifier' || (node.type === 'MemberExpression' && isChain(node.object as Node));
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of Object.values(node).flatMap(children)) yield* walk(child);
}

function children(value: unknown): Node[] {
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  return String(node.type === 'Identifier' ? node.name : (node.value ?? ''));
}

/** The text of a literal, or of a template without gaps. */
function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  const [quasi, more] = (node.type === 'TemplateLiteral' ? node.quasis : []) as (
    | { value: { cooked: string } }
    | undefined
  )[];
  return more ? undefined : quasi?.value.cooked;
}
