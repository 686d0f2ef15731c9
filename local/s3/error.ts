import { xmlElement } from './xml.ts';

/** A refusal as S3 words it. `details` become elements of the XML body beside code and message; `headers` are sent with it. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    status: number,
    code: string,
    message: string,
    details: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }

  toXml(requestId: string): string {
    return xmlElement('Error', {
      Code: this.code,
      Message: this.message,
      ...this.details,
      RequestId: requestId,
      HostId: 'local',
    });
  }
}

export const missingLength = (): S3Error =>
  new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');

/** Sizes in bytes. */
export const tooLarge = (max: number): S3Error =>
  new S3Error(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    MaxSizeAllowed: String(max),
  });

export const preconditionFailed = (condition: string): S3Error =>
  new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: condition,
  });

/** For whatever S3 has and this stand-in does not: better refused than silently left out. */
export const notImplemented = (what: string): S3Error =>
  new S3Error(501, 'NotImplemented', `This stand-in for S3 does not implement ${what}.`);
