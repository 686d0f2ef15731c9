/** What a line of the log may hold beside its message: ids and codes, never what a person wrote. */
type Fields = Readonly<Record<string, unknown>>;

/** The log of one function: a line of JSON for each event, as CloudWatch reads it. */
export class Logger {
  readonly #service: string;

  constructor({ serviceName }: { readonly serviceName: string }) {
    this.#service = serviceName;
  }

  info(message: string, fields: Fields = {}): void {
    this.#write('INFO', message, fields);
  }

  warn(message: string, fields: Fields = {}): void {
    this.#write('WARN', message, fields);
  }

  error(message: string, fields: Fields = {}): void {
    this.#write('ERROR', message, fields);
  }

  #write(level: string, message: string, fields: Fields): void {
    const line = { ...fields, level, message, service: this.#service, timestamp: new Date().toISOString() };
    // Not the console: the runtime on AWS puts words before what goes through it, and the line would no longer be JSON.
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
