import * as z from 'zod';
import { StartError } from '../start-error.ts';
import type { Stack } from './assembly.ts';
import { evaluate, type Scope } from './intrinsics.ts';
import { ACCOUNT, attributes, generatedName, nameProperty, PARTITION, queueUrl, REGION } from './physical.ts';

/** A resource whose condition holds. `name` is its physical name, `at` says where it stands, for messages. */
export interface Resource {
  stack: Stack;
  logicalId: string;
  type: string;
  name: string;
  at: string;
  /** The evaluated properties, as `schema` reads them. Throws StartError naming the property that it cannot take. */
  read<T>(schema: z.ZodType<T>): T;
}

/** The stacks of an app as if they were deployed. */
export interface Deployment {
  /** The resources of these types, or all of them. */
  resources(...types: string[]): Resource[];
}

const pseudoParameters: Record<string, unknown> = {
  'AWS::AccountId': ACCOUNT,
  'AWS::NoValue': undefined,
  'AWS::Partition': PARTITION,
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

/**
 * Evaluates stacks with these parameter values; a parameter that is not among them has its default. Values are worked out when
 * they are asked for, so an intrinsic that is not supported matters only where something is served from it. The addresses of queues
 * are made of where SQS is answered.
 */
export function deploy(
  stacks: Stack[],
  parameters: Record<string, string>,
  sqsOrigin = `https://sqs.${REGION}.amazonaws.com`,
): Deployment {
  const scopes = new Map<Stack, Scope>();
  const underWay = new Set<string>();

  const scopeOf = (stack: Stack): Scope => {
    const existing = scopes.get(stack);
    if (existing !== undefined) return existing;
    const scope = createScope(stack);
    scopes.set(stack, scope);
    return scope;
  };

  const once = <T>(key: string, at: string, compute: () => T): T => {
    if (underWay.has(key)) throw new StartError(`${at}: ${key} refers to itself.`);
    underWay.add(key);
    try {
      return compute();
    } finally {
      underWay.delete(key);
    }
  };

  const nameOf = (stack: Stack, logicalId: string, at: string): string => {
    const resource = stack.template.Resources[logicalId];
    if (resource === undefined) throw new StartError(`${at}: ${stack.name} has no resource ${logicalId}.`);
    const property = nameProperty[resource.Type];
    const chosen = property && resource.Properties?.[property];
    if (chosen === undefined) return generatedName(resource.Type, stack.name, logicalId);
    const key = `${stack.name}.${logicalId}.${property}`;
    return String(once(key, at, () => evaluate(chosen, scopeOf(stack), key)));
  };

  const reference = (stack: Stack, logicalId: string, at: string): string => {
    const name = nameOf(stack, logicalId, at);
    const isQueue = stack.template.Resources[logicalId]?.Type === 'AWS::SQS::Queue';
    return isQueue ? queueUrl(sqsOrigin, name) : name;
  };

  const outputValue = (stack: Stack, outputName: string, at: string): unknown => {
    const output = stack.template.Outputs[outputName];
    if (output === undefined) throw new StartError(`${at}: ${stack.name} has no output ${outputName}.`);
    const key = `${stack.name}.Outputs.${outputName}`;
    return once(key, at, () => evaluate(output.Value, scopeOf(stack), key));
  };

  const createScope = (stack: Stack): Scope => ({
    ref(name, at) {
      if (Object.hasOwn(pseudoParameters, name)) return pseudoParameters[name];
      if (name === 'AWS::StackName') return stack.name;
      const parameter = stack.template.Parameters[name];
      if (parameter === undefined) return reference(stack, name, at);
      const value = parameters[name] ?? parameter.Default;
      if (value === undefined)
        throw new StartError(`${at}: parameter ${name} has neither a value nor a default.`);
      if (!parameter.Type.startsWith('List<') && parameter.Type !== 'CommaDelimitedList') return value;
      return String(value)
        .split(',')
        .filter((part) => part !== '');
    },
    attribute(logicalId, attribute, at) {
      const type = stack.template.Resources[logicalId]?.Type ?? '';
      const name = nameOf(stack, logicalId, at);
      const compute = attributes[type]?.[attribute];
      if (compute !== undefined) return compute(name);
      throw new StartError(
        `${at}: ${attribute} of ${logicalId} (${type}) is not supported by the local server.`,
      );
    },
    condition(name, at) {
      const definition = stack.template.Conditions[name];
      if (definition === undefined) throw new StartError(`${at}: ${stack.name} has no condition ${name}.`);
      const key = `${stack.name}.Conditions.${name}`;
      return once(key, at, () => evaluate(definition, scopeOf(stack), key)) === true;
    },
    importValue(exportName, at) {
      for (const producer of stacks) {
        for (const [outputName, { Export }] of Object.entries(producer.template.Outputs)) {
          if (Export === undefined) continue;
          const name = evaluate(
            Export.Name,
            scopeOf(producer),
            `${producer.name}.Outputs.${outputName}.Export`,
          );
          if (name === exportName) return outputValue(producer, outputName, at);
        }
      }
      throw new StartError(`${at}: no stack exports ${exportName}.`);
    },
    stackOutput(stackName, outputName, at) {
      const producer = stacks.find(({ name }) => name === stackName);
      if (producer === undefined) throw new StartError(`${at}: there is no stack ${stackName}.`);
      return outputValue(producer, outputName, at);
    },
  });

  const all = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .map(([logicalId, { Type, Properties, Condition }]) => ({
        stack,
        logicalId,
        type: Type,
        at: `${stack.name}.${logicalId}`,
        condition: Condition,
        get name() {
          return nameOf(stack, logicalId, this.at);
        },
        read<T>(schema: z.ZodType<T>): T {
          const parsed = schema.safeParse(evaluate(Properties ?? {}, scopeOf(stack), this.at));
          if (parsed.success) return parsed.data;
          throw new StartError(`${this.at} (${Type}) cannot be served:\n${z.prettifyError(parsed.error)}`);
        },
      }))
      .filter(({ condition, at }) => condition === undefined || scopeOf(stack).condition(condition, at)),
  );
  return {
    resources: (...types) => (types.length === 0 ? all : all.filter(({ type }) => types.includes(type))),
  };
}
