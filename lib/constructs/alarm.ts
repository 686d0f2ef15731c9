import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface AssayAlarmProps {
  readonly metric: IMetric;
  /** The alarm goes off when the metric reaches this, in `evaluationPeriods` of the metric's periods in a row. */
  readonly threshold: number;
  readonly evaluationPeriods?: number;
  /** What people cannot do while this alarm is on: the first sentence that the person on call reads. */
  readonly errorImpact: string;
  /** True when silence is the fault: the alarm goes off when the metric stays below the threshold or is missing. */
  readonly whenBelow?: boolean;
  readonly topic: ITopic;
}

/**
 * An alarm whose id is a heading of docs/runbook.md. Each watches one metric: CloudWatch charges per metric watched, ten are
 * free, and this system has six.
 */
export class AssayAlarm extends Construct {
  constructor(scope: Construct, id: string, props: AssayAlarmProps) {
    super(scope, id);
    const alarm = new Alarm(this, 'Alarm', {
      alarmName: `assay-${id}`,
      alarmDescription: `${props.errorImpact} What to do: docs/runbook.md#${id}`,
      metric: props.metric,
      threshold: props.threshold,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      comparisonOperator: props.whenBelow
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: props.whenBelow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(props.topic));
  }
}
