import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  type Conditions,
  Effect,
  type IGrantable,
  type IPrincipal,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type EnvName, type FunctionName, functionEnvironment } from '../../src/env.ts';
import { functionCode } from './function-code.ts';

export interface AssayFunctionProps {
  readonly description: string;
  /** MiB. CPU comes in proportion: one full core at 1,769. */
  readonly memory?: number;
  /** Seconds. */
  readonly timeout?: number;
}

/**
 * One folder of `functions/` as one deployed function with one role of its own. The role starts with nothing but its own log
 * group; every further right comes from the construct that owns the thing granted.
 */
export class AssayFunction extends Construct implements IGrantable {
  readonly area: FunctionName;
  readonly lambda: LambdaFunction;
  readonly grantPrincipal: IPrincipal;
  readonly role: Role;

  constructor(scope: Construct, area: FunctionName, props: AssayFunctionProps) {
    super(scope, area);
    this.area = area;

    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/assay/${area}`,
      retention: RetentionDays.ONE_MONTH,
      // Logs are for operating; the record of what was decided and signed is in the table. A log group that outlived its
      // stack would block the next deployment, because its name is fixed.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.grantPrincipal = this.role;
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroup.logGroupArn]);

    // No reserved concurrency: a new account has 10 to 50 in all, and the deployment would fail.
    // No tracing: it costs per request, and the request id in every log line already ties one request together.
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      code: functionCode(this, area),
      handler: 'index.handler',
      memorySize: props.memory ?? 512,
      timeout: Duration.seconds(props.timeout ?? 10),
      role: this.role,
      logGroup,
    });
    Validations.of(this.lambda).acknowledge({
      id: 'AwsSolutions-L1',
      reason: 'Node 22, because the same major runs the functions locally and in the tests.',
    });
  }

  /** Adds one permission to the role. */
  allow(actions: readonly string[], resources: readonly string[], conditions: Conditions = {}): void {
    this.role.addToPolicy(
      new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
    );
  }

  /** Takes actions from the role on everything, whatever the resource's own policy says. */
  deny(actions: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.DENY, actions: [...actions], resources: ['*'] }),
    );
  }

  /** Sets one environment variable; throws for a name that the function does not declare in src/env.ts. */
  tell(name: EnvName, value: string): void {
    if (!this.reads(name)) throw new Error(`function ${this.area} does not declare ${name} in src/env.ts`);
    this.lambda.addEnvironment(name, value);
  }

  /** Sets those of the given values that the function declares: they name things and carry no rights. */
  configure(values: Partial<Record<EnvName, string>>): void {
    for (const [name, value] of Object.entries(values) as [EnvName, string][]) {
      if (this.reads(name)) this.tell(name, value);
    }
  }

  /** Lets another function call this one, and tells it the name. */
  grantInvoke(caller: AssayFunction, name: EnvName): void {
    caller.allow(['lambda:InvokeFunction'], [this.lambda.functionArn]);
    caller.tell(name, this.lambda.functionName);
  }

  private reads(name: EnvName): boolean {
    return (functionEnvironment[this.area] as readonly EnvName[]).includes(name);
  }
}
