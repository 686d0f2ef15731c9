import { Stack, Validations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AssayFunction } from './assay-function.ts';
import { keyPolicies } from './key-policy.ts';

/**
 * What the function that makes keys may do: make signing keys of two kinds that carry this project's tag, name them, and read
 * their public halves. It gets the key policy from here, in which the signer alone may sign, and may neither sign nor change
 * a policy itself.
 */
export class KeyProvision extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { provision, signer }: Record<'provision' | 'signer', AssayFunction>,
  ) {
    super(scope, id);
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string) =>
      stack.formatArn({ service: 'kms', resource, resourceName });
    const keys = arn('key', '*');
    const aliases = arn('alias', 'assay/*');

    provision.allow(['kms:CreateKey'], ['*'], {
      StringEquals: {
        'kms:KeySpec': ['ECC_NIST_EDWARDS25519', 'RSA_2048'],
        'kms:KeyUsage': 'SIGN_VERIFY',
        'kms:KeyOrigin': 'AWS_KMS',
        'aws:RequestTag/project': 'assay',
      },
      Bool: { 'kms:MultiRegion': 'false' },
    });
    // Tags on a new key need this as well.
    provision.allow(['kms:TagResource'], [keys], {
      StringEquals: { 'aws:RequestTag/project': 'assay' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['project', 'assay:issuer', 'assay:key'] },
    });
    // KMS asks for both ends of an alias. None can be moved or deleted with this.
    provision.allow(['kms:CreateAlias'], [keys, aliases]);
    provision.allow(['kms:DescribeKey', 'kms:GetPublicKey'], [keys], {
      StringEquals: { 'kms:KeyUsage': 'SIGN_VERIFY' },
    });
    // Whatever any key policy says, this one's too: what makes keys can never use one.
    provision.deny(['kms:Sign', 'kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ReplicateKey']);
    provision.tell('SIGNING_KEY_POLICIES', stack.toJsonString(keyPolicies(signer)));

    const account = 'arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>';
    for (const resource of ['*', `${account}:key/*`, `${account}:alias/assay/*`]) {
      Validations.of(provision).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason:
          'A key has no name before it is made. What it may be, and what it may be called, is said by conditions and prefix.',
      });
    }
  }
}
