import { describe, expect, it } from 'vitest';
import { signer } from '../expected.ts';
import {
  areas,
  at,
  covers,
  functionPath,
  identityStatements,
  ofType,
  render,
  rights,
  routes,
  statements,
} from '../synthesized.ts';

describe('only the signer may sign', () => {
  const policy = () => {
    const resource = at('AssayTrust/SigningKey/Key');
    return statements(resource.Properties.KeyPolicy, resource.stack);
  };

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
        Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ED25519_SHA_512', 'kms:MessageType': 'RAW' } },
      },
    ]);
  });

  it('and the role of that statement is the role of the signer alone', () => {
    const users = areas.filter((area) => {
      const fn = at(functionPath(area));
      return render(fn.Properties.Role, fn.stack) === '<AssayTrust/signer/Role>';
    });
    expect(users).toEqual(['signer']);
  });

  it('no identity policy of any stack grants a right to sign, or to pass one on', () => {
    const forbidden = ['kms:Sign', 'kms:CreateGrant', 'kms:PutKeyPolicy'];
    const granting = identityStatements.filter((statement) =>
      statement.Action.some((pattern) => forbidden.some((action) => covers(pattern, action))),
    );
    expect(granting).toEqual([]);
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

  it('there is one key, of the kind that eddsa-rdfc-2022 needs', () => {
    const keys = ofType('AWS::KMS::Key');
    expect(keys.map(({ Properties: { KeySpec, KeyUsage } }) => ({ KeySpec, KeyUsage }))).toEqual([
      { KeySpec: 'ECC_NIST_EDWARDS25519', KeyUsage: 'SIGN_VERIFY' },
    ]);
  });

  it('the signer is reached by no route, no address of its own and no permission of its own', () => {
    expect(routes.filter((route) => route.target === functionPath('signer'))).toEqual([]);
    expect(ofType('AWS::Lambda::Url')).toEqual([]);
    expect(ofType('AWS::Lambda::EventSourceMapping')).toEqual([]);
    const permissions = ofType('AWS::Lambda::Permission').filter(
      (permission) => render(permission.Properties.FunctionName, permission.stack) === signer,
    );
    expect(permissions).toEqual([]);
    expect(
      ofType('AWS::ApiGatewayV2::Integration').map((one) => render(one.Properties.IntegrationUri, one.stack)),
    ).not.toContain(signer);
  });

  it('award and audit are the only ones that may call it', () => {
    expect(areas.filter((area) => rights(area).some((right) => right.endsWith(` ${signer}`)))).toEqual([
      'award',
      'audit',
    ]);
  });
});
