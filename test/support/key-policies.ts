import { readEnvironment } from '../../src/env.ts';

const signing = (algorithm: string, messageType: string) => ({
  Sid: 'OnlyTheSignerSigns',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::000000000000:role/signer' },
  Action: 'kms:Sign',
  Resource: '*',
  Condition: { StringEquals: { 'kms:SigningAlgorithm': algorithm, 'kms:MessageType': messageType } },
});

/** The environment of the function that makes keys, shorter than on AWS. */
export const keyPolicyEnvironment = {
  sign: {
    Ed25519: signing('ED25519_SHA_512', 'RAW'),
    RS256: signing('RSASSA_PKCS1_V1_5_SHA_256', 'DIGEST'),
  },
  others: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::000000000000:root' },
      Action: ['kms:GetPublicKey', 'kms:PutKeyPolicy'],
      Resource: '*',
    },
  ],
};

/** Key policies as the function reads them. */
export const keyPolicies = readEnvironment('provision', {
  SIGNING_KEY_POLICIES: JSON.stringify(keyPolicyEnvironment),
}).SIGNING_KEY_POLICIES;
