import { describe, expect, it } from 'vitest';
import { type FunctionName, readEnvironment } from '../../../src/env.ts';
import { provision, signer } from '../expected.ts';
import {
  areas,
  at,
  covers,
  functionPath,
  identityStatements,
  type Json,
  list,
  ofType,
  render,
  rights,
  routes,
  statements,
} from '../synthesized.ts';

/** The environment of a function as it is on AWS, with paths in the place of what is known there. */
function told(area: FunctionName, name: string): string {
  const { Properties, stack } = at(functionPath(area));
  const { Variables } = Properties.Environment as { Variables: Record<string, Json> };
  return render(Variables[name], stack);
}

/** The policy of the key that a deployment comes with, and of those that are made later: what the function reads is what it hands to KMS. */
const made = readEnvironment('provision', {
  SIGNING_KEY_POLICIES: told('provision', 'SIGNING_KEY_POLICIES'),
}).SIGNING_KEY_POLICIES;
const documents = { 'kms:SigningAlgorithm': 'ED25519_SHA_512', 'kms:MessageType': 'RAW' };
const tokens = { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256', 'kms:MessageType': 'DIGEST' };
const policies = [
  {
    name: 'the first key',
    document: at('AssayTrust/SigningKey/Key').Properties.KeyPolicy,
    way: documents,
  },
  { name: 'a key for documents', document: JSON.parse(made.Ed25519) as Json, way: documents },
  { name: 'a key for tokens', document: JSON.parse(made.RS256) as Json, way: tokens },
];

describe.each(policies)('only the signer may sign with $name', ({ document, way }) => {
  const policy = () => statements(document, 'AssayTrust');

  it('by one statement of the key policy, bound to the algorithm and the message type', () => {
    const mayFully = policy().filter((statement) =>
      statement.Action.some((action) => covers(action, 'kms:Sign')),
    );
    expect(mayFully).toEqual([
      {
        Sid: 'OnlyTheSignerSigns',
        Effect: 'Allow',
        Principal: 'AWS <AssayTrust/signer/Role>',
        Action: ['kms:Sign'],
        Resource: ['*'],
        Condition: { StringEquals: way },
      },
    ]);
  });

  it('the account may administer the key, and neither sign with it nor grant that past the policy', () => {
    const account = policy().filter((statement) => statement.Principal !== 'AWS <AssayTrust/signer/Role>');
    expect(account.map((statement) => statement.Principal)).toEqual([
      'AWS arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
      'AWS arn:<AWS::Partition>:iam::<AWS::AccountId>:root',
    ]);
    const actions = account.flatMap((statement) => statement.Action);
    expect(actions.filter((action) => action.includes('*') || action === 'kms:CreateGrant')).toEqual([]);
    expect(actions).toContain('kms:PutKeyPolicy');
  });

  it('the key is retired only by a person with a second factor', () => {
    const ending = policy().filter((statement) =>
      statement.Action.some((action) => ['kms:DisableKey', 'kms:ScheduleKeyDeletion'].includes(action)),
    );
    expect(ending).toHaveLength(1);
    expect(ending[0]?.Condition).toEqual({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
  });

  it('names no one but the signer and the account, and is one that KMS takes', () => {
    expect(Buffer.byteLength(JSON.stringify(document))).toBeLessThan(32_768);
    expect([
      ...new Set(policy().map(({ Principal, Resource, Effect }) => [Principal, Resource, Effect].join())),
    ]).toEqual([
      'AWS <AssayTrust/signer/Role>,*,Allow',
      'AWS arn:<AWS::Partition>:iam::<AWS::AccountId>:root,*,Allow',
    ]);
  });
});

describe('the signer', () => {
  it('is the one function with the role that key policies name', () => {
    const users = areas.filter((area) => {
      const fn = at(functionPath(area));
      return render(fn.Properties.Role, fn.stack) === '<AssayTrust/signer/Role>';
    });
    expect(users).toEqual(['signer']);
  });

  it('needs no identity policy: none of any stack grants a right to sign, or to pass one on', () => {
    const forbidden = ['kms:Sign', 'kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ReplicateKey'];
    const granting = identityStatements.filter((statement) =>
      statement.Action.some((pattern) => forbidden.some((action) => covers(pattern, action))),
    );
    expect(granting).toEqual([]);
  });

  it('has one key in the templates, of the kind that eddsa-rdfc-2022 needs', () => {
    const keys = ofType('AWS::KMS::Key');
    expect(keys.map(({ Properties: { KeySpec, KeyUsage } }) => ({ KeySpec, KeyUsage }))).toEqual([
      { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' },
    ]);
  });

  it.each([
    ['signer', signer],
    ['provision', provision],
  ] as const)('like %s is reached by no route, no address and no permission of its own', (area, fn) => {
    expect(routes.filter((route) => route.target === functionPath(area))).toEqual([]);
    expect(ofType('AWS::Lambda::Url')).toEqual([]);
    const sources = ofType('AWS::Lambda::EventSourceMapping').map((one) =>
      render(one.Properties.FunctionName, one.stack),
    );
    expect(sources).toEqual(['<AssayApi/batch-worker/Function>']);
    const permissions = ofType('AWS::Lambda::Permission').filter(
      (permission) => render(permission.Properties.FunctionName, permission.stack) === fn,
    );
    expect(permissions).toEqual([]);
    expect(
      ofType('AWS::ApiGatewayV2::Integration').map((one) => render(one.Properties.IntegrationUri, one.stack)),
    ).not.toContain(fn);
  });

  it('is called by award, batch-worker and audit alone', () => {
    expect(areas.filter((area) => rights(area).some((right) => right.endsWith(` ${signer}`)))).toEqual([
      'award',
      'batch-worker',
      'audit',
    ]);
  });
});

describe('the function that makes keys', () => {
  const role = '<AssayTrust/provision/Role>';
  const own = ofType('AWS::IAM::Policy')
    .filter((policy) => list(policy.Properties.Roles).some((name) => render(name, policy.stack) === role))
    .flatMap((policy) => statements(policy.Properties.PolicyDocument, policy.stack));
  const granting = (action: string) =>
    own.filter(({ Effect, Action }) => Effect === 'Allow' && Action.some((one) => covers(one, action)));

  it('is called by author alone', () => {
    expect(areas.filter((area) => rights(area).some((right) => right.endsWith(` ${provision}`)))).toEqual([
      'author',
    ]);
  });

  it('can never use a key, whatever a key policy says', () => {
    const denied = own.filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toHaveLength(1);
    expect(denied[0]).toMatchObject({ Resource: ['*'] });
    expect(denied[0]).not.toHaveProperty('Condition');
    for (const action of ['kms:Sign', 'kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ReplicateKey']) {
      expect(denied[0]?.Action).toContain(action);
      expect(granting(action)).toEqual([]);
    }
  });

  it('has neither the table nor the files', () => {
    expect(own.flatMap(({ Action }) => Action).filter((action) => !/^(kms|logs):/.test(action))).toEqual([]);
  });

  it('makes keys of two kinds, in this account, with the tag of the project', () => {
    expect(granting('kms:CreateKey').map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: {
          'kms:KeySpec': ['ECC_NIST_EDWARDS25519', 'RSA_2048'],
          'kms:KeyUsage': 'SIGN_VERIFY',
          'kms:KeyOrigin': 'AWS_KMS',
          'aws:RequestTag/project': 'assay',
        },
        Bool: { 'kms:MultiRegion': 'false' },
      },
    ]);
    expect(granting('kms:TagResource').map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: { 'aws:RequestTag/project': 'assay' },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['project', 'assay:issuer', 'assay:key'] },
      },
    ]);
  });

  it('can end, retarget or rename none', () => {
    for (const action of [
      'kms:ScheduleKeyDeletion',
      'kms:DisableKey',
      'kms:DeleteAlias',
      'kms:UpdateAlias',
      'kms:UntagResource',
    ])
      expect(granting(action)).toEqual([]);
  });

  it('is told policies that fit into its environment, of which there are 4 KB', () => {
    // Paths stand for what is known on AWS; a role's ARN has 170 characters at most here, and there are four of them.
    expect(told('provision', 'SIGNING_KEY_POLICIES').length + 4 * 170).toBeLessThan(3_500);
  });
});
