import { Aws, CfnCondition, Duration, Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnUserPoolUser,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/**
 * The user pool that says who people are unless the operator names an issuer of their own. It is made in either case: it costs
 * nothing unused, and a pool that came and went with a setting would come back empty, with new identities for the same people.
 */
export class SignIn extends Construct {
  readonly issuer: string;
  readonly clientId: string;
  /** Page where a person signs in and sets the first password. */
  readonly url: string;
  private readonly pool: UserPool;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly settings: Settings; readonly publicUrl: string },
  ) {
    super(scope, id);
    const callback = `${props.publicUrl}/docs`;
    this.pool = this.userPool(props.publicUrl);
    const client = this.client(callback);
    // The prefix must differ from that of every other pool in the region; an account has one such deployment.
    const domain = this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `assay-${Aws.ACCOUNT_ID}` },
    });
    this.inviteOperator(props.settings);

    this.issuer = this.pool.userPoolProviderUrl;
    this.clientId = client.userPoolClientId;
    this.url = `${domain.baseUrl()}/login?client_id=${this.clientId}&response_type=code&scope=openid+email+profile&redirect_uri=${callback}`;
  }

  private userPool(publicUrl: string): UserPool {
    const pool = new UserPool(this, 'Pool', {
      // Lite has all that is used here and is the cheapest above the free ten thousand people a month.
      featurePlan: FeaturePlan.LITE,
      // People are invited: an open door would let anyone fill the table as a learner.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: {
        email: { required: true, mutable: true },
        fullname: { required: false, mutable: true },
      },
      autoVerify: { email: true },
      // The operator is known by a verified address, so a changed address counts only once it is verified.
      keepOriginal: { email: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      userInvitation: {
        emailSubject: 'Your invitation to Assay',
        emailBody: `You have been invited to ${publicUrl}. Sign in as {username} with the temporary password {####} within seven days.`,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason:
          'A learner may not own a second device: a second factor is offered to everyone and forced on nobody.',
      },
      {
        id: 'AwsSolutions-COG3',
        reason:
          'Threat protection needs the plan that costs per person; sign-up is closed and passwords are long.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason:
          'The larger plan costs more per person above ten thousand a month, and nothing of it is used.',
      },
    );
    return pool;
  }

  private client(callback: string): UserPoolClient {
    return this.pool.addClient('Client', {
      // A page or a tool in the hands of a person cannot keep a secret; PKCE ties the code to who asked for it.
      generateSecret: false,
      authFlows: { userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [callback],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
    });
  }

  private inviteOperator(settings: Settings): void {
    const operator = new CfnUserPoolUser(this, 'Operator', {
      userPoolId: this.pool.userPoolId,
      username: settings.value('OperatorEmail'),
      userAttributes: [
        { name: 'email', value: settings.value('OperatorEmail') },
        { name: 'email_verified', value: 'true' },
      ],
      desiredDeliveryMediums: ['EMAIL'],
    });
    operator.cfnOptions.condition = new CfnCondition(Stack.of(this), 'OperatorIsInvited', {
      expression: Fn.conditionAnd(
        settings.given('OperatorEmail'),
        Fn.conditionEquals(settings.value('OidcIssuer'), ''),
      ),
    });
    // A new operator does not end the account of the one before: it may hold memberships.
    operator.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
