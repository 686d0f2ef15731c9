import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AssayFunction } from './assay-function.ts';

/**
 * The Ed25519 key that signs what this deployment issues. Who may sign is fixed when it is made: the one signer, by the key
 * policy alone. There is no method to grant it to another.
 */
export class SigningKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, signer: AssayFunction) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Assay: signs credentials and status lists',
      alias: 'assay-signing',
      keySpec: KeySpec.ECC_NIST_EDWARDS25519,
      keyUsage: KeyUsage.SIGN_VERIFY,
      policy: keyPolicy(signer),
      removalPolicy: RemovalPolicy.RETAIN,
      pendingWindow: Duration.days(30),
    });
    signer.tell('SIGNING_KEY_ID', this.key.keyArn);
  }

  /** Reading of the public half, to publish it. */
  grantPublicKey(fn: AssayFunction): void {
    fn.allow(['kms:GetPublicKey'], [this.key.keyArn]);
    fn.tell('SIGNING_KEY_ID', this.key.keyArn);
  }
}

function keyPolicy(signer: AssayFunction): PolicyDocument {
  // A statement for the account lets its identity policies grant these actions. CDK's default is kms:*, and with it any
  // administrator could sign.
  const account = new AccountRootPrincipal();
  return new PolicyDocument({
    statements: [
      // eddsa-rdfc-2022 signs a 64-byte pair of hashes as it is. The pre-hashed variant of the algorithm, or a message type of
      // DIGEST, would make signatures that no verifier accepts.
      new PolicyStatement({
        sid: 'OnlyTheSignerSigns',
        principals: [signer.role],
        actions: ['kms:Sign'],
        resources: ['*'],
        conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ED25519_SHA_512', 'kms:MessageType': 'RAW' } },
      }),
      // Apart from the above, because these actions have no signing algorithm and the conditions would refuse them.
      new PolicyStatement({
        sid: 'TheSignerKnowsItsKey',
        principals: [signer.role],
        actions: ['kms:GetPublicKey', 'kms:DescribeKey'],
        resources: ['*'],
      }),
      // No kms:CreateGrant: a grant could hand out kms:Sign past this policy.
      new PolicyStatement({
        sid: 'TheAccountAdministers',
        principals: [account],
        actions: [
          'kms:GetPublicKey',
          'kms:DescribeKey',
          'kms:GetKeyPolicy',
          'kms:GetKeyRotationStatus',
          'kms:ListGrants',
          'kms:ListKeyPolicies',
          'kms:ListResourceTags',
          'kms:PutKeyPolicy',
          'kms:CreateAlias',
          'kms:UpdateAlias',
          'kms:DeleteAlias',
          'kms:UpdateKeyDescription',
          'kms:EnableKey',
          'kms:CancelKeyDeletion',
          'kms:RevokeGrant',
          'kms:TagResource',
          'kms:UntagResource',
        ],
        resources: ['*'],
      }),
      // Break-glass. Without the key nothing can be issued or revoked any more, so no pipeline and no function may take it away:
      // a person who has just proven a second factor, with an identity policy that allows it, and 30 days to change their mind.
      new PolicyStatement({
        sid: 'APersonMayRetireTheKey',
        principals: [account],
        actions: ['kms:DisableKey', 'kms:ScheduleKeyDeletion'],
        resources: ['*'],
        conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
      }),
    ],
  });
}
