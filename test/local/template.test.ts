import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { StartError } from '../../local/start-error.ts';
import { readAssembly, type Stack } from '../../local/template/assembly.ts';
import { unservedResources } from '../../local/template/coverage.ts';
import { deploy } from '../../local/template/deployment.ts';
import { copyAssembly, temporaryFolder } from './fixtures/assembly.ts';

type Template = Partial<Stack['template']>;

const stack = (name: string, template: Template): Stack => ({
  name,
  template: { Parameters: {}, Conditions: {}, Resources: {}, Outputs: {}, ...template },
  assets: new Map(),
});

/** What a value evaluates to when it is the property `X` of a resource. */
function evaluated(
  value: unknown,
  {
    others = [],
    parameters = {},
    ...template
  }: Template & { others?: Stack[]; parameters?: Record<string, string> } = {},
): unknown {
  const here = stack('Here', {
    ...template,
    Resources: { ...template.Resources, Probe: { Type: 'Test::Probe', Properties: { X: value } } },
  });
  const [probe] = deploy([here, ...others], parameters).resources('Test::Probe');
  return probe?.read(z.object({ X: z.unknown() })).X;
}

const table = { Type: 'AWS::DynamoDB::Table', Properties: {} };

describe('intrinsic functions', () => {
  it.each([
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 3]] }, 'a-us-east-1-3'],
    ['Fn::Sub of a name', { 'Fn::Sub': `x-\${AWS::AccountId}-\${!kept}` }, `x-000000000000-\${kept}`],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': [`\${a}/\${T.Arn}`, { a: { Ref: 'AWS::Partition' } }] },
      'aws/arn:aws:dynamodb:us-east-1:000000000000:table/Here-T',
    ],
    [
      'Fn::Select of Fn::Split',
      { 'Fn::Select': [2, { 'Fn::Split': ['/', 'https://host.example//'] }] },
      'host.example',
    ],
    ['Fn::Split', { 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
    [
      'Fn::GetAtt as a list',
      { 'Fn::GetAtt': ['T', 'Arn'] },
      'arn:aws:dynamodb:us-east-1:000000000000:table/Here-T',
    ],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'T.Arn' }, 'arn:aws:dynamodb:us-east-1:000000000000:table/Here-T'],
    ['Ref of a resource', { Ref: 'T' }, 'Here-T'],
    ['Ref of a named resource', { Ref: 'Named' }, 'chosen-us-east-1'],
    ['Fn::GetAtt of a queue', { 'Fn::GetAtt': ['Q', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:jobs'],
    ['Ref of a queue', { Ref: 'Q' }, 'https://sqs.us-east-1.amazonaws.com/000000000000/jobs'],
    ['AWS::StackName', { Ref: 'AWS::StackName' }, 'Here'],
    ['AWS::URLSuffix', { Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
    ['AWS::NoValue in a record', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    [
      'a policy condition, which is none of ours',
      { Condition: { Bool: { x: true } } },
      { Condition: { Bool: { x: true } } },
    ],
  ])('%s', (_, value, expected) => {
    const named = {
      Type: 'AWS::DynamoDB::Table',
      Properties: { TableName: { 'Fn::Sub': `chosen-\${AWS::Region}` } },
    };
    const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } };
    expect(evaluated(value, { Resources: { T: table, Named: named, Q: queue } })).toEqual(expected);
  });

  it.each([
    ['Fn::Equals', { 'Fn::Equals': [{ Ref: 'P' }, 'here'] }, true],
    ['Fn::Not', { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'P' }, 'here'] }] }, false],
    ['Fn::And', { 'Fn::And': [{ 'Fn::Equals': ['a', 'a'] }, { Condition: 'No' }] }, false],
    ['Fn::Or', { 'Fn::Or': [{ 'Fn::Equals': ['a', 'a'] }, { Condition: 'No' }] }, true],
  ])('conditions: %s', (_, definition, holds) => {
    const value = evaluated(
      { 'Fn::If': ['C', 'yes', { 'Fn::GetAtt': ['Nothing', 'Arn'] }] },
      {
        Conditions: { C: holds ? definition : { 'Fn::Not': [definition] }, No: { 'Fn::Equals': ['a', 'b'] } },
        Parameters: { P: { Type: 'String', Default: '' } },
        parameters: { P: 'here' },
      },
    );
    expect(value).toBe('yes');
  });

  it('takes a value from another stack by its export or by its output', () => {
    const other = stack('Other', {
      Resources: { T: table },
      Outputs: {
        Exported: { Value: { Ref: 'T' }, Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:T` } } },
        Plain: { Value: { 'Fn::GetAtt': ['T', 'Arn'] } },
      },
    });
    expect(evaluated({ 'Fn::ImportValue': 'Other:T' }, { others: [other] })).toBe('Other-T');
    expect(
      evaluated({ 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Plain' } }, { others: [other] }),
    ).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/Other-T');
  });

  it('gives a parameter the value that was handed in, else its default, and splits a list', () => {
    const Parameters = {
      Given: { Type: 'String', Default: 'default' },
      Left: { Type: 'String', Default: 'default' },
      List: { Type: 'CommaDelimitedList', Default: '' },
    };
    const value = [{ Ref: 'Given' }, { Ref: 'Left' }, { Ref: 'List' }];
    expect(evaluated(value, { Parameters, parameters: { Given: 'own', List: 'a,b' } })).toEqual([
      'own',
      'default',
      ['a', 'b'],
    ]);
  });

  it.each([
    [
      'a function that is not supported',
      { 'Fn::Cidr': ['10.0.0.0/8', 1] },
      'Here.Probe.X: Fn::Cidr is not supported',
    ],
    ['one deep inside', { A: [{ 'Fn::Base64': 'x' }] }, 'Here.Probe.X.A[0]: Fn::Base64 is not supported'],
    [
      'an attribute that is not supported',
      { 'Fn::GetAtt': ['T', 'StreamArn'] },
      'Here.Probe.X: StreamArn of T (AWS::DynamoDB::Table)',
    ],
    ['a name that nothing has', { Ref: 'Nothing' }, 'Here.Probe.X: Here has no resource Nothing'],
    ['an export that nobody makes', { 'Fn::ImportValue': 'x' }, 'Here.Probe.X: no stack exports x'],
    [
      'a stack that is not there',
      { 'Fn::GetStackOutput': { StackName: 'x', OutputName: 'y' } },
      'there is no stack x',
    ],
    ['a condition that is not there', { 'Fn::If': ['C', 1, 2] }, 'Here.Probe.X: Here has no condition C'],
    ['an index too high', { 'Fn::Select': ['2', ['a', 'b']] }, 'Here.Probe.X: Fn::Select has no element 2'],
    ['a wrong argument', { 'Fn::Join': [',', 'text'] }, 'Here.Probe.X: expected a list, found "text"'],
    [
      'a parameter without a value',
      { Ref: 'P' },
      'Here.Probe.X: parameter P has neither a value nor a default',
    ],
  ])('refuses %s and says where it stands', (_, value, message) => {
    const Parameters = { P: { Type: 'String', Default: undefined } };
    expect(() => evaluated(value, { Resources: { T: table }, Parameters })).toThrow(message);
  });

  it('refuses what refers to itself instead of running for ever', () => {
    const Conditions = { A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { 'Fn::Not': [{ Condition: 'A' }] } };
    expect(() => evaluated({ 'Fn::If': ['A', 1, 2] }, { Conditions })).toThrow(
      'Here.Conditions.A refers to itself',
    );
    const own = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { 'Fn::Sub': `\${T}-x` } } };
    expect(() => evaluated({ Ref: 'T' }, { Resources: { T: own } })).toThrow(
      'Here.T.TableName refers to itself',
    );
  });
});

describe('resources', () => {
  it('leaves out those whose condition does not hold', () => {
    const here = stack('Here', {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] }, Yes: { 'Fn::Equals': ['a', 'a'] } },
      Resources: { In: { ...table, Condition: 'Yes' }, Out: { ...table, Condition: 'No' } },
    });
    expect(
      deploy([here], {})
        .resources('AWS::DynamoDB::Table')
        .map(({ logicalId }) => logicalId),
    ).toEqual(['In']);
  });

  it('keep their generated names from one synthesis to the next', () => {
    const names = () =>
      deploy(
        [
          stack('Here', {
            Resources: {
              K: { Type: 'AWS::KMS::Key' },
              B: { Type: 'AWS::S3::Bucket' },
              T: table,
              Q: { Type: 'AWS::SQS::Queue' },
              [`Long${'g'.repeat(200)}`]: { Type: 'AWS::SQS::Queue' },
            },
          }),
        ],
        {},
      )
        .resources()
        .map(({ name }) => name);
    expect(names()).toEqual(names());
    expect(names()[0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(names()[1]).toMatch(/^here-b-[0-9a-f]{12}$/);
    expect(names()[3]).toMatch(/^Here-Q-[0-9a-f]{12}$/);
    expect(names()[4]).toMatch(/^Here-Longg{58}-[0-9a-f]{12}$/);
  });

  it('name the property that cannot be read', () => {
    const here = stack('Here', {
      Resources: { T: { Type: 'AWS::DynamoDB::Table', Properties: { A: { B: 1 } } } },
    });
    const [resource] = deploy([here], {}).resources();
    expect(() => resource?.read(z.object({ A: z.object({ B: z.string() }) }))).toThrow(
      /Here\.T \(AWS::DynamoDB::Table\) cannot be served:.*A\.B/s,
    );
  });

  it('are reported when they would do something on AWS and do nothing here', () => {
    const here = stack('Here', {
      Resources: {
        Q: { Type: 'AWS::SQS::Queue' },
        S: { Type: 'AWS::Kinesis::Stream' },
        M: { Type: 'AWS::StepFunctions::StateMachine' },
        R: { Type: 'AWS::IAM::Role' },
        T: table,
      },
    });
    expect(unservedResources(deploy([here], {}))).toEqual([
      'Here.S (AWS::Kinesis::Stream) has no effect here',
      'Here.M (AWS::StepFunctions::StateMachine) has no effect here',
    ]);
  });
});

describe('an assembly', () => {
  it('is read with its stacks and assets', () => {
    const cdkOut = copyAssembly(temporaryFolder());
    const stacks = readAssembly(cdkOut);
    expect(stacks.map(({ name }) => name)).toEqual(['Data', 'Api']);
    expect(stacks[1]?.assets.get('actor.zip')).toBe(join(cdkOut, 'asset.actor'));
  });

  it.each([
    ['is missing', (cdkOut: string) => rmSync(join(cdkOut, 'manifest.json'))],
    ['is cut off', (cdkOut: string) => writeFileSync(join(cdkOut, 'manifest.json'), '{"artifacts":')],
    ['lacks a template', (cdkOut: string) => rmSync(join(cdkOut, 'Api.template.json'))],
  ])('that %s is refused with what to do', (_, damage) => {
    const cdkOut = copyAssembly(temporaryFolder());
    damage(cdkOut);
    expect(() => readAssembly(cdkOut)).toThrow(StartError);
    expect(() => readAssembly(cdkOut)).toThrow(`Remove ${cdkOut} and start again`);
  });
});
