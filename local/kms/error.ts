/** A refusal as KMS words it: `code` is the exception's name, such as NotFoundException. Always answered with status 400. */
export class KmsError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
