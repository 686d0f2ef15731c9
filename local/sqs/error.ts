const SERVICE = 'com.amazonaws.sqs#';
const COMMON = 'com.amazon.coral.service#';

/**
 * A refusal as SQS words it: `type` is the name of the JSON protocol, `code` the older one that goes out in `x-amzn-query-error`
 * and that the SDK knows errors without a shape of their own by.
 */
export class SqsError extends Error {
  readonly type: string;
  readonly code: string;
  readonly status: number;
  constructor(type: string, code: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.code = code;
    this.status = status;
  }
}

/** One of the errors that the model of SQS names. */
export const sqsError = (name: string, message: string, code = name, status = 400): SqsError =>
  new SqsError(`${SERVICE}${name}`, code, message, status);

/** One that all services have. */
export const commonError = (name: string, code: string, message: string, status = 400): SqsError =>
  new SqsError(`${COMMON}${name}`, code, message, status);

/** The errors of SQS that had longer names before the JSON protocol. */
export const oldError = (name: string, message: string, old = name): SqsError =>
  sqsError(name, message, `AWS.SimpleQueueService.${old}`);

export const noSuchQueue = (): SqsError =>
  oldError('QueueDoesNotExist', 'The specified queue does not exist.', 'NonExistentQueue');

export const invalidParameter = (message: string): SqsError =>
  commonError('InvalidParameterValueException', 'InvalidParameterValue', message);

export const invalidValue = (value: unknown, parameter: string, reason: string): SqsError =>
  invalidParameter(`Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`);

export const missingParameter = (parameter: string): SqsError =>
  commonError(
    'MissingRequiredParameterException',
    'MissingParameter',
    `The request must contain the parameter ${parameter}.`,
  );

/** For whatever SQS has and this stand-in does not: better refused than silently left out. */
export const unsupported = (what: string): SqsError =>
  oldError('UnsupportedOperation', `This stand-in for SQS does not serve ${what}.`);
