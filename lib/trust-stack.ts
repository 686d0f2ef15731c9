import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AssayAlarm } from './constructs/alarm.ts';
import { AssayFunction } from './constructs/assay-function.ts';
import { keepExports } from './constructs/keep-exports.ts';
import { KeyProvision } from './constructs/key-provision.ts';
import { Settings } from './constructs/settings.ts';
import { SigningKey } from './constructs/signing-key.ts';
import type { DataStack } from './data-stack.ts';
import type { HostStack } from './host-stack.ts';

export interface TrustStackProps extends StackProps {
  readonly data: DataStack;
  readonly host: HostStack;
}

/**
 * The signing key, the one function that may sign, and the one that makes further keys. They stay together because the key policies
 * name the signer's role.
 */
export class TrustStack extends Stack {
  readonly key: SigningKey;
  readonly signer: AssayFunction;
  readonly provision: AssayFunction;

  constructor(scope: Construct, id: string, { data, host, ...props }: TrustStackProps) {
    super(scope, id, {
      ...props,
      description: 'Assay: the signing key, the signer, and the making of keys',
      terminationProtection: true,
    });
    const settings = new Settings(this);

    this.signer = new AssayFunction(this, 'signer', {
      description: 'Signs what a person has decided; has no route',
      memory: 1024,
      timeout: 20,
    });
    this.key = new SigningKey(this, 'SigningKey', this.signer);
    this.provision = new AssayFunction(this, 'provision', {
      description: 'Makes signing keys, which it cannot use; has no route',
      timeout: 20,
    });
    new KeyProvision(this, 'KeyProvision', { provision: this.provision, signer: this.signer });
    data.table.grantRead(this.signer);
    data.table.grantWrite(this.signer);
    this.signer.configure({
      PUBLIC_URL: host.publicUrl(settings),
      FORMER_PUBLIC_URLS: settings.value('FormerPublicUrls'),
    });

    new AssayAlarm(this, 'signer-errors', {
      metric: this.signer.lambda.metricErrors(),
      threshold: 1,
      errorImpact: 'Awards or revocations that people decided are waiting for their signature.',
      topic: host.alarms.topic,
    });
    new AssayAlarm(this, 'signer-throttles', {
      metric: this.signer.lambda.metricThrottles(),
      threshold: 1,
      errorImpact: 'The signer is refused room to run: awards and revocations take longer or wait.',
      topic: host.alarms.topic,
    });
    keepExports(this, [
      this.key.key.keyArn,
      ...[this.signer, this.provision].flatMap(({ lambda }) => [lambda.functionArn, lambda.functionName]),
    ]);
    new CfnOutput(this, 'SigningKeyArn', { value: this.key.key.keyArn });
  }
}
