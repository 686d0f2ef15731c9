import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { AssayFunction } from './assay-function.ts';

/** How a key signs, and the one way in which KMS may be asked for that. */
const ways = {
  // eddsa-rdfc-2022 signs a 64-byte pair of hashes as it is. The pre-hashed variant of the algorithm, or a message type of
  // DIGEST, would make signatures that no verifier accepts.
  Ed25519: { 'kms:SigningAlgorithm': 'ED25519_SHA_512', 'kms:MessageType': 'RAW' },
  // A token is longer than the 4,096 bytes that KMS takes, so it gets the digest.
  RS256: { 'kms:SigningAlgorithm': 'RSASSA_PKCS1_V1_5_SHA_256', 'kms:MessageType': 'DIGEST' },
} as const;

export type WayOfSigning = keyof typeof ways;

/** The policy of every signing key: that of the deployment's own, and those that are made later. */
export function keyPolicy(signer: AssayFunction, way: WayOfSigning): PolicyDocument {
  return new PolicyDocument({ statements: [signing(signer, way), ...others(signer)] });
}

/** The same policies for the function that makes keys, in the form that src/env.ts reads. */
export function keyPolicies(signer: AssayFunction) {
  return {
    sign: {
      Ed25519: signing(signer, 'Ed25519').toStatementJson(),
      RS256: signing(signer, 'RS256').toStatementJson(),
    },
    others: others(signer).map((statement) => statement.toStatementJson()),
  };
}

function signing(signer: AssayFunction, way: WayOfSigning): PolicyStatement {
  return new PolicyStatement({
    sid: 'OnlyTheSignerSigns',
    principals: [signer.role],
    actions: ['kms:Sign'],
    resources: ['*'],
    conditions: { StringEquals: ways[way] },
  });
}

function others(signer: AssayFunction): PolicyStatement[] {
  // A statement for the account lets its identity policies grant these actions. CDK's default is kms:*, and with it any
  // administrator could sign.
  const account = new AccountRootPrincipal();
  return [
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
  ];
}
