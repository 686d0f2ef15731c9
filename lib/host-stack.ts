import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { keepExports } from './constructs/keep-exports.ts';
import { PublicAddress } from './constructs/public-address.ts';
import { Settings } from './constructs/settings.ts';
import { SignIn } from './constructs/sign-in.ts';

/**
 * What the world knows the deployment by: its address, which is part of every credential id for ever, and the pool that says who
 * its people are. Holds no function and no route, so that nothing that changes from day to day can move it.
 */
export class HostStack extends Stack {
  readonly address: PublicAddress;
  readonly signIn: SignIn;
  readonly alarms: AlarmTopic;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, {
      ...props,
      description: 'Assay: the public address and sign-in',
      terminationProtection: true,
    });
    const settings = new Settings(this);
    this.address = new PublicAddress(this, 'Address', settings);
    const publicUrl = this.publicUrl(settings);
    this.signIn = new SignIn(this, 'SignIn', { settings, publicUrl });
    this.alarms = new AlarmTopic(this, 'Alarms', settings);

    keepExports(this, [
      this.address.api.apiId,
      this.address.distribution.distributionDomainName,
      this.signIn.issuer,
      this.signIn.clientId,
      this.alarms.topic.topicArn,
    ]);
    new CfnOutput(this, 'PublicUrlInUse', { value: publicUrl });
    new CfnOutput(this, 'DistributionDomainName', {
      value: this.address.distribution.distributionDomainName,
    });
    new CfnOutput(this, 'OidcIssuerInUse', { value: this.oidcIssuer(settings) });
    new CfnOutput(this, 'OidcAudienceInUse', { value: this.oidcAudience(settings) });
    new CfnOutput(this, 'SignInUrl', { value: this.signIn.url });
  }

  /** The address as seen by the stack that the settings belong to. */
  publicUrl(settings: Settings): string {
    return settings.valueOr('PublicUrl', `https://${this.address.distribution.distributionDomainName}`);
  }

  /** The issuer of accepted tokens, as seen by the stack that the settings belong to. */
  oidcIssuer(settings: Settings): string {
    return settings.valueOr('OidcIssuer', this.signIn.issuer);
  }

  /** The audience of accepted tokens, as seen by the stack that the settings belong to. */
  oidcAudience(settings: Settings): string {
    return settings.valueOr('OidcAudience', this.signIn.clientId);
  }
}
