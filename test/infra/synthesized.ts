import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnElement, type CfnResource, Stack } from 'aws-cdk-lib';
import { createApp } from '../../lib/app.ts';
import { type FunctionName, functionEnvironment } from '../../src/env.ts';

/** Any part of a template. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  /** Construct path without the trailing `/Resource`: what the templates here are talked about by. */
  readonly path: string;
  readonly Type: string;
  readonly Properties: { [key: string]: Json };
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Condition?: string;
}

interface Template {
  readonly Parameters: Record<
    string,
    { Type: string; Default?: string; AllowedPattern?: string; ConstraintDescription?: string }
  >;
  readonly Resources: Record<string, Omit<Resource, 'stack' | 'logicalId' | 'path'>>;
  readonly Outputs?: Record<string, { Value: Json; Export?: { Name: string } }>;
}

const outdir = mkdtempSync(join(tmpdir(), 'assay-infra-'));
process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));

/** The whole app, synthesized once, without bundling: the rules are about the templates. */
export const app = createApp({ outdir, context: { 'aws:cdk:bundling-stacks': [] } });
export const assembly = app.synth();

export const areas = Object.keys(functionEnvironment) as FunctionName[];

const pathOf = new Map<string, string>();
for (const construct of app.node.findAll()) {
  if (!CfnElement.isCfnElement(construct)) continue;
  const logicalId: string = Stack.of(construct).resolve((construct as CfnResource).logicalId);
  pathOf.set(`${Stack.of(construct).stackName}.${logicalId}`, construct.node.path.replace(/\/Resource$/, ''));
}

/** The templates by name of the stack. */
export const templates = Object.fromEntries(
  assembly.stacks.map((stack) => [stack.stackName, stack.template as Template]),
);

/** Every resource of every stack. */
export const resources: readonly Resource[] = Object.entries(templates).flatMap(([stack, template]) =>
  Object.entries(template.Resources).map(([logicalId, resource]) => ({
    ...resource,
    Properties: resource.Properties ?? {},
    stack,
    logicalId,
    path: pathOf.get(`${stack}.${logicalId}`) ?? logicalId,
  })),
);

/** The resources of one CloudFormation type. */
export const ofType = (type: string): Resource[] => resources.filter((resource) => resource.Type === type);

/** The resource with this construct path. */
export function at(path: string): Resource {
  const found = resources.find((resource) => resource.path === path);
  if (found === undefined) throw new Error(`no resource at ${path}`);
  return found;
}

const exported = new Map<string, { stack: string; value: Json }>();
for (const [stack, template] of Object.entries(templates)) {
  for (const output of Object.values(template.Outputs ?? {})) {
    if (output.Export !== undefined) exported.set(output.Export.Name, { stack, value: output.Value });
  }
}

/**
 * A value of a template as text, each reference as the construct path of what it points at, across stacks too:
 * `<AssayData/Records/Table>/index/gsi1`. Of an Fn::If, what holds when no setting was chosen.
 */
export function render(value: Json | undefined, stack: string): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map((part) => render(part, stack)).join('');
  const [[name, argument] = ['', null]] = Object.entries(value);
  if (name === 'Ref') return `<${pathOf.get(`${stack}.${argument}`) ?? argument}>`;
  if (name === 'Fn::GetAtt') return `<${pathOf.get(`${stack}.${(argument as string[])[0]}`)}>`;
  if (name === 'Fn::Join')
    return ((argument as Json[])[1] as Json[]).map((part) => render(part, stack)).join('');
  if (name === 'Fn::If') return render((argument as Json[])[2], stack);
  if (name === 'Fn::ImportValue') {
    const from = exported.get(argument as string);
    if (from === undefined) throw new Error(`${stack} imports ${argument}, which nobody exports`);
    return render(from.value, from.stack);
  }
  throw new Error(`cannot render ${name} in ${stack}`);
}

/** Construct path of the function that runs `functions/<area>`. */
export const functionPath = (area: FunctionName): string =>
  `${area === 'signer' || area === 'provision' ? 'AssayTrust' : 'AssayApi'}/${area}/Function`;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource: string[];
  readonly Principal?: string;
  readonly Condition?: Json;
}

/** The statements of a policy document, with actions, resources and principal as text. */
export function statements(document: Json | undefined, stack: string): Statement[] {
  const raw = (document as { Statement: { [key: string]: Json }[] }).Statement;
  const negated = raw.flatMap((statement) => Object.keys(statement)).filter((name) => name.startsWith('Not'));
  if (negated.length > 0)
    throw new Error(`a policy of ${stack} uses ${negated}, which these rules cannot judge`);
  return raw.map((statement) => ({
    ...(statement as unknown as Statement),
    Action: list(statement.Action).map(String),
    Resource: list(statement.Resource).map((resource) => render(resource, stack)),
    ...(statement.Principal === undefined ? {} : { Principal: principal(statement.Principal, stack) }),
  }));
}

function principal(value: Json, stack: string): string {
  if (typeof value === 'string') return value;
  return Object.entries(value as { [key: string]: Json })
    .map(([kind, who]) => `${kind} ${render(who, stack)}`)
    .join(', ');
}

/** A single value or a list, as a list. */
export const list = (value: Json | undefined): Json[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

/** What the role of a function may do, one sorted line per action and resource; what is taken from it begins with `never`. */
export function rights(area: FunctionName): string[] {
  const roleOf = at(functionPath(area)).Properties.Role;
  const role = render(roleOf, at(functionPath(area)).stack);
  return ofType('AWS::IAM::Policy')
    .filter((policy) => list(policy.Properties.Roles).some((name) => render(name, policy.stack) === role))
    .flatMap((policy) => statements(policy.Properties.PolicyDocument, policy.stack))
    .flatMap((statement) =>
      statement.Action.flatMap((action) =>
        statement.Resource.map(
          (resource) => `${statement.Effect === 'Deny' ? 'never ' : ''}${action} ${resource}`,
        ),
      ),
    )
    .sort();
}

export interface Route {
  readonly key: string;
  readonly authorization: string;
  readonly authorizer: string;
  /** Construct path of the function that answers. */
  readonly target: string;
}

/** Every route of the API. */
export const routes: readonly Route[] = ofType('AWS::ApiGatewayV2::Route').map((route) => {
  const integration = render(route.Properties.Target, route.stack).replace('integrations/', '').slice(1, -1);
  return {
    key: String(route.Properties.RouteKey),
    authorization: String(route.Properties.AuthorizationType),
    authorizer:
      route.Properties.AuthorizerId === undefined ? '' : render(route.Properties.AuthorizerId, route.stack),
    target: render(at(integration).Properties.IntegrationUri, at(integration).stack).slice(1, -1),
  };
});

/** What the identity policies of all stacks say. */
const identityPolicies = resources
  .filter((resource) => resource.Type === 'AWS::IAM::Policy')
  .flatMap((policy) => statements(policy.Properties.PolicyDocument, policy.stack));

/** What the identity policies of all stacks grant. */
export const identityStatements = identityPolicies.filter((statement) => statement.Effect === 'Allow');

/** True when the pattern of an IAM action, with its wildcards, covers the action. */
export function covers(pattern: string, action: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}
