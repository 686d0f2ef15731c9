import { CfnCondition, CfnParameter, CfnRule, Fn, type Stack, Token, Validations } from 'aws-cdk-lib';

const origin = 'https://[a-z0-9.-]+(:[0-9]+)?|http://(127\\.0\\.0\\.1|localhost)(:[0-9]+)?';
const email = '[^@\\s]+@[^@\\s]+\\.[^@\\s]+';

const definitions = {
  PublicUrl: {
    description:
      'Address that every credential id and did:web identifier is made of, for ever. Empty: https:// and the host name of the distribution. Choose an own domain before the first real award.',
    allowedPattern: `^(${origin})?$`,
    constraintDescription: 'must be https:// and a lower-case host, with no path and no slash at the end',
  },
  FormerPublicUrls: {
    description:
      'Addresses that this deployment was known by before, comma separated, after a deliberate move.',
    allowedPattern: `^((${origin})(,(${origin}))*)?$`,
    constraintDescription: 'must be addresses without a path, separated by commas without spaces',
  },
  CertificateArn: {
    description:
      'Certificate in us-east-1 for the host of PublicUrl, when the distribution itself shall answer under that name.',
    allowedPattern: '^(arn:aws[a-z-]*:acm:us-east-1:[0-9]{12}:certificate/[0-9a-f-]+)?$',
    constraintDescription: 'must be the ARN of a certificate in us-east-1, where CloudFront looks for it',
  },
  OidcIssuer: {
    description: 'Issuer of the tokens that the API accepts. Empty: the user pool of this deployment.',
    allowedPattern: '^(https://[^\\s]+|http://(127\\.0\\.0\\.1|localhost)(:[0-9]+)?(/[^\\s]*)?)?$',
    constraintDescription:
      'must be the https:// issuer address exactly as the provider writes it into its tokens',
  },
  OidcAudience: {
    description: 'Audience that a token must name, when OidcIssuer is set.',
    allowedPattern: '^[^\\s]*$',
    constraintDescription: 'must be one audience without spaces',
  },
  OperatorEmail: {
    description:
      'Verified e-mail address of the person who may create issuers. The user pool sends an invitation to it. Empty: nobody may.',
    allowedPattern: `^(${email})?$`,
    constraintDescription: 'must be one e-mail address',
  },
  MailFrom: {
    description:
      'Address that mail to learners and members comes from, verified in SES in this region (or its domain is). Empty: no mail is sent.',
    allowedPattern: `^(${email})?$`,
    constraintDescription: 'must be one e-mail address',
  },
  AdviceModel: {
    description:
      'Foundation model of Amazon Bedrock in this region that writes notes for assessors who ask for them, by its id (amazon.nova-lite-v1:0, say). It sees the words of submissions, and never scores or decides. Empty: there is no advice.',
    allowedPattern: '^([a-z0-9.-]+:[0-9]+)?$',
    constraintDescription: 'must be the id of a foundation model with its version',
  },
  EvidenceScan: {
    description:
      'guardduty: uploaded evidence is scanned for malware by GuardDuty Malware Protection for S3, and nothing is handed in before it was found clean. Empty: it is not scanned.',
    allowedPattern: '^(guardduty)?$',
    constraintDescription: 'must be guardduty, or empty',
  },
  AlarmEmail: {
    description: 'Where alarms are sent. Empty: alarms show in the CloudWatch console only.',
    allowedPattern: `^(${email})?$`,
    constraintDescription: 'must be one e-mail address',
  },
} as const;

export type SettingName = keyof typeof definitions;

/**
 * What the operator chooses, as CloudFormation parameters that all may be left empty.
 *
 * Every stack declares the same ones: `cdk deploy --all --parameters Name=value` hands a value to each stack, and CloudFormation
 * refuses one that a template does not declare. One stack exporting the values to the others would not do: CloudFormation
 * refuses to change an exported value while another stack imports it, so no setting could ever be changed.
 */
export class Settings {
  private readonly stack: Stack;
  private readonly parameters: Record<SettingName, CfnParameter>;

  constructor(stack: Stack) {
    this.stack = stack;
    this.parameters = Object.fromEntries(
      Object.entries(definitions).map(([name, definition]) => [
        name,
        new CfnParameter(stack, name, { type: 'String', default: '', ...definition }),
      ]),
    ) as Record<SettingName, CfnParameter>;
    Validations.of(stack).acknowledge({
      id: 'CloudFormation-Validate::W2001',
      reason: 'Every stack takes every setting, whether it uses it or not.',
    });
    this.needs('CertificateArn', 'PublicUrl');
    this.needs('OidcIssuer', 'OidcAudience');
    this.needs('OidcAudience', 'OidcIssuer');
  }

  /** The value, empty when the operator chose nothing. */
  value(name: SettingName): string {
    return this.parameters[name].valueAsString;
  }

  /** True when the operator chose a value. */
  given(name: SettingName): CfnCondition {
    const id = `${name}Given`;
    const existing = this.stack.node.tryFindChild(id) as CfnCondition | undefined;
    return (
      existing ??
      new CfnCondition(this.stack, id, {
        expression: Fn.conditionNot(Fn.conditionEquals(this.value(name), '')),
      })
    );
  }

  /** The value, or else what stands for it when the operator chose nothing. */
  valueOr(name: SettingName, fallback: string): string {
    return Token.asString(Fn.conditionIf(this.given(name).logicalId, this.value(name), fallback));
  }

  // Refuses a deployment that sets the one and leaves the other empty.
  private needs(name: SettingName, other: SettingName): void {
    new CfnRule(this.stack, `${name}Needs${other}`, {
      ruleCondition: Fn.conditionNot(Fn.conditionEquals(this.value(name), '')),
      assertions: [
        {
          assert: Fn.conditionNot(Fn.conditionEquals(this.value(other), '')),
          assertDescription: `${name} is set, so ${other} must be set too`,
        },
      ],
    });
  }
}
