import { StartError } from '../start-error.ts';

/** What intrinsic functions may ask of the stack in which they stand. */
export interface Scope {
  /** The value of Ref: a parameter, a pseudo parameter or a resource; `undefined` for AWS::NoValue. */
  ref(name: string, at: string): unknown;
  attribute(logicalId: string, attribute: string, at: string): unknown;
  condition(name: string, at: string): boolean;
  importValue(exportName: string, at: string): unknown;
  stackOutput(stackName: string, outputName: string, at: string): unknown;
}

type Intrinsic = (argument: unknown, scope: Scope, at: string) => unknown;

const intrinsics: Record<string, Intrinsic> = {
  Ref: (name, scope, at) => scope.ref(text(name, at), at),
  Condition: (name, scope, at) => scope.condition(text(name, at), at),
  'Fn::GetAtt': (argument, scope, at) => {
    const [logicalId, attribute] = typeof argument === 'string' ? splitOnce(argument) : list(argument, at, 2);
    return scope.attribute(text(logicalId, at), text(evaluate(attribute, scope, at), at), at);
  },
  'Fn::Sub': (argument, scope, at) => {
    const [template, variables] = typeof argument === 'string' ? [argument, {}] : list(argument, at, 2);
    return substitute(text(template, at), record(evaluate(variables, scope, at), at), scope, at);
  },
  'Fn::Join': (argument, scope, at) => {
    const [delimiter, parts] = list(argument, at, 2);
    return list(evaluate(parts, scope, at), at)
      .map((part) => text(part, at))
      .join(text(delimiter, at));
  },
  'Fn::Split': (argument, scope, at) => {
    const [delimiter, source] = list(argument, at, 2);
    return text(evaluate(source, scope, at), at).split(text(delimiter, at));
  },
  'Fn::Select': (argument, scope, at) => {
    const [index, choices] = list(argument, at, 2);
    const values = list(evaluate(choices, scope, at), at);
    const position = Number(evaluate(index, scope, at));
    if (!(position in values)) throw new StartError(`${at}: Fn::Select has no element ${position}.`);
    return values[position];
  },
  'Fn::If': (argument, scope, at) => {
    const [name, whenTrue, whenFalse] = list(argument, at, 3);
    return evaluate(scope.condition(text(name, at), at) ? whenTrue : whenFalse, scope, at);
  },
  'Fn::Equals': (argument, scope, at) => {
    const [left, right] = list(evaluate(argument, scope, at), at, 2);
    return text(left, at) === text(right, at);
  },
  'Fn::Not': (argument, scope, at) => !truth(list(evaluate(argument, scope, at), at, 1)[0], at),
  'Fn::And': (argument, scope, at) =>
    list(evaluate(argument, scope, at), at).every((part) => truth(part, at)),
  'Fn::Or': (argument, scope, at) => list(evaluate(argument, scope, at), at).some((part) => truth(part, at)),
  'Fn::ImportValue': (name, scope, at) => scope.importValue(text(evaluate(name, scope, at), at), at),
  'Fn::GetStackOutput': (argument, scope, at) => {
    const { StackName, OutputName } = record(evaluate(argument, scope, at), at);
    return scope.stackOutput(text(StackName, at), text(OutputName, at), at);
  },
};

/**
 * A template value with its intrinsic functions carried out; what evaluates to AWS::NoValue is left out. `at` is where the value
 * stands, for messages. Throws StartError for a function that is not supported, or is given what it cannot take.
 */
export function evaluate(value: unknown, scope: Scope, at: string): unknown {
  if (Array.isArray(value)) {
    return value
      .map((item, index) => evaluate(item, scope, `${at}[${index}]`))
      .filter((item) => item !== undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined && isIntrinsic(first)) {
    const intrinsic = intrinsics[first[0]];
    if (intrinsic === undefined)
      throw new StartError(`${at}: ${first[0]} is not supported by the local server.`);
    return intrinsic(first[1], scope, at);
  }
  return Object.fromEntries(
    entries
      .map(([key, item]) => [key, evaluate(item, scope, `${at}.${key}`)] as const)
      .filter(([, item]) => item !== undefined),
  );
}

// IAM statements have a key `Condition` too; there it holds an object, here the name of a condition.
const isIntrinsic = ([key, argument]: [string, unknown]) =>
  key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && typeof argument === 'string');

function substitute(template: string, variables: Record<string, unknown>, scope: Scope, at: string): string {
  return template.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return text(variables[name], at);
    if (!name.includes('.')) return text(scope.ref(name, at), at);
    const [logicalId, attribute] = splitOnce(name);
    return text(scope.attribute(logicalId, attribute, at), at);
  });
}

function splitOnce(name: string): [string, string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function text(value: unknown, at: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new StartError(`${at}: expected text, found ${JSON.stringify(value)}.`);
}

function truth(value: unknown, at: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new StartError(`${at}: expected a condition, found ${JSON.stringify(value)}.`);
}

function list(value: unknown, at: string, length?: number): unknown[] {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  throw new StartError(
    `${at}: expected a list${length ? ` of ${length}` : ''}, found ${JSON.stringify(value)}.`,
  );
}

function record(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new StartError(`${at}: expected names and values, found ${JSON.stringify(value)}.`);
}
