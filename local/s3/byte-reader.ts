/** Thrown when the stream is not what the reader was told to expect. */
export class UnexpectedBytes extends Error {}

/** Thrown when a piece grows over its limit before its delimiter comes. */
export class PieceTooLong extends UnexpectedBytes {}

/** Takes a byte stream apart piece by piece and never holds more than one chunk and the piece asked for. Not restartable. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #pending: Buffer;

  /** `head` counts as the first bytes of the stream. */
  constructor(source: AsyncIterable<Buffer>, head = '') {
    this.#source = source[Symbol.asyncIterator]();
    this.#pending = Buffer.from(head);
  }

  /** What lies before the delimiter, as it arrives; the delimiter is consumed. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#pending.indexOf(delimiter);
      if (at >= 0) {
        const last = this.#pending.subarray(0, at);
        this.#pending = this.#pending.subarray(at + delimiter.length);
        if (last.length > 0) yield last;
        return;
      }
      // The end of the chunk may be the beginning of the delimiter.
      const safe = Math.max(0, this.#pending.length - delimiter.length + 1);
      const ready = this.#pending.subarray(0, safe);
      this.#pending = this.#pending.subarray(safe);
      if (ready.length > 0) yield ready;
      await this.#pull();
    }
  }

  /** What lies before the delimiter, whole; throws PieceTooLong once it is longer than `limit` bytes. */
  async before(delimiter: string, limit: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let length = 0;
    for await (const piece of this.until(Buffer.from(delimiter))) {
      length += piece.length;
      if (length > limit) throw new PieceTooLong(`a piece is longer than ${limit} bytes`);
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  /** Exactly the next `length` bytes, as they arrive. */
  async *next(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#pending.length === 0) await this.#pull();
      const piece = this.#pending.subarray(0, left);
      this.#pending = this.#pending.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  async #pull(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw new UnexpectedBytes('the stream ended early');
    this.#pending = this.#pending.length === 0 ? value : Buffer.concat([this.#pending, value]);
  }
}
