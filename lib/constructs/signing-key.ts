import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { AssayFunction } from './assay-function.ts';
import { keyPolicy } from './key-policy.ts';

/**
 * The Ed25519 key that a deployment comes with; it signs for the first issuer. Who may sign is fixed when it is made: the one
 * signer, by the key policy alone. There is no method to grant it to another.
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
      policy: keyPolicy(signer, 'Ed25519'),
      removalPolicy: RemovalPolicy.RETAIN,
      pendingWindow: Duration.days(30),
    });
  }

  /** Reading of the public half, to publish it. */
  grantPublicKey(fn: AssayFunction): void {
    fn.allow(['kms:GetPublicKey'], [this.key.keyArn]);
    fn.tell('SIGNING_KEY_ID', this.key.keyArn);
  }
}
